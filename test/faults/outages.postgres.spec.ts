import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { Mailbox } from '../delivery/mailbox.js';
import { FaultWorld, RECOVERY_S, tellFigure } from './fault-world.js';
import { OwnPostgres } from './own-postgres.js';
import { TcpProxy } from './tcp-proxy.js';

const READERS = 3_000;

/** 35: two workers, and a PostgreSQL of their own, queue included, that comes to harm in the middle of a run. */
describe('a PostgreSQL that fails', () => {
  let server: OwnPostgres;
  let wire: TcpProxy;
  let world: FaultWorld;
  let mailbox: Mailbox;

  beforeAll(async () => {
    server = await OwnPostgres.start();
    mailbox = await Mailbox.open();
    wire = await TcpProxy.open(server.port);
    world = await FaultWorld.open(wire.through(server.url));
    for (let i = 0; i < 2; i++)
      world.startWorker({
        settings: { DIGEST_PAGE_SIZE: '100', WORKER_CONCURRENCY: '1', SMTP_URL: mailbox.url },
      });
  });
  afterAll(async () => {
    await world.close();
    await wire.close();
    await mailbox.close();
    await server.stop();
  });

  async function startAgain(): Promise<void> {
    await server.startAgain();
    wire.layTo(server.port);
  }

  const survives = (what: string, harm: () => Promise<void>): Promise<void> =>
    world.survives(`PostgreSQL ${what}`, READERS, harm);

  it('is killed and comes back after 5 s', async () => {
    await survives('killed', async () => {
      await server.signal('SIGKILL');
      await wait(5_000);
      await startAgain();
    });
  }, 300_000);

  it('is killed while mails go out', async () => {
    const mails = 1_000;
    await world.addReaders(mails, ['email']);
    await world.until('some mails', () => Promise.resolve(mailbox.arrived.length > 50));
    await server.signal('SIGKILL');
    const before = mailbox.arrived.length;
    await wait(5_000);
    await startAgain();
    const since = Date.now();
    await world.allDelivered();
    await world.until(
      'every mail to be sent',
      async () => (await world.count(`outbox WHERE status IN ('pending', 'sending')`)) === 0,
    );
    const seconds = (Date.now() - since) / 1000;
    await world.expectOneEach();
    const copies = new Map<string, number>();
    for (const { to } of mailbox.arrived) copies.set(to, (copies.get(to) ?? 0) + 1);
    const twice = [...copies].filter(([, count]) => count > 1).map(([to]) => to);
    const doubtful = await world.query<{ email: string }>(
      'SELECT r.email FROM outbox o JOIN reader r ON r.ref = o.reader_ref WHERE possible_duplicate',
    );
    tellFigure(
      `PostgreSQL killed while mails go out: ${mails - before} of ${mails} left, sent after ${seconds.toFixed(1)} s, ${twice.length} twice`,
    );
    expect(copies.size).toBe(mails);
    // The workers live on and know what they have sent; what they cannot tell any more is written down.
    expect(doubtful.map(({ email }) => email)).toEqual(expect.arrayContaining(twice));
    expect(twice.length).toBeLessThanOrEqual(8);
    expect(seconds).toBeLessThan(RECOVERY_S);
  }, 300_000);

  it('is shut down at once in the middle of a transaction and started again', async () => {
    await survives('restarted in a transaction', async () => {
      await world.stallWritesTo('briefing');
      await world.someoneWaitsFor('briefing');
      await server.signal('SIGQUIT');
      await startAgain();
    });
  }, 300_000);

  it('has no connection left for 10 s', async () => {
    await survives('without connections', async () => {
      const clients: pg.Client[] = [];
      wire.cut();
      for (const end = Date.now() + 10_000; Date.now() < end;) {
        const client = new pg.Client({ connectionString: server.url });
        client.on('error', () => undefined);
        await client.connect().then(
          () => clients.push(client),
          () => wait(50),
        );
      }
      await Promise.all(clients.map((client) => client.end()));
    });
  }, 300_000);

  it('finds deadlocks', async () => {
    let victims = 0;
    await survives('with deadlocks', async () => {
      for (const end = Date.now() + 60_000; victims < 3 && Date.now() < end;) {
        if (await crossWays()) victims++;
      }
    });
    tellFigure(`PostgreSQL with deadlocks: ${victims} pages were their victims`);
    expect(victims).toBeGreaterThan(0);
  }, 300_000);

  /**
   * Another run for the same readers, in the opposite order: stores the last briefing of a page, and once a worker that has
   * stored the first ones waits for that, the first. PostgreSQL ends the circle at whoever loses patience first.
   * @returns whether that was the worker
   */
  async function crossWays(): Promise<boolean> {
    const client = await world.connect();
    const store = (ref: number): Promise<unknown> =>
      client.query(
        `INSERT INTO briefing (reader_ref, local_date, due_at, created_at, profile_version, body)
         VALUES ($1, $2, now(), now(), 1, '') ON CONFLICT DO NOTHING`,
        [ref, world.localDate],
      );
    try {
      await client.query(`SET deadlock_timeout = '30s'`);
      const [own] = (await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows;
      const { rows } = await client.query<{ first: number; last: number }>(
        `SELECT min(reader_ref)::int AS first, max(reader_ref)::int AS last FROM delivery WHERE status = 'pending'
         GROUP BY page HAVING count(*) > 1 ORDER BY page DESC LIMIT 1`,
      );
      if (rows[0] === undefined) {
        await wait(50);
        return false;
      }
      await client.query('BEGIN');
      await store(rows[0].last);
      const before = await server.timesLogged('deadlock detected');
      const waits = async (): Promise<boolean> =>
        (await world.count(`pg_stat_activity WHERE ${own!.pid} = ANY (pg_blocking_pids(pid))`)) > 0;
      for (const end = Date.now() + 5_000; !(await waits()) && Date.now() < end;) await wait(20);
      await store(rows[0].first);
      return (await server.timesLogged('deadlock detected')) > before;
    } catch {
      return false;
    } finally {
      await client.query('ROLLBACK').catch(() => undefined);
      await client.end();
    }
  }

  it('cannot serialize', async () => {
    const words = 'could not serialize access';
    const before = await server.timesLogged(words);
    const isolate = async (level: string): Promise<void> => {
      await world.query(`ALTER DATABASE scout SET default_transaction_isolation = '${level}'`);
      // Whoever comes back has it.
      wire.cut();
    };
    await survives('with serialization failures', async () => {
      await isolate('serializable');
      for (const end = Date.now() + 30_000; Date.now() < end;) {
        if ((await server.timesLogged(words)) - before >= 10) break;
        await wait(100);
      }
      await isolate('read committed');
    });
    const failures = (await server.timesLogged(words)) - before;
    tellFigure(`PostgreSQL could not serialize ${failures} transactions`);
    expect(failures).toBeGreaterThan(0);
  }, 300_000);

  it('is slow, silent, and cut off again and again', async () => {
    await survives('behind a bad wire', () => wire.suffer(20));
  }, 300_000);
});
