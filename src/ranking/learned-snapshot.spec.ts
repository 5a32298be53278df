import { buildCandidatePool, type CandidatePool, type PoolStory } from './candidate-pool.js';
import { dailyBriefing } from './daily-briefing.js';
import { INTERACTION_FEATURES, interactionColumns } from './interaction-features.js';
import { LearnedSnapshot, type ReaderOffsets } from './learned-snapshot.js';
import { LearnedWeights } from './learned-weights.js';
import { learnFromTouches } from './learn-touches.js';
import { initialWeights, IS_TEAM, OnlineLearner } from './online-learner.js';
import type { RankedItem } from './pipeline.js';
import { popularityColumns } from './popularity.js';
import { mulberry32 } from './random.js';
import { DEFAULT_PROFILE, type RankingProfile } from './ranking-profile.js';
import { NO_BEHAVIOUR, type RankingReader } from './reader.js';
import { foldTouches, groupsOf, type Touch, withinCap } from './touches.js';

const MINUTE = 60_000;
const NOW = Date.parse('2026-07-06T12:00:00Z');
const none = { topics: {}, kinds: {}, entities: {} };
const noPause = () => Promise.resolve();

function story(id: string, topic: string): PoolStory {
  return {
    id,
    event: `e-${id}`,
    source: `s-${id}`,
    publishedAt: NOW - 60 * MINUTE,
    topics: [{ topic, confidence: 1 }],
    entities: [],
    kinds: [],
    importancePrior: 0.5,
    authority: 0.5,
    halfLifeHours: 24,
    terms: [id],
  };
}

function reader(id: string, wish: Partial<RankingReader> & { follows?: string[] } = {}): RankingReader {
  const { follows = [], ...rest } = wish;
  return {
    id,
    stated: {
      cohort: { role: 'role', industry: 'industry' },
      role: none,
      industry: none,
      about: { topics: {}, entities: {}, companies: [] },
      followedTopics: follows,
      followedEntities: [],
      mutedTopics: [],
      mutedSources: [],
    },
    behaviour: NO_BEHAVIOUR,
    delivered: new Map(),
    ...rest,
  };
}

const touch = (at: number, who: string, event: string, forgotten = false): Touch => ({
  reader: who,
  event: `e-${event}`,
  at,
  role: 'role',
  industry: 'industry',
  forgotten,
});

/** Two camps of ten who open their own stories; of each camp 20 stories. Camp 0 reads power, camp 1 chips. */
const STORIES = Array.from({ length: 40 }, (_, i) => story(`${i}`, i % 2 === 0 ? 'power' : 'chips'));
const POOL = buildCandidatePool([...STORIES, story('untouched', 'power')], NOW);
const TOUCHES = camps();

function camps(): Touch[] {
  const random = mulberry32(3);
  const touches: Touch[] = [];
  for (let i = 0; i < 600; i++) {
    const camp = i % 2;
    const who = `${camp}-${Math.floor(random() * 10)}`;
    touches.push(touch(NOW - (600 - i) * MINUTE, who, `${2 * Math.floor(random() * 20) + camp}`));
  }
  return touches;
}

interface Learnt {
  readonly weights: LearnedWeights;
  readonly offsets: Map<string, ReaderOffsets>;
}

async function learnt(touches: readonly Touch[], profile: RankingProfile = DEFAULT_PROFILE): Promise<Learnt> {
  const online = new OnlineLearner(profile, profile.rules.residualBound);
  const { choices } = await learnFromTouches(await foldTouches([], noPause), touches, online, noPause);
  const { weights, offsets } = online.learner;
  return {
    weights: new LearnedWeights({ version: 7, choices, weights, initial: initialWeights(profile) }),
    offsets: new Map([...offsets].map(([id, values]) => [id, { at: NOW, values }])),
  };
}

async function snapshot(
  touches: readonly Touch[],
  { weights, offsets }: Learnt,
  pool: CandidatePool = POOL,
): Promise<LearnedSnapshot> {
  const interactions = await foldTouches(touches, noPause);
  return await LearnedSnapshot.of(pool, { at: NOW, interactions, weights, offsets }, noPause);
}

