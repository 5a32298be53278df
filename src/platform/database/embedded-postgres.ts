import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { ScoutError } from '../errors.js';
import { toPgError, translateDatabaseError } from './database-errors.js';
import { findPlace, type Place } from './embedded-place.js';
import {
  databaseUser,
  findRunning,
  initialise,
  lastWords,
  readPassword,
  type RunningServer,
  signal,
  start,
  stop,
} from './embedded-server.js';
import { errorCode, isAlive } from './make-once.js';

export interface EmbeddedOptions {
  /** Folder of the data, the password and the log; made when absent. */
  readonly home: string;
  /** Be its owner or fail: for a process that must not share the server with another such (`up`, `demo`). */
  readonly exclusive: boolean;
  /** False for tests: nothing is forced to the disk. */
  readonly durable?: boolean;
  /** Gets one sentence when the data lies elsewhere than in `home`. Default: standard error. */
  readonly tell?: (sentence: string) => void;
}

export interface EmbeddedPostgres {
  /** Address of the database `scout`. */
  readonly url: string;
  /** Whether this process is the owner, whose `stop` stops the server. */
  readonly owned: boolean;
  /** The owner's stops the server (fast shutdown), anyone else's does nothing. Call it last, after all connections. */
  stop(): Promise<void>;
}

/** Key of the advisory lock in the database `postgres` whose holder owns the server. */
const ownerLock = 0x73636f75;
const ownerName = 'scout-owner:';
const startMs = 60_000;

/**
 * Starts a PostgreSQL in `home`, or joins the one that runs there.
 *
 * PostgreSQL's own lock decides who starts it; who owns it is a session advisory lock, held for as long as the owner
 * lives. A server whose lock is free has outlived its owner (`kill -9`): the next caller adopts it, and stops it at the end.
 * The process calls `stop()` on SIGTERM and SIGINT; should it end without, the server is told to stop as it exits.
 *
 * @throws ScoutError `EMBEDDED_IN_USE` when `exclusive` and another process owns the server; other `EMBEDDED_…` codes
 * when it cannot start, each with what to do
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const durable = options.durable ?? true;
  const { place, password } = await prepare(options, durable);
  const deadline = Date.now() + startMs;
  for (;;) {
    const running = (await findRunning(place)) ?? (await start(place, durable));
    const joined = running?.ready ? await join(place, running, password, options.exclusive) : undefined;
    if (joined) return joined;
    // Starting up, shutting down, or another process was faster: look again.
    if (Date.now() > deadline)
      throw new ScoutError(
        'EMBEDDED_FAILED',
        `PostgreSQL does not start in ${place.data}; its log ${place.log} ends: ${await lastWords(place)}`,
      );
    await wait(100);
  }
}

async function prepare(
  options: EmbeddedOptions,
  durable: boolean,
): Promise<{ place: Place; password: string }> {
  const tell = options.tell ?? ((sentence: string) => process.stderr.write(`${sentence}\n`));
  try {
    const place = await findPlace(options.home, tell);
    await initialise(place, durable);
    return { place, password: await readPassword(place) };
  } catch (error) {
    if (error instanceof ScoutError || errorCode(error) === undefined) throw error;
    // The file system's own words (EACCES, EROFS, ENOSPC …) name the path.
    const message = error instanceof Error ? error.message : String(errorCode(error));
    throw new ScoutError(
      'EMBEDDED_NO_PLACE',
      `The database cannot be kept in ${options.home} (${message}); set SCOUT_HOME to a folder that this user may write to.`,
      500,
      [],
      { cause: error },
    );
  }
}

async function join(
  place: Place,
  server: RunningServer,
  password: string,
  exclusive: boolean,
): Promise<EmbeddedPostgres | undefined> {
  const address = (database: string) =>
    `postgres://${databaseUser}:${password}@127.0.0.1:${server.port}/${database}`;
  const client = connection(address('postgres'));
  try {
    await client.connect();
    const holder = await takeOwnership(client);
    if (holder !== undefined && exclusive)
      throw new ScoutError(
        'EMBEDDED_IN_USE',
        `The database in ${place.data} is in use by another Scout process (pid ${holder}); stop that one, or set SCOUT_HOME to another folder.`,
      );
    await createDatabase(client);
    if (holder === undefined) return new Owner(place, server.pid, address, client);
    await client.end();
    return { url: address('scout'), owned: false, stop: () => Promise.resolve() };
  } catch (error) {
    await client.end().catch(() => undefined);
    // Its owner is stopping it, or it fell: the caller looks again.
    if (isOutage(error)) return undefined;
    throw error;
  }
}

function isOutage(error: unknown): boolean {
  const translated = translateDatabaseError(error);
  return translated instanceof ScoutError && translated.code === 'DATABASE_UNAVAILABLE';
}

function connection(url: string): pg.Client {
  const client = new pg.Client({
    connectionString: url,
    application_name: `${ownerName}${process.pid}`,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  });
  // A lost connection shows in the next statement, or in 'end'; without a listener it would end the process.
  client.on('error', () => undefined);
  return client;
}

/** Takes the lock unless another holds it. @returns the holder's process id, or undefined when this process owns now */
async function takeOwnership(client: pg.Client): Promise<number | undefined> {
  for (;;) {
    const { rows } = await client.query<{ got: boolean }>('SELECT pg_try_advisory_lock($1) AS got', [
      ownerLock,
    ]);
    if (rows[0]?.got) return undefined;
    const holders = await client.query<{ name: string }>(
      `SELECT application_name AS name FROM pg_stat_activity
       WHERE pid IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = 0 AND objid = $1)`,
      [ownerLock],
    );
    const holder = Number(holders.rows[0]?.name.slice(ownerName.length));
    // A process that has just died still holds it until the server notices.
    if (Number.isInteger(holder) && isAlive(holder)) return holder;
    await wait(50);
  }
}

async function createDatabase(client: pg.Client): Promise<void> {
  const { rowCount } = await client.query(`SELECT FROM pg_database WHERE datname = 'scout'`);
  if (rowCount) return;
  try {
    await client.query('CREATE DATABASE scout');
  } catch (error) {
    // Another process made it in the meantime (42P04), or is just doing so (23505).
    if (!['42P04', '23505'].includes(toPgError(error)?.code ?? '')) throw error;
  }
}

/** Holds the lock on a connection of its own, and takes it again should that connection break. */
class Owner implements EmbeddedPostgres {
  readonly url: string;
  readonly owned = true;
  private stopping: Promise<void> | undefined;
  private readonly atExit = () => signal(this.place, this.pid);

  constructor(
    private readonly place: Place,
    private readonly pid: number,
    private readonly address: (database: string) => string,
    private client: pg.Client,
  ) {
    this.url = address('scout');
    process.once('exit', this.atExit);
    this.watch();
  }

  stop(): Promise<void> {
    this.stopping ??= this.shutDown();
    return this.stopping;
  }

  private async shutDown(): Promise<void> {
    process.off('exit', this.atExit);
    await stop(this.place, this.pid);
    await this.client.end().catch(() => undefined);
  }

  private watch(): void {
    this.client.once('end', () => {
      if (!this.stopping) setTimeout(() => void this.retake(), 500).unref();
    });
  }

  private async retake(): Promise<void> {
    if (this.stopping) return;
    this.client = connection(this.address('postgres'));
    this.watch();
    try {
      await this.client.connect();
      await takeOwnership(this.client);
    } catch {
      await this.client.end().catch(() => undefined);
    }
  }
}
