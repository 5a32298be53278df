import { nearness, Nearness } from './interaction-nearness.js';
import {
  COUNTER_HALF_LIVES,
  decayedFlow,
  type Interactions,
  MAX_HISTORY,
  type ReaderTrail,
  SITTING_MS,
  type StoryTrail,
} from './interactions.js';
import { type Column, columnsOf } from './slate-learner.js';
import { toSlateRanks } from './slate-ranks.js';
import { ageOf, readersWithin, sinceTouchOf, StoryParts } from './story-parts.js';

const HOUR = 3_600_000;

/** What a column may read: the state as of `now`, the reader, and what was prepared for the slate once. */
interface SlateContext {
  readonly interactions: Interactions;
  readonly now: number;
  /** Features of the reader read their parts instead. */
  readonly candidates: readonly StoryTrail[];
  readonly count: number;
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
/** log(1 + n) for as many stories as a reader is remembered by. */
const COUNT_LOGS = Float64Array.from({ length: MAX_HISTORY + 1 }, (_, stories) => Math.log1p(stories));

/** Writes as many values as there are candidates: a call for each value would cost more than most of the values. */
type Write = (column: Column, context: SlateContext) => void;
type Value = (
  context: Omit<SlateContext, 'near' | 'parts' | 'ofBringer' | 'besideLast'>,
  story: StoryTrail,
) => number;

/** For what is not written for every reader anew. */
const each =
  (value: Value): Write =>
  (column, context) => {
    for (let k = 0; k < context.count; k++) column[k] = value(context, context.candidates[k]!);
  };
/** `log(1 + scale·x)`. */
const logOf =
  (scale: number, of: (near: Nearness) => Column): Write =>
  (column, { count, near }) => {
    const values = of(near);
    for (let k = 0; k < count; k++) column[k] = log1p(scale * values[k]!);
  };
/** `log(1 + scale·x/√(readers + 3))`. */
const logPerReader =
  (scale: number, of: (near: Nearness) => Column): Write =>
  (column, { count, near, parts: { rootReaders } }) => {
    const values = of(near);
    for (let k = 0; k < count; k++) {
      const value = values[k]!;
      column[k] = value === 0 ? 0 : Math.log1p((scale * value) / rootReaders[k]!);
    }
  };
/** What is known of the reader, times a column of the stories. */
const times =
  (of: (context: SlateContext) => number, part: 'readers2h' | 'sinceTouch' | 'age', share = 1): Write =>
  (column, context) => {
    const factor = of(context);
    const values = context.parts[part];
    for (let k = 0; k < context.count; k++) column[k] = factor * values[k]! * share;
  };
const copyOf =
  (of: (context: SlateContext) => Column): Write =>
  (column, context) => {
    const values = of(context);
    for (let k = 0; k < context.count; k++) column[k] = values[k]!;
  };

const age = each(({ now }, story) => ageOf(story, now));
const sameGroup = (level: number): Write =>
  each(({ groups }, story) => Number(groups[level] === story.bringerGroups[level]));
const besideLast = copyOf((context) => context.besideLast);

/** One value for each candidate. */
const VALUES = {
  ...(Object.fromEntries(
    COUNTER_HALF_LIVES.map((hours, place) => [
      `readers${hours}h`,
      each(({ now }, story) => readersWithin(place, story, now)),
    ]),
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
  sinceTouch: each(({ now }, story) => sinceTouchOf(story, now)),
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
  bringerAffinity: (column, { count, reader, ofBringer, parts: { followers } }) => {
    const stories = reader.history.length;
    for (let k = 0; k < count; k++)
      column[k] = log1p(3 * ofBringer[k]!) - log1p((3 * stories * followers[k]!) / 2_000);
  },
  bringerRate: (column, { count, ofBringer, parts: { brought } }) => {
    for (let k = 0; k < count; k++) column[k] = (3 * (ofBringer[k]! + 0.1)) / (brought[k]! + 3);
  },
  bringerReach: each((_context, story) => Math.log1p(story.bringer.followers / (story.bringer.brought + 1))),
  groupShare: each(
    ({ groups }, story) => ((story.byGroup.get(groups[0] ?? '') ?? 0) + 0.5) / (story.readers + 1),
  ),
  bringerGroup: sameGroup(0),
  bringerFineGroup: sameGroup(1),
  passedOver: (column, { count, reader, parts: { firstAt } }) => {
    for (let k = 0; k < count; k++) column[k] = COUNT_LOGS[touchesSince(reader, firstAt[k]!)]!;
  },
  newSinceVisit: (column, { count, lastVisit, parts: { firstAt } }) => {
    for (let k = 0; k < count; k++) column[k] = Number(firstAt[k]! > lastVisit);
  },
  besideLast,
  beforeLast: (column, { count, last, recency, parts: { firstAt } }) => {
    const lastAt = last?.firstAt ?? -Infinity;
    for (let k = 0; k < count; k++) column[k] = recency * Number(firstAt[k]! < lastAt);
  },
  bringerOfLast: (column, { count, last, recency, parts: { bringers } }) => {
    const bringer = last?.bringer.code ?? -1;
    for (let k = 0; k < count; k++) column[k] = recency * Number(bringers[k] === bringer);
  },
  sittingReaders2h: times(({ sitting }) => sitting, 'readers2h'),
  sittingSinceTouch: times(({ sitting }) => sitting, 'sinceTouch'),
  streakReaders2h: times(({ streak }) => streak, 'readers2h', 0.5),
  experienceReaders2h: times(({ experience }) => experience, 'readers2h'),
  experienceAge: times(({ experience }) => experience, 'age'),
} as const satisfies Record<string, Write>;

/** Ranks within the slate by values that may be none of the features. */
const RANKS = {
  ageRank: age,
  besideLastRank: besideLast,
  readersRank: each((_context, story) => story.readers),
  flowRank: each(({ interactions }, story) => decayedFlow(story, interactions.touches)),
  sharedRank: copyOf(({ near }) => near.shared),
  closestRank: copyOf(({ near }) => near.closest),
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
/** Features that read the coarse group of the reader and no more. */
export const GROUP_FEATURES = ['groupShare', 'bringerGroup'] as const satisfies readonly InteractionFeature[];
/** 1 where the reader and who brought the story are of one fine group. */
export const FINE_GROUP_FEATURE = 'bringerFineGroup' satisfies InteractionFeature;
const OF_GROUPS: ReadonlySet<InteractionFeature> = new Set([...GROUP_FEATURES, FINE_GROUP_FEATURE]);
/** The others by what they read besides the stories: nothing, or what the reader did. */
export const STORY_FEATURES = INTERACTION_FEATURES.filter((name) => OF_STORY.has(name));
export const READER_FEATURES = INTERACTION_FEATURES.filter(readsReader);

function readsReader(name: InteractionFeature): boolean {
  return !OF_STORY.has(name) && !OF_GROUPS.has(name);
}

/** What the features of the reader are calculated in, for slates up to a length. */
class ReaderMemory {
  readonly parts: StoryParts;
  readonly near: Nearness;
  readonly ofBringer: Column;
  readonly besideLast: Column;

  constructor(readonly length: number) {
    const [ofBringer, beside] = columnsOf(2, length);
    this.parts = new StoryParts(length);
    this.near = new Nearness(length);
    this.ofBringer = ofBringer!;
    this.besideLast = beside!;
  }
}

const EMPTY = new Float64Array(0);
/** In place of what no feature asked for reads. */
const NOT_READ = {
  near: new Nearness(0),
  ofBringer: EMPTY,
  besideLast: EMPTY,
  parts: new StoryParts(0),
};

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
  const columns = columnsOf(names.length, candidates.length);
  let context = contextOf(interactions, reader, groups, candidates, now);
  if (names.some(readsReader)) {
    const { parts } = memoryFor(candidates.length);
    parts.read(candidates, now);
    context = withReader(context, parts);
  }
  names.forEach((name, f) => {
    writeColumn(columns[f]!, name, context);
  });
  return columns;
}

/** Writes {@link READER_FEATURES}, in their order, over the candidates whose parts are known. */
export function writeReaderColumns(
  columns: readonly Column[],
  interactions: Interactions,
  reader: ReaderTrail,
  parts: StoryParts,
  now: number,
): void {
  const context = withReader(contextOf(interactions, reader, [], [], now), parts);
  for (let f = 0; f < columns.length; f++) writeColumn(columns[f]!, READER_FEATURES[f]!, context);
}

function contextOf(
  interactions: Interactions,
  reader: ReaderTrail,
  groups: readonly string[],
  candidates: readonly StoryTrail[],
  now: number,
): SlateContext {
  return {
    interactions,
    now,
    candidates,
    count: candidates.length,
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
}

/** Calls never overlap, so the memory is used again. */
let memory = new ReaderMemory(512);
let broughtByCode = new Float64Array(0);

function memoryFor(count: number): ReaderMemory {
  if (count > memory.length) memory = new ReaderMemory(2 * count);
  return memory;
}

/** The same with what only the features of the reader read; good until the next call. */
function withReader(context: SlateContext, parts: StoryParts): SlateContext {
  const { interactions, reader, now, last, recency } = context;
  const { count, firstAt, bringers } = parts;
  const { near, ofBringer, besideLast: beside } = memoryFor(count);
  nearness(interactions, reader, parts, now, near);
  if (last === undefined) beside.fill(0, 0, count);
  else {
    for (let k = 0; k < count; k++) beside[k] = recency * 2 ** (-Math.abs(last.firstAt - firstAt[k]!) / HOUR);
  }
  if (interactions.readerCount > broughtByCode.length)
    broughtByCode = new Float64Array(2 * interactions.readerCount);
  for (const [{ code }, stories] of reader.broughtBy) broughtByCode[code] = stories;
  for (let k = 0; k < count; k++) ofBringer[k] = broughtByCode[bringers[k]!]!;
  for (const { code } of reader.broughtBy.keys()) broughtByCode[code] = 0;
  return { ...context, count, parts, near, ofBringer, besideLast: beside };
}

function writeColumn(column: Column, name: InteractionFeature, context: SlateContext): void {
  if (name === 'newest') {
    writeColumn(column, 'ageRank', context);
    for (let k = 0; k < context.count; k++) column[k] = Number(column[k]! > -0.2);
    return;
  }
  const rank = (RANKS as Partial<Record<InteractionFeature, Write>>)[name];
  if (rank === undefined) {
    (VALUES as Partial<Record<InteractionFeature, Write>>)[name]!(column, context);
    return;
  }
  rank(column, context);
  toSlateRanks(column, context.count);
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
