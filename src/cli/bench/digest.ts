import { randomBytes } from 'node:crypto';
import { loadavg } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import type { INestApplicationContext } from '@nestjs/common';
import { KeysService } from '../../access/keys.service.js';
import { changed, loadSettings, type Settings } from '../../config/settings.js';
import { Database } from '../../platform/database/database.js';
import { openContext } from '../../platform/context.js';
import { StderrLogger } from '../../platform/logging/stderr-logger.js';
import { Threads } from '../../platform/threads/threads.js';
import { CommandError, Progress, tell } from '../output.js';
import { appModule } from '../runtime.js';
import { openBenchDatabase } from './bench-database.js';
import { Meter, processSeconds, residentMB } from './digest-meter.js';
import { addressOf, type Beside, startBeside } from './digest-processes.js';
import { type DigestStage, measureStages, stageTable } from './digest-stages.js';
import { addReaders, addStories, dueAnew } from './digest-world.js';
import type { FeedLoad, FeedLoadResult } from './feed-clients.js';
import { rounded } from './stage.js';

const WORKERS = 2;
const FEED_CONNECTIONS = 64;
const FEED_SPAN_SECONDS = 10;
const WARM_SECONDS = 5;
const STAGE_READERS = 10_000;
const POLL_MS = 1_000;
/** The memory of the workers is written down so many times over a run. */
const SAMPLES = 12;
const FEED_TIMEOUT_MS = 3_600_000;
const FEED_MEMORY_MB = 1_000;
/** Longer than any run is thought to take. */
const LONGEST_MS = 4 * 3_600_000;

export interface DigestBenchResult {
  readonly queue: 'postgresql' | 'redis';
  readonly workers: number;
  readonly briefings: number;
  readonly runSeconds: number;
  readonly perSecond: number;
  /** Processor time of all processes, microseconds a briefing; what an idle machine's two cores could make a second follows. */
  readonly cpuMicros: { readonly workers: number; readonly database: number; readonly api: number };
  readonly perSecondOnTwoCores: number;
  readonly bytesPerBriefing: number;
  readonly bodyBytes: number;
  readonly walBytesPerBriefing: number;
  /** Resident memory of each worker, MiB, over the run. */
  readonly workerMB: readonly { readonly second: number; readonly each: readonly number[] }[];
  /** Failures end a span of ten seconds, so there are five a span at most. */
  readonly feed:
    | undefined
    | {
        readonly rate: number;
        readonly failed: number;
        readonly answers: number;
        readonly p50Ms: number;
        readonly p99Ms: number;
      };
  readonly stages: readonly DigestStage[];
  readonly loadAverage: number;
}

export interface DigestSizes {
  readonly readers: number;
  readonly stories: number;
  /** Requests for feeds a second meanwhile; 0 for none. */
  readonly feeds: number;
}

/**
 * A digest for everybody as it runs in production: two worker processes, one of which claims, and an API that is asked for feeds
 * meanwhile. Everybody has had a briefing the day before. First, one process works off a part alone and tells the stages apart.
 */
export async function measureDigest(sizes: DigestSizes): Promise<DigestBenchResult> {
  const ground = await openBenchDatabase();
  const redis = loadSettings().REDIS_URL;
  const settings = changed(ground.settings, {
    REDIS_URL: redis,
    QUEUE_PREFIX: `bench-${randomBytes(4).toString('hex')}`,
  });
  try {
    const module = await appModule(settings, { name: 'scout-cli', workers: false });
    const app = await openContext(module, new StderrLogger('warn'));
    try {
      const stories = await addStories(app, sizes.stories);
      await addReaders(app, Math.min(STAGE_READERS, sizes.readers), stories);
      const meter = await Meter.open(app);
      tell('stage by stage: the first day …');
      await measureStages(app, meter);
      await dueAnew(app);
      tell('stage by stage: the day after …');
      const { stages } = await measureStages(app, meter);
      tell(stageTable(stages));
      await dueAnew(app);
      await addReaders(app, sizes.readers - Math.min(STAGE_READERS, sizes.readers), stories, STAGE_READERS);
      return { ...(await measureRun(app, meter, settings, sizes)), stages };
    } finally {
      await app.close();
    }
  } finally {
    await ground.close();
  }
}

