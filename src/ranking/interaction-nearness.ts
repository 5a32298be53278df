import { type Interactions, type ReaderTrail, STORY_LIFE_MS, type StoryTrail } from './interactions.js';
import type { Column } from './slate-learner.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** The reader's latest stories whose other readers are looked at for what they touched beside. */
const MATES_OF = 4;
const MATE_AUDIENCE = 80;
/** Touches further apart than this are not of one sitting. */
const MATE_REACH_MS = 3 * HOUR;

/** How other readers stand to one reader, by code; all 0 between two calls of {@link nearness}, and always for the reader. */
interface OtherReaders {
  /** Likeness of histories: Σ over shared stories, shared among their audience, over the root of the other's history. */
  readonly like: Float64Array;
  /** The same not divided by the other's history. */
  readonly shared: Float64Array;
  /** The same as `like` with shared stories fading, half in thirty days. */
  readonly lately: Float64Array;
  /** Likeness by what the reader touched soon after the other did, half in twelve hours. */
  readonly led: Float64Array;
}

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

/** What one state needs for one call at a time; calls never overlap, so it is used again. */
const scratches = new WeakMap<Interactions, OtherReaders>();

/** Reads histories and audiences as of `now`; work is bounded by the lengths of both. */
export function nearness(
  interactions: Interactions,
  reader: ReaderTrail,
  candidates: readonly StoryTrail[],
  now: number,
): Nearness {
  const column = (): Column => new Float64Array(candidates.length);
  const others = scratchOf(interactions);
  const near = {
    lastReader: column(),
    bringer: column(),
    neighbours: column(),
    ledFast: column(),
    ledSlow: column(),
    shared: column(),
    closest: column(),
    mates: column(),
    next: column(),
  };
  // Who touched nothing is near to nothing.
  if (reader.history.length === 0) return near;
  const found = writeOthers(others, reader, now);
  const sittings = sittingsOf(reader, now);
  candidates.forEach((story, k) => {
    const { audience, audienceAt } = story;
    near.lastReader[k] = others.like[audience.at(-1)!.code]!;
    near.bringer[k] = others.like[story.bringer.code]!;
    for (let a = audience.length - 1; a >= 0; a--) {
      const { code } = audience[a]!;
      const shared = others.shared[code]!;
      if (shared === 0) continue;
      const at = audienceAt[a]!;
      const elapsed = now - at;
      near.shared[k]! += shared;
      near.closest[k] = Math.max(near.closest[k]!, others.like[code]! * fade(elapsed, 6 * HOUR));
      if (elapsed <= STORY_LIFE_MS) near.neighbours[k]! += others.lately[code]! * fade(elapsed, 3 * DAY);
      const led = others.led[code]!;
      if (led > 0) {
        near.ledFast[k]! += led * fade(elapsed, 2 * HOUR);
        near.ledSlow[k]! += led * fade(elapsed, DAY);
      }
      for (const sitting of sittings.get(code) ?? []) {
        const after = at - sitting.at;
        if (Math.abs(after) > MATE_REACH_MS) continue;
        near.mates[k]! += sitting.share * sitting.recentTwoHours * fade(Math.abs(after), HOUR / 2);
        if (after > 0) near.next[k]! += sitting.share * sitting.recentHour * fade(after, HOUR);
      }
    }
    near.shared[k]! /= Math.sqrt(story.readers + 3);
  });
  for (const { code } of found)
    others.like[code] = others.shared[code] = others.lately[code] = others.led[code] = 0;
  return near;
}

function scratchOf(interactions: Interactions): OtherReaders {
  const { readerCount } = interactions;
  let scratch = scratches.get(interactions);
  if (scratch === undefined || scratch.like.length < readerCount) {
    // Twice of what is needed, because a state grows reader by reader.
    const column = (): Float64Array => new Float64Array(2 * readerCount);
    scratch = { like: column(), shared: column(), lately: column(), led: column() };
    scratches.set(interactions, scratch);
  }
  return scratch;
}

function fade(elapsedMs: number, halfLifeMs: number): number {
  return Math.exp((-Math.LN2 * elapsedMs) / halfLifeMs);
}

/** @returns the readers that were written, the reader among them with 0 */
function writeOthers(
  { like, shared, lately, led }: OtherReaders,
  reader: ReaderTrail,
  now: number,
): readonly ReaderTrail[] {
  const found: ReaderTrail[] = [];
  reader.history.forEach((story, h) => {
    const own = reader.historyAt[h]!;
    const share = 1 / Math.sqrt(story.audience.length + 2);
    const faded = share * fade(now - own, 30 * DAY);
    story.audience.forEach((other, a) => {
      const { code } = other;
      if (shared[code] === 0) found.push(other);
      shared[code]! += share;
      lately[code]! += faded;
      const ahead = own - story.audienceAt[a]!;
      if (ahead > 0 && ahead < 3 * DAY) led[code]! += share * fade(ahead, DAY / 2);
    });
  });
  for (const { code, stories } of found) {
    const size = Math.sqrt(stories + 5);
    like[code] = shared[code]! / size;
    lately[code]! /= size;
    led[code]! /= size;
  }
  for (const values of [like, shared, lately, led]) values[reader.code] = 0;
  return found;
}

interface Sitting {
  readonly at: number;
  /** Of the story's audience. */
  readonly share: number;
  /** 1 for a story touched now by the reader, halving in an hour and in two. */
  readonly recentHour: number;
  readonly recentTwoHours: number;
}

/** When others, by code, touched the stories that the reader touched last. */
function sittingsOf(reader: ReaderTrail, now: number): Map<number, Sitting[]> {
  const sittings = new Map<number, Sitting[]>();
  const { history, historyAt } = reader;
  for (let h = Math.max(0, history.length - MATES_OF); h < history.length; h++) {
    const { audience, audienceAt } = history[h]!;
    const elapsed = now - historyAt[h]!;
    const recentHour = fade(elapsed, HOUR);
    const recentTwoHours = fade(elapsed, 2 * HOUR);
    if (recentTwoHours < 1e-6) continue;
    const share = 1 / Math.sqrt(audience.length + 3);
    for (let a = Math.max(0, audience.length - MATE_AUDIENCE); a < audience.length; a++) {
      const mate = audience[a]!;
      if (mate === reader) continue;
      const sitting = { at: audienceAt[a]!, share, recentHour, recentTwoHours };
      const known = sittings.get(mate.code);
      if (known === undefined) sittings.set(mate.code, [sitting]);
      else known.push(sitting);
    }
  }
  return sittings;
}
