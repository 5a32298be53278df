import { squash } from './squash.js';

describe('squashing', () => {
  it('is tanh to 1e-11, odd, and never falls', () => {
    let last = -1;
    for (let i = -60_000; i <= 60_000; i++) {
      const x = i / 10_000;
      const value = squash(x);
      expect(Math.abs(value - Math.tanh(x))).toBeLessThan(1e-11);
      expect(value).toBe(0 - squash(-x));
      expect(value).toBeGreaterThanOrEqual(last);
      last = value;
    }
  });

  it('keeps to −1 … 1 however large its argument', () => {
    expect(squash(Infinity)).toBe(1);
    expect(squash(-1e9)).toBe(-1);
    expect(squash(0)).toBe(0);
    expect(squash(NaN)).toBeNaN();
  });
});
