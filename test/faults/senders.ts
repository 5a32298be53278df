import { type Arrived, Mailbox } from '../delivery/mailbox.js';
import { type Posted, Receiver } from '../delivery/receiver.js';
import { FaultWorld, RECOVERY_S, tellFigure } from './fault-world.js';

const READERS = 1_000;
const CONNECTIONS = 4;

/**
 * 31, as the receiving side sees it: a real mail server and a real web server count what arrives while workers are killed.
 * @param redisUrl the queue lies there; undefined: in PostgreSQL
 */
export function killsSenders(backend: string, redisUrl: string | undefined): void {
  let world: FaultWorld;
  let mailbox: Mailbox;
  let receiver: Receiver;
  const start = () =>
    world.startWorker({
      redisUrl,
      settings: { SMTP_URL: mailbox.url, FETCH_ALLOW: receiver.host, MAIL_CONNECTIONS: String(CONNECTIONS) },
    });

  beforeAll(async () => {
    [mailbox, receiver] = await Promise.all([Mailbox.open(), Receiver.open()]);
    world = await FaultWorld.open(undefined, { FETCH_ALLOW: receiver.host }, async (scout) => {
      expect((await scout.post('/webhooks', { name: 'App', url: receiver.url })).statusCode).toBe(201);
    });
  }, 60_000);
  afterAll(async () => {
    await world.close();
    await Promise.all([mailbox.close(), receiver.close()]);
  });

  /** What arrived more than once, by a key that tells one message from another. */
  function repeated<T>(all: readonly T[], keyOf: (one: T) => string): { distinct: number; twice: string[] } {
    const seen = new Map<string, number>();
    for (const one of all) seen.set(keyOf(one), (seen.get(keyOf(one)) ?? 0) + 1);
    return { distinct: seen.size, twice: [...seen].filter(([, count]) => count > 1).map(([key]) => key) };
  }

  const doubtful = async (channel: string): Promise<string[]> =>
    (
      await world.query<{ id: string }>(
        `SELECT r.id FROM outbox o JOIN reader r ON r.ref = o.reader_ref WHERE channel = $1 AND possible_duplicate`,
        [channel],
      )
    ).map((row) => row.id);

  it('kill -9 after the outbox, after the 250 of the mail server, after the 200 of the webhook, before the acknowledgement', async () => {
    await world.addReaders(READERS, ['email', 'webhook']);

    // After the outbox: it is there, and the server has not heard of a message yet.
    let worker = start();
    await new Promise<void>((resolve) => {
      mailbox.onRecipient = () => {
        resolve();
        return 'silence';
      };
    });
    await world.kill(worker);
    mailbox.onRecipient = () => 'accept';
    const mailsBefore = mailbox.arrived.length;

    // After the 250: the mail server has the mail and has said so, and the worker cannot write it down.
    const stalled = Promise.withResolvers<() => Promise<void>>();
    let release: Promise<() => Promise<void>> | undefined;
    mailbox.onData = async (): Promise<'accept'> => {
      if (mailbox.arrived.length < mailsBefore + 20) return 'accept';
      release ??= world.stallWritesTo('outbox').then((end) => {
        stalled.resolve(end);
        return end;
      });
      await release;
      return 'accept';
    };
    worker = start();
    let end = await stalled.promise;
    await world.someoneWaitsFor('outbox');
    await world.kill(worker);
    mailbox.onData = () => 'accept';
    await end();

    // The same behind a webhook.
    const stalledPost = Promise.withResolvers<() => Promise<void>>();
    let releasePost: Promise<() => Promise<void>> | undefined;
    const postsBefore = receiver.posted.length;
    receiver.onPost = () => {
      if (receiver.posted.length < postsBefore + 20) return 200;
      return (response) => {
        releasePost ??= world.stallWritesTo('outbox').then((ended) => {
          stalledPost.resolve(ended);
          return ended;
        });
        void releasePost.then(() => response.writeHead(200).end());
      };
    };
    worker = start();
    end = await stalledPost.promise;
    await world.someoneWaitsFor('outbox');
    await world.kill(worker);
    receiver.onPost = () => 200;
    await end();
    const since = Date.now();

    start();
    start();
    await world.allDelivered();
    await world.until(
      'everything to be sent',
      async () => (await world.count(`outbox WHERE status IN ('pending', 'sending')`)) === 0,
    );
    const seconds = (Date.now() - since) / 1000;
    await world.expectOneEach();

    const rows = await world.query<{ channel: string; status: string; n: number }>(
      'SELECT channel, status, count(*)::int AS n FROM outbox GROUP BY 1, 2 ORDER BY 1, 2',
    );
    expect(rows).toEqual([
      { channel: 'email', status: 'sent', n: READERS },
      { channel: 'webhook', status: 'sent', n: READERS },
    ]);
    const mails = repeated(mailbox.arrived, ({ to }: Arrived) => to.split('@')[0]!);
    expect(mails.distinct).toBe(READERS);
    // Whoever got a second one is written down, and it bears the same id, by which mail servers and clients drop it.
    expect(await doubtful('email')).toEqual(expect.arrayContaining(mails.twice));
    expect(mails.twice.length).toBeLessThanOrEqual(3 * CONNECTIONS);
    expect(new Set(mailbox.arrived.map(({ mail }) => mail.messageId)).size).toBe(READERS);
    const posts = repeated(receiver.posted, ({ headers }: Posted) => String(headers['webhook-id']));
    expect(posts.distinct).toBe(READERS);
    expect(posts.twice.length).toBeLessThanOrEqual(3 * CONNECTIONS);
    const readerIn = ({ body }: Posted): string =>
      (JSON.parse(body) as { data: { reader: string } }).data.reader;
    const readers = new Set(receiver.posted.map(readerIn));
    expect(readers.size).toBe(READERS);
    const readerOf = new Map(
      receiver.posted.map((posted) => [String(posted.headers['webhook-id']), readerIn(posted)]),
    );
    expect(await doubtful('webhook')).toEqual(
      expect.arrayContaining(posts.twice.map((id) => readerOf.get(id))),
    );
    tellFigure(
      `${backend}: ${READERS} mails and ${READERS} webhooks, three kills: 0 lost, ${mails.twice.length} mails and ` +
        `${posts.twice.length} posts a second time under the same id, all sent ${seconds.toFixed(1)} s after the last kill`,
    );
    expect(seconds).toBeLessThan(RECOVERY_S);
  }, 400_000);
}
