import { Temporal } from 'temporal-polyfill';

const DAY_MS = 86_400_000;
/** Further than any clock is from UTC, and than any clock was ever set. */
const MARGIN_MS = 3 * DAY_MS;
/** Entries of each cache. */
const CACHED = 4_000;

/** The offsets of a zone in one year, with some days before and after it. */
interface ZoneYear {
  /** Where each offset begins, milliseconds since the epoch, ascending; the first holds from ever. */
  readonly from: readonly number[];
  /** Milliseconds that the zone's clock is ahead of UTC. */
  readonly offsets: readonly number[];
}

const years = new Map<string, ZoneYear>();
const known = new Map<string, boolean>();
const dateTexts = new Map<number, string>();

/** Days since 1970-01-01. */
export function dayOf(at: number): number {
  return Math.floor(at / DAY_MS);
}

/** Bit of a day's weekday: 0 Monday … 6 Sunday. */
export function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}

/** `YYYY-MM-DD` of days since 1970-01-01. */
export function dateText(day: number): string {
  let text = dateTexts.get(day);
  if (text === undefined) {
    if (dateTexts.size >= CACHED) dateTexts.clear();
    dateTexts.set(day, (text = new Date(day * DAY_MS).toISOString().split('T')[0]!));
  }
  return text;
}

/** Whether the time-zone data of this process have the zone. One that was stored may have gone since. */
export function knowsZone(timeZone: string): boolean {
  let answer = known.get(timeZone);
  if (answer === undefined) {
    try {
      Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(timeZone);
      answer = true;
    } catch {
      answer = false;
    }
    if (known.size >= CACHED) known.clear();
    known.set(timeZone, answer);
  }
  return answer;
}

/** The day that a zone's calendar shows at a moment, in days since 1970-01-01. A zone that is not known counts as UTC. */
export function localDayOf(timeZone: string, at: number): number {
  const { from, offsets } = zoneYear(timeZone, at);
  let i = from.length - 1;
  while (from[i]! > at) i--;
  return dayOf(at + offsets[i]!);
}

/**
 * When a zone's clock shows a time on a day: at its first coming where it comes twice, at the first moment after the gap
 * where it does not come. These are Temporal's rules, by arithmetic on the offsets that Temporal gave.
 * @param day days since 1970-01-01
 * @param time milliseconds since midnight
 * @returns milliseconds since the epoch; null where the zone left out the whole day
 */
export function momentOf(timeZone: string, day: number, time: number): number | null {
  const { from, offsets } = zoneYear(timeZone, day * DAY_MS);
  const midnight = day * DAY_MS;
  const wanted = midnight + time;
  for (let i = 0; i < from.length; i++) {
    const at = wanted - offsets[i]!;
    if (at >= from[i]! && at < (from[i + 1] ?? Infinity)) return at;
    if (i === 0) continue;
    const gapFrom = from[i]! + offsets[i - 1]!;
    const gapTo = from[i]! + offsets[i]!;
    if (gapFrom <= wanted && wanted < gapTo) {
      return gapFrom <= midnight && gapTo >= midnight + DAY_MS ? null : from[i]!;
    }
  }
  throw new Error(`No moment of ${dateText(day)} was found in ${timeZone}.`);
}

/** The last one that was asked for: whoever plans a page mostly asks for the same again. */
let latest: { timeZone: string; begin: number; end: number; found: ZoneYear } | undefined;

function zoneYear(timeZone: string, at: number): ZoneYear {
  if (latest?.timeZone === timeZone && at >= latest.begin && at < latest.end) return latest.found;
  const year = new Date(at).getUTCFullYear();
  const key = `${timeZone} ${year}`;
  let found = years.get(key);
  if (found === undefined) {
    if (years.size >= CACHED) years.clear();
    years.set(key, (found = readZoneYear(knowsZone(timeZone) ? timeZone : 'UTC', year)));
  }
  latest = { timeZone, begin: Date.UTC(year, 0), end: Date.UTC(year + 1, 0), found };
  return found;
}

function readZoneYear(timeZone: string, year: number): ZoneYear {
  const end = Date.UTC(year + 1, 0) + MARGIN_MS;
  let at = Temporal.Instant.fromEpochMilliseconds(Date.UTC(year, 0) - MARGIN_MS).toZonedDateTimeISO(timeZone);
  const from = [-Infinity];
  const offsets = [at.offsetNanoseconds / 1e6];
  for (;;) {
    const next = at.getTimeZoneTransition('next');
    if (next === null || next.epochMilliseconds >= end) return { from, offsets };
    from.push(next.epochMilliseconds);
    offsets.push(next.offsetNanoseconds / 1e6);
    at = next;
  }
}
