import { RateLimiter } from './rate-limiter.js';

describe('the rate limit', () => {
  let now = 0;
  const limiter = (perMinute: number) => new RateLimiter(perMinute, () => now);
  /** How many of so many requests go through. */
  const passed = (limit: RateLimiter, caller: string, requests: number): number =>
    Array.from({ length: requests }, () => limit.take(caller)).filter((wait) => wait === 0).length;

  beforeEach(() => {
    now = 1_000_000;
  });

  it('lets a minute pass at once, and then one each time that its share of the minute is over', () => {
    const limit = limiter(60);
    expect(passed(limit, 'a', 100)).toBe(60);
    expect(limit.take('a')).toBeCloseTo(1000, 6);
    now += 999;
    expect(limit.take('a')).toBeCloseTo(1, 6);
    now += 1;
    expect([limit.take('a'), limit.take('a')]).toEqual([0, 1000]);
    now += 60_000;
    expect(passed(limit, 'a', 100)).toBe(60);
  });

  it('counts nothing that it refused', () => {
    const limit = limiter(6);
    expect(passed(limit, 'a', 1000)).toBe(6);
    now += 10_000;
    expect(passed(limit, 'a', 1000)).toBe(1);
  });

  it('knows each caller alone', () => {
    const limit = limiter(2);
    expect([passed(limit, 'a', 5), passed(limit, 'b', 5)]).toEqual([2, 2]);
  });

  it.each([1, 7, 6000, 299_999])('lets through no more and no fewer than %i in each minute', (perMinute) => {
    const limit = limiter(perMinute);
    expect(passed(limit, 'a', perMinute + 10)).toBe(perMinute);
    let through = 0;
    for (let i = 0; i < 600; i++) {
      now += 100;
      through += passed(limit, 'a', Math.ceil(perMinute / 600) + 1);
    }
    expect(Math.abs(through - perMinute)).toBeLessThanOrEqual(1);
  });

  it('is off at 0', () => {
    expect(passed(limiter(0), 'a', 1000)).toBe(1000);
  });

  it('keeps no more than some thousand callers, those who are busy last', () => {
    const limit = limiter(1);
    limit.take('first');
    now += 60_001;
    for (let i = 0; i < 25_000; i++) limit.take(`caller-${i}`);
    expect(limit.size).toBe(10_000);
    expect(limit.take('caller-24999')).toBeGreaterThan(0);
  });
});
