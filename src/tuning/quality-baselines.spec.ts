import {
  bestCommonScores,
  bm25,
  descriptionOf,
  greedyCentroids,
  nearestDefinitions,
  termsOf,
} from './quality-baselines.js';
import { ndcgAt } from './quality-metrics.js';

describe('baselines of quality', () => {
  it('describes a reader by role, industry, line and follows', () => {
    const words = descriptionOf({
      role: 'data-engineer',
      industry: 'semiconductors',
      about: 'Runs the yield warehouse',
      followedTopics: ['custom-silicon'],
    });
    expect(words).toContain('How data is stored');
    expect(words).toContain('foundry');
    expect(words).toContain('yield warehouse');
    expect(words).toContain('Custom silicon');
    expect(descriptionOf({ role: 'Beekeeper', industry: 'Honey' })).toContain('Beekeeper Honey');
  });

  it('BM25 prefers rare words and short documents, and gives 0 where nothing is shared', () => {
    const [rare, common, long, none] = bm25([
      'turbine market',
      'market share',
      'turbine market blades gears towers nacelles foundations cables',
      'football',
    ])('turbine market');
    expect(rare).toBeGreaterThan(long!);
    expect(long).toBeGreaterThan(common!);
    expect(none).toBe(0);
  });

  it('no list that is the same for everyone has a better mean', () => {
    const grades = { a: { x: 3, y: 1 }, b: { y: 2, z: 2 }, c: { z: 1 } };
    const stories = ['x', 'y', 'z'];
    const meanOf = (scores: readonly number[]): number =>
      Object.values(grades)
        .map((own: Record<string, number>) =>
          ndcgAt(
            2,
            stories.map((story, at) => ({ score: scores[at]!, grade: own[story] ?? 0 })),
          ),
        )
        .reduce((sum, one) => sum + one / 3, 0);
    const best = meanOf(bestCommonScores(stories, grades, 2));
    for (const order of ['0 1 2', '0 2 1', '1 0 2', '1 2 0', '2 0 1', '2 1 0']) {
      expect(meanOf(order.split(' ').map(Number))).toBeLessThanOrEqual(best + 1e-12);
    }
  });

  it('finds the nearest definition, or none', () => {
    const [crypto, nothing] = nearestDefinitions(['Bitcoin and stablecoins: crypto exchanges', 'qqq']);
    expect(crypto).toEqual(new Set(['crypto-digital-assets']));
    expect(nothing).toEqual(new Set());
  });

  it('groups greedily by threshold', () => {
    const documents = ['merger of two banks', 'two banks plan merger', 'storm hits coast'].map(termsOf);
    expect(greedyCentroids(documents, 0.3)).toEqual([0, 0, 1]);
    expect(greedyCentroids(documents, 1.1)).toEqual([0, 1, 2]);
    expect(greedyCentroids([[], []], 0.1)).toEqual([0, 1]);
  });
});
