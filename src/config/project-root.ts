import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The folder of this package's own package.json, found upwards from this file, so that it is the same from `src`
 * and from the compiled `dist`.
 *
 * @throws Error when no package.json named `scout` lies above this file
 */
export function projectRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest) && /"name":\s*"scout"/.test(readFileSync(manifest, 'utf8'))) return folder;
    const above = dirname(folder);
    if (above === folder) throw new Error('No package.json of scout lies above this file.');
    folder = above;
  }
}
