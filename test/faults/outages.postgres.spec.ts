import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from '../../src/platform/database/embedded-postgres.js';
import { migrate } from '../../src/platform/database/migrate.js';
import { Mailbox } from '../delivery/mailbox.js';
import { FaultWorld, RECOVERY_S, tellFigure } from './fault-world.js';
import { TcpProxy } from './tcp-proxy.js';

const READERS = 3_000;

/** 35: two workers, and a PostgreSQL of their own, queue included, that comes to harm in the middle of a run. */
describe('a PostgreSQL that fails', () => {
  let home: string;
  let server: EmbeddedPostgres;
  let wire: TcpProxy;
  let world: FaultWorld;
  let mailbox: Mailbox;

  const portOf = (url: string): number => Number(new URL(url).port);
  beforeAll(async () => {
    // Not mkdtemp: the user that PostgreSQL runs as may not enter such a folder.
    home = join(tmpdir(), `scout-fault-${process.pid}`);
    server = await startEmbeddedPostgres({ home, exclusive: true });
    await migrate(server.url);
    mailbox = await Mailbox.open();
    wire = await TcpProxy.open(portOf(server.url));
    world = await FaultWorld.open(wire.through(server.url));
    for (let i = 0; i < 2; i++)
      world.startWorker({
        settings: { DIGEST_PAGE_SIZE: '100', WORKER_CONCURRENCY: '1', SMTP_URL: mailbox.url },
      });
  }, 120_000);
  afterAll(async () => {
    await world.close();
    await wire.close();
    await mailbox.close();
    await server.stop();
    await rm(home, { recursive: true, force: true });
  });

  async function signalPostmaster(signal: NodeJS.Signals): Promise<void> {
    const [row] = await world.query<{ folder: string }>(`SELECT current_setting('data_directory') AS folder`);
    const [pid] = (await readFile(join(row!.folder, 'postmaster.pid'), 'utf8')).split('\n');
    process.kill(Number(pid), signal);
  }

  async function startAgain(): Promise<void> {
    // Its owner would look for the old one for ever.
    await server.stop();
    server = await startEmbeddedPostgres({ home, exclusive: true });
    wire.layTo(portOf(server.url));
  }

  const survives = (what: string, harm: () => Promise<void>): Promise<void> =>
    world.survives(`PostgreSQL ${what}`, READERS, harm);

  it('is killed and comes back after 5 s', async () => {
    await survives('killed', async () => {
      await signalPostmaster('SIGKILL');
      await wait(5_000);
      await startAgain();
    });
  }, 300_000);

  it('is killed while mails go out', async () => {
    const mails = 1_000;
    await world.addReaders(mails, ['email']);
    await world.until('some mails', () => Promise.resolve(mailbox.arrived.length > 50));
    await signalPostmaster('SIGKILL');
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
      await signalPostmaster('SIGQUIT');
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

  it('is slow, silent, and cut off again and again', async () => {
    await survives('behind a bad wire', async () => {
      wire.slow(20);
      for (let i = 0; i < 5; i++) {
        await wait(1_000);
        wire.cut();
      }
      wire.slow(0);
      wire.hold();
      await wait(8_000);
      wire.resume();
    });
  }, 300_000);
});
