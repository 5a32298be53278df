import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { MINUTE, TestScout } from '../support/scout.js';
import { createTestDatabase } from '../support/test-database.js';

/** How soon what a fault has touched must be made good, in seconds. */
export const RECOVERY_S = 90;

const ROLES = ['security-engineer', 'investor-analyst', 'product-manager', 'data-engineer'];
const INDUSTRIES = ['banking', 'capital-markets', 'gaming', 'energy'];

export interface WorkerOptions {
  /** Where the worker looks for PostgreSQL; by default where the test does. */
  readonly databaseUrl?: string;
  readonly redisUrl?: string | undefined;
  readonly settings?: Readonly<Record<string, string>>;
  /** Where its source lies; by default here. */
  readonly folder?: string;
}

/** Worker processes on a database with an invented day, and what they leave in it. */
export class FaultWorld {
  readonly due = new Date(Math.floor(Date.now() / MINUTE - 1) * MINUTE);
  readonly localDate = this.due.toISOString().slice(0, 10);
  private readonly children = new Set<ChildProcess>();
  private readonly clients = new Set<pg.Client>();
  private readonly prefix = `fault-${randomBytes(4).toString('hex')}`;
  private readers = 0;

  private constructor(
    readonly databaseUrl: string,
    private readonly dropDatabase: () => Promise<void>,
  ) {}

  /**
   * @param databaseUrl a migrated database; by default one of its own on the test server
   * @param prepare done with the product before the workers come
   */
  static async open(
    databaseUrl?: string,
    settings: Readonly<Record<string, string>> = {},
    prepare: (scout: TestScout) => Promise<void> = () => Promise.resolve(),
  ): Promise<FaultWorld> {
    const own = databaseUrl === undefined ? await createTestDatabase() : undefined;
    const url = databaseUrl ?? own!.url;
    const scout = await TestScout.open({ now: new Date(), databaseUrl: url, settings });
    await scout.tellTheDay();
    await prepare(scout);
    await scout.close();
    return new FaultWorld(url, own?.drop ?? (() => Promise.resolve()));
  }

  async close(): Promise<void> {
    await this.killAll();
    await Promise.all([...this.clients].map((client) => client.end().catch(() => undefined)));
    await this.dropDatabase();
  }

  /** Readers whose briefing has just come due; planned already, so that the next tick claims them. */
  async addReaders(count: number, channels: readonly string[] = []): Promise<void> {
    await this.query(
      `INSERT INTO reader (id, role, industry, time_zone, delivery_time, days, planned_from, next_delivery_at, channels, email)
       SELECT 'r' || i, ($4::text[])[1 + i % 4], ($5::text[])[1 + i / 4 % 4], 'UTC', $3::timestamptz::time, 127, $3, $3,
         $6::text[], 'r' || i || '@readers.example'
       FROM generate_series($1::int, $2::int) AS i`,
      [this.readers, this.readers + count - 1, this.due.toISOString(), ROLES, INDUSTRIES, channels],
    );
    this.readers += count;
  }

