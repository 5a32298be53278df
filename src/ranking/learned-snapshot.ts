import { BoundedColumns } from './bounded-columns.js';
import type { CandidatePool } from './candidate-pool.js';
import {
  FINE_GROUP_FEATURE,
  GROUP_FEATURES,
  INTERACTION_FEATURES,
  type InteractionFeature,
  interactionColumns,
  READER_FEATURES,
  STORY_FEATURES,
  writeReaderColumns,
} from './interaction-features.js';
import {
  emptyTrail,
  type Interactions,
  type ReaderTrail,
  STORY_LIFE_MS,
  type StoryTrail,
} from './interactions.js';
import type { LearnedWeights } from './learned-weights.js';
import { IS_TEAM } from './online-learner.js';
import type { RankingProfile } from './ranking-profile.js';
import type { StatedProfile } from './reader.js';
import { type Column, columnsOf } from './slate-learner.js';
import type { Learned, RankingContext } from './stages.js';
import { StoryPartRows, StoryParts } from './story-parts.js';
import { groupsOf } from './touches.js';

/** What one reader's choices moved. */
export interface ReaderOffsets {
  /** When it was learned, milliseconds. */
  readonly at: number;
  /** By feature. */
  readonly values: ArrayLike<number>;
}

/** Candidates whose audience is looked at between two pauses. */
const PIECE = 1_000;
/** Bytes that the columns of groups may take in one snapshot. */
const GROUP_BYTES = 16 * 2 ** 20;
const NOBODY = emptyTrail();
const placeOf = new Map(INTERACTION_FEATURES.map((name, f) => [name, f]));
const places = (names: readonly InteractionFeature[]): number[] => names.map((name) => placeOf.get(name)!);
const STORY_PLACES = places(STORY_FEATURES);
const GROUP_PLACES = places(GROUP_FEATURES);
const FINE_GROUP_PLACE = placeOf.get(FINE_GROUP_FEATURE)!;
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

/** What one coarse group says of the candidates; NaN where nobody has asked yet. */
interface GroupColumns {
  /** By {@link GROUP_FEATURES}. */
  readonly columns: readonly Column[];
  /** `Σ w·x` over those. */
  readonly sums: Float64Array;
}

/** What is known of the candidates of one pool. */
interface Touched {
  /** Events of the pool that somebody touched, and their places. */
  readonly candidates: readonly StoryTrail[];
  readonly placeOf: ReadonlyMap<StoryTrail, number>;
  /** By event code of the pool: place in `candidates`, −1 for what nobody touched. */
  readonly placeOfEvent: Int32Array;
  /** Numbers of the fine groups of those who brought the candidates, by group, and by candidate. */
  readonly fineGroups: ReadonlyMap<string, number>;
  readonly fineGroupOf: Int32Array;
  /** Values of {@link STORY_FEATURES}, one candidate after the other. */
  readonly rows: Float64Array;
  readonly parts: StoryPartRows;
  /** `Σ w·x` over {@link STORY_FEATURES}, and over {@link READER_FEATURES} for a reader who did nothing. */
  readonly base: Float64Array;
  readonly ofNobody: Float64Array;
}

/** What one reader's slate is calculated in, for slates up to a length. Calls never overlap, so it is used again. */
class SlateMemory {
  /** By candidate: its position in the rows asked for. */
  readonly positions: Int32Array;
  readonly parts: StoryParts;
  readonly scores: Float64Array;
  readonly sum: Float64Array;
  /** By {@link READER_FEATURES}. */
  readonly columns: readonly Column[];
  /** By feature, and the reader's own by {@link STORY_FEATURES}. */
  readonly weights = new Float64Array(INTERACTION_FEATURES.length);
  readonly ofStories = new Float64Array(STORY_FEATURES.length);

  constructor(readonly length: number) {
    this.positions = new Int32Array(length);
    this.parts = new StoryParts(length);
    this.scores = new Float64Array(length);
    this.sum = new Float64Array(length);
    this.columns = columnsOf(READER_FEATURES.length, length);
  }
}

let memory = new SlateMemory(512);

/**
 * What was learned, over one pool at one moment: the team's weights moved within bounds, and r, the rest of the learner's score,
 * shrunk while choices are few (n/(n + κ)) and centred over the candidates that somebody else has touched. r says nothing (0) of what
 * nobody touched, nor of what the reader has touched, because choices are learned among the others. The scorer holds r to the team's bound.
 */
