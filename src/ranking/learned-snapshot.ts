import { BoundedColumns } from './bounded-columns.js';
import type { CandidatePool } from './candidate-pool.js';
import {
  GROUP_FEATURES,
  INTERACTION_FEATURES,
  type InteractionFeature,
  interactionColumns,
  READER_FEATURES,
  STORY_FEATURES,
  type StoryParts,
} from './interaction-features.js';
import { type FadedAudience, fadedAudience } from './interaction-nearness.js';
import {
  emptyTrail,
  type Interactions,
  type ReaderTrail,
  STORY_LIFE_MS,
  type StoryTrail,
} from './interactions.js';
import { IS_TEAM, movedProfile } from './online-learner.js';
import type { RankingProfile } from './ranking-profile.js';
import type { StatedProfile } from './reader.js';
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

/** Choices after which half of what was learned counts. */
const KAPPA = 100;

interface WeightsInput {
  /** From 1, rising. */
  readonly version: number;
  /** How many were learned from. */
  readonly choices: number;
  /** By feature, and what they started from. */
  readonly weights: ArrayLike<number>;
  readonly initial: ArrayLike<number>;
}

/** The shared weights of one version, which never changes. */
export class LearnedWeights {
  readonly version: number;
  /** By feature. */
  readonly weights: ArrayLike<number>;
  /** How much of what was learned counts, 0 to 1: the first steps of a learner are mostly chance. */
  readonly confidence: number;
  private readonly initial: ArrayLike<number>;
  private readonly profiles = new WeakMap<RankingProfile, RankingProfile>();

  constructor({ version, choices, weights, initial }: WeightsInput) {
    this.version = version;
    this.weights = weights;
    this.initial = initial;
    this.confidence = choices / (choices + KAPPA);
  }

  /** For one profile always the same object, which keeps what ranking has computed for it. */
  profile(team: RankingProfile): RankingProfile {
    let moved = this.profiles.get(team);
    if (moved === undefined) {
      moved = movedProfile(team, this.weights, this.initial, this.confidence * team.rules.learnedWeights);
      this.profiles.set(team, moved);
    }
    return moved;
  }
}

/** Candidates whose audience is looked at between two pauses. */
const PIECE = 1_000;
/** Bytes that the columns of cohorts may take in one snapshot. */
const COHORT_BYTES = 16 * 2 ** 20;
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

/** What one cohort says of the candidates; NaN where nobody has asked yet. */
interface CohortColumns {
  /** By {@link GROUP_FEATURES}. */
  readonly columns: readonly Column[];
  /** `Σ w·x` over those. */
  readonly sums: Float64Array;
}

/** What is known of the candidates of one pool. */
interface Touched {
  /** Events of the pool that somebody touched. */
  readonly candidates: readonly StoryTrail[];
  /** By event code of the pool: place in `candidates`, −1 for what nobody touched. */
  readonly placeOf: Int32Array;
  /** By {@link STORY_FEATURES}. */
  readonly columns: readonly Column[];
  /** By candidate. */
  readonly parts: Required<StoryParts>;
  /** `Σ w·x` over those, and over {@link READER_FEATURES} for a reader who did nothing. */
  readonly base: Float64Array;
  readonly ofNobody: Float64Array;
}

/**
 * What was learned, over one pool at one moment: the team's weights moved within bounds, and r, the rest of the learner's score,
 * shrunk while choices are few (n/(n + κ)) and centred over the candidates that somebody else has touched. r says nothing (0) of what nobody touched, nor of what the reader has
 * touched, because choices are learned among the others. The scorer holds r to the team's bound.
 */
export class LearnedSnapshot implements Learned {
  readonly version: string;
  /** By feature, less those of the team. */
  private readonly residual: Float64Array;
  private readonly cohorts: BoundedColumns<string, CohortColumns>;

