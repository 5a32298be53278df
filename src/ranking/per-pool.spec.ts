import { buildCandidatePool, type CandidatePool, type PoolStory } from './candidate-pool.js';
import { dailyBriefing } from './daily-briefing.js';
import { forgetPool } from './per-pool.js';
import { Pieces } from './pieces.js';
import { type PopularityColumns, popularityColumns } from './popularity.js';
import { mulberry32 } from './random.js';
import { DEFAULT_PROFILE } from './ranking-profile.js';
import { NO_BEHAVIOUR, type RankingReader } from './reader.js';

const HOUR = 3_600_000;
const NOW = Date.parse('2026-01-08T07:00:00Z');
const TOPICS = ['chips', 'power', 'banks', 'law'];

function storiesOf(seed: number, size: number): PoolStory[] {
  const random = mulberry32(seed);
  const one = <T>(from: readonly T[]): T => from[Math.floor(from.length * random())]!;
  return Array.from({ length: size }, (_, i) => ({
    id: `s${i}`,
    event: `e${i}`,
    source: one(['a', 'b', 'c', 'd', 'e', 'f']),
    publishedAt: NOW - Math.floor(60 * HOUR * random()),
    topics: [{ topic: one(TOPICS), confidence: 0.5 + 0.5 * random() }],
    entities: [{ entity: one(['x', 'y', 'z']), salience: random() }],
    kinds: [{ kind: one(['launch', 'guidance']), confidence: random() }],
    importancePrior: random(),
    authority: random(),
    halfLifeHours: 24,
    terms: [one(['wafer', 'grid', 'loan']), one(['court', 'hire', 'rate'])],
  }));
}

const LISTS = [
  ['wafer', 'court'],
  ['grid', 'rate'],
];

const READERS = Array.from({ length: 12 }, (_, i): RankingReader => {
  const random = mulberry32(100 + i);
  const topics = (): Record<string, number> =>
    Object.fromEntries(TOPICS.map((topic) => [topic, 2 * random() - 1]));
  return {
    id: `reader-${i}`,
    stated: {
      cohort: { role: `role-${i % 3}`, industry: `industry-${i % 2}` },
      role: { topics: topics(), kinds: { launch: random() }, entities: { x: random() } },
      industry: { topics: topics(), kinds: {}, entities: { y: random() } },
      about: { topics: {}, entities: {}, companies: [] },
      followedTopics: [TOPICS[i % 4]!],
      followedEntities: [],
      mutedTopics: [],
      mutedSources: [],
    },
    behaviour: {
      ...NO_BEHAVIOUR,
      readTerms: LISTS.map((terms, n) => ({ story: `read-${n}`, terms, weight: 1 + n })),
    },
    delivered: new Map(),
  };
});

function ranked(pool: CandidatePool, popularity: PopularityColumns): string {
  const results = READERS.map((reader) => {
    const { items, trace } = dailyBriefing.run({
      pool,
      popularity,
      profile: DEFAULT_PROFILE,
      reader,
      length: 8,
      random: mulberry32(5),
    });
    return { items, trace: { ...trace, moves: trace.moves() } };
  });
  return JSON.stringify(results);
}

function worldOf(seed: number, size: number): [CandidatePool, PopularityColumns] {
  const random = mulberry32(seed);
  const stories = storiesOf(seed, size);
  const pool = buildCandidatePool(stories, NOW);
  return [pool, popularityOf(pool, random)];
}

function popularityOf(pool: CandidatePool, random: () => number): PopularityColumns {
  const engagements = Array.from({ length: 60 }, (_, i) => ({
    story: pool.ids[Math.floor(pool.size * random())]!,
    at: NOW - Math.floor(20 * HOUR * random()),
    value: 0.5,
    role: `role-${i % 3}`,
    industry: `industry-${i % 2}`,
  }));
  return popularityColumns(pool, engagements);
}

describe('what is kept of a pool', () => {
  it('changes no result, whichever pools and readers wrote into it before', () => {
    const worlds = ([1, 2, 3, 4] as const).map((seed) => worldOf(seed, 350 + 7 * seed));
    const plain = [1, 2, 3, 4].map((seed) => ranked(...worldOf(seed, 350 + 7 * seed)));
    for (let round = 0; round < 3; round++) {
      for (const [i, [pool, popularity]] of worlds.entries()) {
        expect(ranked(pool, popularity)).toBe(plain[i]);
        // What readers did moves on, and back for who reads on.
        const later = popularityOf(pool, mulberry32(50 + round));
        expect(ranked(pool, later)).not.toBe(plain[i]);
        expect(ranked(pool, popularity)).toBe(plain[i]);
        if (round < 2) forgetPool(pool);
      }
    }
  });

  it('is handed on to pools of about the same size, as far as there is room', () => {
    const pieces = new Pieces<Uint16Array>(Uint16Array, 3000);
    const [first, second] = [pieces.take(1000), pieces.take(1000)];
    pieces.give(first);
    pieces.give(second);
    expect(pieces.take(1100).buffer).toBe(first.buffer);
    expect(pieces.take(1100).buffer).not.toBe(second.buffer);
    pieces.give(first);
    const small = pieces.take(100);
    expect(small).toHaveLength(100);
    expect(small.buffer.byteLength).toBeLessThan(1000);
    expect(pieces.take(1000).buffer).not.toBe(first.buffer);
  });
});
