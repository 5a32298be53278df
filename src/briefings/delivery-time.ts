import { Temporal } from 'temporal-polyfill';

/** When a reader wants briefings: a local wall-clock time on some weekdays in a zone. */
export interface DeliveryPlan {
  /** IANA name. */
  readonly timeZone: string;
  /** `HH:MM` or `HH:MM:SS`. */
  readonly localTime: string;
  /** Bit 0 Monday … bit 6 Sunday; 0 never. */
  readonly days: number;
}

export interface DeliveryMoment {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** The reader's date that the briefing is of, `YYYY-MM-DD`. */
  readonly localDate: string;
}

/** Dates looked at for the next delivery: a week and the dates that a zone may skip. */
const DATES_TRIED = 16;
const LOOKED_BACK_MS = DATES_TRIED * 86_400_000;
const CACHED = 50_000;
const cache = new Map<string, number | null>();

/**
 * The first delivery strictly after a moment. Follows Temporal's rules for clock changes: an hour that does not exist
 * is delivered at the first moment after the gap, one that comes twice at its first coming, and a date that a zone
 * skipped has no delivery.
 * @param after milliseconds since the epoch
 * @returns undefined when no weekday is chosen
 */
export function nextDelivery(plan: DeliveryPlan, after: number): DeliveryMoment | undefined {
  if ((plan.days & 0b1111111) === 0) return undefined;
  // The day before as well: a gap at midnight can push a delivery past the date it is of.
  let date = localDateOf(plan.timeZone, after).subtract({ days: 1 });
  for (let tried = 0; tried <= DATES_TRIED; tried++, date = date.add({ days: 1 })) {
    if ((plan.days & (1 << (date.dayOfWeek - 1))) === 0) continue;
    const at = deliveryOn(date, plan);
    if (at !== null && at > after) return { at, localDate: date.toString() };
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
  // Whoever has a weekday has a delivery within these days; the years before a far moment need no look.
  let next = nextDelivery(plan, Math.max(due - 1, now - LOOKED_BACK_MS));
  while (next !== undefined && next.at <= now) {
    latest = next;
    next = nextDelivery(plan, next.at);
  }
  return { due: latest, next };
}

/** The reader's date at a moment. */
export function localDateOf(timeZone: string, at: number): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDate();
}

/** Milliseconds of the delivery that is of a date, or null where the zone skipped the date. */
function deliveryOn(date: Temporal.PlainDate, { timeZone, localTime }: DeliveryPlan): number | null {
  const key = `${date.toString()} ${localTime} ${timeZone}`;
  let at = cache.get(key);
  if (at === undefined) {
    if (cache.size >= CACHED) cache.clear();
    cache.set(key, (at = computeDelivery(date, localTime, timeZone)));
  }
  return at;
}

function computeDelivery(date: Temporal.PlainDate, localTime: string, timeZone: string): number | null {
  const midnight = date.toZonedDateTime(timeZone);
  if (!midnight.toPlainDate().equals(date)) return null;
  const wanted = date.toPlainDateTime(localTime);
  const earlier = wanted.toZonedDateTime(timeZone, { disambiguation: 'earlier' });
  if (earlier.toPlainDateTime().equals(wanted)) return earlier.epochMilliseconds;
  // In a gap: `earlier` stands before it, so the next change of the offset is the first moment after.
  return earlier.getTimeZoneTransition('next')!.epochMilliseconds;
}
