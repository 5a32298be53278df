import { type Interactions, type ReaderTrail, STORY_LIFE_MS, type StoryTrail } from './interactions.js';
import { type Column, columnsOf } from './slate-learner.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** The reader's latest stories whose other readers are looked at for what they touched beside. */
const MATES_OF = 4;
const MATE_AUDIENCE = 80;
/** Touches further apart than this are not of one sitting. */
const MATE_REACH_MS = 3 * HOUR;

/*
 * How other readers stand to one reader, some values side by side for each code; all 0 between two calls of `nearness`, and always
 * for the reader.
 */
const WIDTH = 5;
/** Σ over shared stories, shared among their audience. */
const SHARED = 0;
/** Likeness of histories: the same over the root of the other's history. */
const LIKE = 1;
/** The same as `LIKE` with shared stories fading, half in thirty days. */
const LATELY = 2;
/** Likeness by what the reader touched soon after the other did, half in twelve hours. */
const LED = 3;
/** Place from 1 of a sitting with the reader in the list of them; 0 for none. */
const SITTING = 4;

/** Closeness of candidates to what the reader touched; each value 0 or more. */
export interface Nearness {
  /** `like` of the last reader of the story, and of who brought it. */
  readonly lastReader: Column;
  readonly bringer: Column;
  /** `lately` of those who touched the story, half in three days. */
  readonly neighbours: Column;
  /** `led`, half in two hours and in a day. */
  readonly ledFast: Column;
  readonly ledSlow: Column;
  /** Cosine-like: `shared`, over the root of the audience. */
  readonly shared: Column;
  /** The closest of its readers by `like`, half in six hours. */
  readonly closest: Column;
  /** Touched within the hour by those who touched the reader's last stories; fades with the age of those. */
  readonly mates: Column;
  /** The same, counting only touches after those of the last stories. */
  readonly next: Column;
}

/**
 * How the touches of a story's audience have faded at one moment, four values for each place in it: half in two hours, in six, in a
 * day, and in three days, the last 0 from {@link STORY_LIFE_MS} on.
 */
export type FadedAudience = Float64Array;
const FADES = 4;

/** For a moment that many readers are looked at from. */
export function fadedAudience({ audienceAt }: StoryTrail, now: number): FadedAudience {
  const faded = new Float64Array(FADES * audienceAt.length);
  for (let a = 0; a < audienceAt.length; a++) writeFaded(faded, FADES * a, now - audienceAt[a]!);
  return faded;
}

function writeFaded(faded: Float64Array, at: number, elapsedMs: number): void {
  faded[at] = fade(elapsedMs, 2 * HOUR);
  faded[at + 1] = fade(elapsedMs, 6 * HOUR);
  faded[at + 2] = fade(elapsedMs, DAY);
  faded[at + 3] = elapsedMs > STORY_LIFE_MS ? 0 : fade(elapsedMs, 3 * DAY);
}

/** What one state needs for one call at a time; calls never overlap, so it is used again. */
const scratches = new WeakMap<Interactions, Float64Array>();

/**
 * Reads histories and audiences as of `now`; work is bounded by the lengths of both.
 * @param faded of each candidate at `now`, where that is known already
 */
export function nearness(
  interactions: Interactions,
  reader: ReaderTrail,
  candidates: readonly StoryTrail[],
  now: number,
  faded?: readonly FadedAudience[],
): Nearness {
  const columns = columnsOf(9, candidates.length);
  const others = scratchOf(interactions);
  const near = {
    lastReader: columns[0]!,
    bringer: columns[1]!,
    neighbours: columns[2]!,
    ledFast: columns[3]!,
    ledSlow: columns[4]!,
    shared: columns[5]!,
    closest: columns[6]!,
    mates: columns[7]!,
    next: columns[8]!,
  };
  // Who touched nothing is near to nothing.
  if (reader.history.length === 0) return near;
  const found = writeOthers(others, reader, now);
  const sittings = sittingsOf(others, reader, now);
  const one = new Float64Array(FADES);
  for (let k = 0; k < candidates.length; k++) {
    const story = candidates[k]!;
    const { audienceCodes: codes, audienceAt } = story;
    const known = faded?.[k];
    near.lastReader[k] = others[WIDTH * codes[codes.length - 1]! + LIKE]!;
    near.bringer[k] = others[WIDTH * story.bringer.code + LIKE]!;
    let shared = 0;
    let closest = 0;
    let neighbours = 0;
    let ledFast = 0;
    let ledSlow = 0;
    for (let a = codes.length - 1; a >= 0; a--) {
      const other = WIDTH * codes[a]!;
      if (others[other + SHARED] === 0) continue;
      if (known === undefined) writeFaded(one, 0, now - audienceAt[a]!);
      const fades = known ?? one;
      const at = known === undefined ? 0 : FADES * a;
      shared += others[other + SHARED]!;
      const close = others[other + LIKE]! * fades[at + 1]!;
      if (close > closest) closest = close;
      neighbours += others[other + LATELY]! * fades[at + 3]!;
      ledFast += others[other + LED]! * fades[at]!;
      ledSlow += others[other + LED]! * fades[at + 2]!;
      const first = others[other + SITTING]!;
      if (first === 0) continue;
      for (let sitting = sittings[first - 1]; sitting !== undefined; sitting = sitting.later) {
        const after = audienceAt[a]! - sitting.at;
        if (Math.abs(after) > MATE_REACH_MS) continue;
        near.mates[k]! += sitting.ofMates * fade(Math.abs(after), HOUR / 2);
        if (after > 0) near.next[k]! += sitting.ofNext * fade(after, HOUR);
      }
    }
    near.shared[k] = shared / Math.sqrt(story.readers + 3);
    near.closest[k] = closest;
    near.neighbours[k] = neighbours;
    near.ledFast[k] = ledFast;
    near.ledSlow[k] = ledSlow;
  }
  for (const { code } of found) others.fill(0, WIDTH * code, WIDTH * (code + 1));
  return near;
}

