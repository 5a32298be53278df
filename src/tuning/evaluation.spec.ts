import { buildCandidatePool, type PoolStory } from '../ranking/candidate-pool.js';
import { engagementColumns } from '../ranking/engagements.js';
import { popularityColumns } from '../ranking/popularity.js';
import { DEFAULT_PROFILE } from '../ranking/ranking-profile.js';
import { NO_BEHAVIOUR, type RankingReader } from '../ranking/reader.js';
import { mulberry32 } from '../ranking/random.js';
import { compare, ENOUGH_READERS, type MeasuredReader } from './evaluation-bootstrap.js';
import { casesOf, type Taken } from './evaluation-cases.js';
import { measureList, type MeasuredList, momentOf, reachable } from './evaluation-measures.js';

const at = (time: string): number => Date.parse(`2026-03-${time}Z`);

describe('the lists of the past', () => {
  const took = (story: string, time: string, grade = 1, readerRef = 1): Taken => ({
    readerRef,
    story,
    at: at(time),
    grade,
  });

  it('gives a briefing what was taken within a day, and until the next', () => {
    const cases = casesOf(
      [took('a', '02T07:30'), took('b', '02T20:00', 2), took('c', '03T07:10'), took('d', '04T07:09')],
      [
        { readerRef: 1, at: at('02T07:00:03') },
        { readerRef: 1, at: at('03T07:00:03') },
      ],
      at('01T00:00'),
    );
    expect(cases).toEqual([
      {
        readerRef: 1,
        briefing: true,
        moment: at('02T07:00'),
        targets: new Map([
          ['a', 1],
          ['b', 2],
        ]),
      },
      { readerRef: 1, briefing: true, moment: at('03T07:00'), targets: new Map([['c', 1]]) },
      { readerRef: 1, briefing: false, moment: at('04T07:00'), targets: new Map([['d', 1]]) },
    ]);
  });

  it('never knows what came later: a feed stands strictly before the first act', () => {
    const [one] = casesOf(
      [took('a', '02T09:00:00'), took('b', '02T11:15', 3), took('a', '02T12:00', 2)],
      [],
      0,
    );
    expect(one).toEqual({
      readerRef: 1,
      briefing: false,
      moment: at('02T08:00'),
      targets: new Map([
        ['a', 2],
        ['b', 3],
      ]),
    });
  });

  it('parts readers and dates, orders by moment, and leaves out what lies before the span', () => {
    const cases = casesOf(
      [took('a', '02T09:30'), took('b', '03T09:30'), took('c', '02T08:30', 1, 2)],
      [],
      at('02T09:00'),
    );
    expect(cases.map(({ readerRef, moment }) => [readerRef, moment])).toEqual([
      [1, at('02T09:00')],
      [1, at('03T09:00')],
    ]);
  });
});

describe('the measures of a list', () => {
  const story = (id: string, topic: string, more: Partial<PoolStory> = {}): PoolStory => ({
    id,
    event: `event-${id}`,
    source: `source-${id}`,
    publishedAt: at('02T05:00'),
    topics: [{ topic, confidence: 1 }],
    entities: [],
    kinds: [],
    importancePrior: 0.5,
    authority: 0.5,
    halfLifeHours: 24,
    terms: [id],
    ...more,
  });
  const none = { topics: {}, kinds: {}, entities: {} };
  const reader: RankingReader = {
    id: 'r',
    stated: {
      cohort: { role: 'role', industry: 'industry' },
      role: { ...none, topics: { power: 1, chips: 0.5 } },
      industry: none,
      about: { topics: {}, entities: {}, companies: [] },
      followedTopics: [],
      followedEntities: [],
      mutedTopics: [],
      mutedSources: [],
    },
    behaviour: NO_BEHAVIOUR,
    delivered: new Map(),
  };
  const pool = buildCandidatePool(
    [story('a', 'power'), story('b', 'chips'), story('c', 'gossip')],
    at('02T07:00'),
  );
  const popularity = popularityColumns(pool, []);
  const act = { story: 'a', at: at('02T06:00'), value: 1, role: 'role', industry: 'industry' };
  const moment = momentOf({ pool, popularity, learned: undefined }, engagementColumns([act, act, act]));
  const profile = { ...DEFAULT_PROFILE, rules: { ...DEFAULT_PROFILE.rules, minScore: -10 } };

  it('count what was taken by its place and grade', () => {
    const best = measureList(moment, reader, profile, new Map([['a', 2]]));
    expect([best.stories[0], best.ndcg10, best.mrr]).toEqual(['a', 1, 1]);
    const second = measureList(moment, reader, profile, new Map([['b', 2]]));
    expect(second.ndcg10).toBeCloseTo(1 / Math.log2(3), 12);
    expect(second.mrr).toBe(0.5);
    const nothing = measureList(moment, reader, profile, new Map());
    expect([nothing.ndcg10, nothing.mrr]).toEqual([null, null]);
  });

  it('know difference, nearness to the mix, and surprise', () => {
    const list = measureList(moment, reader, profile, new Map());
    expect(list.diversity).toBe(1);
    expect(list.calibration).toBeGreaterThan(0);
    // Of 6 in all, a has 4, b and c 1 each.
    expect(list.novelty).toBeCloseTo((Math.log2(6 / 4) + 2 * Math.log2(6)) / 3, 12);
  });

  it('ask only for what a list could hold', () => {
    const targets = new Map([
      ['a', 1],
      ['b', 1],
      ['gone', 3],
    ]);
    const told = { ...reader, delivered: new Map([['event-a', at('02T06:00')]]) };
    expect([...reachable(targets, moment, reader).keys()]).toEqual(['a', 'b']);
    expect([...reachable(targets, moment, told).keys()]).toEqual(['b']);
  });
});

