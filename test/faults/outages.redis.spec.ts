import { setTimeout as wait } from 'node:timers/promises';
import { describeWithRedis } from '../support/test-redis.js';
import { FaultWorld } from './fault-world.js';
import { OwnRedis } from './own-redis.js';
import { TcpProxy } from './tcp-proxy.js';

const READERS = 3_000;
/** Many pages, so that the harm comes in between. */
const SMALL_PAGES = { DIGEST_PAGE_SIZE: '100', WORKER_CONCURRENCY: '1' };

/** 34: two workers, and a Redis of their own that comes to harm in the middle of a run. */
describeWithRedis('a Redis that fails', () => {
  let world: FaultWorld;
  let redis: OwnRedis;
  let wire: TcpProxy;

  beforeAll(async () => {
    redis = await OwnRedis.start();
    wire = await TcpProxy.open(redis.port);
    world = await FaultWorld.open();
    for (let i = 0; i < 2; i++)
      world.startWorker({ redisUrl: wire.through(redis.url), settings: SMALL_PAGES });
  });
  afterAll(async () => {
    await world.close();
    await wire.close();
    await redis.stop();
  });

  const survives = (what: string, harm: () => Promise<void>): Promise<void> =>
    world.survives(`Redis ${what}`, READERS, harm);

  it.each([5, 30, 120])(
    'is killed, and back after %d s without its memory',
    async (seconds) => {
      await survives(`killed for ${seconds} s`, async () => {
        await redis.kill();
        await wait(seconds * 1000);
        await redis.start();
      });
    },
    300_000,
  );

  it('is flushed', async () => {
    await survives('flushed', async () => {
      await redis.ask((client) => client.flushall());
    });
  }, 300_000);

  it('is out of memory for 10 s', async () => {
    const starve = async (): Promise<void> => {
      await redis.ask((client) => client.config('SET', 'maxmemory', '1'));
      await wait(10_000);
      await redis.ask((client) => client.config('SET', 'maxmemory', '0'));
    };
    // What is queued is worked off all the same; nothing new comes in.
    await world.survives('Redis out of memory', READERS, starve, 'claiming');
  }, 300_000);

  it('is slow, silent, and cut off again and again', async () => {
    await survives('behind a bad wire', () => wire.suffer(100));
  }, 300_000);
});
