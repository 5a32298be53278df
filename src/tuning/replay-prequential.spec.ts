import { DEFAULT_PROFILE } from '../ranking/ranking-profile.js';
import type { ReplayEvent } from './replay-log.js';
import { replayPrequential } from './replay-prequential.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const touch = (
  at: number,
  reader: string,
  story: string,
  kind: ReplayEvent['kind'] = 'view',
): ReplayEvent => ({
  at,
  reader,
  story,
  kind,
  groups: [],
});
/** Marks the ends of the span, so that shares of it are easy to read: 0 to 100 days. */
const ENDS = [touch(0, 'start', 'first'), touch(100 * DAY, 'end', 'never seen before')];

describe('replayPrequential', () => {
  it('ranks by what was known before, with ties shared', () => {
    const report = replayPrequential([
      ...ENDS,
      touch(70 * DAY, 'a', 's'),
      touch(70 * DAY + HOUR, 'b', 's'),
      touch(70 * DAY + HOUR, 'c', 't'),
      touch(70 * DAY + 2 * HOUR, 'd', 's'), // candidates s (2 touches) and t (1)
    ]);
    // b's s is the only candidate then: rank 1; d's: s before t
    expect(report.events).toBe(2);
    expect(report.baselines.find(({ name }) => name === 'popularity-2h')!.mrr).toBe(1);
    // one candidate, then two: (1 + (1 + 1/2)/2) / 2
    expect(report.baselines.find(({ name }) => name === 'random')!.mrr).toBeCloseTo(0.875, 12);
    // s and t were touched last at the same moment
    expect(report.baselines.find(({ name }) => name === 'recency')!.mrr).toBeCloseTo(0.875, 12);
    expect(report.medianCandidates).toBe(2);
  });

  it('scores events of one moment before any of them is known', () => {
    const report = replayPrequential([
      ...ENDS,
      touch(70 * DAY, 'a', 's'),
      touch(80 * DAY, 'b', 't'), // cold
      touch(80 * DAY, 'c', 't'), // cold as well: b came at the same moment
      touch(80 * DAY, 'd', 's'), // one candidate: t is not known yet
    ]);
    expect(report.cold).toBe(4); // a, b, c and the end
    expect(report.events).toBe(1);
    expect(report.medianCandidates).toBe(1);
  });

  it('counts targets untouched for more than 14 days as stale, and both in the strict figure', () => {
    const report = replayPrequential([
      ...ENDS,
      touch(61 * DAY, 'a', 's'),
      touch(75 * DAY, 'b', 's'), // exactly 14 days: a candidate
      touch(75 * DAY, 'b', 's'), // at the same moment: still new to b
      touch(89 * DAY + 1, 'c', 's'), // stale
    ]);
    expect({ events: report.events, cold: report.cold, stale: report.stale }).toEqual({
      events: 2,
      cold: 2,
      stale: 1,
    });
    expect(report.result.recall10).toBe(1);
    expect(report.strict.recall10).toBeCloseTo(2 / 5, 12);
  });

  it('takes only views of stories new to the reader as targets, and counts from where it is told', () => {
    const log = [
      ...ENDS,
      touch(70 * DAY, 'a', 's'),
      touch(71 * DAY, 'a', 's'),
      touch(71 * DAY, 'b', 's', 'like'),
      touch(72 * DAY, 'c', 's'),
      touch(81 * DAY, 'd', 's'),
    ];
    expect(replayPrequential(log).events).toBe(2);
    expect(replayPrequential(log, { countFrom: 0.8 }).events).toBe(1);
    expect(() => replayPrequential(log, { countFrom: 0.9 })).toThrow('no view of a known story');
  });

  it('refuses logs without times, without events, or of one person', () => {
    expect(() => replayPrequential([])).toThrow('no events');
    expect(() => replayPrequential([{ reader: 'a', story: 's', kind: 'view', groups: [] }])).toThrow(
      'no times',
    );
    expect(() =>
      replayPrequential([touch(0, 'a', 's'), touch(DAY, 'a', 't'), touch(2 * DAY, 'a', 's')]),
    ).toThrow('no view of a known story');
  });

  it('gives the same bits twice, learns a taste, and starts from the profile', () => {
    const log = tasteful();
    const report = replayPrequential(log);
    expect(replayPrequential(log)).toEqual(report);
    const popular = report.baselines.find(({ name }) => name === 'popularity-2h')!;
    expect(report.result.mrr).toBeGreaterThan(popular.mrr! + 0.1);
    expect(report.bounded.mrr).toBeGreaterThan(popular.mrr!);
    const profile = {
      ...DEFAULT_PROFILE,
      weights: { ...DEFAULT_PROFILE.weights, livePopularity: 5 },
    };
    expect(replayPrequential(log, { profile }).bounded).not.toEqual(report.bounded);
  });
});

/** Two camps that read their own stories, of which one of each appears every hour. */
function tasteful(): ReplayEvent[] {
  const log: ReplayEvent[] = [];
  for (let hour = 0; hour < 60; hour++) {
    for (const camp of [0, 1]) {
      for (let reader = 0; reader < 5; reader++) {
        log.push(
          touch(hour * HOUR + reader * 300_000 + camp * 150_000, `${camp}-${reader}`, `${camp}-${hour}`),
        );
      }
    }
  }
  return log;
}
