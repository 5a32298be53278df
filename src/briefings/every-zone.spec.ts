import { Temporal } from 'temporal-polyfill';
import { nextDelivery } from './delivery-time.js';
import { dateText, dayOf, localDayOf, weekdayOf } from './zone-offsets.js';

const DAY = 86_400_000;
const FROM = Date.UTC(2027, 0, 1);
const TO = Date.UTC(2029, 0, 1); // with 29 February 2028
const QUARTERS = Array.from({ length: 96 }, (_, quarter) => quarter);
const timeOf = (quarter: number): string =>
  `${String(quarter >> 2).padStart(2, '0')}:${String((quarter & 3) * 15).padStart(2, '0')}`;

interface Change {
  readonly at: number;
  /** Milliseconds ahead of UTC, before and after. */
  readonly before: number;
  readonly after: number;
}

function changesOf(timeZone: string, from: number, to: number): Change[] {
  const changes: Change[] = [];
  let zoned = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(timeZone);
  for (;;) {
    const next = zoned.getTimeZoneTransition('next');
    if (next === null || next.epochMilliseconds >= to) return changes;
    changes.push({
      at: next.epochMilliseconds,
      before: zoned.offsetNanoseconds / 1e6,
      after: next.offsetNanoseconds / 1e6,
    });
    zoned = next;
  }
}

/** One zone for each distinct schedule of the span: offset at its beginning, and every change. */
function schedules(): Map<string, Change[]> {
  const bySchedule = new Map<string, [string, Change[]]>();
  const fixed = Array.from(
    { length: 27 },
    (_, i) => `Etc/GMT${i < 13 ? '-' : '+'}${i < 13 ? i + 1 : i - 13}`,
  );
  for (const zone of [...Intl.supportedValuesOf('timeZone'), ...fixed.slice(0, 26), 'Etc/GMT-14']) {
    const changes = changesOf(zone, FROM - 3 * DAY, TO + 3 * DAY);
    const start = Temporal.Instant.fromEpochMilliseconds(FROM - 3 * DAY).toZonedDateTimeISO(zone);
    const key = JSON.stringify([start.offsetNanoseconds, changes]);
    if (!bySchedule.has(key)) bySchedule.set(key, [zone, changes]);
  }
  return new Map(bySchedule.values());
}

/** By Temporal itself: the moment of a time on a date, null for a date that the zone skipped. */
function oracle(timeZone: string, date: string, time: string): number | null {
  const day = Temporal.PlainDate.from(date);
  if (!day.toZonedDateTime(timeZone).toPlainDate().equals(day)) return null;
  const wanted = day.toPlainDateTime(time);
  const earlier = wanted.toZonedDateTime(timeZone, { disambiguation: 'earlier' });
  return earlier.toPlainDateTime().equals(wanted)
    ? earlier.epochMilliseconds
    : earlier.getTimeZoneTransition('next')!.epochMilliseconds;
}

/**
 * Walks through every delivery of a span and says what is wrong: a date left out or doubled, a moment that does not rise,
 * a moment on which the zone's clock shows neither the date and time nor the first moment after a gap.
 */
