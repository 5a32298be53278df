import { checksOf, type QualityMeasures } from './quality-checks.js';
import { markdownTable, score } from './quality-format.js';
import { markdownOf } from './quality-report.js';
import { gainsOf } from './quality-slates.js';
import { worstPlaced } from './quality-tailoring.js';

const f1 = (value: number) => ({ precision: value, recall: value, f1: value, support: 8 });
const list = (ndcg: number) => ({ ndcg, precision: 0.4, recall: 0.5 });
const side = { diversity: 0.7, calibration: 1, toldCalibration: 1, ndcg: 0.7, eventNdcg: 0.7 };
const held = { checked: 10, violations: 0 };

function measures(change: Partial<QualityMeasures> = {}): QualityMeasures {
  return {
    tailoring: [
      {
        edition: 'e1',
        readers: 1,
        stories: 3,
        scout: list(0.7),
        standardError: 0.05,
        baselines: { random: list(0.1), bestCommonList: list(0.4), bm25: list(0.4) },
        byReader: [
          { reader: 'p01', ndcg: 0.7, worst: [{ id: 's1', grade: 3, rank: 12, topics: ['hiring'] }] },
        ],
      },
    ],
    topics: [
      {
        edition: 't1',
        stories: 3,
        micro: f1(0.5),
        headline: {
          'hyperscale-infrastructure': f1(0.9),
          'custom-silicon': f1(0.9),
          'agent-orchestration': f1(0.8),
          hiring: null,
        },
        headlineMean: 0.87,
        baselines: { mostFrequentTopic: 0.1, nearestDefinition: 0.3 },
        calibration: { given: 0.05, considered: 0.06 },
      },
    ],
    weakestTopics: [{ topic: 'gaming', f1: f1(0.4) }],
    events: {
      stories: 3,
      events: 2,
      scout: f1(0.8),
      baseline: { threshold: 0.2, score: f1(0.6) },
      seconds: 1.23,
    },
    pairs: [],
    slates: [
      {
        edition: 'e1',
        readers: 1,
        meanLength: 10,
        repeatedEvents: 0,
        mostOfOneSource: 3,
        briefing: { ...side, diversity: 0.9, calibration: 0.5, ndcg: 0.69 },
        hardRules: { ...side, diversity: 0.8, calibration: 0.8 },
        mostCalibrated: { ...side, calibration: 0.4, ndcg: 0.5 },
        byScore: { ...side, diversity: 0.75 },
      },
    ],
    warmings: [],
    explanations: [
      {
        edition: 'e1',
        readers: 1,
        stories: 3,
        sums: held,
        reasons: held,
        repeats: held,
        mutes: held,
        follows: held,
      },
    ],
    titles: [{ of: 'roles', titles: 4, right: 0.75, sure: 0.5, rightWhereSure: 1 }],
    entities: { verdicts: 4, precisionWhenJudged: 0.5, produced: 2, precision: 1 },
    kinds: [],
    ...change,
  };
}

const stateOf = (of: QualityMeasures, what: string) =>
  checksOf(of).find((check) => check.what === what)?.state;

