import { sortBestFirst } from './best-first.js';
import { type FadedAudience, nearness, type Nearness } from './interaction-nearness.js';
import {
  COUNTER_HALF_LIVES,
  decayedCount,
  decayedFlow,
  emptyTrail,
  Interactions,
  type ReaderTrail,
  SITTING_MS,
  type StoryTrail,
} from './interactions.js';
import { type Column, columnsOf } from './slate-learner.js';

const HOUR = 3_600_000;
/** A reader with fewer stories is new: the plain counts decide for them. */
const COUNT_2H = COUNTER_HALF_LIVES.indexOf(2);

/** Columns over a slate that features of the reader are made of, but read nothing of the reader themselves. */
export interface StoryParts {
  readonly readers2h: Column;
  readonly sinceTouch: Column;
  readonly age: Column;
  /** As for {@link nearness}. */
  readonly faded?: readonly FadedAudience[];
}

/** What a column may read: the state as of `now`, the reader, and what was prepared for the slate once. */
interface SlateContext {
  readonly interactions: Interactions;
  readonly now: number;
  readonly candidates: readonly StoryTrail[];
  readonly reader: ReaderTrail;
  /** Coarse first. */
  readonly groups: readonly string[];
  /** The reader's last story, and 1 for one touched now, halving in half an hour. */
  readonly last: StoryTrail | undefined;
  readonly recency: number;
  /** When the reader was here before this sitting. */
  readonly lastVisit: number;
  /** 1 within a sitting. */
  readonly sitting: number;
  /** Logarithms of the stories touched within two hours, and ever. */
  readonly streak: number;
  readonly experience: number;
  /** The rest is empty where no feature of the reader is asked for. */
  readonly near: Nearness;
  readonly parts: StoryParts;
  /** How many stories of the one who brought the candidate the reader has touched. */
  readonly ofBringer: Column;
  readonly besideLast: Column;
}

/** Writes a whole column: a call for each value would cost more than most of the values. */
type Write = (column: Column, context: SlateContext) => void;
type Value = (
  context: Omit<SlateContext, 'near' | 'parts' | 'ofBringer' | 'besideLast'>,
  story: StoryTrail,
) => number;

/** For what is not written for every reader anew. */
const each =
  (value: Value): Write =>
  (column, context) => {
    for (let k = 0; k < column.length; k++) column[k] = value(context, context.candidates[k]!);
  };
/** `log(1 + scale·x)`. */
const logOf =
  (scale: number, of: (near: Nearness) => Column): Write =>
  (column, { near }) => {
    const values = of(near);
    for (let k = 0; k < column.length; k++) column[k] = log1p(scale * values[k]!);
  };
/** `log(1 + scale·x/√(readers + 3))`. */
const logPerReader =
  (scale: number, of: (near: Nearness) => Column): Write =>
  (column, { near, candidates }) => {
    const values = of(near);
    for (let k = 0; k < column.length; k++) {
      const value = values[k]!;
      column[k] = value === 0 ? 0 : Math.log1p((scale * value) / Math.sqrt(candidates[k]!.readers + 3));
    }
  };
/** What is known of the reader, times a column of the stories. */
const times =
  (of: (context: SlateContext) => number, part: 'readers2h' | 'sinceTouch' | 'age', divisor = 1): Write =>
  (column, context) => {
    const factor = of(context);
    const values = context.parts[part];
    for (let k = 0; k < column.length; k++) column[k] = (factor * values[k]!) / divisor;
  };

const count =
  (place: number): Value =>
  ({ now }, story) =>
    Math.log1p(4 * decayedCount(story, place, now));
const readers2h = each(count(COUNT_2H));
const age = each(({ now }, story) => -Math.log1p((now - story.firstAt) / 600_000) / 3);
const sinceTouch = each(({ now }, story) => -Math.log1p((now - story.lastAt) / 300_000) / 3);
const sameGroup = (level: number): Write =>
  each(({ groups }, story) => Number(groups[level] === story.bringerGroups[level]));
const besideLast: Write = (column, context) => column.set(context.besideLast);

