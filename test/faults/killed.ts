import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { FaultWorld, RECOVERY_S, tellFigure } from './fault-world.js';
import { TcpProxy } from './tcp-proxy.js';

const READERS = 20_000;

/**
 * 31 to 33 with real worker processes. Nothing in the product knows of these tests: a table that is locked from outside holds
 * a worker at the wanted statement, and the signal hits it there.
 * @param redisUrl the queue lies there; undefined: in PostgreSQL
 */
export function killsWorkers(backend: string, redisUrl: string | undefined): void {
  let world: FaultWorld;
  let wire: TcpProxy | undefined;
  const start = () => world.startWorker({ redisUrl: wire?.through(redisUrl!) });

  beforeAll(async () => {
    world = await FaultWorld.open();
    if (redisUrl !== undefined) wire = await TcpProxy.open(Number(new URL(redisUrl).port));
  }, 60_000);
  afterAll(async () => {
    await world.close();
    await wire?.close();
  });

  /** Keeps workers from telling the queue that a job is done; what they were about to say is lost with the returned call. */
  async function stallAcknowledgement(): Promise<() => Promise<void>> {
    if (wire !== undefined) {
      wire.hold();
      return () => {
        wire!.cut();
        wire!.resume();
        return Promise.resolve();
      };
    }
    const release = await world.stallWritesTo('bullmq.job');
    return async () => {
      await world.query(
        `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE NOT granted AND relation = 'bullmq.job'::regclass`,
      );
      await release();
    };
  }

  it(`31: kill -9 before the claim, before the row, after the row, before the acknowledgement; ${READERS} readers`, async () => {
    await world.addReaders(READERS);
    const held: number[] = [];

    let release = await world.stallWritesTo('delivery');
    let worker = start();
    await world.someoneWaitsFor('delivery');
    await world.kill(worker);
    expect(await world.count('delivery')).toBe(0);
    await release();

    release = await world.stallWritesTo('briefing');
    worker = start();
    await world.someoneWaitsFor('briefing');
    await world.allClaimed();
    held.push(...(await world.pagesInHand()));
    await world.kill(worker);
    expect(await world.count('briefing')).toBe(0);
    expect(await world.count('delivery')).toBe(READERS);

    const stalled = await world.stallWritesTo('delivery');
    await release();
    worker = start();
    await world.someoneWaitsFor('delivery');
    held.push(...(await world.pagesInHand()));
    await world.kill(worker);
    expect(await world.count('briefing')).toBe(0);

    release = await world.stallWritesTo('briefing');
    await stalled();
    worker = start();
    await world.someoneWaitsFor('briefing');
    held.push(...(await world.pagesInHand()));
    const acknowledge = await stallAcknowledgement();
    await release();
    await world.until('a row', async () => (await world.count('briefing')) > 0);
    await world.kill(worker);
    await acknowledge();
    const since = Date.now();
    const made = await world.count('briefing');

    start();
    start();
    const seconds = await world.recovered(since, held);
    await world.allDelivered();
    await world.expectOneEach();
    tellFigure(
      `${backend}: ${READERS} readers, four kills; pages of dead workers made after ${seconds.toFixed(1)} s, ` +
        `${READERS - made} briefings by two workers in ${((Date.now() - since) / 1000).toFixed(1)} s`,
    );
    expect(seconds).toBeLessThan(RECOVERY_S);
  }, 400_000);

  it('31: kill -9 three times on one job', async () => {
    await world.killAll();
    await world.addReaders(500);
    const pages = new Set<number>();
    let since = 0;
    for (let time = 0; time < 3; time++) {
      const release = await world.stallWritesTo('briefing');
      const worker = start();
      await world.someoneWaitsFor('briefing');
      for (const page of await world.pagesInHand()) pages.add(page);
      await world.kill(worker);
      since = Date.now();
      await release();
    }
    expect(pages.size).toBe(1);
    start();
    const seconds = await world.recovered(since);
    await world.expectOneEach();
    tellFigure(`${backend}: one page killed three times is made ${seconds.toFixed(1)} s after the third`);
    expect(seconds).toBeLessThan(RECOVERY_S);
  }, 400_000);

  it('32: SIGTERM with a job under way ends it, takes no further one, and ends the process', async () => {
    await world.killAll();
    await world.addReaders(2_000);
    const release = await world.stallWritesTo('briefing');
    const worker = start();
    await world.someoneWaitsFor('briefing');
    const pages = await world.pagesInHand();
    const before = await world.count('briefing');
    const exit = once(worker, 'exit') as Promise<[number | null, string | null]>;
    worker.kill('SIGTERM');
    await wait(2_000);
    expect(worker.exitCode ?? worker.signalCode).toBeNull();
    await release();
    const [, signal] = await exit;
    expect(signal).toBe('SIGTERM');
    expect(await world.count('briefing')).toBe(before + 500 * pages.length);
    start();
    await world.allDelivered();
    await world.expectOneEach();
  }, 200_000);

  it('33: a worker that stands still for more than a minute, and another with the same job', async () => {
    await world.killAll();
    await world.addReaders(1_000);
    const release = await world.stallWritesTo('briefing');
    const sleeper = start();
    await world.someoneWaitsFor('briefing');
    sleeper.kill('SIGSTOP');
    const since = Date.now();
    start();
    await release();
    await wait(since + 65_000 - Date.now());
    sleeper.kill('SIGCONT');
    const seconds = await world.recovered(since);
    await world.allDelivered();
    // What the sleeper still does must not show either.
    await wait(3_000);
    await world.expectOneEach();
    tellFigure(`${backend}: pages of a worker that stood still for 65 s made after ${seconds.toFixed(1)} s`);
    expect(seconds).toBeLessThan(RECOVERY_S);
  }, 200_000);
}
