import { NonFiniteScoreError } from './quality-metrics.js';
import { TargetFigures } from './replay-figures.js';
import { HeldOutFigures } from './replay-held-out.js';
import { SampledFigures } from './replay-sampled.js';

describe('TargetFigures', () => {
  it('takes the exact expectation over the orders of ties', () => {
    const meter = new TargetFigures();
    meter.add([3, 2, 2, 1], 1); // ranks 2 and 3, each half the time
    expect(meter.figures().mrr).toBeCloseTo((1 / 2 + 1 / 3) / 2, 12);
    expect(meter.figures().ndcg10).toBeCloseTo((1 / Math.log2(3) + 1 / Math.log2(4)) / 2, 12);
    expect(meter.figures().recall10).toBe(1);
  });

  it('counts the part of a tie that reaches the first ten, and divides by more where told', () => {
    const meter = new TargetFigures();
    meter.add(new Float64Array(20), 4);
    expect(meter.figures().recall10).toBeCloseTo(0.5, 12);
    expect(meter.figures(2).recall10).toBeCloseTo(0.25, 12);
  });

  it('refuses scores that are no numbers', () => {
    expect(() => {
      new TargetFigures().add([1, NaN], 0);
    }).toThrow(NonFiniteScoreError);
  });
});

describe('SampledFigures', () => {
  it('loses a place to every negative that scores as much', () => {
    const meter = new SampledFigures();
    meter.add([5, 5, 5, 5, 5, 1]); // rank 5
    meter.add([5, 5, 5, 5, 5, 5]); // rank 6
    expect(meter.figures()).toEqual({ recall5: 0.5, recall10: 1 });
    expect(() => {
      meter.add([1, Infinity]);
    }).toThrow(NonFiniteScoreError);
  });
});

describe('HeldOutFigures', () => {
  it('puts what is not wanted first at an equal score', () => {
    const meter = new HeldOutFigures();
    // order: 7 (not wanted), 3 (wanted), then 5 wanted at rank 3
    meter.add([1, 1, 0.5], [3, 7, 5], new Set([3, 5]));
    const gain = 1 / Math.log2(3) + 1 / Math.log2(4);
    expect(meter.figures().ndcg10).toBeCloseTo(gain / (1 + 1 / Math.log2(3)), 12);
    expect(meter.figures().recall10).toBe(1);
  });

  it('divides by all that is wanted, the ideal by what fits into ten', () => {
    const meter = new HeldOutFigures();
    const stories = Array.from({ length: 30 }, (_, story) => story);
    meter.add(
      stories.map((story) => -story),
      stories,
      new Set(stories.slice(0, 20)),
    );
    expect(meter.figures()).toEqual({ recall10: 0.5, ndcg10: 1 });
  });
});
