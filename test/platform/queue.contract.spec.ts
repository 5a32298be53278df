import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import { getQueueToken } from '@nestjs/bullmq';
import type { INestApplicationContext } from '@nestjs/common';
import { type Job, type Queue, setDefaultBackendFactory } from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';
import { InvalidInputError, NotFoundError } from '../../src/platform/errors.js';
import type { BullJobQueue } from '../../src/platform/queue/bull-job-queue.js';
import { JobQueue } from '../../src/platform/queue/job-queue.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { describeWithRedis } from '../support/test-redis.js';
import { EnrichProbe, Probe, type ProbeOptions, startProbe } from './queue-probe.js';

/** @param cut breaks every connection of the queue that is open now */
function contract(redisUrl: string | undefined, cut: (databaseUrl: string) => Promise<void>): void {
  let database: TestDatabase;
  let options: ProbeOptions;
  let app: INestApplicationContext;
  let jobs: JobQueue;
  const probe = new Probe();
  const children: ChildProcess[] = [];

  beforeAll(async () => {
    database = await createTestDatabase();
    const prefix = `test-${randomBytes(4).toString('hex')}`;
    options = { databaseUrl: database.url, redisUrl, prefix, workers: true };
    app = await startProbe(options, probe);
    jobs = app.get(JobQueue);
  });
  beforeEach(() => probe.clear());
  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL');
    await app.close();
    await database.drop();
    setDefaultBackendFactory();
  });

  const raw = (name: string): Queue => app.get<Queue>(getQueueToken(name), { strict: false });

  /** The reason of the next failure, of a job that is then failed for good. */
  async function nextFailure(act: () => Promise<unknown>): Promise<string> {
    const failed = once(app.get(EnrichProbe).worker, 'failed') as Promise<[Job, Error]>;
    await act();
    const [job, error] = await failed;
    expect(await job.getState()).toBe('failed');
    return error.message;
  }

  it('hands a job to its processor', async () => {
    await jobs.add('enrich-stories', { refs: [3, 4] });
    await probe.count(1);
    expect(probe.seen[0]).toMatchObject({ queue: 'enrich-stories', payload: { refs: [3, 4] } });
  });

  it('keeps a delayed job back for its time', async () => {
    const from = Date.now();
    await jobs.add('enrich-stories', { refs: [5] }, { delayMs: 1_000 });
    expect(await jobs.counts('enrich-stories')).toMatchObject({ delayed: 1 });
    await probe.count(1);
    expect(probe.seen[0]!.at - from).toBeGreaterThanOrEqual(990);
    expect(probe.seen[0]!.at - from).toBeLessThan(4_000);
  });

  it('tries a job again that has failed', async () => {
    probe.handle = () => (probe.seen.length < 3 ? Promise.reject(new Error('not yet')) : Promise.resolve());
    await jobs.add('enrich-stories', { refs: [6] });
    await probe.count(3);
    expect(probe.seen.map((each) => each.payload)).toEqual(Array(3).fill({ refs: [6] }));
  });

  it('fails a poison payload at once, says why, and works on', async () => {
    const reason = await nextFailure(() =>
      raw('enrich-stories').add('enrich-stories', { refs: ['x'] }, { attempts: 5 }),
    );
    expect(reason).toMatch(/does not fit: refs\.0: /);
    expect(probe.seen).toEqual([]);
    await jobs.add('enrich-stories', {});
    await probe.count(1);
    expect(probe.seen[0]!.payload).toEqual({});
  });

  it('shows what was given up, tries it again or forgets it', async () => {
    await nextFailure(() => raw('enrich-stories').add('enrich-stories', { refs: ['y'] }));
    const [latest] = await jobs.failed('enrich-stories', 1);
    expect(latest).toMatchObject({ payload: { refs: ['y'] }, reason: expect.stringMatching(/does not fit/) });
    await nextFailure(() => jobs.retry('enrich-stories', latest!.id));
    expect((await jobs.failed('enrich-stories', 1))[0]!.id).toBe(latest!.id);
    expect(await jobs.remove('enrich-stories', latest!.id)).toBe(true);
    expect(await jobs.remove('enrich-stories', latest!.id)).toBe(false);
    expect(await jobs.retry('enrich-stories', 'nobody')).toBe(false);
  });

  it('does not try again what cannot get better', async () => {
    probe.handle = () => Promise.reject(new NotFoundError('source', 'gone'));
    const reason = await nextFailure(() => jobs.add('enrich-stories', { refs: [7] }));
    expect(reason).toBe("NOT_FOUND: There is no source 'gone'.");
    expect(probe.seen).toHaveLength(1);
  });

  it('refuses a payload that does not fit', async () => {
    await expect(jobs.add('enrich-stories', { refs: [0.5] })).rejects.toBeInstanceOf(InvalidInputError);
  });

  it('adds one job for one id while the first waits or runs, and frees the id afterwards', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    probe.handle = () => (probe.seen.length === 1 ? held : Promise.resolve());
    await jobs.add('enrich-stories', { refs: [1] }, { jobId: 'same' });
    await probe.count(1);
    for (const ref of [2, 3, 4]) await jobs.add('enrich-stories', { refs: [ref] }, { jobId: 'same' });
    release();
    await probe.count(2);
    expect(probe.seen.map((each) => each.payload)).toEqual([{ refs: [1] }, { refs: [4] }]);
    // A job of another id comes after whatever the first three would have left.
    await jobs.add('enrich-stories', { refs: [5] });
    await probe.count(3);
    await jobs.add('enrich-stories', { refs: [6] }, { jobId: 'same' });
    await probe.count(4);
    expect(probe.seen.slice(2).map((each) => each.payload)).toEqual([{ refs: [5] }, { refs: [6] }]);
  });

  it('adds a job every so often, and again at another pace when told to', async () => {
    await jobs.addEvery('digest-tick', 60_000, {});
    await jobs.addEvery('digest-tick', 250, {});
    await probe.count(1);
    probe.clear();
    await probe.count(4);
    const gaps = probe.seen.slice(1, 4).map((each, index) => each.at - probe.seen[index]!.at);
    expect(gaps.reduce((sum, gap) => sum + gap) / gaps.length).toBeGreaterThan(150);
    expect(await raw('digest-tick').getJobSchedulersCount()).toBe(1);
    await jobs.addEvery('digest-tick', 3_600_000, {});
  });

  it('puts back a schedule that the store has lost', async () => {
    await jobs.addEvery('digest-tick', 3_600_000, {});
    await raw('digest-tick').removeJobScheduler('every-digest-tick');
    expect(await raw('digest-tick').getJobSchedulersCount()).toBe(0);
    await app.get<BullJobQueue>(JobQueue).restoreSchedules();
    await app.get<BullJobQueue>(JobQueue).restoreSchedules();
    expect(await raw('digest-tick').getJobSchedulersCount()).toBe(1);
  });

  it('counts what waits, and for how long', async () => {
    expect(await jobs.counts('fetch-source')).toEqual({
      waiting: 0,
      active: 0,
      delayed: 0,
      failed: 0,
      oldestWaitingMs: 0,
    });
    await raw('fetch-source').add('fetch-source', { sourceId: 'a' }, { timestamp: Date.now() - 5_000 });
    await jobs.add('fetch-source', { sourceId: 'b' });
    const counts = await jobs.counts('fetch-source');
    expect(counts).toMatchObject({ waiting: 2, active: 0, delayed: 0, failed: 0 });
    expect(counts.oldestWaitingMs).toBeGreaterThanOrEqual(5_000);
    expect(counts.oldestWaitingMs).toBeLessThan(60_000);
  });

  it('tells which job is next', async () => {
    expect(await jobs.next('digest-page')).toBeUndefined();
    for (const page of [7, 8, 3]) await jobs.add('digest-page', { page }, { jobId: `page-${page}` });
    expect(await jobs.next('digest-page')).toEqual({ page: 7 });
    await jobs.add('digest-page', { page: 7 }, { jobId: 'page-7' });
    expect(await jobs.next('digest-page')).toEqual({ page: 7 });
  });

  it('serves a process that only adds', async () => {
    const adder = await startProbe({ ...options, workers: false });
    await adder.get(JobQueue).add('enrich-stories', { refs: [8] });
    await adder.close();
    await probe.count(1);
    expect(probe.seen[0]!.payload).toEqual({ refs: [8] });
  });

  it('goes on when all its connections were cut', async () => {
    await cut(database.url);
    await jobs.add('enrich-stories', { refs: [10] }).catch(() => jobs.add('enrich-stories', { refs: [10] }));
    await probe.count(1);
    expect(probe.seen[0]!.payload).toEqual({ refs: [10] });
  });

  describe('with a worker process of its own', () => {
    async function startWorker(): Promise<{ child: ChildProcess; lines: Interface }> {
      const args = [
        '--import',
        './test/support/typescript.mjs',
        './test/platform/hold-job.ts',
        JSON.stringify(options),
      ];
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
      children.push(child);
      const lines = createInterface({ input: child.stdout });
      await says(lines, 'ready');
      return { child, lines };
    }

    async function says(lines: Interface, line: string): Promise<void> {
      const [said] = (await once(lines, 'line')) as [string];
      expect(said).toBe(line);
    }

    beforeAll(() => app.close());
    afterAll(async () => {
      app = await startProbe(options, probe);
    });

    it('lets a job under way end at SIGTERM, and then the process ends by itself', async () => {
      const { child, lines } = await startWorker();
      const adder = await startProbe({ ...options, workers: false });
      const job = says(lines, 'job');
      await adder.get(JobQueue).add('enrich-stories', { refs: [9] });
      await adder.close();
      await job;
      const from = Date.now();
      child.kill('SIGTERM');
      const done = says(lines, 'done');
      const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
      await done;
      // Nest ends the process with the signal it got, once everything is closed.
      expect(signal).toBe('SIGTERM');
      expect(Date.now() - from).toBeLessThan(20_000);
    });

    it('gives the job of a killed worker to another within 20 seconds', async () => {
      const { child, lines } = await startWorker();
      const adder = await startProbe({ ...options, workers: false });
      const job = says(lines, 'job');
      await adder.get(JobQueue).add('enrich-stories', { refs: [1] });
      await adder.close();
      await job;
      child.kill('SIGKILL');
      await once(child, 'exit');
      const from = Date.now();
      const heir = new Probe();
      const other = await startProbe(options, heir);
      await heir.count(1);
      const seconds = (Date.now() - from) / 1000;
      await other.close();
      expect(heir.seen[0]!.payload).toEqual({ refs: [1] });
      expect(seconds).toBeLessThan(20);
    });
  });
}

describe('the queue on PostgreSQL', () => {
  contract(undefined, async (databaseUrl) => {
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    await client.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );
    await client.end();
  });

  it('leaves few connections open: two for each queue and three for each worker at most', async () => {
    const database = await createTestDatabase();
    const app = await startProbe({
      databaseUrl: database.url,
      redisUrl: undefined,
      prefix: 'test',
      workers: true,
    });
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const { rows } = await client.query<{ n: string }>(
      'SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );
    await client.end();
    await app.close();
    await database.drop();
    expect(Number(rows[0]!.n)).toBeLessThanOrEqual(4 * 2 + 2 * 3);
  });
});

describeWithRedis('the queue on Redis', (url) => {
  contract(url, async () => {
    const client = new Redis(url);
    await client.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    await client.quit();
  });
});