  startWorker(options: WorkerOptions = {}): ChildProcess {
    const { databaseUrl = this.databaseUrl, redisUrl, settings = {}, folder = '.' } = options;
    const child = spawn(process.execPath, ['--import', './test/support/typescript.mjs', 'src/worker.ts'], {
      cwd: folder,
      env: {
        PATH: process.env['PATH'],
        DATABASE_URL: databaseUrl,
        ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }),
        QUEUE_PREFIX: this.prefix,
        DIGEST_TICK_SECONDS: '1',
        LOG_LEVEL: 'error',
        ...settings,
      },
      // What workers say of the faults that are made here is no news.
      stdio: ['ignore', 'ignore', process.env['SCOUT_TEST_VERBOSE'] === '1' ? 'inherit' : 'ignore'],
    });
    this.children.add(child);
    return child;
  }

  async kill(child: ChildProcess): Promise<void> {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    this.children.delete(child);
  }

  async killAll(): Promise<void> {
    await Promise.all([...this.children].map((child) => this.kill(child)));
  }

  /** A connection of one's own. */
  async connect(): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: this.databaseUrl });
    client.on('error', () => undefined);
    await client.connect();
    this.clients.add(client);
    return client;
  }

  async query<T>(sql: string, params: readonly unknown[] = []): Promise<T[]> {
    const client = await this.connect();
    try {
      return (await client.query(sql, [...params])).rows as T[];
    } finally {
      this.clients.delete(client);
      await client.end();
    }
  }

  async count(from: string): Promise<number> {
    return (await this.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${from}`))[0]!.n;
  }

  /** Lets everybody read a table and nobody write to it, until the returned function is called. */
  async stallWritesTo(table: string): Promise<() => Promise<void>> {
    const client = await this.connect();
    await client.query(`BEGIN; SET LOCAL statement_timeout = 0; LOCK TABLE ${table} IN SHARE MODE`);
    return async () => {
      await client.query('ROLLBACK').catch(() => undefined);
      this.clients.delete(client);
      await client.end();
    };
  }

  /** Until a process stands before a table that is stalled, in the middle of its transaction; retention, which may too, does not count. */
  async someoneWaitsFor(table: string): Promise<void> {
    await this.until(
      `someone to wait for ${table}`,
      async () =>
        (await this.count(
          `pg_locks JOIN pg_stat_activity USING (pid)
           WHERE NOT granted AND relation = '${table}'::regclass AND query NOT LIKE 'DELETE FROM briefing%'`,
        )) > 0,
    );
  }

  async until(what: string, condition: () => Promise<boolean>, seconds = 120): Promise<void> {
    const deadline = Date.now() + seconds * 1000;
    while (!(await condition())) {
      if (Date.now() > deadline) throw new Error(`Waited ${seconds} s in vain for ${what}.`);
      await wait(100);
    }
  }

  /** The pages that a worker has in hand right now: their rows are locked. */
  async pagesInHand(): Promise<number[]> {
    const client = await this.connect();
    try {
      await client.query('BEGIN');
      const { rows } = await client.query<{ page: number }>(
        `WITH free AS (SELECT reader_ref, local_date FROM delivery FOR UPDATE SKIP LOCKED)
         SELECT DISTINCT page::int AS page FROM delivery d WHERE status = 'pending' AND NOT EXISTS
           (SELECT FROM free f WHERE f.reader_ref = d.reader_ref AND f.local_date = d.local_date)`,
      );
      await client.query('ROLLBACK');
      return rows.map(({ page }) => page);
    } finally {
      this.clients.delete(client);
      await client.end();
    }
  }

  /** Seconds from a moment until nothing of these pages is owed any more; of all pages by default. */
  async recovered(since: number, pages?: readonly number[]): Promise<number> {
    const where = pages === undefined ? '' : `AND page = ANY ('{${pages.join()}}')`;
    await this.until(
      'the pages to be made',
      async () => (await this.count(`delivery WHERE status = 'pending' ${where}`).catch(() => 1)) === 0,
    );
    return (Date.now() - since) / 1000;
  }

  /** Until every reader that was added has something, and nothing is owed. */
  async allDelivered(seconds?: number): Promise<void> {
    await this.until(
      `${this.readers} briefings`,
      async () =>
        (await this.count('briefing').catch(() => 0)) >= this.readers &&
        (await this.count('delivery').catch(() => 1)) === 0,
      seconds,
    );
  }

  /**
   * Makes readers due, has the workers claim them all, does harm once the first briefings are there, and tells how long it
   * takes from the end of the harm until every briefing is there once.
   * @param when `claiming`: the harm comes while pages are still being handed out
   */
  async survives(
    what: string,
    readers: number,
    harm: () => Promise<void>,
    when: 'claimed' | 'claiming' = 'claimed',
  ): Promise<void> {
    if (this.readers === 0) {
      // The first tick makes the partition of the week, which a stalled table would keep it from.
      await this.addReaders(1);
      await this.allDelivered();
    }
    const before = await this.count('briefing');
    const release = await this.stallWritesTo('briefing');
    try {
      await this.addReaders(readers);
      if (when === 'claimed') await this.allClaimed();
    } finally {
      await release();
    }
    await this.until('some briefings', async () => (await this.count('briefing')) > before);
    const left = async (): Promise<number> => before + readers - (await this.count('briefing'));
    // The harm must come in the middle; a run that gets on in spite of it may have nothing left afterwards.
    expect(await left()).toBeGreaterThan(0);
    await harm();
    const since = Date.now();
    const leftAfter = await left();
    await this.allDelivered();
    const seconds = (Date.now() - since) / 1000;
    await this.expectOneEach();
    tellFigure(`${what}: ${leftAfter} of ${readers} briefings left, made after ${seconds.toFixed(1)} s`);
    expect(seconds).toBeLessThan(RECOVERY_S);
  }

  async allClaimed(): Promise<void> {
    await this.until(
      'all to be claimed',
      async () => (await this.count('reader WHERE next_delivery_at <= now()')) === 0,
    );
  }

  /** The judge: each reader has one briefing, of the right date and whole; nothing failed, nothing is owed. */
  async expectOneEach(): Promise<void> {
    const [found] = await this.query<Record<string, number>>(
      `SELECT count(*)::int AS briefings, count(DISTINCT reader_ref)::int AS readers,
         (count(*) FILTER (WHERE local_date = $1))::int AS "ofTheDate", (count(*) FILTER (WHERE length(body) > 50))::int AS whole,
         (SELECT count(*)::int FROM delivery) AS owed FROM briefing`,
      [this.localDate],
    );
    const n = this.readers;
    expect(found).toEqual({ briefings: n, readers: n, ofTheDate: n, whole: n, owed: 0 });
  }
}

/** Figures of a run, for whoever reads the log of the suite. */
export function tellFigure(text: string): void {
  process.stderr.write(`faults: ${text}\n`);
}
