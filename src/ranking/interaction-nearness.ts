import { fade, FADES } from './audiences.js';
import type { Interactions, ReaderTrail } from './interactions.js';
import { type Column, columnsOf } from './slate-learner.js';
import type { StoryParts } from './story-parts.js';

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
const WIDTH = 4;
/** Σ over shared stories, shared among their audience. */
const SHARED = 0;
/** Likeness of histories: the same over the root of the other's history. */
const LIKE = 1;
/** The same as `LIKE` with shared stories fading, half in thirty days. */
const LATELY = 2;
/** Likeness by what the reader touched soon after the other did, half in twelve hours. */
const LED = 3;

/** Closeness of candidates to what the reader touched; each value 0 or more. */
export class Nearness {
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
  private readonly columns: readonly Column[];

  /** @param length candidates, at most */
  constructor(length: number) {
    const columns = columnsOf(9, length);
    this.columns = columns;
    this.lastReader = columns[0]!;
    this.bringer = columns[1]!;
    this.neighbours = columns[2]!;
    this.ledFast = columns[3]!;
    this.ledSlow = columns[4]!;
    this.shared = columns[5]!;
    this.closest = columns[6]!;
    this.mates = columns[7]!;
    this.next = columns[8]!;
  }

  clear(count: number): void {
    for (const column of this.columns) column.fill(0, 0, count);
  }
}

/**
 * Reads histories and audiences as of `now`; work is bounded by the lengths of both.
 * @param near where it is written
 */
export function nearness(
  interactions: Interactions,
  reader: ReaderTrail,
  slate: StoryParts,
  now: number,
  near: Nearness,
): void {
  const { count, places, bringers, rootReaders, audiences } = slate;
  near.clear(count);
  // Who touched nothing is near to nothing.
  if (reader.history.length === 0) return;
  const others = othersOf(interactions);
  const found = writeOthers(others, interactions, reader, now);
  writeSittings(others, reader, now);
  if (!slate.isFaded) fadeFor(others, slate, now);
  const { values, sittings } = others;
  const { start, codes, faded } = audiences;
  const { of: sittingOf } = sittings;
  for (let k = 0; k < count; k++) {
    const place = places[k]!;
    const from = start[place]!;
    const to = start[place + 1]!;
    near.lastReader[k] = values[WIDTH * codes[to - 1]! + LIKE]!;
    near.bringer[k] = values[WIDTH * bringers[k]! + LIKE]!;
    let shared = 0;
    let closest = 0;
    let neighbours = 0;
    let ledFast = 0;
    let ledSlow = 0;
    for (let touch = to - 1; touch >= from; touch--) {
      const code = codes[touch]!;
      const other = WIDTH * code;
      const one = values[other + SHARED]!;
      if (one === 0) continue;
      const at = FADES * touch;
      const led = values[other + LED]!;
      shared += one;
      ledFast += led * faded[at]!;
      const close = values[other + LIKE]! * faded[at + 1]!;
      if (close > closest) closest = close;
      ledSlow += led * faded[at + 2]!;
      neighbours += values[other + LATELY]! * faded[at + 3]!;
      const sitting = sittingOf[code]!;
      if (sitting > 0) addMates(near, k, sittings, sitting, audiences.at[touch]!);
    }
    near.shared[k] = shared / rootReaders[k]!;
    near.closest[k] = closest;
    near.neighbours[k] = neighbours;
    near.ledFast[k] = ledFast;
    near.ledSlow[k] = ledSlow;
  }
  others.clear(found);
}

/** When others touched the stories that the reader touched last. */
class Sittings {
  count = 0;
  /** By code: place from 1 of the latest sitting with the reader, 0 for none. */
  readonly of: Int32Array;
  readonly at = new Float64Array(MATES_OF * MATE_AUDIENCE);
  /**
   * Share of the story's audience, times 1 for a story touched now by the reader, halving in two hours for mates and in one for what
   * comes next.
   */
  readonly ofMates = new Float64Array(MATES_OF * MATE_AUDIENCE);
  readonly ofNext = new Float64Array(MATES_OF * MATE_AUDIENCE);
  /** Place from 1 of one with the same reader over a story touched later, 0 for none. */
  readonly later = new Int32Array(MATES_OF * MATE_AUDIENCE);

