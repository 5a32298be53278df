import { buildCandidatePool, type CandidatePool, type PoolStory } from './candidate-pool.js';
import { learnBehaviour, type BehaviourEvent, type LearnedStory } from './behaviour.js';
import { dailyBriefing } from './daily-briefing.js';
import { compileReader } from './compiled-reader.js';
import type { Engagement } from './engagements.js';
import type { RankingResult } from './pipeline.js';
import { popularityColumns } from './popularity.js';
import { mulberry32, type Random } from './random.js';
import {
  DEFAULT_PROFILE,
  draftProfile,
  FEATURE_GROUPS,
  WEIGHTS,
  type RankingProfile,
} from './ranking-profile.js';
import { NO_BEHAVIOUR, type PriorVector, type RankingReader, type StatedProfile } from './reader.js';
import { countKept } from './first-pass.js';
import { slateOf } from './rerankers.js';
import { secondPass } from './scoring.js';
import type { Learned, RankingContext } from './stages.js';

const NOW = Date.parse('2026-01-08T07:00:00Z');
const HOUR = 3_600_000;
const TOPICS = Array.from({ length: 12 }, (_, i) => `topic-${i}`);
const ENTITIES = Array.from({ length: 20 }, (_, i) => `entity-${i}`);
const KINDS = ['guidance', 'launch', 'how-to'];

function some<T>(random: Random, from: readonly T[], atMost: number): T[] {
  return from.filter(() => random() < atMost / from.length);
}

function randomStory(random: Random, i: number): PoolStory {
  return {
    id: `s${i}`,
    event: `e${Math.floor(random() * 60)}`,
    source: `source-${Math.floor(random() * 12)}`,
    publishedAt: NOW - Math.floor(random() * 80 * HOUR) + 2 * HOUR,
    topics: some(random, TOPICS, 2).map((topic) => ({ topic, confidence: 0.3 + 0.7 * random() })),
    entities: some(random, ENTITIES, 2).map((entity) => ({ entity, salience: random() })),
    kinds: some(random, KINDS, 1).map((kind) => ({ kind, confidence: random() })),
    importancePrior: random(),
    authority: random(),
    halfLifeHours: 12 + 36 * random(),
    terms: some(random, ['chip', 'power', 'bank', 'law', 'hire', 'model'], 3),
  };
}

const vector = (random: Random, ids: readonly string[], low: number): Record<string, number> =>
  Object.fromEntries(some(random, ids, 6).map((id) => [id, low + (1 - low) * random()]));
const prior = (random: Random): PriorVector => ({
  topics: vector(random, TOPICS, -1),
  kinds: vector(random, KINDS, -1),
  entities: vector(random, ENTITIES, -1),
});

function randomReader(random: Random, pool: readonly PoolStory[]): RankingReader {
  const stated: StatedProfile = {
    cohort: { role: 'role', industry: 'industry' },
    role: prior(random),
    industry: prior(random),
    about: {
      topics: vector(random, TOPICS, 0),
      entities: vector(random, ENTITIES, 0),
      companies: [{ names: vector(random, ENTITIES, 0), share: random() }],
    },
    followedTopics: some(random, TOPICS, 2),
    followedEntities: some(random, ENTITIES, 1),
    mutedTopics: some(random, TOPICS, 1),
    mutedSources: some(random, ['source-1', 'source-2'], 1),
  };
  const byId = new Map(pool.map((story): [string, LearnedStory] => [story.id, story]));
  const types = ['impression', 'click', 'read', 'save', 'hide'] as const;
  const events = some(random, pool, 12).map((story): BehaviourEvent => ({
    type: types[Math.floor(random() * types.length)]!,
    story: story.id,
    at: NOW - random() * 24 * HOUR,
  }));
  return {
    id: 'reader',
    stated,
    behaviour: learnBehaviour(events, (id) => byId.get(id), NOW),
    delivered: new Map([['e3', NOW - 20 * HOUR]]),
  };
}

