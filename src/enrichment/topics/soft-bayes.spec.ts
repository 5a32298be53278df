import { higherShare, softBayes } from './soft-bayes.js';

/** Two words of the class, two of others, one of both. */
const rows = {
  starts: Int32Array.from([0, 2, 4, 6, 8]),
  columns: Int32Array.from([0, 4, 0, 1, 2, 4, 2, 3]),
  values: Float32Array.from([0.8, 0.6, 0.8, 0.6, 0.8, 0.6, 0.8, 0.6]),
  squares: Float32Array.from([1, 1, 1, 1]),
  width: 5,
};

describe('softBayes', () => {
  const { weights, scores, withoutItself } = softBayes(rows, Float64Array.from([1, 0.5, 0, 0]));

  it('leans to the words of the class, and by them to a row that only half belongs to it', () => {
    expect(weights[0]).toBeGreaterThan(weights[1]!);
    expect(weights[2]).toBeLessThan(0);
    expect(scores[1]).toBeGreaterThan(scores[2]!);
    expect(scores[2]).toBeGreaterThan(scores[3]!);
  });

  it('takes from a row what it taught itself', () => {
    expect(withoutItself[0]).toBeLessThan(scores[0]!);
    expect(withoutItself[3]).toBeGreaterThan(scores[3]!);
    expect([...withoutItself].every(Number.isFinite)).toBe(true);
  });
});

describe('higherShare', () => {
  const heap = (length: number, middle: number) =>
    Array.from({ length }, (_, at) => middle + (at / (length - 1) - 0.5) * 2);

  it.each([0.05, 0.1, 0.4])('finds a fifth of the scores, however many were supposed: %p', (start) => {
    const share = higherShare([...heap(160, 0), ...heap(40, 4)], start);
    expect(share).toBeGreaterThan(0.17);
    expect(share).toBeLessThan(0.23);
  });

  it('bears scores that are few or all alike', () => {
    expect(higherShare([1], 0.1)).toBe(0.1);
    expect(higherShare([], 0.1)).toBe(0.1);
    expect(Number.isFinite(higherShare(Array<number>(50).fill(2), 0.1))).toBe(true);
  });
});