  constructor(readers: number) {
    this.of = new Int32Array(readers);
  }
}

/** What one state needs for one call at a time; calls never overlap, so it is used again. */
class Others {
  /** {@link WIDTH} values for each code. */
  readonly values: Float64Array;
  readonly sittings: Sittings;
  /** Codes of those whose values are not 0. */
  readonly found: Int32Array;

  /** @param readers codes are below this */
  constructor(readonly readers: number) {
    this.values = new Float64Array(WIDTH * readers);
    this.sittings = new Sittings(readers);
    this.found = new Int32Array(readers);
  }

  clear(found: number): void {
    for (let i = 0; i < found; i++) {
      const at = WIDTH * this.found[i]!;
      this.values[at + SHARED] = 0;
      this.values[at + LIKE] = 0;
      this.values[at + LATELY] = 0;
      this.values[at + LED] = 0;
      this.sittings.of[this.found[i]!] = 0;
    }
    this.sittings.count = 0;
  }
}

const scratches = new WeakMap<Interactions, Others>();

function othersOf(interactions: Interactions): Others {
  const { readerCount } = interactions;
  let others = scratches.get(interactions);
  if (others === undefined || others.readers < readerCount) {
    // Twice of what is needed, because a state grows reader by reader.
    others = new Others(2 * readerCount);
    scratches.set(interactions, others);
  }
  return others;
}

/** @returns how many readers were found, the reader among them with 0 */
function writeOthers(
  { values, found }: Others,
  { historyRoots }: Interactions,
  { code: own, history, historyAt }: ReaderTrail,
  now: number,
): number {
  let count = 0;
  for (let h = 0; h < history.length; h++) {
    const { audienceCodes, audienceAt } = history[h]!;
    const ownAt = historyAt[h]!;
    const share = 1 / Math.sqrt(audienceCodes.length + 2);
    const faded = share * fade(now - ownAt, 30 * DAY);
    for (let a = 0; a < audienceCodes.length; a++) {
      const code = audienceCodes[a]!;
      const at = WIDTH * code;
      const before = values[at + SHARED]!;
      if (before === 0) found[count++] = code;
      values[at + SHARED] = before + share;
      values[at + LATELY]! += faded;
      const ahead = ownAt - audienceAt[a]!;
      if (ahead > 0 && ahead < 3 * DAY) values[at + LED]! += share * fade(ahead, DAY / 2);
    }
  }
  for (let i = 0; i < count; i++) {
    const at = WIDTH * found[i]!;
    const root = historyRoots[found[i]!]!;
    values[at + LIKE] = values[at + SHARED]! / root;
    values[at + LATELY]! /= root;
    values[at + LED]! /= root;
  }
  values.fill(0, WIDTH * own, WIDTH * (own + 1));
  return count;
}

function writeSittings({ sittings }: Others, reader: ReaderTrail, now: number): void {
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
      const code = audienceCodes[a]!;
      if (code === reader.code) continue;
      const place = sittings.count++;
      sittings.at[place] = audienceAt[a]!;
      sittings.ofMates[place] = ofMates;
      sittings.ofNext[place] = ofNext;
      sittings.later[place] = sittings.of[code]!;
      sittings.of[code] = place + 1;
    }
  }
}

/** Adds to a candidate what somebody who touched it had of sittings with the reader. */
function addMates(near: Nearness, k: number, sittings: Sittings, first: number, touchedAt: number): void {
  for (let sitting = first; sitting > 0; sitting = sittings.later[sitting - 1]!) {
    const after = touchedAt - sittings.at[sitting - 1]!;
    if (Math.abs(after) > MATE_REACH_MS) continue;
    near.mates[k]! += sittings.ofMates[sitting - 1]! * fade(Math.abs(after), HOUR / 2);
    if (after > 0) near.next[k]! += sittings.ofNext[sitting - 1]! * fade(after, HOUR);
  }
}

function fadeFor({ values }: Others, { count, places, audiences }: StoryParts, now: number): void {
  for (let k = 0; k < count; k++) {
    for (let touch = audiences.start[places[k]!]!; touch < audiences.start[places[k]! + 1]!; touch++)
      if (values[WIDTH * audiences.codes[touch]! + SHARED] !== 0) audiences.fadeOf(touch, now);
  }
}
