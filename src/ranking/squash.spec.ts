import { squash } from './squash.js';

describe('squashing', () => {
  it('is tanh to 1e-11, odd, and never falls', () => {
    let worst = 0;
    let last = -1;
    let falls = 0;
    let odd = true;
    for (let i = -60_000; i <= 60_000; i++) {
      const x = i / 10_000;
      const value = squash(x);
      worst = Math.max(worst, Math.abs(value - Math.tanh(x)));
      odd &&= value === 0 - squash(-x);
      if (value < last) falls++;
      last = value;
    }
    expect(worst).toBeLessThan(1e-11);
    expect(falls).toBe(0);
    expect(odd).toBe(true);
  });

  it('keeps to −1 … 1 however large its argument', () => {
    expect(squash(Infinity)).toBe(1);
    expect(squash(-1e9)).toBe(-1);
    expect(squash(0)).toBe(0);
    expect(squash(NaN)).toBeNaN();
  });
});
