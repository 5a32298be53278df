import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, symlink } from 'node:fs/promises';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The source as it was before the newest migration came: what still runs while an installation is brought up to date. */
export interface OldBuild {
  readonly folder: string;
  readonly commit: string;
  /** The migration that it does not know. */
  readonly lacks: string;
}

/** Whether there is a history to take an old build from. */
export const hasHistory = existsSync('.git');

/** @param folder where to put it; made anew */
export async function unpackOldBuild(folder: string): Promise<OldBuild> {
  const lacks = readdirSync('migrations').sort().at(-1)!;
  const { stdout } = await run('git', [
    ...['log', '-1', '--first-parent', '-m', '--diff-filter=A', '--format=%H', '--', `migrations/${lacks}`],
  ]);
  const commit = `${stdout.trim()}^`;
  await mkdir(folder, { recursive: true });
  const archive = `${folder}.tar`;
  const parts = ['src', 'migrations', 'test/support', 'package.json', 'tsconfig.json'];
  await run('git', ['archive', '-o', archive, commit, ...parts]);
  await run('tar', ['-xf', archive, '-C', folder]);
  await symlink(resolve('node_modules'), `${folder}/node_modules`);
  return { folder, commit: (await run('git', ['rev-parse', '--short', commit])).stdout.trim(), lacks };
}
