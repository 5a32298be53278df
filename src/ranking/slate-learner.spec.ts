import { SlateLearner } from './slate-learner.js';

const columns = [Float64Array.of(1, 0, 0), Float64Array.of(0, 1, 2)];

describe('SlateLearner', () => {
  it('takes one AdaGrad step along the surprise', () => {
    const learner = new SlateLearner([0, 0], { rate: 0.3, readerRate: 0.1 });
    const slate = learner.score('r', columns);
    expect([...slate.scores]).toEqual([0, 0, 0]);
    learner.learn([{ ...slate, chosen: 0 }]);
    // surprise (2/3, −1/3, −1/3): slopes 2/3 and −1
    expect(learner.weights[0]).toBeCloseTo((0.3 * (2 / 3)) / Math.sqrt(1 + 4 / 9), 12);
    expect(learner.weights[1]).toBeCloseTo(-0.3 / Math.sqrt(2), 12);
    // the reader has offsets of their own, 0.1 × slope
    expect(learner.score('r', columns).scores[0]! - learner.score('other', columns).scores[0]!).toBeCloseTo(
      0.1 * (2 / 3),
      12,
    );
  });

  it('learns choices of one moment from the weights before any of them', () => {
    const once = new SlateLearner([0, 0]);
    const slate = once.score('r', columns);
    once.learn([
      { ...slate, chosen: 0 },
      { ...once.score('s', columns), chosen: 2 },
    ]);
    // the second surprise is (−1/3, −1/3, 2/3) whatever the first taught: slopes −1/3 and 1
    const squares = 1 + 4 / 9 + 1 / 9;
    const first = (0.3 * (2 / 3)) / Math.sqrt(1 + 4 / 9);
    expect(once.weights[0]).toBeCloseTo(first - 0.1 / Math.sqrt(squares), 12);
  });

  it("keeps the team's weights within [½, 2] of the first and the residual within its bound", () => {
    const learner = new SlateLearner([1, 0], { rate: 5, bounds: { team: [true, false], residual: 1 } });
    for (let k = 0; k < 50; k++) learner.learn([{ ...learner.score('r', columns), chosen: 2 }]);
    expect(learner.weights[0]).toBe(0.5);
    const { scores } = learner.score('r', columns);
    const residuals = [scores[0]! - 0.5, scores[1]!, scores[2]!];
    for (const residual of residuals) expect(Math.abs(residual)).toBeLessThanOrEqual(1);
    expect(residuals[2]).toBeGreaterThan(0.5);
    for (let k = 0; k < 200; k++) learner.learn([{ ...learner.score('r', columns), chosen: 0 }]);
    expect(learner.weights[0]).toBe(2);
  });

  it('scores without candidates', () => {
    expect(new SlateLearner([0]).score('r', [new Float64Array()]).scores).toHaveLength(0);
  });
});
