import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Makes a directory that is either whole or not there: it grows under another name beside its place and is renamed.
 * Of two processes at once, the later one throws its own away. What a dead process left half-made is removed first.
 *
 * @param build fills the directory it is given; when it fails, nothing is left
 */
export async function makeOnce(target: string, build: (directory: string) => Promise<void>): Promise<void> {
  await removeLeftovers(target);
  if (await exists(target)) return;
  const making = `${target}.making-${process.pid}-${randomBytes(4).toString('hex')}`;
  try {
    await mkdir(making, { mode: 0o700 });
    await build(making);
    await rename(making, target);
  } catch (error) {
    await rm(making, { recursive: true, force: true });
    if (await exists(target)) return;
    throw error;
  }
}

/** Whether something lies there; an error other than "no such file" goes on. */
export async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

/** Whether a process with this id lives, also when it belongs to someone else. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

/** Node's code of a failed call, such as ENOENT. */
export function errorCode(error: unknown): string | undefined {
  // Not instanceof: an error of Node's own may come from another realm, as under Jest.
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** No directory takes this long to make; one that is older was left by a process whose id lives again. */
const longestMakingMs = 3_600_000;

async function removeLeftovers(target: string): Promise<void> {
  const parent = dirname(target);
  const prefix = `${basename(target)}.making-`;
  for (const name of await readdir(parent)) {
    if (!name.startsWith(prefix)) continue;
    const maker = Number(name.slice(prefix.length).split('-')[0]);
    const leftover = join(parent, name);
    const since = await stat(leftover).then(
      (found) => found.mtimeMs,
      () => 0,
    );
    if (isAlive(maker) && Date.now() - since < longestMakingMs) continue;
    await rm(leftover, { recursive: true, force: true });
  }
}