function randomProfile(random: Random): RankingProfile {
  const weights = Object.fromEntries(
    Object.entries(WEIGHTS).map(([name, knob]) => [name, name === 'bias' ? -1 : knob.min + random() * 4]),
  );
  const { profile, errors } = draftProfile(DEFAULT_PROFILE, {
    weights,
    rules: {
      minScore: -2,
      editorial: [
        { topic: 'topic-4', boost: 0.5 },
        { source: 'source-5', boost: -1 },
      ],
    },
  });
  expect(errors).toEqual([]);
  return profile!;
}

interface World {
  stories: PoolStory[];
  pool: CandidatePool;
  reader: RankingReader;
  profile: RankingProfile;
  context: RankingContext;
}

function world(seed: number, size = 120): World {
  const random = mulberry32(seed);
  const stories = Array.from({ length: size }, (_, i) => randomStory(random, i));
  const pool = buildCandidatePool(stories, NOW);
  const reader = randomReader(random, stories);
  const profile = randomProfile(random);
  const engagements = some(random, stories, 15).map((story): Engagement => ({
    story: story.id,
    at: NOW - random() * 5 * HOUR,
    value: 1,
    role: 'role',
    industry: 'industry',
  }));
  const popularity = popularityColumns(pool, engagements);
  return {
    stories,
    pool,
    reader,
    profile,
    context: { pool, profile, popularity, reader: compileReader(pool, reader) },
  };
}

const run = (w: World, length: number, seed?: number) =>
  dailyBriefing.run({
    ...w.context,
    reader: w.reader,
    length,
    random: seed === undefined ? undefined : mulberry32(seed),
  });
const worlds = Array.from({ length: 25 }, (_, i) => world(i + 1));
const allRows = (w: World): Int32Array => Int32Array.from({ length: w.pool.size }, (_, row) => row);

describe('a result', () => {
  it('stays what it is when others are ranked on the same pool', () => {
    for (const w of worlds) {
      const told = JSON.stringify(run(w, 8, 1));
      const first = run(w, 8, 1);
      const other = { ...w.reader, stated: { ...w.reader.stated, followedTopics: ['topic-3'] } };
      run({ ...w, reader: other }, 8, 2);
      expect(JSON.stringify(first)).toBe(told);
      expect(JSON.stringify(run(w, 8, 1))).toBe(told);
    }
  });

  it('told by the page is the whole, cut', () => {
    for (const w of worlds) {
      const request = { ...w.context, reader: w.reader, length: 5, more: 20 };
      const { items, filled } = dailyBriefing.run(request);
      expect(filled).toBe(items.length);
      for (const [from, to] of [
        [0, 4],
        [4, 12],
        [12, 100],
        [100, 104],
      ] as const) {
        const page = dailyBriefing.run({ ...request, page: [from, to] });
        expect(page).toMatchObject({ items: items.slice(from, to), filled });
      }
    }
  });
});

