import type { CandidatePool } from './candidate-pool.js';
import {
  GROUP_FEATURES,
  INTERACTION_FEATURES,
  type InteractionFeature,
  interactionColumns,
  READER_FEATURES,
  STORY_FEATURES,
} from './interaction-features.js';
import {
  emptyTrail,
  type Interactions,
  type ReaderTrail,
  STORY_LIFE_MS,
  type StoryTrail,
} from './interactions.js';
import { IS_TEAM, movedProfile } from './online-learner.js';
import type { RankingProfile } from './ranking-profile.js';
import type { Column } from './slate-learner.js';
import type { Learned, RankingContext } from './stages.js';
import { groupsOf } from './touches.js';

/** What one reader's choices moved. */
export interface ReaderOffsets {
  /** When it was learned, milliseconds. */
  readonly at: number;
  /** By feature. */
  readonly values: ArrayLike<number>;
}

/** The shared weights of one version, which never changes. */
export class LearnedWeights {
  private readonly profiles = new WeakMap<RankingProfile, RankingProfile>();

  /**
   * @param version from 1, rising
   * @param weights by feature, and what they started from
   */
  constructor(
    readonly version: number,
    readonly weights: ArrayLike<number>,
    private readonly initial: ArrayLike<number>,
  ) {}

  /** For one profile always the same object, which keeps what ranking has computed for it. */
  profile(team: RankingProfile): RankingProfile {
    let moved = this.profiles.get(team);
    if (moved === undefined) {
      moved = movedProfile(team, this.weights, this.initial, team.rules.learnedWeights);
      this.profiles.set(team, moved);
    }
    return moved;
  }
}

const NOBODY = emptyTrail();
const placeOf = new Map(INTERACTION_FEATURES.map((name, f) => [name, f]));
const places = (names: readonly InteractionFeature[]): number[] => names.map((name) => placeOf.get(name)!);
const STORY_PLACES = places(STORY_FEATURES);
const GROUP_PLACES = places(GROUP_FEATURES);
const READER_PLACES = places(READER_FEATURES);

/** What was learned, and what everybody did, up to a moment; nothing in it changes any more. */
export interface LearnedState {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly interactions: Interactions;
  readonly weights: LearnedWeights;
  /** By reader, the latest; only those of readers in `interactions` count. */
  readonly offsets: ReadonlyMap<string, ReaderOffsets>;
}

/** What is known of the candidates of one pool. */
interface Touched {
  /** Events of the pool that somebody touched. */
  readonly candidates: readonly StoryTrail[];
  /** By event code of the pool: place in `candidates`, −1 for what nobody touched. */
  readonly placeOf: Int32Array;
  /** By {@link STORY_FEATURES}. */
  readonly columns: readonly Column[];
  /** `Σ w·x` over those, and over {@link READER_FEATURES} for a reader who did nothing. */
  readonly base: Float64Array;
  readonly ofNobody: Float64Array;
}

/**
 * What was learned, over one pool at one moment: the team's weights moved within bounds, and r, the rest of the learner's score,
 * centred over the candidates that somebody else has touched. r says nothing (0) of what nobody touched, nor of what the reader has
 * touched, because choices are learned among the others. The scorer holds r to the team's bound.
 */
export class LearnedSnapshot implements Learned {
  readonly version: string;

  private constructor(
    private readonly pool: CandidatePool,
    private readonly state: LearnedState,
    private readonly touched: Touched,
  ) {
    this.version = `${state.weights.version}@${new Date(state.at).toISOString()}`;
  }

  /** @param pause gives others a turn */
  static async of(
    pool: CandidatePool,
    state: LearnedState,
    pause: () => Promise<unknown>,
  ): Promise<LearnedSnapshot> {
    const { at, interactions, weights } = state;
    const candidates: StoryTrail[] = [];
    const placeOfEvent = new Int32Array(pool.eventIds.length).fill(-1);
    pool.eventIds.forEach((id, code) => {
      const trail = interactions.story(id);
      if (trail === undefined || at - trail.lastAt > STORY_LIFE_MS) return;
      placeOfEvent[code] = candidates.length;
      candidates.push(trail);
    });
    const columns: Column[] = [];
    for (const name of STORY_FEATURES) {
      columns.push(...interactionColumns(interactions, NOBODY, [], candidates, at, [name]));
      await pause();
    }
    const nobody = interactionColumns(interactions, NOBODY, [], candidates, at, READER_FEATURES);
    const residual = residualWeights(weights.weights, undefined);
    return new LearnedSnapshot(pool, state, {
      candidates,
      placeOf: placeOfEvent,
      columns,
      base: sumOf(candidates.length, columns, STORY_PLACES, residual),
      ofNobody: sumOf(candidates.length, nobody, READER_PLACES, residual),
    });
  }