async function measureRun(
  app: INestApplicationContext,
  meter: Meter,
  settings: Settings,
  { readers, feeds }: DigestSizes,
): Promise<Omit<DigestBenchResult, 'stages'>> {
  const database = app.get(Database);
  const api = startBeside('main', settings, { HOST: '127.0.0.1', PORT: '0' });
  const workers: Beside[] = [];
  const threads = new Threads(1);
  try {
    const url = await addressOf(api);
    const { text: key } = await app.get(KeysService).create({ name: 'bench', scopes: ['feed:read'] });
    const asked = (seconds: number): Promise<FeedLoadResult> =>
      threads.run<FeedLoadResult>(
        new URL('./feed-clients.js', import.meta.url),
        {
          url,
          key,
          readers,
          order: 'random',
          connections: FEED_CONNECTIONS,
          seconds,
          rate: feeds,
          seed: 1,
        } satisfies FeedLoad,
        { timeoutMs: FEED_TIMEOUT_MS, maxMemoryMb: FEED_MEMORY_MB },
      );
    if (feeds > 0) await asked(WARM_SECONDS);

    const before = {
      wal: await walBytes(database),
      database: meter.databaseSeconds(),
      api: processSeconds(api.pid),
    };
    const made = await storedBriefings(database);
    const bytes = await briefingBytes(database);
    const start = performance.now();
    for (let i = 0; i < WORKERS; i++) workers.push(startBeside('worker', settings, { LOG_LEVEL: 'warn' }));
    const memory: { second: number; each: number[] }[] = [];
    const progress = new Progress('briefings', readers);
    let count = 0;
    const watching = (async () => {
      while (count < readers) {
        await wait(POLL_MS);
        count = (await storedBriefings(database)) - made;
        const second = Math.round((performance.now() - start) / 1000);
        memory.push({ second, each: workers.map(({ pid }) => Math.round(residentMB(pid))) });
        progress.at(count);
        if (performance.now() - start > LONGEST_MS || memory.at(-1)!.each.every((mb) => mb === 0))
          throw new CommandError(
            `${count} of ${readers} briefings were made: ${workers.map((worker) => worker.lastWords()).join('\n')}`,
          );
      }
      return (performance.now() - start) / 1000;
    })();
    const feed = feeds === 0 ? undefined : await feedsMeanwhile(watching, asked, feeds);
    const runSeconds = await watching;
    progress.end();
    const after = {
      wal: await walBytes(database),
      database: meter.databaseSeconds(),
      api: processSeconds(api.pid),
    };
    const workerSeconds = workers.reduce((sum, { pid }) => sum + processSeconds(pid), 0);
    const micros = (seconds: number): number => Math.round((1e6 * seconds) / readers);
    const cpu = {
      workers: micros(workerSeconds),
      database: micros(after.database - before.database),
      api: micros(after.api - before.api),
    };
    await verify(database, readers);
    const size = (await briefingBytes(database)) - bytes;
    return {
      queue: settings.REDIS_URL === undefined ? 'postgresql' : 'redis',
      workers: WORKERS,
      briefings: readers,
      runSeconds: rounded(runSeconds),
      perSecond: Math.round(readers / runSeconds),
      cpuMicros: cpu,
      perSecondOnTwoCores: Math.round(2e6 / (cpu.workers + cpu.database)),
      bytesPerBriefing: Math.round(size / readers),
      bodyBytes: await bodyBytes(database),
      walBytesPerBriefing: Math.round((after.wal - before.wal) / readers),
      workerMB: thinned(memory),
      feed,
      loadAverage: rounded(loadavg()[0]!),
    };
  } finally {
    await Promise.all([...workers, api].map((process) => process.stop()));
    await threads.close();
  }
}

/** Feeds at a steady rate for as long as the digest runs, in spans, so that the last one hardly outlasts it. */
async function feedsMeanwhile(
  run: Promise<number>,
  asked: (seconds: number) => Promise<FeedLoadResult>,
  rate: number,
): Promise<DigestBenchResult['feed']> {
  const times: number[] = [];
  let failed = 0;
  const running = run.then(
    () => false,
    () => false,
  );
  const now = Promise.resolve(true);
  while (await Promise.race([running, now])) {
    const { times: some, failures } = await asked(FEED_SPAN_SECONDS);
    failed += failures.length;
    // A span that outlasts the run would show the idle machine.
    if (times.length === 0 || (await Promise.race([running, now]))) times.push(...some);
  }
  const sorted = Float64Array.from(times).sort();
  const at = (share: number): number =>
    rounded(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0);
  return { rate, failed, answers: sorted.length, p50Ms: at(0.5), p99Ms: at(0.99) };
}

/** By the statistics, which lag a second at most and cost nothing. */
async function storedBriefings(database: Database): Promise<number> {
  const [row] = await database.query<{ n: number }>(
    `SELECT coalesce(sum(n_tup_ins), 0)::float8 AS n FROM pg_stat_user_tables WHERE relname LIKE 'briefing%'`,
  );
  return row!.n;
}

async function walBytes(database: Database): Promise<number> {
  const [row] = await database.query<{ n: number }>(`SELECT (pg_current_wal_lsn() - '0/0')::float8 AS n`);
  return row!.n;
}

/** Each reader has one briefing of today, and nothing is owed. */
async function verify(database: Database, readers: number): Promise<void> {
  for (let tries = 0; ; tries++) {
    const [row] = await database.query<{ made: number; owed: number }>(
      `SELECT (SELECT count(*)::int FROM briefing WHERE created_at > now() - interval '12 hours') AS made,
         (SELECT count(*)::int FROM delivery) AS owed`,
    );
    if (row!.made === readers && row!.owed === 0) return;
    if (tries > 10)
      throw new CommandError(
        `${row!.made} briefings are stored for ${readers} readers, ${row!.owed} are owed`,
      );
    await wait(POLL_MS);
  }
}

/** Heap, toast and indexes. */
async function briefingBytes(database: Database): Promise<number> {
  const [row] = await database.query<{ n: number }>(
    `SELECT sum(pg_total_relation_size(inhrelid))::float8 AS n FROM pg_inherits WHERE inhparent = 'briefing'::regclass`,
  );
  return row!.n;
}

async function bodyBytes(database: Database): Promise<number> {
  const [row] = await database.query<{ n: number }>(
    'SELECT round(avg(length(body)))::float8 AS n FROM briefing',
  );
  return row!.n;
}

function thinned<T>(samples: readonly T[]): T[] {
  const step = Math.max(1, samples.length / SAMPLES);
  return samples.filter(
    (_, i) => i === samples.length - 1 || Math.floor(i / step) !== Math.floor((i - 1) / step),
  );
}
