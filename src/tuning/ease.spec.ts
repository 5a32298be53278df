import { AffinityMatrix } from '../ranking/affinity-matrix.js';
import { mulberry32 } from '../ranking/random.js';
import { invertPositive } from './dense-matrix.js';
import { easeScores } from './ease.js';
import { lowRankScores } from './low-rank.js';

const row = (...stories: number[]) => new Map(stories.map((story) => [story, 1] as const));

describe('invertPositive', () => {
  it('inverts', () => {
    const values = Float64Array.of(4, 1, 1, 3);
    invertPositive({ size: 2, values });
    [3 / 11, -1 / 11, -1 / 11, 4 / 11].forEach((value, k) => {
      expect(values[k]).toBeCloseTo(value, 12);
    });
  });

  it('refuses what is not positive definite', () => {
    expect(() => {
      invertPositive({ size: 2, values: Float64Array.of(1, 2, 2, 1) });
    }).toThrow(RangeError);
  });
});

describe('easeScores', () => {
  it('gives the weights of the closed form', () => {
    // XᵀX + I = [[3, 1], [1, 2]]; P = [[2, −1], [−1, 3]]/5; B_12 = −P_12/P_22 = 1/3
    const matrix = new AffinityMatrix([row(0, 1), row(0)], 2);
    expect(easeScores(matrix, 1)(1)[1]).toBeCloseTo(1 / 3, 12);
  });

  it('is the same by readers and by stories', () => {
    const random = mulberry32(3);
    const rows = Array.from({ length: 12 }, () =>
      row(...Array.from({ length: 9 }, (_, story) => story).filter(() => random() < 0.4)),
    );
    const byStories = easeScores(new AffinityMatrix(rows, 9), 5);
    // Stories that nobody touched change nothing but which side is smaller.
    const byReaders = easeScores(new AffinityMatrix(rows, 40), 5);
    rows.forEach((touched, reader) => {
      for (let story = 0; story < 9; story++) {
        if (touched.has(story)) continue;
        expect(byReaders(reader)[story]).toBeCloseTo(byStories(reader)[story]!, 10);
      }
    });
  });
});

describe('lowRankScores', () => {
  it('gives a matrix back whose rank is no higher', () => {
    const rows = [row(0, 1), row(0, 1), row(2), row(2)];
    const scores = lowRankScores(new AffinityMatrix(rows, 3), 2);
    [1, 1, 0].forEach((value, story) => {
      expect(scores(0)[story]).toBeCloseTo(value, 9);
    });
  });
});