describe('the comparison of two profiles', () => {
  const list = (ndcg10: number | null, stories: readonly string[] = []): MeasuredList => ({
    stories,
    ndcg10,
    mrr: ndcg10,
    diversity: 0.5,
    calibration: 0.5,
    novelty: 0.5,
  });
  const readers = (count: number, gain: (i: number) => number): MeasuredReader[] => {
    const random = mulberry32(5);
    return Array.from({ length: count }, (_, i) => {
      const base = random();
      return {
        role: 'r',
        industry: 'i',
        pairs: [{ active: list(base, [`s${i}`]), draft: list(base + gain(i), [`s${i}`, 'x']) }],
      };
    });
  };

  it('sees a small steady gain behind large differences of readers', () => {
    const { ndcg10, diversity } = compare(
      readers(60, (i) => 0.01 + 0.001 * (i % 3)),
      100,
      1,
    );
    expect(ndcg10).toMatchObject({ readers: 60, verdict: 'higher' });
    expect(ndcg10.difference).toBeCloseTo(0.011, 9);
    expect(ndcg10.interval![0]).toBeLessThan(ndcg10.difference!);
    expect(ndcg10.interval![1]).toBeGreaterThan(ndcg10.difference!);
    expect(diversity).toMatchObject({ difference: 0, interval: [0, 0], verdict: 'unclear' });
  });

  it('is unclear about noise, and right about it nineteen times in twenty', () => {
    let covered = 0;
    for (let seed = 1; seed <= 15; seed++) {
      const random = mulberry32(seed);
      const { ndcg10 } = compare(
        readers(40, () => random() - 0.5),
        100,
        seed,
      );
      if (ndcg10.interval![0] <= 0 && ndcg10.interval![1] >= 0) covered++;
    }
    expect(covered).toBeGreaterThanOrEqual(12);
  });

  it('gives the same bits for a seed', () => {
    const some = readers(30, (i) => (i % 5) / 10);
    expect(compare(some, 50, 7)).toEqual(compare(some, 50, 7));
    expect(compare(some, 50, 7).ndcg10.interval).not.toEqual(compare(some, 50, 8).ndcg10.interval);
  });

  it('says when there is too little data', () => {
    const few = compare(
      readers(ENOUGH_READERS - 1, () => 0.2),
      50,
      1,
    ).ndcg10;
    expect(few).toMatchObject({ readers: 19, interval: null, verdict: 'too-little-data' });
    expect(few.difference).toBeCloseTo(0.2, 9);
    expect(compare([], 0, 1).coverage).toMatchObject({
      readers: 0,
      active: null,
      verdict: 'too-little-data',
    });
  });

  it('counts a reader once, and a list without targets not for accuracy', () => {
    const pairs = [list(1), list(null)].map((one) => ({ active: one, draft: one }));
    const { ndcg10, diversity } = compare([{ role: 'r', industry: 'i', pairs }], 10, 1);
    expect([ndcg10.active, diversity.active]).toEqual([1, 0.5]);
  });

  it('counts for coverage each story once', () => {
    const { coverage } = compare(
      readers(25, () => 0),
      100,
      1,
    );
    expect([coverage.active, coverage.draft]).toEqual([0.25, 0.26]);
    expect(coverage.verdict).toBe('higher');
  });
});
