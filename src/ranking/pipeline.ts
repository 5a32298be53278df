import { assemble, type Assembled, type Exploration, type SlotKind } from './assembler.js';
import type { CandidatePool } from './candidate-pool.js';
import { compileReader, type CompiledReader } from './compiled-reader.js';
import {
  contributionsOf,
  featureMeans,
  reasonsOf,
  type ContributionMap,
  type Reason,
} from './explanation.js';
import type { PopularityColumns } from './popularity.js';
import type { Random } from './random.js';
import { profileHash, type RankingProfile } from './ranking-profile.js';
import type { RankingReader } from './reader.js';
import { slateOf } from './rerankers.js';
import { firstPass } from './first-pass.js';
import { ScoredMemory, secondPass } from './scoring.js';
import { perPool } from './per-pool.js';
import type { Feature, Filter, Learned, Move, RankingContext, Reranker } from './stages.js';

/** One story of the result, in the order of the slots. */
export interface RankedItem {
  /** As in `PoolStory`. */
  readonly id: string;
  /** z, logits. */
  readonly score: number;
  readonly kind: SlotKind;
  readonly contributions: ContributionMap;
  readonly reasons: readonly Reason[];
}

/** How the pool became the items: what was left at each stage, and what moved. What was chosen is the items themselves. */
export interface Trace {
  /** Stories in the pool. */
  readonly candidates: number;
  /** By filter; a story counts at the first that removed it. */
  readonly removed: Readonly<Record<string, number>>;
  /** Kept by the first pass and scored by all features. */
  readonly scored: number;
  /** Scored at or above `minScore`. */
  readonly aboveThreshold: number;
  /** What the re-rankers moved, in the order in which they ran; put into words when it is asked for. */
  readonly moves: () => readonly Move[];
  /** Of the exploring slot, if one was filled. */
  readonly exploration: Exploration | undefined;
  /** Of the team's profile, whatever was learned within its bounds. */
  readonly profileHash: string;
  /** Names what was learned; undefined where nothing was. */
  readonly learned: string | undefined;
}

export interface RankingResult {
  /** Those of the filled slots that were asked for. */
  readonly items: readonly RankedItem[];
  /** Slots that were filled. */
  readonly filled: number;
  readonly trace: Trace;
}

export interface RankingRequest {
  readonly pool: CandidatePool;
  readonly reader: RankingReader;
  readonly profile: RankingProfile;
  readonly popularity: PopularityColumns;
  readonly learned?: Learned | undefined;
  /** Slots to fill; 0 ranks every candidate by score and skips re-ranking and assembly. */
  readonly length: number;
  /** Stories that may follow the slate by score alone, for a feed that goes on; default 0. */
  readonly more?: number;
  /** Of the filled slots, those that are put into items, because a reason is dear: from a place to before another; default all. */
  readonly page?: readonly [from: number, to: number];
  /** Given: one slot explores. The same seed gives the same slate. */
  readonly random?: Random | undefined;
}

export interface CompiledRequest extends Omit<RankingRequest, 'reader'> {
  /** Of the very same pool. */
  readonly reader: CompiledReader;
}

export interface Pipeline {
  readonly filters: readonly Filter[];
  readonly features: readonly Feature[];
  readonly rerankers: readonly Reranker[];
  run(request: RankingRequest): RankingResult;
  /** The same for a reader who is in the coordinates of the pool already. */
  rank(request: CompiledRequest): RankingResult;
}

/**
 * Binds stages to the one way of running them: filters, first pass, features, re-rankers, assembly, explanation; the laws of each
 * stage stand in `stages.ts`. Pure: no clock, no chance but what the request brings, so equal requests give equal results, bit for
 * bit. `run` throws nothing of its own: it trusts that the profile came through `draftProfile`.
 */
export function definePipeline(stages: Pick<Pipeline, 'filters' | 'features' | 'rerankers'>): Pipeline {
  const { filters, features, rerankers } = stages;

  const rank = (request: CompiledRequest): RankingResult => {
    const { pool, reader, popularity, learned, length } = request;
    const profile = learned?.profile(request.profile) ?? request.profile;
    const context: RankingContext = { pool, profile, popularity, learned, reader };
    const { keep, left, removed } = applyFilters(filters, context);
    const rows = firstPass(keep, length === 0 ? pool.size : profile.rules.firstPass, context, left);
    const scored = secondPass(rows, features, context, memoryOf(pool).scored);
    const unordered = slateOf(scored);
    const slate =
      length === 0
        ? unordered
        : rerankers.reduce((list, stage) => stage.rerank(list, scored, context, length), unordered);
    const { slots, exploration }: Assembled =
      length === 0
        ? { slots: slate.order.map((position) => ({ position, kind: 'ranked' })), exploration: undefined }
        : assemble(slate, scored, length, context, request.random, request.more);
    const means = featureMeans(scored);
    return {
      filled: slots.length,
      items: slots.slice(...(request.page ?? [])).map(({ position, kind }) => ({
        id: pool.ids[scored.rows[position]!]!,
        score: scored.scores[position]!,
        kind,
        contributions: contributionsOf(position, scored, context),
        reasons: reasonsOf(position, scored, means, features, context),
      })),
      trace: {
        candidates: pool.size,
        removed,
        scored: scored.rows.length,
        aboveThreshold: countFrom(scored.scores, profile.rules.minScore),
        moves: slate.moves,
        exploration,
        profileHash: hashOf(request.profile),
        learned: learned?.version,
      },
    };
  };
  return {
    ...stages,
    rank,
    run: (request) => rank({ ...request, reader: compileReader(request.pool, request.reader) }),
  };
}

/** What one run needs at a time. */
const memoryOf = perPool((pool) => ({ keep: new Uint8Array(pool.size), scored: new ScoredMemory() }));

function applyFilters(
  filters: readonly Filter[],
  context: RankingContext,
): { keep: Uint8Array; left: number; removed: Record<string, number> } {
  const keep = memoryOf(context.pool).keep.fill(1);
  const removed: Record<string, number> = {};
  let left = keep.length;
  for (const filter of filters) left -= removed[filter.name] = filter.apply(keep, context);
  return { keep, left, removed };
}

/** How many of the scores, best first, reach a value. */
function countFrom(scores: Float64Array, least: number): number {
  let count = 0;
  while (count < scores.length && scores[count]! >= least) count++;
  return count;
}

const hashes = new WeakMap<RankingProfile, string>();

function hashOf(profile: RankingProfile): string {
  let hash = hashes.get(profile);
  if (hash === undefined) hashes.set(profile, (hash = profileHash(profile)));
  return hash;
}