/** One value for each candidate. */
const VALUES = {
  ...(Object.fromEntries(
    COUNTER_HALF_LIVES.map((hours, place) => [`readers${hours}h`, each(count(place))]),
  ) as Record<`readers${(typeof COUNTER_HALF_LIVES)[number]}h`, Write>),
  readers: each((_context, story) => Math.log1p(story.readers)),
  /** Readers for each touch and each sitting of anybody since it appeared. */
  touchShare: each(
    ({ interactions }, story) =>
      Math.log((story.readers + 0.5) / (interactions.touches - story.touchesBefore + 20)) / 2,
  ),
  sittingShare: each(
    ({ interactions }, story) =>
      Math.log((story.readers + 0.5) / (interactions.sittings - story.sittingsBefore + 8)) / 2,
  ),
  sinceTouch,
  age,
  ageInTouches: each(
    ({ interactions }, story) => -Math.log1p((interactions.touches - story.touchesBefore) / 10) / 3,
  ),
  justTouched: each(({ now }, story) => Number(now - story.lastAt < 120_000)),
  new: each(({ now }, story) => Number(now - story.firstAt < HOUR)),
  /** What only busy readers opened says less. */
  busyAudience: each((_context, story) => story.activity / story.readers / 3),
  neighbours: logOf(20, (near) => near.neighbours),
  ledFast: logOf(5, (near) => near.ledFast),
  ledSlow: logOf(5, (near) => near.ledSlow),
  meanLikeness: logPerReader(5, (near) => near.shared),
  lastReaderLikeness: logOf(5, (near) => near.lastReader),
  bringerLikeness: logOf(5, (near) => near.bringer),
  mates: logPerReader(10, (near) => near.mates),
  next: logOf(5, (near) => near.next),
  bringerAffinity: (column, { reader, candidates, ofBringer }) => {
    const stories = reader.history.length;
    for (let k = 0; k < column.length; k++) {
      const { followers } = candidates[k]!.bringer;
      column[k] = log1p(3 * ofBringer[k]!) - log1p((3 * stories * followers) / 2_000);
    }
  },
  bringerRate: (column, { candidates, ofBringer }) => {
    for (let k = 0; k < column.length; k++)
      column[k] = (3 * (ofBringer[k]! + 0.1)) / (candidates[k]!.bringer.brought + 3);
  },
  bringerReach: each((_context, story) => Math.log1p(story.bringer.followers / (story.bringer.brought + 1))),
  groupShare: each(
    ({ groups }, story) => ((story.byGroup.get(groups[0] ?? '') ?? 0) + 0.5) / (story.readers + 1),
  ),
  bringerGroup: sameGroup(0),
  bringerFineGroup: sameGroup(1),
  passedOver: (column, { reader, candidates }) => {
    for (let k = 0; k < column.length; k++) column[k] = log1p(touchesSince(reader, candidates[k]!.firstAt));
  },
  newSinceVisit: (column, { lastVisit, candidates }) => {
    for (let k = 0; k < column.length; k++) column[k] = Number(candidates[k]!.firstAt > lastVisit);
  },
  besideLast,
  beforeLast: (column, { last, recency, candidates }) => {
    const lastAt = last?.firstAt ?? -Infinity;
    for (let k = 0; k < column.length; k++) column[k] = recency * Number(candidates[k]!.firstAt < lastAt);
  },
  bringerOfLast: (column, { last, recency, candidates }) => {
    for (let k = 0; k < column.length; k++)
      column[k] = recency * Number(last?.bringer === candidates[k]!.bringer);
  },
  sittingReaders2h: times(({ sitting }) => sitting, 'readers2h'),
  sittingSinceTouch: times(({ sitting }) => sitting, 'sinceTouch'),
  streakReaders2h: times(({ streak }) => streak, 'readers2h', 2),
  experienceReaders2h: times(({ experience }) => experience, 'readers2h'),
  experienceAge: times(({ experience }) => experience, 'age'),
} as const satisfies Record<string, Write>;

/** Ranks within the slate by values that may be none of the features. */
const RANKS = {
  ageRank: age,
  besideLastRank: besideLast,
  readersRank: each((_context, story) => story.readers),
  flowRank: each(({ interactions }, story) => decayedFlow(story, interactions.touches)),
  sharedRank: (column, { near }) => column.set(near.shared),
  closestRank: (column, { near }) => column.set(near.closest),
} as const satisfies Record<string, Write>;

export type InteractionFeature = keyof typeof VALUES | keyof typeof RANKS | 'newest';

/** The names of the features, in the order of the columns. `newest` is 1 for the candidate that appeared last. */
export const INTERACTION_FEATURES = [
  ...Object.keys(VALUES),
  ...Object.keys(RANKS),
  'newest',
] as InteractionFeature[];

/** Features that read nothing of the reader who asks: the same for everybody at one moment. */
const OF_STORY: ReadonlySet<InteractionFeature> = new Set([
  ...COUNTER_HALF_LIVES.map((hours) => `readers${hours}h` as const),
  'readers',
  'touchShare',
  'sittingShare',
  'sinceTouch',
  'age',
  'ageInTouches',
  'justTouched',
  'new',
  'busyAudience',
  'bringerReach',
  'ageRank',
  'readersRank',
  'flowRank',
  'newest',
]);
const OF_GROUPS: ReadonlySet<InteractionFeature> = new Set([
  'groupShare',
  'bringerGroup',
  'bringerFineGroup',
]);
/** The features by what they read besides the stories: nothing, the groups of the reader, or what the reader did. */
export const STORY_FEATURES = INTERACTION_FEATURES.filter((name) => OF_STORY.has(name));
export const GROUP_FEATURES = INTERACTION_FEATURES.filter((name) => OF_GROUPS.has(name));
export const READER_FEATURES = INTERACTION_FEATURES.filter(readsReader);

