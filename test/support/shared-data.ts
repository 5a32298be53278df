import { existsSync } from 'node:fs';
import path from 'node:path';

/**
 * Folder of the real data that quality is measured on (not part of the project): `SCOUT_DATA`, or `../shared/data`
 * beside the repository. Undefined where it is absent; say so then, in the name of the test.
 */
export function sharedData(): string | undefined {
  const folder = process.env['SCOUT_DATA'] ?? path.resolve(import.meta.dirname, '../../../shared/data');
  return existsSync(path.join(folder, 'gold')) ? folder : undefined;
}
