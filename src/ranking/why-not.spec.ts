import { buildCandidatePool, type PoolStory } from './candidate-pool.js';
import { changed } from './changes.js';
import { dailyBriefing } from './daily-briefing.js';
import { popularityColumns } from './popularity.js';
import { mulberry32, type Random } from './random.js';
import { DEFAULT_PROFILE, type RankingProfile, type RuleName } from './ranking-profile.js';
import { NO_BEHAVIOUR, type RankingReader, type StatedProfile } from './reader.js';
import { whatItTakes } from './what-it-takes.js';
import { runSeeded, type WhyRequest, WhyNot } from './why-not.js';

const NOW = Date.parse('2026-03-03T07:00:00Z');
const HOUR = 3_600_000;
const NOTHING = { topics: {}, kinds: {}, entities: {} };

function story(id: string, more: Partial<PoolStory> = {}): PoolStory {
  return {
    id,
    event: `event-of-${id}`,
    source: `source-of-${id}`,
    publishedAt: NOW - 2 * HOUR,
    topics: [],
    entities: [],
    kinds: [],
    importancePrior: 0.3,
    authority: 0.5,
    halfLifeHours: 24,
    terms: [id],
    ...more,
  };
}

const about = (topic: string, confidence = 0.9): Partial<PoolStory> => ({ topics: [{ topic, confidence }] });

function reader(stated: Partial<StatedProfile> = {}, more: Partial<RankingReader> = {}): RankingReader {
  return {
    id: 'reader',
    stated: {
      cohort: { role: 'role', industry: 'industry' },
      role: { ...NOTHING, topics: { power: 0.9, chips: 0.8, law: 0.3 } },
      industry: { ...NOTHING, topics: { power: 0.4 } },
      about: { topics: {}, entities: {}, companies: [] },
      followedTopics: [],
      followedEntities: [],
      mutedTopics: [],
      mutedSources: [],
      ...stated,
    },
    behaviour: NO_BEHAVIOUR,
    delivered: new Map(),
    ...more,
  };
}

function request(
  stories: readonly PoolStory[],
  who = reader(),
  rules: Partial<Record<RuleName, number>> = {},
): WhyRequest {
  const pool = buildCandidatePool(stories, NOW);
  const profile: RankingProfile = { ...DEFAULT_PROFILE, rules: { ...DEFAULT_PROFILE.rules, ...rules } };
  return { pool, reader: who, profile, popularity: popularityColumns(pool, []), length: 3 };
}

const asked = (ask: WhyRequest, id: string) => {
  const whyNot = new WhyNot(dailyBriefing, ask);
  const why = whyNot.of(id)!;
  return { why, ways: whatItTakes(whyNot, why, dailyBriefing) };
};
const first = (ask: WhyRequest, id: string) => asked(ask, id).why.obstacles[0];

const three = [story('a', about('power')), story('b', about('chips')), story('c', about('power', 0.7))];

describe('why a story is in the list', () => {
  it('is told with its place, reasons and contributions, as in the list itself', () => {
    const { why, ways } = asked(request(three), 'a');
    const [item] = dailyBriefing.run(request(three)).items;
    expect(why).toMatchObject({ place: 1, listed: 3, obstacles: [], score: item!.score });
    expect([why.contributions, why.reasons]).toEqual([item!.contributions, item!.reasons]);
    expect(ways).toEqual([]);
  });

  it('is asked of stories of the pool only', () => {
    expect(new WhyNot(dailyBriefing, request(three)).of('nobody')).toBeUndefined();
  });
});

