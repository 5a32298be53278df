import { bCubedF1, pairwiseF1 } from './cluster-evaluation.js';

const mapOf = (pairs: Record<string, string>): Map<string, string> => new Map(Object.entries(pairs));

describe('bCubedF1', () => {
  const truth = mapOf({ a: 'x', b: 'x', c: 'x', d: 'y', e: 'y' });

  it('is 1 for the truth under other names', () => {
    expect(bCubedF1(mapOf({ a: '1', b: '1', c: '1', d: '2', e: '2' }), truth)).toEqual({
      precision: 1,
      recall: 1,
      f1: 1,
    });
  });

  it('averages over items, worked by hand', () => {
    const score = bCubedF1(mapOf({ a: '1', b: '1', c: '2', d: '2', e: '2' }), truth);
    expect(score.precision).toBeCloseTo((1 + 1 + 1 / 3 + 2 / 3 + 2 / 3) / 5, 12);
    expect(score.recall).toBeCloseTo((2 / 3 + 2 / 3 + 1 / 3 + 1 + 1) / 5, 12);
  });

  it('takes an item without a group as standing alone', () => {
    const score = bCubedF1(mapOf({ d: 'a', e: 'a' }), truth);
    expect(score.precision).toBe(1);
    expect(score.recall).toBeCloseTo((3 * (1 / 3) + 2) / 5, 12);
  });

  it('refuses an empty truth rather than give a score that is no number', () => {
    expect(() => bCubedF1(new Map(), new Map())).toThrow(RangeError);
  });
});

describe('pairwiseF1', () => {
  it('counts pairs', () => {
    const score = pairwiseF1(
      [
        ['a', 'b', 'c'],
        ['d', 'e'],
      ],
      [
        ['b', 'a'],
        ['d', 'e', 'f'],
      ],
    );
    expect(score).toEqual({ precision: 2 / 4, recall: 2 / 4, f1: 0.5 });
  });

  it('is finite without pairs', () => {
    expect(pairwiseF1([], [['a', 'b']])).toEqual({ precision: 1, recall: 0, f1: 0 });
    expect(pairwiseF1([['a']], [])).toEqual({ precision: 1, recall: 1, f1: 1 });
  });
});
