import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { loadavg } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { KeysService } from '../../access/keys.service.js';
import type { Settings } from '../../config/settings.js';
import { openContext } from '../../platform/context.js';
import { StderrLogger } from '../../platform/logging/stderr-logger.js';
import { Threads } from '../../platform/threads/threads.js';
import { CommandError, tell } from '../output.js';
import { appModule } from '../runtime.js';
import { openBenchDatabase } from './bench-database.js';
import type { FeedLoad, FeedLoadResult } from './feed-clients.js';
import { fillFeedWorld } from './feed-world.js';
import { rounded, stageOf, type Stage } from './stage.js';

/** So many requests are under way where the highest rate is sought … */
const CONNECTIONS = 32;
/** … and may be under way at a given rate; what waits for a connection has its time counted. */
const CONNECTIONS_AT_RATE = 128;
const CLOSED_SECONDS = 30;
/** More than a minute, so that a new pool of candidates is built within it. */
const OPEN_SECONDS = 75;
const QUIET_RATE = 100;
const WATCH_MS = 2_000;
const MAX_MEMORY_MB = 2_000;
const TIMEOUT_MS = 3_600_000;

export interface FeedBenchResult {
  readonly stages: readonly Stage[];
  /** The highest rate, readers seen before. */
  readonly perSecond: number;
  /** At half of the highest rate. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Of a body, mean. */
  readonly bytesPerAnswer: number;
  readonly peakMemoryMB: number;
  readonly loadAverage: number;
}

/**
 * Feeds over HTTP from one API process on a PostgreSQL: every reader once, any reader as fast as answers come, half of that rate
 * whatever the answers do, and a quiet hundred a second.
 */
export async function measureFeed(sizes: {
  readonly readers: number;
  readonly stories: number;
}): Promise<FeedBenchResult & { readonly events: number }> {
  const ground = await openBenchDatabase();
  try {
    const { key, events } = await fill(ground.settings, sizes);
    const api = await startApi(ground.settings);
    try {
      return { ...(await measure(api, key, sizes.readers)), events };
    } finally {
      await api.stop();
    }
  } finally {
    await ground.close();
  }
}

async function fill(
  settings: Settings,
  sizes: { readonly readers: number; readonly stories: number },
): Promise<{ key: string; events: number }> {
  const module = await appModule(settings, { name: 'scout-cli', workers: false });
  const app = await openContext(module, new StderrLogger('warn'));
  try {
    const { events } = await fillFeedWorld(app, sizes);
    const keys = app.get(KeysService);
    const { text } = await keys.create({ name: 'bench', scopes: ['feed:read', 'ops'] });
    return { key: text, events };
  } finally {
    await app.close();
  }
}

interface Api {
  readonly url: string;
  stop(): Promise<void>;
}

/** The process that runs in production, from the build or from the sources as this one. */
async function startApi(settings: Settings): Promise<Api> {
  const built = fileURLToPath(new URL('../../main.js', import.meta.url));
  const entry = existsSync(built) ? built : built.replace(/\.js$/, '.ts');
  const child = spawn(process.execPath, [...process.execArgv, entry], {
    env: {
      DATABASE_URL: settings.DATABASE_URL,
      DATABASE_POOL: String(settings.DATABASE_POOL),
      HOST: '127.0.0.1',
      PORT: '0',
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  return { url: await addressOf(child), stop: () => stop(child) };
}

async function addressOf(child: ChildProcess): Promise<string> {
  const lines: string[] = [];
  const input = createInterface({ input: child.stderr! });
  const found = new Promise<string>((resolve, reject) => {
    input.on('line', (line) => {
      const url = /listens on (http:\S+)\./.exec(line)?.[1];
      if (url !== undefined) resolve(url);
      // Kept for a start that fails; afterwards only read, so that the process never waits for a reader.
      else if (lines.length < 20) lines.push(line);
    });
    child.once('exit', () => {
      reject(new CommandError(`the API did not start: ${lines.join('\n')}`));
    });
  });
  return await found;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

async function measure(api: Api, key: string, readers: number): Promise<FeedBenchResult> {
  const threads = new Threads(1);
  let peak = 0;
  const run = async (name: string, load: Partial<FeedLoad>): Promise<{ stage: Stage; bytes: number }> => {
    tell(`${name} …`);
    const before = await processOf(api.url, key);
    let peakHere = before.memoryMB;
    const look = async (): Promise<void> => {
      peakHere = Math.max(peakHere, (await processOf(api.url, key)).memoryMB);
    };
    // A process that answers no more is told of by those who ask it for feeds.
    const watch = setInterval(() => void look().catch(() => undefined), WATCH_MS);
    const input: FeedLoad = {
      url: api.url,
      key,
      readers,
      order: 'random',
      connections: CONNECTIONS,
      seconds: CLOSED_SECONDS,
      seed: 1,
      ...load,
    };
    const result = await threads
      .run<FeedLoadResult>(new URL('./feed-clients.js', import.meta.url), input, {
        timeoutMs: TIMEOUT_MS,
        maxMemoryMb: MAX_MEMORY_MB,
      })
      .finally(() => {
        clearInterval(watch);
      });
    if (result.failures.length > 0) throw new CommandError(`${name}: ${result.failures.join('; ')}`);
    const after = await processOf(api.url, key);
    peakHere = Math.max(peakHere, after.memoryMB);
    peak = Math.max(peak, peakHere);
    const count = result.times.length;
    const took = { seconds: result.seconds, cpuSeconds: after.cpuSeconds - before.cpuSeconds };
    const stage = stageOf({ name, of: 'feeds', count }, took, result.times);
    return { stage: { ...stage, peakMemoryMB: peakHere }, bytes: result.bytes / count };
  };
  try {
    const first = await run('every reader once', { order: 'once', seconds: 0 });
    const highest = await run('as fast as answers come', { seed: 2 });
    const half = Math.max(1, Math.round(highest.stage.perSecond / 2));
    const atHalf = await run(`at ${half} a second`, {
      rate: half,
      seconds: OPEN_SECONDS,
      connections: CONNECTIONS_AT_RATE,
      seed: 3,
    });
    const quiet = await run(`at ${QUIET_RATE} a second`, {
      rate: QUIET_RATE,
      seconds: OPEN_SECONDS,
      connections: CONNECTIONS_AT_RATE,
      seed: 4,
    });
    return {
      stages: [first, highest, atHalf, quiet].map(({ stage }) => stage),
      perSecond: highest.stage.perSecond,
      p50Ms: atHalf.stage.p50Ms,
      p99Ms: atHalf.stage.p99Ms,
      bytesPerAnswer: Math.round(highest.bytes),
      peakMemoryMB: peak,
      loadAverage: rounded(loadavg()[0]!),
    };
  } finally {
    await threads.close();
  }
}

/** What the API process says of itself. */
async function processOf(url: string, key: string): Promise<{ cpuSeconds: number; memoryMB: number }> {
  const answer = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${key}` } });
  const text = await answer.text();
  const value = (name: string): number => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
  return {
    cpuSeconds: value('process_cpu_seconds_total'),
    memoryMB: Math.round(value('process_resident_memory_bytes') / 2 ** 20),
  };
}