export class LearnedSnapshot implements Learned {
  readonly version: string;
  /** By feature, less those of the team. */
  private readonly residual: Float64Array;
  /** By candidate: whether it is the reader's, for the time of a call. */
  private readonly own: Uint8Array;
  private readonly groups: BoundedColumns<string, GroupColumns>;

  private constructor(
    private readonly pool: CandidatePool,
    private readonly state: LearnedState,
    private readonly touched: Touched,
  ) {
    this.own = new Uint8Array(touched.candidates.length);
    this.residual = residualWeights(state.weights.weights, undefined);
    const bytes = 8 * touched.candidates.length * (GROUP_FEATURES.length + 1);
    this.groups = new BoundedColumns(GROUP_BYTES / (bytes + 1));
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
    const parts = new StoryParts(candidates.length);
    parts.read(candidates, at);
    await pause();
    for (let story = 0; story < candidates.length; story++) {
      parts.audiences.fade(story, at);
      if (story % PIECE === PIECE - 1) await pause();
    }
    parts.isFaded = true;
    const nobody = columnsOf(READER_FEATURES.length, candidates.length);
    writeReaderColumns(nobody, interactions, NOBODY, parts, at);
    await pause();
    const residual = residualWeights(weights.weights, undefined);
    const base = new Float64Array(candidates.length);
    const ofNobody = new Float64Array(candidates.length);
    addSum(base, columns, STORY_PLACES, residual, candidates.length);
    addSum(ofNobody, nobody, READER_PLACES, residual, candidates.length);
    const fineGroups = new Map<string, number>();
    const fineGroupOf = Int32Array.from(candidates, ({ bringerGroups: [, fine = ''] }) => {
      const group = fineGroups.get(fine) ?? fineGroups.size;
      fineGroups.set(fine, group);
      return group;
    });
    return new LearnedSnapshot(pool, state, {
      candidates,
      placeOf: new Map(candidates.map((story, place) => [story, place])),
      placeOfEvent,
      fineGroups,
      fineGroupOf,
      rows: sideBySide(columns, candidates.length),
      parts: new StoryPartRows(parts),
      base,
      ofNobody,
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
    const { at, interactions, offsets, weights } = this.state;
    // A reset that came after the moment: the state still knows what was forgotten since.
    const trail = learnedFrom !== undefined && learnedFrom > at ? undefined : interactions.seen(id);
    if (rows.length > memory.length) memory = new SlateMemory(2 * rows.length);
    const { positions, scores, parts } = memory;
    this.slate(rows, trail);
    const { count } = parts;
    if (count === 0) return;
    const moved = trail && offsets.get(id);
    const forgotten = moved !== undefined && learnedFrom !== undefined && moved.at <= learnedFrom;
    this.score(trail ?? NOBODY, stated.cohort, forgotten ? undefined : moved?.values);
    let mean = 0;
    for (let k = 0; k < count; k++) mean += scores[k]! / count;
    const follows = followed(context);
    for (let k = 0; k < count; k++) {
      const value = weights.confidence * (scores[k]! - mean);
      const position = positions[k]!;
      column[position] = value < 0 && follows?.(rows[position]!) === true ? 0 : value;
    }
  }

  /** Notes the rows that others touched and the reader did not. */
  private slate(rows: Int32Array, trail: ReaderTrail | undefined): void {
    const { event } = this.pool;
    const { placeOf, placeOfEvent } = this.touched;
    const { own } = this;
    const touched = trail && this.state.interactions.touchedBy(trail);
    const marked: number[] = [];
    for (const story of touched ?? []) {
      const place = placeOf.get(story);
      if (place === undefined) continue;
      own[place] = 1;
      marked.push(place);
    }
    const { positions, parts } = memory;
    let count = 0;
    for (let k = 0; k < rows.length; k++) {
      const place = placeOfEvent[event[rows[k]!]!]!;
      if (place < 0 || own[place] === 1) continue;
      positions[count] = k;
      parts.places[count++] = place;
    }
    parts.count = count;
    for (const place of marked) own[place] = 0;
  }

  /** Writes the learner's scores of the slate but for the team's shared weights, logits. */
  private score(
    reader: ReaderTrail,
    { role, industry }: StatedProfile['cohort'],
    offsets: ArrayLike<number> | undefined,
  ): void {
    const { base, ofNobody, rows, fineGroups, fineGroupOf } = this.touched;
    const { parts, scores, sum, columns, ofStories } = memory;
    const { count, places } = parts;
    const [coarse, fine] = groupsOf(role, industry);
    const ofGroup = this.ofGroup(coarse);
    const fineGroup = fineGroups.get(fine) ?? -1;
    const fineWeight = this.residual[FINE_GROUP_PLACE]!;
    const acted = reader.history.length > 0 || offsets !== undefined;
    for (let k = 0; k < count; k++) {
      const place = places[k]!;
      const ofGroups = ofGroup.sums[place]! + (fineGroupOf[place] === fineGroup ? fineWeight : 0);
      scores[k] = base[place]! + ofGroups + (acted ? 0 : ofNobody[place]!);
    }
    if (!acted) return;
    const weights =
      offsets === undefined
        ? this.residual
        : residualWeights(this.state.weights.weights, offsets, memory.weights);
    this.touched.parts.write(parts);
    writeReaderColumns(columns, this.state.interactions, reader, parts, this.state.at);
    sum.fill(0, 0, count);
    addSum(sum, columns, READER_PLACES, weights, count);
    for (let k = 0; k < count; k++) scores[k]! += sum[k]!;
    if (offsets === undefined) return;
    const width = STORY_PLACES.length;
    for (let i = 0; i < width; i++) ofStories[i] = offsets[STORY_PLACES[i]!]!;
    for (let k = 0; k < count; k++) {
      let score = scores[k]!;
      const row = width * places[k]!;
      for (let i = 0; i < width; i++) score += ofStories[i]! * rows[row + i]!;
      scores[k] = score;
    }
    const ofFine = offsets[FINE_GROUP_PLACE]!;
    for (let k = 0; k < count; k++) {
      const place = places[k]!;
      let own = 0;
      for (let i = 0; i < GROUP_PLACES.length; i++)
        own += offsets[GROUP_PLACES[i]!]! * ofGroup.columns[i]![place]!;
      if (fineGroupOf[place] === fineGroup) own += ofFine;
      scores[k]! += own;
    }
  }

  /** By candidate, for a coarse group; only those of the slate are sure to be there. */
  private ofGroup(group: string): GroupColumns {
    const { candidates } = this.touched;
    const unknown = (): Float64Array => new Float64Array(candidates.length).fill(NaN);
    const known = this.groups.of(group, () => ({ columns: GROUP_FEATURES.map(unknown), sums: unknown() }));
    const { count, places } = memory.parts;
    const missing: number[] = [];
    for (let k = 0; k < count; k++) if (Number.isNaN(known.sums[places[k]!]!)) missing.push(places[k]!);
    if (missing.length === 0) return known;
    const { at, interactions } = this.state;
    const stories = missing.map((place) => candidates[place]!);
    const columns = interactionColumns(interactions, NOBODY, [group], stories, at, GROUP_FEATURES);
    const sums = new Float64Array(missing.length);
    addSum(sums, columns, GROUP_PLACES, this.residual, missing.length);
    missing.forEach((place, k) => {
      columns.forEach((column, f) => (known.columns[f]![place] = column[k]!));
      known.sums[place] = sums[k]!;
    });
    return known;
  }
}

/** By feature: the shared weight, unless the team's profile has it, and the reader's own. */
function residualWeights(
  shared: ArrayLike<number>,
  offsets: ArrayLike<number> | undefined,
  weights = new Float64Array(INTERACTION_FEATURES.length),
): Float64Array {
  for (let f = 0; f < weights.length; f++)
    weights[f] = (IS_TEAM[f]! ? 0 : shared[f]!) + (offsets === undefined ? 0 : offsets[f]!);
  return weights;
}

/** Adds `Σ w·x`. */
function addSum(
  sum: Float64Array,
  columns: readonly Column[],
  at: readonly number[],
  weights: Float64Array,
  count: number,
): void {
  for (let i = 0; i < columns.length; i++) {
    const column = columns[i]!;
    const weight = weights[at[i]!]!;
    if (weight === 0) continue;
    for (let k = 0; k < count; k++) sum[k]! += weight * column[k]!;
  }
}

/** The values of columns, those of one place after the other. */
function sideBySide(columns: readonly ArrayLike<number>[], length: number): Float64Array {
  const rows = new Float64Array(columns.length * length);
  columns.forEach((column, c) => {
    for (let k = 0; k < length; k++) rows[columns.length * k + c] = column[k]!;
  });
  return rows;
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
