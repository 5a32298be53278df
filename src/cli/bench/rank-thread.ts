import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { UnderstoodStory } from '../../briefings/pool-story.js';
import { createUnderstanding } from '../../enrichment/understand.js';
import { buildCandidatePool } from '../../ranking/candidate-pool.js';
import { dailyBriefing } from '../../ranking/daily-briefing.js';
import { popularityColumns } from '../../ranking/popularity.js';
import { hash32, mulberry32 } from '../../ranking/random.js';
import { DEFAULT_PROFILE } from '../../ranking/ranking-profile.js';
import { ReaderStore } from './reader-store.js';
import type { ReaderDraft } from '../../readers/reader.js';
import { inventReaders } from './invented-readers.js';
import { inventStories } from './invented-stories.js';
import { stageShares, type RankWorld } from './rank-shares.js';
import { candidatesOf, inventEngagements, readerMaker } from './rank-world.js';

const SEED = 20_260_110;
/** Stories that are understood; larger pools repeat them. */
const UNDERSTOOD = 5_000;
const WARM_UP = 300;
const LENGTH = 10;

/** One measurement: a pool that nobody has used yet, and readers. */
export interface RankPhase {
  readonly candidates: number;
  readonly threads: number;
  /** One cohort after the other; otherwise in the order in which the readers were made, which is by chance. */
  readonly byCohort: boolean;
  /** Of the cohorts, all readers of each: 1 is everybody. */
  readonly share: number;
  /** Whether the parts of a ranking are measured one by one afterwards. */
  readonly parts?: boolean;
}

export interface RankThreadInput {
  readonly thread: number;
  readonly threads: number;
  readonly readers: number;
  readonly now: number;
  readonly phases: readonly RankPhase[];
  /** One counter for each wait. */
  readonly meetings: SharedArrayBuffer;
}

export interface RankThreadResult {
  readonly readers: number;
  /** Of the packed readers alone, and of all that grew on the heap with them. */
  readonly packedBytes: number;
  readonly heapBytes: number;
  readonly largestBytes: number;
  readonly phases: readonly RankPhaseResult[];
}

/** Of one thread; empty where it had nothing to do. */
export interface RankPhaseResult {
  /** Milliseconds since the epoch of the process. */
  readonly start: number;
  readonly end: number;
  readonly cpuSeconds: number;
  /** Of each reader, milliseconds. */
  readonly times: Float64Array;
  /** Shares of a ranking by part, adding up to 1. */
  readonly parts?: Readonly<Record<string, number>>;
}

/** What one thread of `scout bench rank` does: it holds the readers of its cohorts and ranks for them, phase by phase. */
export default function rankThread(input: RankThreadInput): RankThreadResult {
  const { thread, threads, readers, now, phases } = input;
  const texts = inventStories(UNDERSTOOD, now, SEED);
  const understanding = createUnderstanding();
  const known = texts.map((story): UnderstoodStory => ({
    ...story,
    ...understanding.understand(story),
    authority: 0.5,
  }));
  const makeReader = readerMaker(known, texts, now, SEED + 1 + thread);
  const before = heapBytes();
  const store = new ReaderStore();
  const cohorts: number[] = [];
  const ids: string[] = [];
  let drafts: ReaderDraft[] | undefined = inventReaders(readers, now, SEED);
  const engagements = (count: number, of: readonly ReaderDraft[]) =>
    inventEngagements(
      texts.slice(0, count).map(({ id }) => id),
      of.slice(0, 5_000),
      now,
      SEED + 9,
    );
  const engagementsOf = new Map(
    phases.map(({ candidates }) => [candidates, engagements(candidates, drafts ?? [])]),
  );
  for (const draft of drafts) {
    const cohort = hash32(`${draft.role} ${draft.industry} ${draft.seniority}`);
    if (cohort % threads !== thread) continue;
    cohorts.push(cohort);
    ids.push(draft.id);
    store.put(makeReader(draft));
  }
  drafts = undefined;
  const grown = heapBytes() - before;
  const cohortOf = new Map(ids.map((id, i) => [id, cohorts[i]!]));

  const meetings = new Int32Array(input.meetings);
  const results = phases.map((phase, p): RankPhaseResult => {
    const works = thread < phase.threads;
    const chosen = works ? readersOf(phase, ids, cohortOf, threads) : [];
    const world = works ? worldOf(phase, known, engagementsOf.get(phase.candidates)!, now) : undefined;
    if (world !== undefined) for (const id of ids.slice(-WARM_UP)) rankOne(world, store, id);
    const fresh = works ? worldOf(phase, known, engagementsOf.get(phase.candidates)!, now) : undefined;
    meet(meetings, 2 * p, threads);
    const result = measurePhase(fresh, store, chosen);
    meet(meetings, 2 * p + 1, threads);
    if (fresh === undefined || phase.parts !== true || thread !== 0) return result;
    return { ...result, parts: stageShares(fresh, store, chosen.slice(0, 2_000)) };
  });
  return {
    readers: store.size,
    packedBytes: store.bytes,
    heapBytes: grown,
    largestBytes: store.largestBytes,
    phases: results,
  };
}

function worldOf(
  { candidates }: RankPhase,
  known: readonly UnderstoodStory[],
  engagements: Parameters<typeof popularityColumns>[1],
  now: number,
): RankWorld {
  const pool = buildCandidatePool(candidatesOf(known, candidates), now);
  return { pool, popularity: popularityColumns(pool, engagements), profile: DEFAULT_PROFILE, length: LENGTH };
}

/** Whole cohorts, so that as many readers share what is made for a cohort as if there were all. */
function readersOf(
  { share, byCohort }: RankPhase,
  ids: readonly string[],
  cohortOf: ReadonlyMap<string, number>,
  threads: number,
): readonly string[] {
  const part = Math.round(1 / share);
  const chosen = ids.filter((id) => Math.floor(cohortOf.get(id)! / threads) % part === 0);
  return byCohort ? chosen.sort((a, b) => cohortOf.get(a)! - cohortOf.get(b)!) : chosen;
}

function measurePhase(
  world: RankWorld | undefined,
  store: ReaderStore,
  ids: readonly string[],
): RankPhaseResult {
  const times = new Float64Array(ids.length);
  const cpu = process.threadCpuUsage();
  const start = performance.timeOrigin + performance.now();
  if (world !== undefined) {
    ids.forEach((id, i) => {
      const from = performance.now();
      rankOne(world, store, id);
      times[i] = performance.now() - from;
    });
  }
  const end = performance.timeOrigin + performance.now();
  const { user, system } = process.threadCpuUsage(cpu);
  return { start, end, cpuSeconds: (user + system) / 1e6, times };
}

function rankOne(world: RankWorld, store: ReaderStore, id: string): void {
  const { pool } = world;
  dailyBriefing.rank({ ...world, reader: store.compiled(pool, id)!, random: mulberry32(hash32(id)) });
}

/** Waits until all threads are here. */
function meet(meetings: Int32Array, at: number, threads: number): void {
  if (Atomics.add(meetings, at, 1) + 1 === threads) {
    Atomics.notify(meetings, at);
    return;
  }
  for (let here = Atomics.load(meetings, at); here < threads; here = Atomics.load(meetings, at)) {
    Atomics.wait(meetings, at, here);
  }
}

/** What is in use after everything that can be collected was collected. */
function heapBytes(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
