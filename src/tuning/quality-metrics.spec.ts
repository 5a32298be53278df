import { fromRanking, ndcgAt, NonFiniteScoreError, precisionAt, recallAt } from './quality-metrics.js';

describe('quality metrics', () => {
  it('gives 1 to the ideal order and less to any other', () => {
    expect(ndcgAt(10, fromRanking([3, 2, 1, 0]))).toBeCloseTo(1, 12);
    expect(ndcgAt(10, fromRanking([0, 1, 2, 3]))).toBeLessThan(0.6);
  });

  it('follows the formula on a list worked out by hand', () => {
    const dcg = 1 / Math.log2(2) + 7 / Math.log2(3);
    const ideal = 7 / Math.log2(2) + 1 / Math.log2(3);
    expect(ndcgAt(2, fromRanking([1, 3]))).toBeCloseTo(dcg / ideal, 12);
  });

  it('counts ties as the mean over all their orders', () => {
    const tied = [3, 0, 1].map((grade) => ({ score: 5, grade }));
    const orders = [
      [3, 0, 1],
      [3, 1, 0],
      [0, 3, 1],
      [0, 1, 3],
      [1, 3, 0],
      [1, 0, 3],
    ];
    const mean = orders.reduce((sum, order) => sum + ndcgAt(2, fromRanking(order)), 0) / orders.length;
    expect(ndcgAt(2, tied)).toBeCloseTo(mean, 12);
  });

  it('splits a tie that crosses the cut', () => {
    const items = [
      { score: 2, grade: 0 },
      { score: 1, grade: 3 },
      { score: 1, grade: 0 },
    ];
    expect(recallAt(2, items)).toBeCloseTo(0.5, 12);
    expect(precisionAt(2, items)).toBeCloseTo(0.25, 12);
  });

  it('does not depend on the order of the input', () => {
    const items = [4, 1, 3, 2].map((score) => ({ score, grade: score - 1 }));
    expect(ndcgAt(3, items)).toBe(ndcgAt(3, [...items].reverse()));
  });

  it('measures a part of the candidates against all of them', () => {
    expect(ndcgAt(1, fromRanking([1]), [3, 1])).toBeCloseTo(1 / 7, 12);
  });

  it('says 0 where nothing is useful and null where nothing had to be found', () => {
    expect(ndcgAt(10, fromRanking([0, 0]))).toBe(0);
    expect(recallAt(10, fromRanking([2, 0]))).toBeNull();
    expect(precisionAt(10, [])).toBe(0);
  });

  it('refuses a score that is no number', () => {
    expect(() => ndcgAt(10, [{ score: Number.NaN, grade: 1 }])).toThrow(NonFiniteScoreError);
    expect(() => precisionAt(10, [{ score: Number.POSITIVE_INFINITY, grade: 1 }])).toThrow(
      'cannot be ranked',
    );
  });
});