  profile(team: RankingProfile): RankingProfile {
    return this.state.weights.profile(team);
  }

  /** Of the shared weights; see {@link LearnedWeights}. */
  get weightsVersion(): number {
    return this.state.weights.version;
  }

  write(column: Float64Array, rows: Int32Array, context: RankingContext): void {
    const { id, stated, learnedFrom } = context.reader.reader;
    const { event } = this.pool;
    const { candidates, placeOf: placeOfEvent } = this.touched;
    const { at, interactions, offsets } = this.state;
    // A reset that came after the moment: the state still knows what was forgotten since.
    const trail = learnedFrom !== undefined && learnedFrom > at ? undefined : interactions.seen(id);
    const known: number[] = [];
    const slate: number[] = [];
    for (let k = 0; k < rows.length; k++) {
      const place = placeOfEvent[event[rows[k]!]!]!;
      if (place < 0 || (trail !== undefined && interactions.hasTouched(trail, candidates[place]!))) continue;
      known.push(k);
      slate.push(place);
    }
    if (slate.length === 0) return;
    const own = trail && offsets.get(id);
    const forgotten = own !== undefined && learnedFrom !== undefined && own.at <= learnedFrom;
    const groups = groupsOf(stated.cohort.role, stated.cohort.industry);
    const scores = this.scores(slate, trail ?? NOBODY, groups, forgotten ? undefined : own?.values);
    const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
    const follows = followed(context);
    known.forEach((k, i) => {
      const value = scores[i]! - mean;
      column[k] = value < 0 && follows?.(rows[k]!) === true ? 0 : value;
    });
  }

  /** The learner's scores of candidates but for the team's shared weights, logits. */
  private scores(
    slate: readonly number[],
    reader: ReaderTrail,
    groups: readonly string[],
    offsets: ArrayLike<number> | undefined,
  ): Float64Array {
    const { candidates, columns, base, ofNobody } = this.touched;
    const { at: now, interactions } = this.state;
    const weights = residualWeights(this.state.weights.weights, offsets);
    const stories = slate.map((place) => candidates[place]!);
    const scores = Float64Array.from(slate, (place) => base[place]!);
    if (offsets !== undefined) {
      STORY_PLACES.forEach((f, i) => {
        const values = columns[i]!;
        for (let k = 0; k < scores.length; k++) scores[k]! += offsets[f]! * values[slate[k]!]!;
      });
    }
    const add = (names: readonly InteractionFeature[], at: readonly number[]): void => {
      const own = interactionColumns(interactions, reader, groups, stories, now, names);
      const sum = sumOf(scores.length, own, at, weights);
      for (let k = 0; k < scores.length; k++) scores[k]! += sum[k]!;
    };
    add(GROUP_FEATURES, GROUP_PLACES);
    if (reader.history.length > 0 || offsets !== undefined) add(READER_FEATURES, READER_PLACES);
    else for (let k = 0; k < scores.length; k++) scores[k]! += ofNobody[slate[k]!]!;
    return scores;
  }
}

/** By feature: the shared weight, unless the team's profile has it, and the reader's own. */
function residualWeights(shared: ArrayLike<number>, offsets: ArrayLike<number> | undefined): Float64Array {
  return Float64Array.from(IS_TEAM, (team, f) => (team ? 0 : shared[f]!) + (offsets?.[f] ?? 0));
}

function sumOf(
  length: number,
  columns: readonly Column[],
  at: readonly number[],
  weights: Float64Array,
): Float64Array {
  const sum = new Float64Array(length);
  columns.forEach((column, i) => {
    const weight = weights[at[i]!]!;
    if (weight === 0) return;
    for (let k = 0; k < length; k++) sum[k]! += weight * column[k]!;
  });
  return sum;
}

/** Whether a row has something that the reader follows; undefined for a reader who follows nothing here. */
function followed({ pool, reader: { reader } }: RankingContext): ((row: number) => boolean) | undefined {
  const { followedTopics, followedEntities } = reader.stated;
  const tags = [
    { column: pool.topics, codes: codesOf(pool.topics.index, followedTopics) },
    { column: pool.entities, codes: codesOf(pool.entities.index, followedEntities) },
  ].filter(({ codes }) => codes.size > 0);
  if (tags.length === 0) return undefined;
  return (row) =>
    tags.some(({ column: { rowStart, rowTag }, codes }) => {
      for (let k = rowStart[row]!; k < rowStart[row + 1]!; k++) if (codes.has(rowTag[k]!)) return true;
      return false;
    });
}

function codesOf(index: ReadonlyMap<string, number>, ids: readonly string[]): ReadonlySet<number> {
  return new Set(ids.flatMap((id) => index.get(id) ?? []));
}
