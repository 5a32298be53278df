import { LONGEST_INTERVAL, nextPace, type Pace } from './fetch-interval.js';

const SHORTEST = 1_800;
const HOUR = 3_600;

/** Lives with a source that brings an item every so many seconds, for some days. */
function live(itemEverySeconds: number, days: number, from: Pace | null = null, shortest = SHORTEST): Pace[] {
  const paces: Pace[] = [];
  let pace = from;
  let last = 0;
  for (let now = 1; now < days * 86_400; now += pace.intervalSeconds) {
    const ages: number[] = [];
    for (
      let item = Math.ceil(last / itemEverySeconds) * itemEverySeconds;
      item < now;
      item += itemEverySeconds
    )
      ages.push(now - item);
    pace = nextPace(pace, shortest, now - last, ages);
    paces.push(pace);
    last = now;
  }
  return paces;
}

describe('the pace of a source', () => {
  it('starts with the interval that is stated', () => {
    expect(nextPace(null, SHORTEST, 0, [60, 90]).intervalSeconds).toBe(SHORTEST);
    expect(nextPace(null, SHORTEST, 0, [])).toEqual({ itemsPerDay: 0, intervalSeconds: SHORTEST });
  });

  it('lengthens by half while nothing is new, up to six hours', () => {
    const intervals = live(Infinity, 3).map((pace) => pace.intervalSeconds);
    expect(intervals.slice(0, 4)).toEqual([1_800, 2_700, 4_050, 6_075]);
    expect(intervals.at(-1)).toBe(LONGEST_INTERVAL);
    expect(intervals).toEqual([...intervals].sort((a, b) => a - b));
  });

  it('shortens when something new comes, to a half at once and down to what is stated', () => {
    let pace: Pace = { itemsPerDay: 0, intervalSeconds: LONGEST_INTERVAL };
    const intervals = Array.from({ length: 6 }, () => {
      pace = nextPace(
        pace,
        SHORTEST,
        HOUR,
        Array.from({ length: 30 }, () => 60),
      );
      return pace.intervalSeconds;
    });
    expect(intervals).toEqual([10_800, 5_400, 2_700, 1_800, 1_800, 1_800]);
  });

  it.each([
    ['two items an hour', HOUR / 2, SHORTEST, SHORTEST],
    ['eight items a day', 3 * HOUR, 1.2 * HOUR, 2 * HOUR],
    ['an item in a week', 7 * 24 * HOUR, LONGEST_INTERVAL, LONGEST_INTERVAL],
  ])('settles for %s', (_, every, least, most) => {
    const interval = live(every, 30).at(-1)?.intervalSeconds;
    expect(interval).toBeGreaterThanOrEqual(least);
    expect(interval).toBeLessThanOrEqual(most);
  });

  it('estimates the items of a day', () => {
    expect(live(HOUR, 30).at(-1)?.itemsPerDay).toBeCloseTo(24, 0);
    expect(live(Infinity, 60, { itemsPerDay: 500, intervalSeconds: SHORTEST }).at(-1)?.itemsPerDay).toBe(0);
  });

  it('takes old items of a first fetch for what they are', () => {
    const day = 24 * HOUR;
    expect(nextPace(null, SHORTEST, 0, [400 * day, 500 * day]).itemsPerDay).toBe(0);
    expect(nextPace(null, SHORTEST, 0, [HOUR, 2 * HOUR, 3 * HOUR]).itemsPerDay).toBeCloseTo(1, 1);
  });

  it('keeps to a stated interval that is longer than six hours, and to one that has changed', () => {
    expect(live(Infinity, 30, null, 86_400).at(-1)?.intervalSeconds).toBe(86_400);
    expect(nextPace({ itemsPerDay: 0, intervalSeconds: 600 }, SHORTEST, 600, []).intervalSeconds).toBe(2_700);
  });

  it('bears a clock that was set back', () => {
    expect(
      nextPace({ itemsPerDay: 6, intervalSeconds: 7_200 }, SHORTEST, -9_999, [-5]).itemsPerDay,
    ).toBeCloseTo(6.3333, 3);
  });
});