function faultsOf(timeZone: string, changes: readonly Change[], from: number, to: number): string[] {
  const faults: string[] = [];
  const start = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(timeZone);
  const firstOffset = changes[0]?.before ?? start.offsetNanoseconds / 1e6;
  const gapEnds = new Set(changes.filter(({ before, after }) => after > before).map(({ at }) => at));
  const skipped = new Set(
    changes.flatMap(({ at, before, after }) => {
      const days: number[] = [];
      for (let day = Math.ceil((at + before) / DAY); (day + 1) * DAY <= at + after; day++) days.push(day);
      return days;
    }),
  );
  for (const quarter of QUARTERS) {
    const plan = { timeZone, localTime: timeOf(quarter), days: 0b1111111 };
    const [first, end] = [dateText(dayOf(from)), dateText(dayOf(to))];
    let expected = dayOf(from);
    let last = -Infinity;
    // As a tick does: the next after the last, from the moment before the first date began.
    let moment = nextDelivery(plan, from - 2 * DAY);
    while (moment !== undefined && moment.localDate < first) moment = nextDelivery(plan, moment.at);
    for (; moment !== undefined && moment.localDate < end; moment = nextDelivery(plan, last)) {
      while (skipped.has(expected)) expected++;
      const { at, localDate } = moment;
      const offset = changes.findLast((change) => change.at <= at)?.after ?? firstOffset;
      const right = at + offset === expected * DAY + quarter * 900_000 || gapEnds.has(at);
      if (localDate !== dateText(expected) || at <= last || !right)
        faults.push(`${timeZone} ${plan.localTime}: ${localDate} at ${new Date(at).toISOString()}`);
      expected++;
      last = at;
    }
    while (skipped.has(expected)) expected++;
    if (expected !== dayOf(to))
      faults.push(`${timeZone} ${plan.localTime}: ends before ${dateText(expected)}`);
  }
  return faults;
}

function differencesFromTemporal(timeZone: string, days: ReadonlySet<number>): string[] {
  const differences: string[] = [];
  for (const day of days) {
    const date = dateText(day);
    for (const quarter of QUARTERS) {
      const localTime = timeOf(quarter);
      const right = oracle(timeZone, date, localTime);
      const plan = { timeZone, localTime, days: 1 << weekdayOf(day) };
      const found = nextDelivery(plan, right === null ? day * DAY - 2 * DAY : right - 1);
      if ((found?.localDate === date ? found.at : null) !== right)
        differences.push(`${timeZone} ${localTime}: ${date} at ${right ?? 'no time'}`);
    }
  }
  return differences;
}

describe('deliveries in every zone, at every quarter of an hour, for two years', () => {
  const zones = schedules();

  it('knows some sixty schedules, with gaps at midnight, half hours and quarters', () => {
    expect(zones.size).toBeGreaterThan(60);
    const changes = [...zones.values()].flat();
    expect(changes.some(({ before, after }) => Math.abs(after - before) === 1_800_000)).toBe(true);
    expect(changes.some(({ at, before, after }) => after > before && (at + before) % DAY === 0)).toBe(true);
    const starts = [...zones.keys()].map((zone) => oracle(zone, '2027-01-01', '00:00')! / 60_000);
    expect(starts.some((minute) => Math.abs(minute % 60) === 15 || Math.abs(minute % 60) === 45)).toBe(true);
  });

  it('has exactly one for each date, one after the other, at its time or the first moment after a gap', () => {
    const faults: string[] = [];
    for (const [zone, changes] of zones) faults.push(...faultsOf(zone, changes, FROM, TO));
    expect(faults).toEqual([]);
  }, 180_000);

  it('agrees with Temporal on the dates around every change', () => {
    const differences: string[] = [];
    for (const [zone, changes] of zones) {
      const days = new Set(
        changes.flatMap(({ at, before, after }) => [dayOf(at + before - 1), dayOf(at + after)]),
      );
      differences.push(...differencesFromTemporal(zone, days.add(dayOf(Date.UTC(2028, 1, 29)))));
    }
    expect(differences).toEqual([]);
  });

  it.each([
    ['Pacific/Apia', '2011-12-30', 2011],
    ['Pacific/Kwajalein', '1993-08-21', 1993],
    ['Pacific/Kiritimati', '1994-12-31', 1994],
  ])('has none on the date that %s skipped', (zone, date, year) => {
    const [from, to] = [Date.UTC(year, 0, 1), Date.UTC(year + 1, 1, 1)];
    const changes = changesOf(zone, from - 3 * DAY, to + 3 * DAY);
    expect(oracle(zone, date, '12:00')).toBeNull();
    expect(faultsOf(zone, changes, from, to)).toEqual([]);
    const day = dayOf(Date.parse(date));
    expect(differencesFromTemporal(zone, new Set([day - 1, day, day + 1]))).toEqual([]);
    expect(localDayOf(zone, oracle(zone, dateText(day + 1), '00:00')!)).toBe(day + 1);
  });
});