function readsReader(name: InteractionFeature): boolean {
  return !OF_STORY.has(name) && !OF_GROUPS.has(name);
}

/** In place of what no feature asked for reads. */
const EMPTY = new Float64Array(0);
const NOT_READ = {
  near: nearness(new Interactions(), emptyTrail(), [], 0),
  parts: { readers2h: EMPTY, sinceTouch: EMPTY, age: EMPTY },
  ofBringer: EMPTY,
  besideLast: EMPTY,
};

/**
 * One column for each of the features named, in their order, over the candidates; all of {@link INTERACTION_FEATURES} by default.
 * Reads only what was applied before.
 * @param parts of the candidates at `now`, where they are known already
 */
export function interactionColumns(
  interactions: Interactions,
  reader: ReaderTrail,
  groups: readonly string[],
  candidates: readonly StoryTrail[],
  now: number,
  names: readonly InteractionFeature[] = INTERACTION_FEATURES,
  parts?: StoryParts,
): Column[] {
  const context: SlateContext = {
    interactions,
    now,
    candidates,
    reader,
    groups,
    last: reader.history.at(-1),
    recency: 2 ** (-(now - reader.lastAt) / SITTING_MS),
    lastVisit: visitBefore(reader, now),
    sitting: Number(now - reader.lastAt < SITTING_MS),
    streak: Math.log1p(touchesSince(reader, now - 2 * HOUR)),
    experience: Math.log1p(reader.stories) / 3,
    ...NOT_READ,
  };
  const whole = names.some(readsReader) ? withReader(context, parts) : context;
  const columns = columnsOf(names.length, candidates.length);
  names.forEach((name, f) => {
    writeColumn(columns[f]!, name, whole);
  });
  return columns;
}

/** The same with what only the features of the reader read. */
function withReader(context: SlateContext, known: StoryParts | undefined): SlateContext {
  const { interactions, reader, candidates, now, last, recency } = context;
  const column = (write: Write): Column => {
    const values = new Float64Array(candidates.length);
    write(values, context);
    return values;
  };
  const beside: Write = (values) => {
    if (last === undefined) return;
    for (let k = 0; k < values.length; k++)
      values[k] = recency * 2 ** (-Math.abs(last.firstAt - candidates[k]!.firstAt) / HOUR);
  };
  const ofBringer: Write = (values) => {
    for (let k = 0; k < values.length; k++) values[k] = reader.broughtBy.get(candidates[k]!.bringer) ?? 0;
  };
  return {
    ...context,
    near: nearness(interactions, reader, candidates, now, known?.faded),
    parts: known ?? { readers2h: column(readers2h), sinceTouch: column(sinceTouch), age: column(age) },
    ofBringer: column(ofBringer),
    besideLast: column(beside),
  };
}

function writeColumn(column: Column, name: InteractionFeature, context: SlateContext): void {
  if (name === 'newest') {
    writeColumn(column, 'ageRank', context);
    for (let k = 0; k < column.length; k++) column[k] = Number(column[k]! > -0.2);
    return;
  }
  const rank = (RANKS as Partial<Record<InteractionFeature, Write>>)[name];
  if (rank === undefined) {
    (VALUES as Partial<Record<InteractionFeature, Write>>)[name]!(column, context);
    return;
  }
  rank(column, context);
  column.set(slateRanks(column));
}

/** −log(1 + rank)/2, the highest value having rank 0 and equal values sharing the mean of their ranks. */
export function slateRanks(values: Column): Column {
  const order = new Int32Array(values.length);
  for (let k = 0; k < order.length; k++) order[k] = k;
  sortBestFirst(order, values);
  const ranks = new Float64Array(values.length);
  for (let from = 0, to = 0; from < order.length; from = to) {
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++;
    const rank = -Math.log1p((from + to - 1) / 2) / 2;
    for (let at = from; at < to; at++) ranks[order[at]!] = rank;
  }
  return ranks;
}

/** What nobody is near to is 0, most of all, and costs no logarithm. */
function log1p(value: number): number {
  return value === 0 ? 0 : Math.log1p(value);
}

/** Numbers of a sorted list below a value, or not above it. */
function countBelow(sorted: ArrayLike<number>, value: number, orEqual: boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value || (orEqual && sorted[middle] === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Remembered stories that the reader touched after a moment. */
function touchesSince({ historyAt }: ReaderTrail, at: number): number {
  return historyAt.length - countBelow(historyAt, at, true);
}

/** The last touch that lies more than an hour before the one after it, −∞ where there is none. */
function visitBefore({ historyAt }: ReaderTrail, now: number): number {
  let after = now;
  for (let h = historyAt.length - 1; h >= 0; h--) {
    if (after - historyAt[h]! > HOUR) return historyAt[h]!;
    after = historyAt[h]!;
  }
  return -Infinity;
}
