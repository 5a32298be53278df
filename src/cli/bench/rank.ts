import { loadavg } from 'node:os';
import { Threads } from '../../platform/threads/threads.js';
import type { RankPhase, RankThreadInput, RankThreadResult } from './rank-thread.js';
import { peakMemoryMB, rounded, stageOf, type Stage } from './stage.js';

const THREADS = 2;
const MAX_MEMORY_MB = 6_000;
const TIMEOUT_MS = 3_600_000;
/** Everybody, where it takes seconds; a part of the cohorts, with all their readers, where it would take minutes. */
const PHASES: readonly RankPhase[] = [
  { candidates: 500, threads: 1, byCohort: false, share: 1 / 4 },
  { candidates: 5_000, threads: 1, byCohort: false, share: 1 / 4, parts: true },
  { candidates: 50_000, threads: 1, byCohort: true, share: 1 / 20 },
  { candidates: 500, threads: 2, byCohort: false, share: 1 },
  { candidates: 5_000, threads: 2, byCohort: false, share: 1 },
  { candidates: 5_000, threads: 2, byCohort: true, share: 1 },
  { candidates: 50_000, threads: 2, byCohort: true, share: 1 / 10 },
];

export interface RankBenchResult {
  readonly stages: readonly Stage[];
  /** Of ranking 5,000 candidates on two threads. */
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly bytesPerReader: {
    /** As they are kept. */
    readonly packed: number;
    readonly largest: number;
    /** With all that they share: priors, names, the places in the map. */
    readonly heap: number;
  };
  /** Of ranking 5,000 candidates, once the columns of the cohorts are there. */
  readonly shares: Readonly<Record<string, number>>;
  /** Of the machine, at the end. */
  readonly loadAverage: number;
}

/** Ranking from memory: readers in packed form, three sizes of the pool, one thread and two. */
export async function measureRanking(readers: number, now: number): Promise<RankBenchResult> {
  const threads = new Threads(THREADS);
  const meetings = new SharedArrayBuffer(4 * 2 * PHASES.length);
  let results: RankThreadResult[];
  try {
    results = await Promise.all(
      Array.from({ length: THREADS }, async (_, thread) => {
        const input: RankThreadInput = { thread, threads: THREADS, readers, now, phases: PHASES, meetings };
        return await threads.run<RankThreadResult>(new URL('./rank-thread.js', import.meta.url), input, {
          timeoutMs: TIMEOUT_MS,
          maxMemoryMb: MAX_MEMORY_MB,
        });
      }),
    );
  } finally {
    await threads.close();
  }
  const stages = PHASES.map((phase, p) => stageOfPhase(phase, results, p));
  const headline =
    stages[PHASES.findIndex((phase) => phase.candidates === 5_000 && phase.threads === THREADS)]!;
  const held = results.reduce((sum, result) => sum + result.readers, 0);
  const perReader = (bytes: (result: RankThreadResult) => number): number =>
    Math.round(results.reduce((sum, result) => sum + bytes(result), 0) / held);
  const shares = results[0]!.phases.find(({ parts }) => parts !== undefined)?.parts ?? {};
  return {
    stages,
    perSecond: headline.perSecond,
    p50Ms: headline.p50Ms,
    p99Ms: headline.p99Ms,
    bytesPerReader: {
      packed: perReader(({ packedBytes }) => packedBytes),
      largest: Math.max(...results.map(({ largestBytes }) => largestBytes)),
      heap: perReader(({ heapBytes }) => heapBytes),
    },
    shares: Object.fromEntries(Object.entries(shares).map(([part, share]) => [part, rounded(share)])),
    loadAverage: rounded(loadavg()[0]!),
  };
}

function stageOfPhase(phase: RankPhase, results: readonly RankThreadResult[], p: number): Stage {
  const parts = results.map((result) => result.phases[p]!).filter(({ times }) => times.length > 0);
  const times = parts.flatMap((part) => [...part.times]);
  const seconds =
    (Math.max(...parts.map(({ end }) => end)) - Math.min(...parts.map(({ start }) => start))) / 1000;
  const name = `rank ${phase.candidates}${phase.byCohort ? ' by cohort' : ''}, ${phase.threads} thread${phase.threads > 1 ? 's' : ''}`;
  const cpuSeconds = parts.reduce((sum, part) => sum + part.cpuSeconds, 0);
  return {
    ...stageOf({ name, of: 'readers', count: times.length }, { seconds, cpuSeconds }, times),
    peakMemoryMB: peakMemoryMB(),
  };
}