  private constructor(
    private readonly pool: CandidatePool,
    private readonly state: LearnedState,
    private readonly touched: Touched,
  ) {
    this.residual = residualWeights(state.weights.weights, undefined);
    const bytes = 8 * touched.candidates.length * (GROUP_FEATURES.length + 1);
    this.cohorts = new BoundedColumns(COHORT_BYTES / (bytes + 1));
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
    const faded: FadedAudience[] = [];
    for (const story of candidates) {
      faded.push(fadedAudience(story, at));
      if (faded.length % PIECE === 0) await pause();
    }
    const parts = {
      readers2h: columns[STORY_FEATURES.indexOf('readers2h')]!,
      sinceTouch: columns[STORY_FEATURES.indexOf('sinceTouch')]!,
      age: columns[STORY_FEATURES.indexOf('age')]!,
      faded,
    };
    const nobody = interactionColumns(interactions, NOBODY, [], candidates, at, READER_FEATURES, parts);
    await pause();
    const residual = residualWeights(weights.weights, undefined);
    return new LearnedSnapshot(pool, state, {
      candidates,
      placeOf: placeOfEvent,
      columns,
      parts,
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
    const { id, stated, learnedFrom } = context.reader.reader();
    const { event } = this.pool;
    const { candidates, placeOf: placeOfEvent } = this.touched;
    const { at, interactions, offsets, weights } = this.state;
    // A reset that came after the moment: the state still knows what was forgotten since.
    const trail = learnedFrom !== undefined && learnedFrom > at ? undefined : interactions.seen(id);
    const own = trail && interactions.touchedBy(trail);
    const known: number[] = [];
    const slate: number[] = [];
    for (let k = 0; k < rows.length; k++) {
      const place = placeOfEvent[event[rows[k]!]!]!;
      if (place < 0 || own?.has(candidates[place]!) === true) continue;
      known.push(k);
      slate.push(place);
    }
    if (slate.length === 0) return;
    const moved = trail && offsets.get(id);
    const forgotten = moved !== undefined && learnedFrom !== undefined && moved.at <= learnedFrom;
    const scores = this.scores(slate, trail ?? NOBODY, stated.cohort, forgotten ? undefined : moved?.values);
    let mean = 0;
    for (const score of scores) mean += score / scores.length;
    const follows = followed(context);
    known.forEach((k, i) => {
      const value = weights.confidence * (scores[i]! - mean);
      column[k] = value < 0 && follows?.(rows[k]!) === true ? 0 : value;
    });
  }

  /** The learner's scores of candidates but for the team's shared weights, logits. */
  private scores(
    slate: readonly number[],
    reader: ReaderTrail,
    { role, industry }: StatedProfile['cohort'],
    offsets: ArrayLike<number> | undefined,
  ): Float64Array {
    const { base, ofNobody, columns } = this.touched;
    const { length } = slate;
    const scores = new Float64Array(length);
    const ofCohort = this.ofCohort(slate, role, industry);
    const acted = reader.history.length > 0 || offsets !== undefined;
    for (let k = 0; k < length; k++) {
      const place = slate[k]!;
      scores[k] = base[place]! + ofCohort.sums[place]! + (acted ? 0 : ofNobody[place]!);
    }
    if (!acted) return scores;
    const weights =
      offsets === undefined ? this.residual : residualWeights(this.state.weights.weights, offsets);
    const add = (sum: Float64Array): void => {
      for (let k = 0; k < length; k++) scores[k]! += sum[k]!;
    };
    add(sumOf(length, this.ofReader(slate, reader), READER_PLACES, weights));
    if (offsets === undefined) return scores;
    STORY_PLACES.forEach((f, i) => {
      const values = columns[i]!;
      const offset = offsets[f]!;
      for (let k = 0; k < length; k++) scores[k]! += offset * values[slate[k]!]!;
    });
    const own = residualWeights(NOTHING, offsets);
    const ofGroups = ofCohort.columns.map((column) => gathered(column, slate));
    add(sumOf(length, ofGroups, GROUP_PLACES, own));
    return scores;
  }

  /** Columns of {@link READER_FEATURES}. */
  private ofReader(slate: readonly number[], reader: ReaderTrail): Column[] {
    const { readers2h, sinceTouch, age, faded } = this.touched.parts;
    return this.columns(slate, reader, [], READER_FEATURES, {
      readers2h: gathered(readers2h, slate),
      sinceTouch: gathered(sinceTouch, slate),
      age: gathered(age, slate),
      faded: slate.map((place) => faded[place]!),
    });
  }

  /** By candidate, for a cohort; only those of the slate are sure to be there. */
  private ofCohort(slate: readonly number[], role: string, industry: string): CohortColumns {
    const unknown = (): Float64Array => new Float64Array(this.touched.candidates.length).fill(NaN);
    const known = this.cohorts.of(`${role} ${industry}`, () => ({
      columns: GROUP_FEATURES.map(unknown),
      sums: unknown(),
    }));
    const missing = slate.filter((place) => Number.isNaN(known.sums[place]!));
    if (missing.length > 0) {
      const columns = this.columns(missing, NOBODY, groupsOf(role, industry), GROUP_FEATURES);
      const sums = sumOf(missing.length, columns, GROUP_PLACES, this.residual);
      missing.forEach((place, k) => {
        columns.forEach((column, f) => (known.columns[f]![place] = column[k]!));
        known.sums[place] = sums[k]!;
      });
    }
    return known;
  }

  private columns(
    slate: readonly number[],
    reader: ReaderTrail,
    groups: readonly string[],
    names: readonly InteractionFeature[],
    parts?: StoryParts,
  ): Column[] {
    const { at, interactions } = this.state;
    const stories = slate.map((place) => this.touched.candidates[place]!);
    return interactionColumns(interactions, reader, groups, stories, at, names, parts);
  }
}

/** Shared weights of a learner that learned nothing. */
const NOTHING = new Float64Array(INTERACTION_FEATURES.length);

/** By feature: the shared weight, unless the team's profile has it, and the reader's own. */
function residualWeights(shared: ArrayLike<number>, offsets: ArrayLike<number> | undefined): Float64Array {
  return Float64Array.from(IS_TEAM, (team, f) => (team ? 0 : shared[f]!) + (offsets?.[f] ?? 0));
}

function gathered(column: Column, places: readonly number[]): Column {
  const values = new Float64Array(places.length);
  for (let k = 0; k < values.length; k++) values[k] = column[places[k]!]!;
  return values;
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
function followed({ pool, reader }: RankingContext): ((row: number) => boolean) | undefined {
  const { followedTopics, followedEntities } = reader.reader().stated;
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