describe('laws of the stages', () => {
  it('every filter only clears bits, and says how many', () => {
    for (const w of worlds) {
      for (const filter of dailyBriefing.filters) {
        const random = mulberry32(7);
        const before = Uint8Array.from({ length: w.pool.size }, () => (random() < 0.5 ? 1 : 0));
        const after = before.slice();
        const removed = filter.apply(after, w.context);
        after.forEach((bit, row) => expect(bit).toBeLessThanOrEqual(before[row]!));
        expect(removed).toBe(countKept(before) - countKept(after));
        const again = after.slice();
        expect(filter.apply(again, w.context)).toBe(0);
        expect(again).toEqual(after);
      }
    }
  });

  it('every feature writes finite values inside its range, whatever rows it is asked for', () => {
    for (const w of worlds) {
      const rows = allRows(w);
      for (const feature of dailyBriefing.features) {
        const column = new Float64Array(rows.length).fill(NaN);
        feature.write(column, rows, w.context);
        for (const value of column) {
          expect(value).toBeGreaterThanOrEqual(feature.range[0]);
          expect(value).toBeLessThanOrEqual(feature.range[1]);
        }
        const part = rows.filter((row) => row % 3 === 0);
        const partColumn = new Float64Array(part.length).fill(NaN);
        feature.write(partColumn, part, w.context);
        partColumn.forEach((value, k) => expect(value).toBe(column[part[k]!]));
      }
    }
  });

  it('has one feature for every weight', () => {
    expect(dailyBriefing.features.map((feature) => feature.group).sort()).toEqual([...FEATURE_GROUPS].sort());
  });

  it('the scorer neither drops nor reorders rows beyond their score', () => {
    for (const w of worlds) {
      const scored = secondPass(allRows(w), dailyBriefing.features, w.context);
      expect([...scored.rows].sort((a, b) => a - b)).toEqual([...allRows(w)]);
      for (let k = 1; k < scored.scores.length; k++)
        expect(scored.scores[k]).toBeLessThanOrEqual(scored.scores[k - 1]!);
    }
  });

  it('every re-ranker returns a permutation and says why an item moved', () => {
    for (const w of worlds) {
      const scored = secondPass(allRows(w), dailyBriefing.features, w.context);
      let slate = slateOf(scored);
      for (const reranker of dailyBriefing.rerankers) {
        const before = slate;
        slate = reranker.rerank(before, scored, w.context, 10);
        expect([...slate.order].sort((a, b) => a - b)).toEqual([...scored.rows.keys()]);
        const moved = new Set(slate.moves().map((move) => move.story));
        slate.order.forEach((position, k) => {
          if (before.order.indexOf(position) > k) return;
          if (before.order.indexOf(position) !== k)
            expect(moved).toContain(w.pool.ids[scored.rows[position]!]);
        });
      }
    }
  });
});

describe('a slate', () => {
  it('never repeats an event, keeps the caps, nothing muted, nothing below the threshold', () => {
    for (const w of worlds) {
      const { items } = run(w, 10, 3);
      const rows = items.map((item) => w.pool.rowOf.get(item.id)!);
      const events = rows.map((row) => w.pool.event[row]);
      expect(new Set(events).size).toBe(events.length);
      const perSource = Map.groupBy(rows, (row) => w.pool.source[row]);
      for (const group of perSource.values())
        expect(group.length).toBeLessThanOrEqual(w.profile.rules.maxPerSource);
      for (const item of items) {
        const story = w.stories.find((s) => s.id === item.id)!;
        expect(story.topics.some((tag) => w.reader.stated.mutedTopics.includes(tag.topic))).toBe(false);
        expect(w.reader.stated.mutedSources).not.toContain(story.source);
        expect(w.reader.behaviour.hiddenEvents.has(story.event)).toBe(false);
        expect(story.publishedAt).toBeLessThanOrEqual(NOW);
        expect(item.score).toBeGreaterThanOrEqual(w.profile.rules.minScore);
      }
    }
  });

  it('stands in the order of its scores, fallback last; at most one exploring slot, with its propensity', () => {
    for (const w of worlds) {
      const { items, trace } = run(w, 8, 11);
      const chosen = items.filter((item) => item.kind === 'ranked' || item.kind === 'must-know');
      const scores = chosen.map((item) => item.score);
      expect(scores).toEqual([...scores].sort((a, b) => b - a));
      const firstFill = items.findIndex((item) => item.kind === 'fill');
      if (firstFill >= 0)
        items.slice(firstFill).forEach((item) => {
          expect(item.kind).toBe('fill');
        });
      const exploring = items.filter((item) => item.kind === 'exploring');
      expect(exploring.length).toBe(trace.exploration === undefined ? 0 : 1);
      if (trace.exploration !== undefined) {
        expect(exploring[0]!.id).toBe(trace.exploration.story);
        expect(trace.exploration.propensity).toBeGreaterThan(0);
        expect(trace.exploration.propensity).toBeLessThanOrEqual(1);
      }
    }
  });

  it('is short rather than padded on a thin day, and empty on an empty one', () => {
    const w = world(5);
    const strict = { ...w.profile, rules: { ...w.profile.rules, minScore: 20 } };
    expect(run({ ...w, context: { ...w.context, profile: strict } }, 10).items).toEqual([]);
    const pool = buildCandidatePool([], NOW);
    const empty = dailyBriefing.run({
      pool,
      reader: w.reader,
      profile: w.profile,
      popularity: popularityColumns(pool, []),
      length: 10,
    });
    expect(empty.items).toEqual([]);
    expect(empty.trace.candidates).toBe(0);
  });

  it('accounts for every candidate', () => {
    for (const w of worlds) {
      const { items, trace } = run(w, 0);
      const removed = Object.values(trace.removed).reduce((sum, count) => sum + count, 0);
      expect(removed + items.length).toBe(trace.candidates);
    }
  });

  it('is the same, bit for bit, for the same inputs in any order', () => {
    for (const w of worlds.slice(0, 5)) {
      const pool = buildCandidatePool([...w.stories].reverse(), NOW);
      const again = { ...w, pool, context: { ...w.context, pool, popularity: popularityColumns(pool, []) } };
      const plain = { ...w, context: { ...w.context, popularity: popularityColumns(w.pool, []) } };
      const told = ({ items, trace }: RankingResult): unknown => [items, { ...trace, moves: trace.moves() }];
      expect(told(run(again, 10, 42))).toEqual(told(run(plain, 10, 42)));
    }
  });
});

