import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createPostgresBackend, Queue, setDefaultBackendFactory } from 'bullmq';
import pg from 'pg';
import { Redis } from 'ioredis';
import { migrations } from '../../src/platform/database/migrations.js';
import { serverUrl } from '../support/test-database.js';
import { describeWithRedis } from '../support/test-redis.js';
import { Mailbox } from '../delivery/mailbox.js';
import { FaultWorld, tellFigure } from './fault-world.js';
import { hasHistory, unpackOldBuild } from './old-build.js';

const READERS = 5_000;

/** 36: more than one of everything, and what does not fit. */
describe('companions', () => {
  let world: FaultWorld;
  let mailbox: Mailbox;

  beforeAll(async () => {
    mailbox = await Mailbox.open();
    world = await FaultWorld.open();
  });
  afterAll(async () => {
    await world.close();
    await mailbox.close();
  });

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
      // It sends no mail, and must not claim those of the next test.
      await world.killAll();
      await queue.close();
      setDefaultBackendFactory();
    }
  }, 200_000);

  if (hasHistory)
    it('a worker of before the newest migration goes on beside one of after it', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'scout-old-'));
      const old = await unpackOldBuild(join(folder, 'scout'));
      try {
        await world.addReaders(READERS, ['email']);
        const settings = { DIGEST_PAGE_SIZE: '50', SMTP_URL: mailbox.url };
        world.startWorker({ folder: old.folder, settings });
        const before = await world.count('briefing');
        await world.until(
          'briefings of the old one',
          async () => (await world.count('briefing')) > before + 500,
        );
        const byOld = (await world.count('briefing')) - before;
        world.startWorker({ settings });
        await world.allDelivered();
        await world.until(
          'the mails to be sent',
          async () => (await world.count(`outbox WHERE status IN ('pending', 'sending')`)) === 0,
        );
        await world.expectOneEach();
        expect(new Set(mailbox.arrived.map(({ to }) => to)).size).toBe(READERS);
        expect(mailbox.arrived).toHaveLength(READERS);
        tellFigure(
          `build ${old.commit}, without ${old.lacks}, beside this one: ${READERS} readers, the first ${byOld} by it alone; ` +
            `${READERS} briefings and mails, none twice`,
        );
      } finally {
        await world.killAll();
        await rm(folder, { recursive: true, force: true });
      }
    }, 200_000);
  else
    it('NOT RUN: an old build beside a new one, for there is no history to take one from', () => {
      process.stderr.write('NOT RUN: an old build beside a new one: no history to take one from\n');
      expect(process.env['SCOUT_TEST_REQUIRE_ALL']).not.toBe('1');
    });

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
  });
});