describe('why a story is not in the list', () => {
  it('calls nothing new that was reported before the reader read of it', () => {
    const stories = [story('before', { event: 'e', ...about('power') }), ...three];
    const readEvents = new Map([['e', NOW - HOUR]]);
    const { why } = asked(
      request(stories, reader({}, { behaviour: { ...NO_BEHAVIOUR, readEvents } })),
      'before',
    );
    expect(why.obstacles[0]).toMatchObject({ name: 'alreadyRead' });
    expect(why.contributions.seenPenalty).toBe(0);
    const after = story('after', { event: 'e', publishedAt: NOW - HOUR / 2, ...about('power') });
    const next = reader({}, { behaviour: { ...NO_BEHAVIOUR, readEvents } });
    expect(asked(request([...stories, after], next), 'after').why.contributions.seenPenalty).toBe(1);
  });

  it('praises no source of which nothing was said', () => {
    const bad = { ...NO_BEHAVIOUR, sources: new Map([['source-of-b', -0.4]]) };
    const stories = [story('a'), story('b'), story('good', { authority: 0.9 })];
    const profile = {
      ...DEFAULT_PROFILE,
      weights: { ...DEFAULT_PROFILE.weights, freshness: 0, importance: 0 },
    };
    const why = (id: string) =>
      asked({ ...request(stories, reader({}, { behaviour: bad }), { minScore: -9 }), profile }, id).why;
    expect(why('good').reasons.map(({ group }) => group)).toEqual(['sourceQuality']);
    expect(why('a').reasons).toEqual([]);
  });

  it.each([
    ['mutedTopic', reader({ mutedTopics: ['power'] }), {}, { kind: 'unmute-topic', id: 'power' }],
    ['mutedSource', reader({ mutedSources: ['paper'] }), {}, { kind: 'unmute-source', id: 'paper' }],
    [
      'hidden',
      reader({}, { behaviour: { ...NO_BEHAVIOUR, hiddenEvents: new Set(['told']) } }),
      {},
      { kind: 'unhide', id: 'x' },
    ],
    [
      'tooOld',
      reader(),
      { publishedAt: NOW - 80.5 * HOUR, importancePrior: 1 },
      { kind: 'rule', id: 'windowHours', from: 72, to: 81 },
    ],
  ] as const)('%s: a filter, and what lifts it', (name, who, more, change) => {
    const x = story('x', { ...about('power'), source: 'paper', event: 'told', ...more });
    const { why, ways } = asked(request([x], who), 'x');
    expect(why.obstacles.map((one) => [one.stage, one.name])).toEqual([['filter', name]]);
    expect(ways).toEqual([{ changes: [change], place: 1, score: expect.closeTo(why.score, 9) }]);
  });

  it.each([
    ['future', reader(), { publishedAt: NOW + HOUR }],
    ['alreadyRead', reader({}, { behaviour: { ...NO_BEHAVIOUR, readEvents: new Map([['told', NOW]]) } }), {}],
    ['alreadyDelivered', reader({}, { delivered: new Map([['told', NOW]]) }), {}],
  ] as const)('%s: a filter that nobody lifts', (name, who, more) => {
    const x = story('x', { ...about('power'), event: 'told', ...more });
    const { why, ways } = asked(request([x], who), 'x');
    expect(why.obstacles).toMatchObject([{ stage: 'filter', name }]);
    expect(ways).toEqual([]);
  });

  it('names every filter, and what would have stood in the way without them', () => {
    const dull = story('x', { ...about('gossip'), source: 'paper', importancePrior: 0 });
    const { why, ways } = asked(
      request([...three, dull], reader({ mutedTopics: ['gossip'], mutedSources: ['paper'] })),
      'x',
    );
    expect(why.obstacles.map((one) => one.name)).toEqual(['mutedTopic', 'mutedSource', 'minScore']);
    expect(why.obstacles[2]!.numbers['lacks']).toBeCloseTo(-why.score, 9);
    for (const { changes } of ways) {
      expect(changes.slice(0, 2).map((change) => change.kind)).toEqual(['unmute-topic', 'unmute-source']);
      expect(changes).toHaveLength(3);
    }
  });

  it('tells the rank in the first pass', () => {
    const many = Array.from({ length: 30 }, (_, i) => story(`s${i}`, about('power', 0.2 + i / 50)));
    const obstacle = first(request(many, reader(), { firstPass: 10 }), 's12');
    expect(obstacle).toMatchObject({ stage: 'firstPass', numbers: { rank: 18, kept: 10 } });
  });

  it('tells that another story tells the event', () => {
    const double = story('x', { ...about('power', 0.6), event: 'event-of-a' });
    expect(first(request([...three, double]), 'x')).toMatchObject({
      stage: 'rule',
      name: 'event',
      stories: ['a'],
    });
  });

  it('tells whose places its source and its topic had, and that one more would do', () => {
    const paper = ['a', 'b', 'c', 'x'].map((id, i) =>
      story(id, { ...about('power', 0.9 - i / 10), source: 'paper' }),
    );
    const ask = { ...request(paper, reader({ followedTopics: ['power'] }), { maxPerSource: 3 }), length: 4 };
    const { why, ways } = asked(ask, 'x');
    expect(why.obstacles).toMatchObject([
      { stage: 'rule', name: 'maxPerSource', stories: ['a', 'b', 'c'], numbers: { allowed: 3 } },
    ]);
    expect(ways[0]).toMatchObject({
      changes: [{ kind: 'rule', id: 'maxPerSource', from: 3, to: 4 }],
      place: 4,
    });

    const field = ['a', 'b', 'c', 'x'].map((id, i) => story(id, about('power', 0.9 - i / 20)));
    field.push(story('y', about('chips')));
    const again = asked({ ...request(field), length: 4 }, 'x');
    expect(again.why.obstacles).toMatchObject([
      { stage: 'rule', name: 'maxPerTopic', stories: ['a', 'b', 'c'] },
    ]);
    expect(again.ways.map(({ changes }) => changes[0])).toEqual(
      expect.arrayContaining([
        { kind: 'follow-topic', id: 'power' },
        { kind: 'rule', id: 'maxPerTopic', from: 3, to: 4 },
      ]),
    );
  });

  it('tells what z lacks besides, where room at a full source alone would not do', () => {
    const stories = ['a', 'b', 'c'].map((id, i) =>
      story(id, { ...about('power', 0.9 - i / 10), source: 'paper' }),
    );
    stories.push(story('d', about('chips')), story('x', { ...about('law'), source: 'paper' }));
    const rules = { maxPerSource: 3, minScore: -5 };
    const ask = { ...request(stories, reader({ followedTopics: ['power'] }), rules), length: 4 };
    const { why, ways } = asked(ask, 'x');
    expect(why.obstacles).toMatchObject([
      { stage: 'rule', name: 'maxPerSource', stories: ['a', 'b', 'c'] },
      { stage: 'place', name: 'score', stories: ['d'] },
    ]);
    expect(why.obstacles[1]!.numbers['lacks']).toBeGreaterThan(0);
    expect(ways.length).toBeGreaterThan(0);
  });

  it('tells what z lacks of the last slot, and three ways of equal worth', () => {
    const ask = request([...three, story('x', about('law'))], reader(), { minScore: -5 });
    const { why, ways } = asked(ask, 'x');
    const [obstacle] = why.obstacles;
    const last = dailyBriefing.run(ask).items[2]!;
    expect(obstacle).toMatchObject({ stage: 'place', stories: [last.id], numbers: { slots: 3 } });
    expect(obstacle!.numbers['lacks']).toBeCloseTo(last.score - why.score, 9);
    const kinds = ways.map(({ changes }) => changes[0]!.kind);
    expect(kinds).toEqual(expect.arrayContaining(['follow-topic', 'boost']));
  });
});

