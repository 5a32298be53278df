import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { createPostgresBackend, Queue, setDefaultBackendFactory } from 'bullmq';
import pg from 'pg';
import { Redis } from 'ioredis';
import { migrations } from '../../src/platform/database/migrations.js';
import { serverUrl } from '../support/test-database.js';
import { describeWithRedis } from '../support/test-redis.js';
import { FaultWorld, tellFigure } from './fault-world.js';

const READERS = 5_000;

/** 36: more than one of everything, and what does not fit. */
describe('companions', () => {
  let world: FaultWorld;

  beforeAll(async () => {
    world = await FaultWorld.open();
  }, 60_000);
  afterAll(() => world.close());

  describeWithRedis('two schedulers that know nothing of each other', (redisUrl) => {
    it('claim and make each briefing once', async () => {
      // Each with a queue of its own, and the third with its queue in PostgreSQL.
      await world.addReaders(READERS);
      for (const QUEUE_PREFIX of ['fault-one', 'fault-two']) {
        world.startWorker({ redisUrl, settings: { QUEUE_PREFIX, DIGEST_PAGE_SIZE: '50' } });
      }
      world.startWorker({ settings: { DIGEST_PAGE_SIZE: '50' } });
      await world.allDelivered();
      await world.expectOneEach();
      const [row] = await world.query<{ n: number }>('SELECT last_value::int AS n FROM delivery_page_seq');
      tellFigure(`three schedulers: ${READERS} readers in at most ${row!.n} pages of 50`);
      await world.killAll();
      const client = new Redis(redisUrl);
      for (const prefix of ['fault-one', 'fault-two']) {
        const keys = await client.keys(`${prefix}:*`);
        if (keys.length > 0) await client.del(...keys);
      }
      client.disconnect();
    }, 200_000);
  });

  it('a poison payload, and one of a newer version, hold up nobody', async () => {
    await world.addReaders(500);
    setDefaultBackendFactory(createPostgresBackend);
    const queue = new Queue('digest-page', {
      connection: { connectionString: world.databaseUrl, schema: 'bullmq', migrate: true, max: 2 },
    });
    try {
      for (const data of [{}, { page: 'x' }, { page: -1 }, { page: 1e9 }, null, { page: 2, since: 'later' }])
        await queue.add('digest-page', data, { attempts: 5 });
      await queue.add('of-a-newer-version', { page: 3 });
      world.startWorker();
      await world.allDelivered();
      await world.until('the jobs to be settled', async () => {
        const counts = await queue.getJobCounts('waiting', 'active', 'delayed');
        return Object.values(counts).every((count) => count === 0);
      });
      const failed = await queue.getFailed();
      expect(failed.map((job) => job.failedReason)).toHaveLength(4);
      for (const job of failed) expect(job.failedReason).toMatch(/^The payload does not fit: /);
      await world.expectOneEach();
    } finally {
      await queue.close();
      setDefaultBackendFactory();
    }
  }, 200_000);

  it('two processes that migrate at once leave one whole schema', async () => {
    const name = `fault_${process.pid}`;
    const client = new pg.Client({ connectionString: serverUrl() });
    await client.connect();
    await client.query(`CREATE DATABASE ${name}`);
    const url = new URL(serverUrl());
    url.pathname = name;
    const run = () =>
      promisify(execFile)(
        process.execPath,
        ['--import', './test/support/typescript.mjs', 'src/cli.ts', 'migrate'],
        { env: { PATH: process.env['PATH'], DATABASE_URL: url.href } },
      );
    try {
      await Promise.all([run(), run(), run()]);
      const inside = new pg.Client({ connectionString: url.href });
      await inside.connect();
      const { rows } = await inside.query<{ name: string }>('SELECT name FROM migrations ORDER BY id');
      await inside.end();
      expect(rows.map((row) => row.name)).toEqual(migrations.map((migration) => migration.name));
    } finally {
      await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await client.end();
    }
  }, 120_000);
});
