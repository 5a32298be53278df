import { kthLargest, sortBestFirst } from './best-first.js';
import { mulberry32 } from './random.js';

describe('the best first', () => {
  const random = mulberry32(5);
  const lengths = [0, 1, 2, 12, 13, 24, 25, 100, 300, 512, 1001];
  const listsOf = (value: () => number): Float64Array[] =>
    lengths.map((length) => Float64Array.from({ length }, value));
  const lists = [
    // Few different values, so that there are ties.
    ...listsOf(() => Math.floor(20 * random())),
    ...listsOf(random),
    ...listsOf(() => 0.5),
    // Far from evenly spread.
    ...listsOf(() => Math.exp(40 * random() ** 4)),
    ...listsOf(() => [-Infinity, 5e-324, 0, 1, Infinity][Math.floor(5 * random())]!),
  ];

  it('stands in the order of the scores, ties by number, whatever the order before', () => {
    for (const scores of lists) {
      const things = Int32Array.from(scores.keys()).reverse();
      const expected = [...things].sort((a, b) => scores[b]! - scores[a]! || a - b);
      sortBestFirst(things, scores);
      expect([...things]).toEqual(expected);
    }
  });

  it('knows the k-th largest', () => {
    for (const scores of lists) {
      const whole = Int32Array.from(scores, (score) => 1000 * score);
      const sorted = [...whole].sort((a, b) => b - a);
      for (let k = 1; k <= whole.length; k += 7) {
        expect(kthLargest(whole.slice(), whole.length, k)).toBe(sorted[k - 1]);
      }
    }
  });
});
