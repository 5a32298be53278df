import { dateText, localDayOf, momentOf, weekdayOf } from './zone-offsets.js';

/** When a reader wants briefings: a local wall-clock time on some weekdays in a zone, apart from quiet dates. */
export interface DeliveryPlan {
  /** IANA name. */
  readonly timeZone: string;
  /** `HH:MM`. */
  readonly localTime: string;
  /** Bit 0 Monday … bit 6 Sunday; 0 never. */
  readonly days: number;
  /** Local dates without delivery: `YYYY-MM-DD`, or the first and the last of a span, `YYYY-MM-DD/YYYY-MM-DD`. */
  readonly quietDates?: readonly string[];
}

export interface DeliveryMoment {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** The reader's date that the briefing is of, `YYYY-MM-DD`. */
  readonly localDate: string;
}

const DAY_MS = 86_400_000;
/** Dates looked at for the next delivery: a week and the dates that a zone may skip. */
const DATES_TRIED = 16;
const LOOKED_BACK_MS = DATES_TRIED * DAY_MS;
const NO_DATES: readonly string[] = [];

/**
 * The first delivery strictly after a moment. Follows Temporal's rules for clock changes: an hour that does not exist
 * is delivered at the first moment after the gap, one that comes twice at its first coming, and a date that a zone
 * skipped has no delivery. A zone that is not known counts as UTC.
 * @param after milliseconds since the epoch
 * @returns undefined when no weekday is chosen
 */
export function nextDelivery(plan: DeliveryPlan, after: number): DeliveryMoment | undefined {
  const { timeZone, localTime, days, quietDates = NO_DATES } = plan;
  if ((days & 0b1111111) === 0) return undefined;
  const time = (Number(localTime.slice(0, 2)) * 60 + Number(localTime.slice(3, 5))) * 60_000;
  // The day before as well: a gap that ends at midnight pushes a delivery past the date it is of.
  let day = localDayOf(timeZone, after) - 1;
  // Each quiet span costs one step and the way to the next chosen weekday.
  for (let left = DATES_TRIED + 8 * quietDates.length; left > 0; left--, day++) {
    if ((days & (1 << weekdayOf(day))) === 0) continue;
    const at = momentOf(timeZone, day, time);
    if (at === null || at <= after) continue;
    const localDate = dateText(day);
    const quiet = quietSpan(quietDates, localDate);
    if (quiet === undefined) return { at, localDate };
    day = Date.parse(quiet.slice(-10)) / DAY_MS;
  }
  return undefined;
}

/**
 * The latest delivery that is due at `now`, and the one after it. A scheduler that slept over several dates makes up for the latest only.
 * @param due the planned moment that has come, milliseconds
 */
export function dueDelivery(
  plan: DeliveryPlan,
  due: number,
  now: number,
): { readonly due: DeliveryMoment | undefined; readonly next: DeliveryMoment | undefined } {
  let latest: DeliveryMoment | undefined;
  // Whoever has a weekday has a delivery within these days, or quiet dates: the years before a far moment need no look.
  let next = nextDelivery(plan, Math.max(due - 1, now - LOOKED_BACK_MS));
  while (next !== undefined && next.at <= now) {
    latest = next;
    next = nextDelivery(plan, next.at);
  }
  return { due: latest, next };
}

/** The reader's date at a moment, `YYYY-MM-DD`. A zone that is not known counts as UTC. */
export function localDateOf(timeZone: string, at: number): string {
  return dateText(localDayOf(timeZone, at));
}

/** Whether a local date is among the quiet ones of a plan. */
export function isQuiet(plan: Pick<DeliveryPlan, 'quietDates'>, localDate: string): boolean {
  return quietSpan(plan.quietDates ?? NO_DATES, localDate) !== undefined;
}

/** Whether the weekday of a local date is among some days, bit 0 Monday … bit 6 Sunday. */
export function deliversOn(days: number, localDate: string): boolean {
  return (days & (1 << weekdayOf(Date.parse(localDate) / DAY_MS))) !== 0;
}

function quietSpan(quietDates: readonly string[], localDate: string): string | undefined {
  return quietDates.find((span) => span.slice(0, 10) <= localDate && localDate <= span.slice(-10));
}
