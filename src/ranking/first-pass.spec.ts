import { BoundedColumns } from './bounded-columns.js';
import { buildCandidatePool, type PoolStory } from './candidate-pool.js';
import { affinities, compileReader } from './compiled-reader.js';
import { countKept, firstPass } from './first-pass.js';
import { popularityColumns } from './popularity.js';
import { mulberry32, type Random } from './random.js';
import { DEFAULT_PROFILE } from './ranking-profile.js';
import { NO_BEHAVIOUR, type PriorVector, type RankingReader } from './reader.js';
import { priorRelevance, rawRelevance } from './relevance.js';
import type { RankingContext } from './stages.js';

const NOW = Date.parse('2026-01-08T07:00:00Z');
const TOPICS = Array.from({ length: 30 }, (_, i) => `topic-${i}`);

function storyOf(random: Random, i: number): PoolStory {
  const topic = TOPICS[Math.floor(TOPICS.length * random() ** 2)]!;
  return {
    id: `s${i}`,
    event: `e${i}`,
    source: 'a',
    publishedAt: NOW - Math.floor(random() * 1e8),
    topics: [{ topic, confidence: 0.25 + Math.floor(4 * random()) / 4 }],
    entities: [],
    kinds: [],
    // Few different values, so that there are ties.
    importancePrior: Math.floor(4 * random()) / 4,
    authority: 0.5,
    halfLifeHours: 1e9,
    terms: [],
  };
}

const prior = (random: Random): PriorVector => ({
  topics: Object.fromEntries(TOPICS.map((topic) => [topic, Math.floor(9 * random()) / 4 - 1])),
  kinds: {},
  entities: {},
});

function contextOf(random: Random, size: number, followed: number): RankingContext {
  const pool = buildCandidatePool(
    Array.from({ length: size }, (_, i) => storyOf(random, i)),
    NOW,
  );
  const reader: RankingReader = {
    id: 'reader',
    stated: {
      cohort: { role: 'role', industry: 'industry' },
      role: prior(random),
      industry: prior(random),
      about: { topics: {}, entities: {}, companies: [] },
      followedTopics: TOPICS.slice(0, followed),
      followedEntities: [],
      mutedTopics: [],
      mutedSources: [],
    },
    behaviour: {
      ...NO_BEHAVIOUR,
      topics: new Map([
        ['topic-9', -0.3],
        ['topic-2', 0.2],
      ]),
    },
    delivered: new Map(),
  };
  return {
    pool,
    profile: DEFAULT_PROFILE,
    popularity: popularityColumns(pool, []),
    reader: compileReader(pool, reader),
  };
}

/** The score of the first pass without anything that makes it fast, by row. */
function plainly({ pool, reader, profile }: RankingContext): number[] {
  const w = profile.weights;
  return Array.from({ length: pool.size }, (_, row) => {
    let sum =
      w.importance * pool.importance[row]! +
      w.freshness * pool.freshness[row]! +
      w.sourceQuality * pool.authority[row]! +
      w.roleRelevance * priorRelevance(rawRelevance(pool, row, reader.role)) +
      w.industryRelevance * priorRelevance(rawRelevance(pool, row, reader.industry));
    for (let k = pool.topics.rowStart[row]!; k < pool.topics.rowStart[row + 1]!; k++) {
      const weight = w.topicAffinity * affinities(pool, reader).topics[pool.topics.rowTag[k]!]!;
      if (weight !== 0) sum += weight * pool.topics.rowValue[k]!;
    }
    return sum;
  });
}

describe('the first pass', () => {
  it('keeps the best to a step of its scale, whatever was filtered and followed, ties by row', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const random = mulberry32(seed);
      const context = contextOf(random, 400, seed % 6);
      const score = plainly(context);
      const step = (Math.max(...score) - Math.min(...score)) / 65_535;
      for (const [limit, share] of [
        [20, 1],
        [20, 0.5],
        [60, 0.9],
        [20, 0.06],
        [399, 1],
      ] as const) {
        const keep = Uint8Array.from({ length: 400 }, () => (random() < share ? 1 : 0));
        const kept = [...firstPass(keep, limit, context)];
        expect(kept).toEqual(kept.toSorted((a, b) => a - b));
        expect(kept.every((row) => keep[row] === 1)).toBe(true);
        expect(kept).toHaveLength(Math.min(limit, countKept(keep)));
        const least = Math.min(...kept.map((row) => score[row]!));
        const out = Array.from(keep.keys()).filter((row) => keep[row] === 1 && !kept.includes(row));
        for (const row of out) expect(score[row]).toBeLessThanOrEqual(least + 2 * step);
        const tied = kept.filter((row) => score[row] === least);
        for (const row of out.filter((other) => score[other] === least))
          expect(row).toBeGreaterThan(Math.max(...tied));
      }
    }
  });

  it('gives the same rows however many of the best are asked for at once', () => {
    const random = mulberry32(7);
    const context = contextOf(random, 400, 3);
    const keep = new Uint8Array(400).fill(1);
    let fewer: number[] = [];
    for (let limit = 1; limit <= 400; limit += 7) {
      const more = [...firstPass(keep, limit, context)];
      expect(fewer.filter((row) => !more.includes(row))).toEqual([]);
      fewer = more;
    }
  });

  it('counts what a mask keeps', () => {
    const random = mulberry32(3);
    for (const size of [0, 1, 3, 4, 1023, 5000]) {
      const keep = Uint8Array.from({ length: size }, () => (random() < 0.7 ? 1 : 0));
      expect(countKept(keep)).toBe(keep.reduce((sum, bit) => sum + bit, 0));
      expect(countKept(keep.fill(1))).toBe(size);
    }
  });
});

describe('bounded columns', () => {
  it('keeps those that were asked for last and makes the others again', () => {
    const made: string[] = [];
    const columns = new BoundedColumns<string, string>(2);
    const of = (key: string): string => columns.of(key, () => (made.push(key), key.toUpperCase()));
    for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) expect(of(key)).toBe(key.toUpperCase());
    expect(made).toEqual(['a', 'b', 'c', 'b']);
    expect(columns.size).toBe(2);
  });

  it('makes again what is not valid any more', () => {
    const columns = new BoundedColumns<string, number>(0);
    expect(columns.of('a', () => 1)).toBe(1);
    expect(columns.of('a', () => 2)).toBe(1);
    expect(
      columns.of(
        'a',
        () => 3,
        (value) => value > 1,
      ),
    ).toBe(3);
  });
});
