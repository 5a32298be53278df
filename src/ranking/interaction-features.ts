import { nearness, type Nearness } from './interaction-nearness.js';
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
import type { Column } from './slate-learner.js';

const HOUR = 3_600_000;
/** A reader with fewer stories is new: the plain counts decide for them. */
const COUNT_2H = COUNTER_HALF_LIVES.indexOf(2);

/** What a column may read: the state as of `now`, the reader, and what was prepared for the slate once. */
interface SlateContext {
  readonly interactions: Interactions;
  readonly now: number;
  readonly reader: ReaderTrail;
  /** Coarse first. */
  readonly groups: readonly string[];
  readonly near: Nearness;
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
}

type Write = (context: SlateContext, story: StoryTrail, k: number) => number;

const count =
  (place: number): Write =>
  ({ now }, story) =>
    Math.log1p(4 * decayedCount(story, place, now));
const readers2h = count(COUNT_2H);
const age: Write = ({ now }, story) => -Math.log1p((now - story.firstAt) / 600_000) / 3;
const sinceTouch: Write = ({ now }, story) => -Math.log1p((now - story.lastAt) / 300_000) / 3;
const ofBringer = ({ reader }: SlateContext, story: StoryTrail): number =>
  reader.broughtBy.get(story.bringer) ?? 0;
const sameGroup =
  (level: number): Write =>
  ({ groups }, story) =>
    Number(groups[level] === story.bringerGroups[level]);
const besideLast: Write = ({ last, recency }, story) =>
  last === undefined ? 0 : recency * 2 ** (-Math.abs(last.firstAt - story.firstAt) / HOUR);

/** One value for each candidate. */
const VALUES = {
  ...(Object.fromEntries(
    COUNTER_HALF_LIVES.map((hours, place) => [`readers${hours}h`, count(place)]),
  ) as Record<`readers${(typeof COUNTER_HALF_LIVES)[number]}h`, Write>),
  readers: (_context, story) => Math.log1p(story.readers),
  /** Readers for each touch and each sitting of anybody since it appeared. */
  touchShare: ({ interactions }, story) =>
    Math.log((story.readers + 0.5) / (interactions.touches - story.touchesBefore + 20)) / 2,
  sittingShare: ({ interactions }, story) =>
    Math.log((story.readers + 0.5) / (interactions.sittings - story.sittingsBefore + 8)) / 2,
  sinceTouch,
  age,
  ageInTouches: ({ interactions }, story) =>
    -Math.log1p((interactions.touches - story.touchesBefore) / 10) / 3,
  justTouched: ({ now }, story) => Number(now - story.lastAt < 120_000),
  new: ({ now }, story) => Number(now - story.firstAt < HOUR),
  /** What only busy readers opened says less. */
  busyAudience: (_context, story) => story.activity / story.readers / 3,
  neighbours: ({ near }, _story, k) => Math.log1p(20 * near.neighbours[k]!),
  ledFast: ({ near }, _story, k) => Math.log1p(5 * near.ledFast[k]!),
  ledSlow: ({ near }, _story, k) => Math.log1p(5 * near.ledSlow[k]!),
  meanLikeness: ({ near }, story, k) => Math.log1p((5 * near.shared[k]!) / Math.sqrt(story.readers + 3)),
  lastReaderLikeness: ({ near }, _story, k) => Math.log1p(5 * near.lastReader[k]!),
  bringerLikeness: ({ near }, _story, k) => Math.log1p(5 * near.bringer[k]!),
  mates: ({ near }, story, k) => Math.log1p((10 * near.mates[k]!) / Math.sqrt(story.readers + 3)),
  next: ({ near }, _story, k) => Math.log1p(5 * near.next[k]!),
  bringerAffinity: (context, story) =>
    Math.log1p(3 * ofBringer(context, story)) -
    Math.log1p((3 * context.reader.history.length * story.bringer.followers) / 2_000),
  bringerRate: (context, story) => (3 * (ofBringer(context, story) + 0.1)) / (story.bringer.brought + 3),
  bringerReach: (_context, story) => Math.log1p(story.bringer.followers / (story.bringer.brought + 1)),
  groupShare: ({ groups }, story) => ((story.byGroup.get(groups[0] ?? '') ?? 0) + 0.5) / (story.readers + 1),
  bringerGroup: sameGroup(0),
  bringerFineGroup: sameGroup(1),
  passedOver: ({ reader }, story) => Math.log1p(touchesSince(reader, story.firstAt)),
  newSinceVisit: ({ lastVisit }, story) => Number(story.firstAt > lastVisit),
  besideLast,
  beforeLast: ({ last, recency }, story) => recency * Number(story.firstAt < (last?.firstAt ?? -Infinity)),
  bringerOfLast: ({ last, recency }, story) => recency * Number(last?.bringer === story.bringer),
  sittingReaders2h: (context, story, k) => context.sitting * readers2h(context, story, k),
  sittingSinceTouch: (context, story, k) => context.sitting * sinceTouch(context, story, k),
  streakReaders2h: (context, story, k) => (context.streak * readers2h(context, story, k)) / 2,
  experienceReaders2h: (context, story, k) => context.experience * readers2h(context, story, k),
  experienceAge: (context, story, k) => context.experience * age(context, story, k),
} as const satisfies Record<string, Write>;