function list(
  who: RankingReader,
  learned: LearnedSnapshot | undefined,
  profile = DEFAULT_PROFILE,
): readonly RankedItem[] {
  const popularity = popularityColumns(POOL, []);
  return dailyBriefing.run({ pool: POOL, popularity, learned, profile, reader: who, length: 0 }).items;
}

const residuals = (items: readonly RankedItem[]): Map<string, number> =>
  new Map(items.map(({ id, contributions }) => [id, contributions.residual]));

describe('what was learned, over a pool', () => {
  it('is the score of the learner, less what the weights of the team say, centred', async () => {
    const known = await learnt(TOUCHES);
    const learned = await snapshot(TOUCHES, known);
    const interactions = await foldTouches(TOUCHES, noPause);
    // One who touched nothing, so that the slate is all that was touched, as ranks within it are.
    const told = residuals(list(reader('new'), learned, loose(10)));
    const trails = STORIES.map(({ event }) => interactions.story(event)!);
    const columns = interactionColumns(
      interactions,
      interactions.reader('new'),
      groupsOf('role', 'industry'),
      trails,
      NOW,
    );
    const scores = trails.map((_, k) =>
      columns.reduce(
        (sum, column, f) => sum + (IS_TEAM[f] === true ? 0 : known.weights.weights[f]! * column[k]!),
        0,
      ),
    );
    const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
    STORIES.forEach(({ id }, k) =>
      expect(told.get(id)).toBeCloseTo(known.weights.confidence * (scores[k]! - mean), 9),
    );
    expect(Math.max(...told.values())).toBeGreaterThan(0.1);
  });

  it('knows the taste of a camp, within the bound, and says nothing of what nobody or the reader touched', async () => {
    const learned = await snapshot(TOUCHES, await learnt(TOUCHES));
    const own = TOUCHES.filter(({ reader: who }) => who === '0-3').map(({ event }) => event);
    for (const bound of [0, 0.2, 1]) {
      const told = residuals(list(reader('0-3'), learned, loose(bound)));
      for (const value of told.values()) expect(Math.abs(value)).toBeLessThanOrEqual(bound);
      expect(told.get('untouched')).toBe(0);
      for (const event of own) expect(told.get(event.slice(2))).toBe(0);
    }
    const told = residuals(list(reader('0-3'), learned));
    const untouched = STORIES.filter(({ event }) => !own.includes(event));
    const mean = (camp: number): number => {
      const values = untouched.filter(({ id }) => Number(id) % 2 === camp).map(({ id }) => told.get(id)!);
      return values.reduce((sum, value) => sum + value, 0) / values.length;
    };
    expect(mean(0)).toBeGreaterThan(mean(1) + 0.3);
  });

  it('keeps the weights of the team within half and double, as far as the team lets them move', async () => {
    const { weights } = await learnt(TOUCHES);
    const moved = weights.profile(DEFAULT_PROFILE);
    expect(weights.profile(DEFAULT_PROFILE)).toBe(moved);
    const changed = (['livePopularity', 'momentum', 'freshness'] as const).map(
      (name) => moved.weights[name] / DEFAULT_PROFILE.weights[name],
    );
    for (const ratio of changed) {
      expect(ratio).toBeGreaterThanOrEqual(0.5);
      expect(ratio).toBeLessThanOrEqual(2);
    }
    expect(changed.some((ratio) => ratio !== 1)).toBe(true);
    expect({ ...moved.weights, livePopularity: 0, momentum: 0, freshness: 0 }).toEqual({
      ...DEFAULT_PROFILE.weights,
      livePopularity: 0,
      momentum: 0,
      freshness: 0,
    });
    const rules = { ...DEFAULT_PROFILE.rules, learnedWeights: 0 };
    const fixed = { ...DEFAULT_PROFILE, rules };
    expect(weights.profile(fixed)).toBe(fixed);
  });

  it('changes nothing, bit for bit, where nothing was touched or nothing learned', async () => {
    const plain = list(reader('0-3'), undefined);
    const initial = initialWeights(DEFAULT_PROFILE);
    const fresh = new LearnedWeights({ version: 1, choices: 50, weights: initial, initial });
    const nothing = { weights: fresh, offsets: new Map() };
    expect(list(reader('0-3'), await snapshot([], nothing))).toEqual(plain);
    expect(list(reader('0-3'), await snapshot(TOUCHES, nothing))).toEqual(plain);
  });

  it('is the same bits from the same touches', async () => {
    const [one, other] = [
      await snapshot(TOUCHES, await learnt(TOUCHES)),
      await snapshot(TOUCHES, await learnt(TOUCHES)),
    ];
    for (const who of ['0-1', '1-2', 'new']) {
      const first = list(reader(who), one);
      expect(list(reader(who), other)).toEqual(first);
      expect(list(reader(who), one)).toEqual(first);
    }
  });

  it('never lets sink what is followed', async () => {
    const learned = await snapshot(TOUCHES, await learnt(TOUCHES));
    const plain = residuals(list(reader('0-3'), learned));
    const told = residuals(list(reader('0-3', { follows: ['chips'] }), learned));
    expect(STORIES.some(({ id }) => Number(id) % 2 === 1 && plain.get(id)! < 0)).toBe(true);
    for (const { id } of STORIES)
      expect(told.get(id)).toBe(Number(id) % 2 === 1 ? Math.max(0, plain.get(id)!) : plain.get(id));
  });

  it('forgets one reader, at once and later, and keeps what the stories got', async () => {
    const known = await learnt(TOUCHES);
    const learned = await snapshot(TOUCHES, known);
    const stranger = residuals(list(reader('new'), learned));
    expect(residuals(list(reader('0-3'), learned))).not.toEqual(stranger);
    expect(residuals(list(reader('0-3', { learnedFrom: NOW + 1 }), learned))).toEqual(stranger);
    const later = await snapshot(
      TOUCHES.map((one) => ({ ...one, forgotten: one.reader === '0-3' })),
      known,
    );
    expect(residuals(list(reader('0-3', { learnedFrom: NOW }), later))).toEqual(stranger);
  });

  it('gives a reader own offsets, which a reset undoes', async () => {
    const { weights } = await learnt(TOUCHES);
    const values = INTERACTION_FEATURES.map((name) => (name === 'readers' ? 0.5 : 0));
    const offsets = new Map([['0-3', { at: NOW - MINUTE, values }]]);
    const [shared, own] = [
      await snapshot(TOUCHES, { weights, offsets: new Map() }),
      await snapshot(TOUCHES, { weights, offsets }),
    ];
    const plain = residuals(list(reader('0-3'), shared));
    expect(residuals(list(reader('0-3'), own))).not.toEqual(plain);
    expect(residuals(list(reader('0-3', { learnedFrom: NOW - MINUTE }), own))).toEqual(plain);
    expect(residuals(list(reader('0-4'), own))).toEqual(residuals(list(reader('0-4'), shared)));
  });
});

describe('touches', () => {
  it('count of one reader no more than the latest 200', () => {
    const bot = Array.from({ length: 1000 }, (_, i) => touch(i, 'bot', `${i}`));
    const kept = withinCap([touch(0, 'a', 'x'), ...bot, touch(2000, 'a', 'y')]);
    expect(kept).toHaveLength(202);
    expect(kept[1]).toBe(bot[800]);
  });

  it('of a bot that touches everything change little', async () => {
    const known = await learnt(TOUCHES);
    const bot = STORIES.map(({ id }) => touch(NOW - MINUTE, 'bot', id));
    const plain = residuals(list(reader('new'), await snapshot(TOUCHES, known)));
    const with1 = residuals(list(reader('new'), await snapshot([...TOUCHES, ...bot], known)));
    for (const { id } of STORIES) expect(Math.abs(with1.get(id)! - plain.get(id)!)).toBeLessThan(0.7);
  });
});

function loose(residualBound: number): RankingProfile {
  return { ...DEFAULT_PROFILE, rules: { ...DEFAULT_PROFILE.rules, residualBound, learnedWeights: 0 } };
}
