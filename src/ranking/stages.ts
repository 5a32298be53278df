/*
 * The contracts between the stages of a run. Each law is tested for every stage that `daily-briefing.ts` lists. A row is a place in
 * the pool, a position a place in `Scored`, a code the number of a tag, source or event in the pool.
 */
import type { CandidatePool } from './candidate-pool.js';
import type { PopularityColumns } from './popularity.js';
import type { FeatureGroup, RankingProfile } from './ranking-profile.js';
import type { CompiledReader } from './compiled-reader.js';

/** All that a stage may read. */
export interface RankingContext {
  readonly pool: CandidatePool;
  readonly reader: CompiledReader;
  readonly profile: RankingProfile;
  readonly popularity: PopularityColumns;
  /** Absent until something was learned. */
  readonly learned?: Learned | undefined;
}

/** What was learned from everybody's behaviour up to a moment; one for all readers of a run, never written again. */
export interface Learned {
  /** Names the state in the trace: the same name, the same results. */
  readonly version: string;
  /** The team's profile with its weights as learned, within the team's bounds; for one profile always the same object. */
  profile(team: RankingProfile): RankingProfile;
  /** Writes what speaks for the reader and each row beyond the features, logits; the scorer holds it to the team's bound. */
  write(column: Float64Array, rows: Int32Array, context: RankingContext): void;
}

/** Law: only clears bits of the keep-mask (1 kept, 0 removed); never scores, never reorders, never sets a bit. */
export interface Filter {
  readonly name: string;
  /** @returns how many bits it cleared */
  apply(keep: Uint8Array, context: RankingContext): number;
}

/** What a reason points at. `id` is a topic, entity, kind of fact, story, source or event; a cohort is `role/industry`, `industry` or `everybody`. */
export interface Evidence {
  readonly type: 'topic' | 'entity' | 'kind' | 'story' | 'source' | 'event' | 'cohort';
  readonly id: string;
}

/**
 * Law: only writes its own column, one value per row of `rows`, inside `range`; reads nothing but the context. `rows`
 * ascend; the column may be longer.
 * `evidence` names what raised the value most, for rows where something did; strongest first.
 */
export interface Feature {
  readonly group: FeatureGroup;
  readonly range: readonly [min: number, max: number];
  write(column: Float64Array, rows: Int32Array, context: RankingContext): void;
  evidence(row: number, context: RankingContext): readonly Evidence[];
}

/**
 * What the second-pass ranker gives: the rows of the first pass, all of them, with scores and feature values, best first; from here
 * on nothing changes a score. Feature values stay where they were written: those of position k are at `places[k]`.
 */
export interface Scored {
  readonly rows: Int32Array;
  /** z, in logits. */
  readonly scores: Float64Array;
  readonly places: Int32Array;
  readonly columns: Readonly<Record<FeatureGroup, Float64Array>>;
  /** r, logits, within ± `residualBound`; 0 until something is learned. By place, like the columns. */
  readonly residual: Float64Array;
}

/** A re-ranked list: positions in `Scored`, a permutation; only the first `within` satisfy the hard rules. */
export interface Slate {
  readonly order: readonly number[];
  readonly within: number;
  /**
   * Put into words when it is asked for: few runs are looked into, and the words cost more than the moves. Not a getter in an
   * object literal: to V8 each of those is a kind of object of its own, which keeps all that the getter sees until the next
   * major collection.
   */
  readonly moves: () => readonly Move[];
}

/** Law: a re-ranker returns a permutation of what it got and says why an item moved. */
export interface Reranker {
  readonly name: string;
  /** @param length slots to fill: what matters is the order of so many */
  rerank(slate: Slate, scored: Scored, context: RankingContext, length: number): Slate;
}

/** Why a re-ranker put a story elsewhere. */
export interface Move {
  readonly story: string;
  /** Name of the re-ranker. */
  readonly by: string;
  readonly why: string;
}