/** Ranks within the slate by values that may be none of the features. */
const RANKS = {
  ageRank: age,
  besideLastRank: besideLast,
  readersRank: (_context, story) => story.readers,
  flowRank: ({ interactions }, story) => decayedFlow(story, interactions.touches),
  sharedRank: ({ near }, _story, k) => near.shared[k]!,
  closestRank: ({ near }, _story, k) => near.closest[k]!,
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
const NOT_READ = nearness(new Interactions(), emptyTrail(), [], 0);

/**
 * One column for each of the features named, in their order, over the candidates; all of {@link INTERACTION_FEATURES} by default.
 * Reads only what was applied before.
 */
export function interactionColumns(
  interactions: Interactions,
  reader: ReaderTrail,
  groups: readonly string[],
  candidates: readonly StoryTrail[],
  now: number,
  names: readonly InteractionFeature[] = INTERACTION_FEATURES,
): Column[] {
  const context: SlateContext = {
    interactions,
    now,
    reader,
    groups,
    near: names.some(readsReader) ? nearness(interactions, reader, candidates, now) : NOT_READ,
    last: reader.history.at(-1),
    recency: 2 ** (-(now - reader.lastAt) / SITTING_MS),
    lastVisit: visitBefore(reader, now),
    sitting: Number(now - reader.lastAt < SITTING_MS),
    streak: Math.log1p(touchesSince(reader, now - 2 * HOUR)),
    experience: Math.log1p(reader.stories) / 3,
  };
  return names.map((name) => columnOf(name, context, candidates));
}

function columnOf(
  name: InteractionFeature,
  context: SlateContext,
  candidates: readonly StoryTrail[],
): Column {
  if (name === 'newest') return columnOf('ageRank', context, candidates).map((rank) => Number(rank > -0.2));
  const ranks: Partial<Record<InteractionFeature, Write>> = RANKS;
  const values: Partial<Record<InteractionFeature, Write>> = VALUES;
  const write = (ranks[name] ?? values[name])!;
  const column = new Float64Array(candidates.length);
  for (let k = 0; k < column.length; k++) column[k] = write(context, candidates[k]!, k);
  return ranks[name] === undefined ? column : slateRanks(column);
}

/** −log(1 + rank)/2, the highest value having rank 0 and equal values sharing the mean of their ranks. */
export function slateRanks(values: Column): Column {
  const order = Float64Array.from(values).sort();
  // By the place of the first of equal values in ascending order.
  const ranks = new Float64Array(order.length);
  for (let from = 0, to = 0; from < order.length; from = to) {
    while (to < order.length && order[to] === order[from]) to++;
    ranks[from] = -Math.log1p(order.length - (from + to + 1) / 2) / 2;
  }
  return values.map((value) => ranks[countBelow(order, value, false)]!);
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