function scratchOf(interactions: Interactions): Float64Array {
  const length = WIDTH * interactions.readerCount;
  let scratch = scratches.get(interactions);
  if (scratch === undefined || scratch.length < length) {
    // Twice of what is needed, because a state grows reader by reader.
    scratch = new Float64Array(2 * length);
    scratches.set(interactions, scratch);
  }
  return scratch;
}

function fade(elapsedMs: number, halfLifeMs: number): number {
  return Math.exp((-Math.LN2 * elapsedMs) / halfLifeMs);
}

/** @returns the readers that were written, the reader among them with 0 */
function writeOthers(others: Float64Array, reader: ReaderTrail, now: number): readonly ReaderTrail[] {
  const found: ReaderTrail[] = [];
  const { history, historyAt } = reader;
  for (let h = 0; h < history.length; h++) {
    const { audience, audienceCodes, audienceAt } = history[h]!;
    const own = historyAt[h]!;
    const share = 1 / Math.sqrt(audience.length + 2);
    const faded = share * fade(now - own, 30 * DAY);
    for (let a = 0; a < audienceCodes.length; a++) {
      const at = WIDTH * audienceCodes[a]!;
      if (others[at + SHARED] === 0) found.push(audience[a]!);
      others[at + SHARED]! += share;
      others[at + LATELY]! += faded;
      const ahead = own - audienceAt[a]!;
      if (ahead > 0 && ahead < 3 * DAY) others[at + LED]! += share * fade(ahead, DAY / 2);
    }
  }
  for (const { code, stories } of found) {
    const at = WIDTH * code;
    const size = Math.sqrt(stories + 5);
    others[at + LIKE] = others[at + SHARED]! / size;
    others[at + LATELY]! /= size;
    others[at + LED]! /= size;
  }
  others.fill(0, WIDTH * reader.code, WIDTH * (reader.code + 1));
  return found;
}

/** When somebody else touched one of the stories that the reader touched last. */
interface Sitting {
  readonly at: number;
  /**
   * Share of the story's audience, times 1 for a story touched now by the reader, halving in two hours for mates and in one for what
   * comes next.
   */
  readonly ofMates: number;
  readonly ofNext: number;
  /** With the same one over the reader's next story. */
  readonly later: Sitting | undefined;
}

/** Notes for each of the others where their sittings stand. */
function sittingsOf(others: Float64Array, reader: ReaderTrail, now: number): readonly Sitting[] {
  const sittings: Sitting[] = [];
  const { history, historyAt } = reader;
  for (let h = history.length - 1; h >= Math.max(0, history.length - MATES_OF); h--) {
    const { audienceCodes, audienceAt } = history[h]!;
    const elapsed = now - historyAt[h]!;
    const recentTwoHours = fade(elapsed, 2 * HOUR);
    if (recentTwoHours < 1e-6) continue;
    const share = 1 / Math.sqrt(audienceCodes.length + 3);
    const ofMates = share * recentTwoHours;
    const ofNext = share * fade(elapsed, HOUR);
    for (let a = Math.max(0, audienceCodes.length - MATE_AUDIENCE); a < audienceCodes.length; a++) {
      if (audienceCodes[a] === reader.code) continue;
      const place = WIDTH * audienceCodes[a]! + SITTING;
      sittings.push({ at: audienceAt[a]!, ofMates, ofNext, later: sittings[others[place]! - 1] });
      others[place] = sittings.length;
    }
  }
  return sittings;
}
