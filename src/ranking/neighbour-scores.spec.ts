import { AffinityMatrix } from './affinity-matrix.js';
import { walkScores } from './neighbour-scores.js';

const row = (...stories: number[]) => new Map(stories.map((story) => [story, 1] as const));

describe('walkScores', () => {
  // readers: 0 {0}, 1 {0, 1}, 2 {0, 1, 2}, 3 {3}
  const matrix = new AffinityMatrix([row(0), row(0, 1), row(0, 1, 2), row(3)], 5);

  it('is the cosine of stories with exponents of one half', () => {
    const scores = walkScores(matrix, 0, { shared: 0.5, other: 0, sharpness: 1, reached: 0.5 });
    expect(scores[1]).toBeCloseTo(2 / Math.sqrt(3 * 2), 12);
    expect(scores[2]).toBeCloseTo(1 / Math.sqrt(3), 12);
    expect([scores[3], scores[4]]).toEqual([0, 0]);
  });

  it('counts others by the size of their history and sharpens', () => {
    const scores = walkScores(matrix, 0, { shared: 0, other: 0.5, sharpness: 2, reached: 0 });
    expect(scores[1]).toBeCloseTo(1 / 2 + 1 / 3, 12);
  });

  it('keeps rows sorted and columns the same pairs', () => {
    const doubled = matrix.reweighted((reader, story) => 10 * reader + story);
    expect([...doubled.columns[1]!]).toEqual([1, 2]);
    expect([...doubled.columnWeights[1]!]).toEqual([11, 21]);
  });
});
