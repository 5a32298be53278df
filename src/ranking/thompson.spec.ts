import { mulberry32 } from './random.js';
import { thompsonDraw, winProbability } from './thompson.js';

describe('the exploring slot', () => {
  const lists = [[0], [1, 1], [2, 0.5, 0.4, -1], Array.from({ length: 30 }, (_, i) => 1.8 - 0.07 * i)];

  it.each(lists.map((scores) => [scores]))('knows probabilities that add up to 1: %j', (scores) => {
    const all = scores.map((_, i) => winProbability(scores, i, 1));
    for (const one of all) expect(one).toBeGreaterThan(0);
    expect(all.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 5);
  });

  it('draws as often as it says', () => {
    for (const scores of lists.slice(1)) {
      const random = mulberry32(11);
      const wins = scores.map(() => 0);
      const draws = 5_000;
      for (let i = 0; i < draws; i++) wins[thompsonDraw(scores, 1, random)]!++;
      scores.forEach((_, i) => {
        const expected = winProbability(scores, i, 1);
        const error = Math.sqrt((expected * (1 - expected)) / draws);
        expect(Math.abs(wins[i]! / draws - expected)).toBeLessThan(4.5 * error + 1e-6);
      });
    }
  });

  it('knows the closed form for two: Φ(d / √2)', () => {
    expect(winProbability([1, 0], 0, 1)).toBeCloseTo(0.7602499, 6);
    expect(winProbability([1, 0], 0, 0.5)).toBeCloseTo(0.9213504, 6);
  });

  it('stays a probability for scores that lie far apart', () => {
    expect(winProbability([40, -40], 1, 1)).toBeGreaterThan(0);
    expect(winProbability([40, -40], 0, 1)).toBeLessThanOrEqual(1);
  });
});