describe('the answers hold', () => {
  const TOPICS = ['power', 'chips', 'law', 'gossip', 'hiring'];
  const one = <T>(random: Random, of: readonly T[]): T => of[Math.floor(random() * of.length)]!;
  const world = (seed: number): WhyRequest => {
    const random = mulberry32(seed);
    const stories = Array.from({ length: 60 }, (_, i) =>
      story(`s${i}`, {
        event: `e${Math.floor(random() * 40)}`,
        source: `p${Math.floor(random() * 12)}`,
        publishedAt: NOW - (random() * 80 - 2) * HOUR,
        topics: [{ topic: one(random, TOPICS), confidence: 0.3 + 0.7 * random() }],
        entities: [{ entity: `n${Math.floor(random() * 9)}`, salience: random() }],
        importancePrior: random(),
        authority: random(),
      }),
    );
    const who = reader(
      { mutedTopics: [one(random, TOPICS)], followedTopics: [one(random, TOPICS)], mutedSources: ['p3'] },
      { delivered: new Map([['e7', NOW]]), behaviour: { ...NO_BEHAVIOUR, hiddenEvents: new Set(['e5']) } },
    );
    return {
      ...request(stories, who, { firstPass: 10 + Math.floor(random() * 30) }),
      length: 8,
      more: 5,
      seed,
    };
  };
  const SEEDS = [1, 2, 3, 4, 5, 6];

  it('agrees with the run about every story', () => {
    for (const seed of SEEDS) {
      const ask = world(seed);
      const whyNot = new WhyNot(dailyBriefing, ask);
      const { items, trace } = runSeeded(dailyBriefing, ask);
      const removed = Object.fromEntries(Object.keys(trace.removed).map((name) => [name, 0]));
      let cut = 0;
      for (const id of ask.pool.ids) {
        const why = whyNot.of(id)!;
        const at = items.findIndex((item) => item.id === id);
        expect(why.place).toBe(at < 0 ? null : at + 1);
        expect(why.obstacles.length === 0).toBe(at >= 0 && at < ask.length);
        if (at >= 0) expect(why.score).toBe(items[at]!.score);
        const sum = Object.values(why.contributions).reduce((total, part) => total + part, 0);
        expect(Math.abs(sum - why.score)).toBeLessThan(1e-9);
        const [top] = why.obstacles;
        if (top?.stage === 'filter') removed[top.name]!++;
        if (top?.stage === 'firstPass') {
          cut++;
          expect(top.numbers['rank']).toBeGreaterThan(ask.profile.rules.firstPass);
        }
        if (top?.stage === 'minScore') expect(why.score).toBeLessThan(ask.profile.rules.minScore);
        if (top?.stage === 'rule') expect(trace.moves().map((move) => move.story)).toContain(id);
      }
      expect(removed).toEqual(trace.removed);
      const left = ask.pool.size - Object.values(removed).reduce((total, count) => total + count, 0);
      expect(cut).toBe(left - trace.scored);
    }
  });

  it('names changes that really bring the story in', () => {
    const kinds = new Set<string>();
    for (const seed of SEEDS.slice(0, 3)) {
      const ask = world(seed);
      const whyNot = new WhyNot(dailyBriefing, ask);
      for (const id of ask.pool.ids.filter((_, i) => i % 5 === seed)) {
        for (const way of whatItTakes(whyNot, whyNot.of(id)!, dailyBriefing)) {
          const item = runSeeded(dailyBriefing, changed(ask, way.changes)).items[way.place - 1];
          expect(way.place).toBeLessThanOrEqual(ask.length);
          expect(item).toMatchObject({ id, score: way.score });
          for (const change of way.changes) kinds.add(change.kind);
        }
      }
    }
    expect(kinds.size).toBeGreaterThan(4);
  });
});
