import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { TestScout } from '../support/scout.js';
import { Mailbox } from './mailbox.js';

/** Real worker processes, killed or stopped in the middle of a mail; the mailbox counts. */
describe('a worker that sends', () => {
  const READERS = 6;
  let scout: TestScout;
  let mailbox: Mailbox;
  let client: pg.Client;
  /** Holds a lock in a transaction, in which the activity of others would look as it did at its beginning. */
  let holder: pg.Client;
  const children: ChildProcess[] = [];

  beforeAll(async () => {
    mailbox = await Mailbox.open();
    scout = await TestScout.open({ now: new Date(), settings: { SMTP_URL: mailbox.url } });
    await scout.tellTheDay();
    scout.clock.set(new Date());
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
    await mailbox.close();
  });
  beforeEach(async () => {
    mailbox.clear();
    await client.query('DELETE FROM reader');
    for (let i = 0; i < READERS; i++)
      await scout.reader(`r${i}`, { channels: ['email'], email: `r${i}@readers.example` });
    scout.clock.set(new Date());
    await scout.post('/digests/run');
    await scout.workPages();
    expect(await count(`status = 'pending'`)).toBe(READERS);
  });

  function startWorker(): ChildProcess {
    const child = spawn(process.execPath, ['--import', './test/support/typescript.mjs', 'src/worker.ts'], {
      env: {
        PATH: process.env['PATH'],
        DATABASE_URL: scout.databaseUrl,
        SMTP_URL: mailbox.url,
        MAIL_CONNECTIONS: '1',
        LOG_LEVEL: 'error',
      },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    children.push(child);
    return child;
  }
  async function count(where: string): Promise<number> {
    const { rows } = await client.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM outbox WHERE ${where}`,
    );
    return rows[0]!.n;
  }
  async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
    while (!(await condition())) await wait(50);
  }

  it('and is killed between the server’s 250 and our mark costs one copy for each time, which is written down', async () => {
    const kills = 2;
    for (let kill = 0; kill < kills; kill++) {
      // From the first message on nobody can mark a row: the answer arrives, and what follows from it does not.
      mailbox.onData = async (): Promise<'accept'> => {
        await holder.query('BEGIN');
        await holder.query('LOCK TABLE outbox IN SHARE MODE');
        return 'accept';
      };
      const worker = startWorker();
      const exited = once(worker, 'exit');
      await until(async () => {
        const { rows } = await client.query(
          `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'UPDATE outbox SET status%'
             AND datname = current_database()`,
        );
        return rows.length > 0;
      });
      worker.kill('SIGKILL');
      await exited;
      await holder.query('COMMIT');
      expect(await count(`status = 'sending'`)).toBe(1);
      // As if the time had passed after which its claim counts as lost.
      await client.query(`UPDATE outbox SET claimed_at = claimed_at - interval '1 minute'`);
    }
    mailbox.onData = () => 'accept';
    const last = startWorker();
    await until(async () => (await count(`status = 'sent'`)) === READERS);
    const exited = once(last, 'exit');
    last.kill('SIGTERM');
    await exited;

    const copies = new Map<string, number>();
    for (const { mail } of mailbox.arrived)
      copies.set(mail.messageId!, (copies.get(mail.messageId!) ?? 0) + 1);
    expect(copies.size).toBe(READERS);
    const doubled = [...copies.values()].reduce((sum, n) => sum + n - 1, 0);
    expect(doubled).toBe(kills);
    const { rows } = await client.query<{ extra: number }>(
      'SELECT sum(attempts - 1)::int AS extra FROM outbox WHERE possible_duplicate',
    );
    expect(rows[0]!.extra).toBe(kills);
    expect(await count('possible_duplicate AND attempts = 1')).toBe(0);
  });

  it('and is asked to stop finishes the mail under way and begins no other', async () => {
    const connections = async (): Promise<number> => {
      const { rows } = await client.query(
        `SELECT 1 FROM pg_stat_activity WHERE application_name = 'scout-queue' AND datname = current_database()`,
      );
      return rows.length;
    };
    let release: () => void = () => undefined;
    mailbox.onData = async (): Promise<'accept'> => {
      stopping.kill('SIGTERM');
      await new Promise<void>((resolve) => (release = resolve));
      return 'accept';
    };
    const stopping = startWorker();
    const exited = once(stopping, 'exit');
    // It is still at it when the rest of the process has heard: the workers of the other queues have closed.
    let most = 0;
    await until(async () => {
      const now = await connections();
      most = Math.max(most, now);
      return stopping.killed && most - now > 5;
    });
    release();
    await exited;
    expect(mailbox.arrived).toHaveLength(1);
    const { rows } = await client.query(
      'SELECT status, attempts, possible_duplicate, error FROM outbox WHERE attempts > 0',
    );
    expect(rows).toEqual([{ status: 'sent', attempts: 1, possible_duplicate: false, error: null }]);
  });
});
