// Compiles src/ and migrations/ with nest-cli into dist/ and leaves a stamp that the launcher compares with the sources.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const startedAt = new Date();
const nest = join(root, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
const build = spawnSync(process.execPath, [nest, 'build'], { cwd: root, stdio: 'inherit' });
if (build.status === 0) {
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(join(root, 'dist', '.built'), `${startedAt.toISOString()}\n`);
}
process.exit(build.status ?? 1);
