import { backOffMs } from './back-off.js';

describe('backOffMs', () => {
  it('spreads over the whole time, which doubles up to half an hour', () => {
    expect([1, 2, 3].map((attempts) => backOffMs(attempts, 0))).toEqual([1_000, 1_000, 1_000]);
    expect([1, 2, 3, 7, 400].map((attempts) => Math.round(backOffMs(attempts, 0.9999) / 1000))).toEqual([
      30, 60, 120, 1800, 1800,
    ]);
  });
});