describe('explanations', () => {
  it('contributions add up to the score within 1e-9', () => {
    for (const w of worlds) {
      for (const item of run(w, 0).items) {
        const sum = Object.values(item.contributions).reduce((total, value) => total + value, 0);
        expect(Math.abs(sum - item.score)).toBeLessThan(1e-9);
      }
    }
  });

  it('what was learned moves a score within the bound, is told as the residual and adds up', () => {
    for (const w of worlds) {
      const learned: Learned = {
        version: 'v1',
        profile: (team) => team,
        write: (column, rows) => rows.forEach((row, k) => (column[k] = row % 2 === 0 ? 40 : -0.25)),
      };
      const bound = w.profile.rules.residualBound;
      const before = new Map(run(w, 0).items.map(({ id, score }) => [id, score]));
      const { items, trace } = dailyBriefing.run({ ...w.context, reader: w.reader, length: 0, learned });
      expect(trace.learned).toBe('v1');
      for (const { id, score, contributions } of items) {
        const residual = w.pool.rowOf.get(id)! % 2 === 0 ? bound : Math.max(-bound, -0.25);
        expect(contributions.residual).toBe(residual);
        expect(score).toBeCloseTo(before.get(id)! + residual, 9);
        expect(Object.values(contributions).reduce((sum, value) => sum + value, 0)).toBeCloseTo(score, 9);
      }
    }
  });

  it('removing the named evidence from the story never raises its score', () => {
    for (const w of worlds.slice(0, 8)) {
      const scores = new Map(run(w, 0).items.map((item) => [item.id, item]));
      for (const story of w.stories.slice(0, 40)) {
        for (const reason of scores.get(story.id)?.reasons ?? []) {
          const { type, id } = reason.evidence;
          if (type !== 'topic' && type !== 'entity' && type !== 'kind') continue;
          const without: PoolStory = {
            ...story,
            topics: story.topics.filter((tag) => !(type === 'topic' && tag.topic === id)),
            entities: story.entities.filter((tag) => !(type === 'entity' && tag.entity === id)),
            kinds: story.kinds.filter((tag) => !(type === 'kind' && tag.kind === id)),
          };
          const profile = { ...w.profile, rules: { ...w.profile.rules, editorial: [] } };
          const scoreIn = (stories: PoolStory[]): number => {
            const pool = buildCandidatePool(stories, NOW);
            const result = dailyBriefing.run({
              pool,
              reader: w.reader,
              profile,
              popularity: popularityColumns(pool, []),
              length: 0,
            });
            return result.items.find((item) => item.id === story.id)!.score;
          };
          const others = w.stories.filter((s) => s.id !== story.id);
          expect(scoreIn([...others, without])).toBeLessThanOrEqual(scoreIn(w.stories) + 1e-12);
        }
      }
    }
  });

  it('more of a followed topic never lowers a story; following a topic never lowers its stories', () => {
    for (const w of worlds) {
      const topic = 'topic-6';
      const reader = {
        ...w.reader,
        stated: { ...w.reader.stated, mutedTopics: [], followedTopics: [topic] },
      };
      const before = run(
        { ...w, reader: { ...reader, stated: { ...reader.stated, followedTopics: [] } } },
        0,
      );
      const scoreBefore = new Map(before.items.map((item) => [item.id, item.score]));
      for (const item of run({ ...w, reader }, 0).items) {
        expect(item.score).toBeGreaterThanOrEqual(scoreBefore.get(item.id)!);
      }
    }
  });
});

