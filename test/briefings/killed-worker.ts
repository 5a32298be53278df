import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { ReadersService } from '../../src/readers/readers.service.js';
import { readerBodySchema } from '../../src/readers/reader-schema.js';
import { MINUTE, TestScout } from '../support/scout.js';

const READERS = 300;

/**
 * The worker's own process, killed while the transaction of its page is open: it has stored half of the briefings and waits for
 * a row. @param redisUrl the queue lies there; undefined: in PostgreSQL
 */
export function killsAWorker(redisUrl: string | undefined): void {
  let scout: TestScout;
  let client: pg.Client;
  /** Stores a row and does not commit. */
  let holder: pg.Client;
  const children: ChildProcess[] = [];
  const prefix = `test-${randomBytes(4).toString('hex')}`;
  const due = new Date(Math.floor(Date.now() / MINUTE - 1) * MINUTE);
  const localDate = due.toISOString().slice(0, 10);

  beforeAll(async () => {
    scout = await TestScout.open({ now: new Date(due.getTime() - MINUTE) });
    await scout.tellTheDay();
    scout.clock.set(new Date(due.getTime() - MINUTE));
    const body = readerBodySchema.parse({
      role: 'investor-analyst',
      industry: 'capital-markets',
      deliveryTime: due.toISOString().slice(11, 16),
      days: 'daily',
    });
    const readers = scout.app.get(ReadersService);
    for (let i = 0; i < READERS; i++) await readers.put(`r${String(i).padStart(3, '0')}`, body);
    [client, holder] = [0, 1].map(() => new pg.Client({ connectionString: scout.databaseUrl })) as [
      pg.Client,
      pg.Client,
    ];
    await Promise.all([client.connect(), holder.connect()]);
  });
  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL');
    await Promise.all([client.end(), holder.end()]);
    await scout.close();
  });

  function startWorker(): ChildProcess {
    const child = spawn(process.execPath, ['--import', './test/support/typescript.mjs', 'src/worker.ts'], {
      env: {
        PATH: process.env['PATH'],
        DATABASE_URL: scout.databaseUrl,
        ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }),
        QUEUE_PREFIX: prefix,
        DIGEST_TICK_SECONDS: '1',
        DIGEST_PAGE_SIZE: String(READERS),
        LOG_LEVEL: 'error',
      },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    children.push(child);
    return child;
  }

  async function count(sql: string): Promise<number> {
    return (await client.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${sql}`)).rows[0]!.n;
  }

  async function until(condition: () => Promise<boolean>): Promise<void> {
    while (!(await condition())) await wait(100);
  }

  it('finds every briefing once and nothing owed', async () => {
    // A row that another transaction is about to store: the worker comes to it in the middle of its page.
    await holder.query('BEGIN');
    await holder.query(
      `INSERT INTO briefing (reader_ref, local_date, due_at, profile_version, body)
       SELECT ref, $1, $2, 1, '' FROM reader WHERE id = 'r150'`,
      [localDate, due],
    );
    const first = startWorker();
    const exited = once(first, 'exit');
    await until(
      async () =>
        (await count(`pg_stat_activity WHERE wait_event_type = 'Lock'
      AND query LIKE 'INSERT INTO briefing%' AND datname = current_database()`)) > 0,
    );
    first.kill('SIGKILL');
    await exited;
    await holder.query('ROLLBACK');
    await until(
      async () =>
        (await count(`pg_stat_activity WHERE query LIKE 'INSERT INTO briefing%'
      AND state <> 'idle' AND pid <> pg_backend_pid() AND datname = current_database()`)) === 0,
    );
    expect(await count('briefing')).toBe(0);
    expect(await count(`delivery WHERE status = 'pending'`)).toBe(READERS);

    startWorker();
    await until(async () => (await count('delivery')) === 0);
    expect(await count('briefing')).toBe(READERS);
    expect(
      await count(`(SELECT DISTINCT reader_ref, local_date FROM briefing WHERE length(body) > 50) AS b`),
    ).toBe(READERS);
    expect(await count(`briefing WHERE local_date <> '${localDate}'`)).toBe(0);
    const one = await scout.briefing('r150', localDate);
    expect(one.items.length).toBeGreaterThan(3);
    // The size that a briefing may have in the database.
    const { rows } = await client.query<{ bytes: number }>(
      'SELECT avg(length(body))::float8 AS bytes FROM briefing',
    );
    expect(rows[0]!.bytes).toBeLessThan(500);
  }, 80_000);
}