describe('checks of quality', () => {
  it('tells goal, floor and what is broken', () => {
    expect(stateOf(measures(), 'nDCG@10, mean of the editions')).toBe('above the floor');
    expect(stateOf(measures(), 'F1 of custom-silicon, t1')).toBe('goal reached');
    expect(stateOf(measures(), 'F1 of hiring, t1')).toBe('FLOOR BROKEN');
    expect(stateOf(measures(), 'nDCG@10 against the list by score, e1')).toBe('goal reached');
  });

  it('breaks on any violation of an explanation', () => {
    const one = measures().explanations[0]!;
    const broken = measures({ explanations: [{ ...one, reasons: { checked: 10, violations: 1 } }] });
    expect(stateOf(measures(), 'violations, e1')).toBe('goal reached');
    expect(stateOf(broken, 'violations, e1')).toBe('FLOOR BROKEN');
  });

  it('holds free text and names to their floors, and names only where there are corpora', () => {
    const what = 'precision of the mentions judged by eye';
    const absent = measures({
      entities: { verdicts: 4, precisionWhenJudged: 0.5, produced: 0, precision: 0 },
    });
    expect(stateOf(measures(), 'right, roles')).toBe('FLOOR BROKEN');
    expect(stateOf(measures(), what)).toBe('goal reached');
    expect(stateOf(absent, what)).toBeUndefined();
  });

  it.each(['b', 'c'] as const)(
    'holds kinds of fact to a floor on sample %s, where there are corpora',
    (name) => {
      const what = `micro-F1 of the kinds of fact, sample ${name}`;
      const sample = { stories: 100, micro: f1(0.5), baseline: 0.2, byKind: [] };
      const one = { ...sample, sample: name };
      expect(stateOf(measures({ kinds: [{ ...sample, sample: 'a' }, one] }), what)).toBe('FLOOR BROKEN');
      expect(stateOf(measures({ kinds: [{ ...one, stories: 0 }] }), what)).toBeUndefined();
    },
  );

  it('says what clicks brought and whether one of them cost too much', () => {
    const curve = { from: 'e1', to: 'e2', readers: 1, seeds: 1, clicks: 2 };
    const both = (byClicks: number[], warm: number) =>
      (['all', 'role and industry'] as const).map((stated) => ({ ...curve, stated, byClicks, warm }));
    const good = measures({ warmings: both([0.6, 0.59, 0.7], 0.7) });
    expect(stateOf(good, 'gain of nDCG@10 by ten clicks')).toBe('goal reached');
    expect(stateOf(good, 'without clicks, share of the warm value')).toBe('goal reached');
    expect(stateOf(good, 'largest loss from one click to the next')).toBe('goal reached');
    const bad = measures({ warmings: both([0.5, 0.4, 0.5], 0.7) });
    expect(stateOf(bad, 'gain of nDCG@10 by ten clicks')).toBe('short of the goal');
    expect(stateOf(bad, 'without clicks, share of the warm value')).toBe('short of the goal');
    expect(stateOf(bad, 'largest loss from one click to the next')).toBe('short of the goal');
  });

  it('a change without a floor is never broken', () => {
    const one = measures().slates[0]!;
    const same = measures({ slates: [{ ...one, briefing: one.byScore }] });
    expect(stateOf(same, 'diversity against the list by score, e1')).toBe('short of the goal');
  });
});

describe('the document', () => {
  it('is the same for the same measures, whatever the machine took', () => {
    const { events } = measures();
    expect(markdownOf(measures({ events: { ...events, seconds: 99 } }))).toBe(markdownOf(measures()));
  });

  it('names reader, story, grade, rank and topics of what is placed worst', () => {
    expect(markdownOf(measures())).toContain('s1 (3, 12., hiring)');
  });

  it('aligns figures to the right', () => {
    expect(
      markdownTable([
        ['a', 'value'],
        ['x', '.5'],
        ['long', '–'],
      ]),
    ).toBe('| a    | value |\n| ---- | ----: |\n| x    |    .5 |\n| long |     – |');
  });

  it('writes a score without its leading zero', () => {
    expect([score(0.756), score(1), score(-0.2)]).toEqual(['.76', '1.00', '−.20']);
  });
});

describe('the worst placed', () => {
  it('are the relevant stories that lose most, also those that were removed', () => {
    const ranking = ['a', 'b', ...Array.from({ length: 10 }, (_, at) => `n${at}`), 'c'];
    const worst = worstPlaced(ranking, { a: 1, b: 3, c: 2, gone: 3 }, (story) => [`topic of ${story}`]);
    expect(worst.map(({ id, rank }) => [id, rank])).toEqual([
      ['gone', null],
      ['b', 2],
      ['c', 13],
    ]);
    expect(worst[0]!.topics).toEqual(['topic of gone']);
  });
});

describe('the gain of a list', () => {
  it('can count every event once', () => {
    const eventOf = new Map([
      ['a', 'a'],
      ['b', 'a'],
    ]);
    const grades = { a: 3, b: 3, c: 3 };
    const twice = gainsOf(['a', 'b'], grades, eventOf);
    const once = gainsOf(['a', 'c'], grades, eventOf);
    expect(twice.ndcg).toBe(once.ndcg);
    expect(once.eventNdcg).toBe(1);
    expect(twice.eventNdcg).toBeLessThan(0.7);
  });
});