describe('behaviour', () => {
  const story = (id: string, topic: string): [string, LearnedStory] => [
    id,
    {
      event: `event-${id}`,
      publishedAt: NOW - 6 * HOUR,
      source: 'a',
      topics: [{ topic, confidence: 1 }],
      entities: [],
      terms: ['chip'],
    },
  ];
  const stories = new Map([story('s1', 'x'), story('s2', 'y')]);
  const learn = (events: BehaviourEvent[]) => learnBehaviour(events, (id) => stories.get(id), NOW);

  it('is nothing without events, bounded with a million', () => {
    expect(learn([])).toEqual(NO_BEHAVIOUR);
    const many = Array.from({ length: 100_000 }, (_, i): BehaviourEvent => ({
      type: 'click',
      story: 's1',
      at: NOW - i,
    }));
    const once = learn([{ type: 'click', story: 's1', at: NOW }]);
    expect(learn(many).topics.get('x')).toBeCloseTo(once.topics.get('x')!, 6);
  });

  it('a click raises its topic, a hide lowers it and hides the story', () => {
    const state = learn([
      { type: 'click', story: 's1', at: NOW - HOUR },
      { type: 'hide', story: 's2', at: NOW - HOUR },
    ]);
    expect(state.topics.get('x')).toBeGreaterThan(0);
    expect(state.topics.get('y')).toBeLessThan(0);
    expect(state.hiddenEvents).toEqual(new Set(['event-s2']));
    expect(state.readEvents.get('event-s1')).toBe(NOW - HOUR);
  });

  it('ignores what is dated in the future', () => {
    expect(learn([{ type: 'click', story: 's1', at: NOW + 24 * HOUR }])).toEqual(NO_BEHAVIOUR);
  });
});

describe('ranking profiles', () => {
  it.each([
    [{ weights: { freshness: NaN } }, 'weights.freshness'],
    [{ weights: { freshness: 1e308 } }, 'weights.freshness'],
    [{ weights: { freshness: -1 } }, 'weights.freshness'],
    [{ weights: { freshnes: 1 } }, 'weights.freshnes'],
    [{ weights: { constructor: 1 } }, 'weights.constructor'],
    [{ weights: [] }, 'weights'],
    [{ weights: Object.fromEntries(FEATURE_GROUPS.map((group) => [group, 0])) }, 'weights'],
    [{ rules: { maxPerSource: 2.5 } }, 'rules.maxPerSource'],
    [{ rules: { editorial: [{ topic: 'a', boost: 3 }] } }, 'rules.editorial.0.boost'],
    [{ name: '' }, 'name'],
  ])('refuses %j with the name of the field', (draft, path) => {
    const { profile, errors } = draftProfile(DEFAULT_PROFILE, draft);
    expect(profile).toBeNull();
    expect(errors.map((error) => error.path)).toContain(path);
  });
});
