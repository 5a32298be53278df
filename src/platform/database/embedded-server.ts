import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { chown, open, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ScoutError } from '../errors.js';
import type { Place } from './embedded-place.js';
import { errorCode, exists, isAlive, makeOnce } from './make-once.js';

/** A server that runs on a data directory, as its `postmaster.pid` says. */
export interface RunningServer {
  readonly pid: number;
  readonly port: number;
  readonly ready: boolean;
}

/** The database user, its own superuser: nobody else connects to this server. */
export const databaseUser = 'scout';
const majorVersion = '18';
const largestLogBytes = 5_000_000;
/** Nothing of the caller's environment (PGDATA, PGPORT, locale) reaches the server. */
const environment = { LC_ALL: 'C', PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin' };

/** Makes the data directory unless it is there; whole or not at all, also when two processes try at once. */
export async function initialise(place: Place, durable: boolean): Promise<void> {
  await makeOnce(place.data, async (directory) => {
    const password = randomBytes(24).toString('hex');
    const passwordFile = `${directory}.password`;
    try {
      await writeFile(passwordFile, password, { mode: 0o600 });
      if (place.user) {
        await chown(directory, place.user.uid, place.user.gid);
        await chown(passwordFile, place.user.uid, place.user.gid);
      }
      const args = [
        ...['-D', directory, '-U', databaseUser, `--pwfile=${passwordFile}`, '--auth=scram-sha-256'],
        ...['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
        ...(durable ? [] : ['--no-sync']),
      ];
      await run(place, 'initdb', args);
    } finally {
      await rm(passwordFile, { force: true });
    }
    // Inside the directory, so that it always belongs to the data it opens.
    const kept = join(directory, 'scout-password');
    await writeFile(kept, password, { mode: 0o600 });
    if (place.user) await chown(kept, place.user.uid, place.user.gid);
  });
  const version = await readFile(join(place.data, 'PG_VERSION'), 'utf8').catch((error: unknown) =>
    String(error),
  );
  if (version.trim() !== majorVersion || !(await exists(join(place.data, 'scout-password'))))
    throw new ScoutError(
      'EMBEDDED_FOREIGN_DATA',
      `${place.data} is not data of Scout's PostgreSQL ${majorVersion} (found: ${version.trim()}); move it away or set SCOUT_HOME.`,
    );
}

async function run(place: Place, program: string, args: readonly string[]): Promise<void> {
  const child = spawn(join(place.programs, 'bin', program), args, {
    ...place.user,
    cwd: '/',
    env: environment,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const status = await new Promise<number | string>((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, signal) => resolve(code ?? String(signal)));
  });
  if (status === 0) return;
  const reason = said.trim().split('\n').slice(-3).join(' ') || `it ended with ${status}`;
  throw new ScoutError('EMBEDDED_FAILED', `PostgreSQL's ${program} failed in ${place.data}: ${reason}`);
}

/** The password of the database user. */
export async function readPassword(place: Place): Promise<string> {
  return await readFile(join(place.data, 'scout-password'), 'utf8');
}

/**
 * The server that runs on the directory, if one does. A `postmaster.pid` whose process is not such a server (the machine
 * went down, and the number now belongs to another program) would keep PostgreSQL from starting, and is removed.
 */
export async function findRunning(place: Place): Promise<RunningServer | undefined> {
  const file = join(place.data, 'postmaster.pid');
  const text = await readText(file);
  if (text === undefined) return undefined;
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  if (isServerOf(pid, place.data))
    return { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' };
  // PostgreSQL itself clears up after a process that is dead; and the file may be another's by now.
  if (pid > 0 && isAlive(pid) && (await readText(file)) === text) await rm(file, { force: true });
  return undefined;
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function isServerOf(pid: number, data: string): boolean {
  return Number.isInteger(pid) && pid > 0 && isAlive(pid) && commandOf(pid).includes(`postgres -D ${data} `);
}

/** The command line of a process, its arguments joined by spaces; empty for one that is gone or only a zombie. */
function commandOf(pid: number): string {
  if (existsSync('/proc/self/cmdline')) {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    } catch {
      return '';
    }
  }
  const shown = spawnSync('ps', ['-ww', '-p', String(pid), '-o', 'args='], { encoding: 'utf8' });
  return shown.status === 0 ? shown.stdout : '';
}

/** An eighth of the memory that there is for this process, 128 MB to 2 GB; it is taken page by page, as data comes to it. */
function sharedBuffersMB(): number {
  const bytes = Math.min(totalmem(), process.constrainedMemory() || Infinity);
  return Math.max(128, Math.min(2_048, Math.floor(bytes / 8 / 2 ** 20)));
}

/**
 * Starts a server and waits until it takes connections. It is in a session of its own, so that Ctrl-C in a terminal
 * reaches only this process, which then stops the server itself.
 *
 * @returns undefined when it ended again, for instance because another process was faster
 */
export async function start(place: Place, durable: boolean): Promise<RunningServer | undefined> {
  if ((await exists(place.log)) && (await stat(place.log)).size > largestLogBytes) await truncate(place.log);
  const settings = [
    ...['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=200'],
    // Details of an error are rows, and rows are people.
    'log_error_verbosity=terse',
    // With few checkpoints a million readers' rows are written whole into the log once, not ten times.
    ...[`shared_buffers=${sharedBuffersMB()}MB`, 'max_wal_size=4GB', 'checkpoint_timeout=15min'],
    ...['timezone=UTC', 'log_timezone=UTC'],
    ...(durable ? [] : ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']),
  ];
  const args = [
    '-D',
    place.data,
    '-p',
    String(await freePort()),
    ...settings.flatMap((each) => ['-c', each]),
  ];
  const log = await open(place.log, 'a', 0o600);
  try {
    const child = spawn(join(place.programs, 'bin', 'postgres'), args, {
      ...place.user,
      cwd: '/',
      env: environment,
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    });
    child.unref();
    child.on('error', () => undefined); // it has no pid then
    while (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
      const running = await findRunning(place);
      if (running?.ready && running.pid === child.pid) return running;
      await wait(20);
    }
    return undefined;
  } finally {
    await log.close();
  }
}

const longestStopMs = 60_000;

/**
 * Ends the server's sessions, writes everything out and waits for its end (PostgreSQL's "fast shutdown"). A server that
 * does not manage ends at once instead, and recovers at its next start.
 */
export async function stop(place: Place, pid: number): Promise<void> {
  signal(place, pid);
  const deadline = Date.now() + longestStopMs;
  let late = false;
  while ((await findRunning(place))?.pid === pid) {
    if (!late && Date.now() > deadline) {
      late = true;
      signal(place, pid, 'SIGQUIT');
    }
    await wait(20);
  }
}

/** Asks for the end without waiting for it; SIGINT is the fast shutdown, SIGQUIT the immediate one. */
export function signal(place: Place, pid: number, which: 'SIGINT' | 'SIGQUIT' = 'SIGINT'): void {
  // A server that fell may have left its number to another program.
  if (isServerOf(pid, place.data)) process.kill(pid, which);
}

/** The last lines of the server's log. */
export async function lastWords(place: Place): Promise<string> {
  const text = (await readText(place.log)) ?? '';
  return text.slice(-4000).trim().split('\n').slice(-3).join(' ');
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', resolve);
  });
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No free port.');
  return address.port;
}
