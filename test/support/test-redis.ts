import { variables } from './servers.js';

/** Address of the test Redis; undefined when redis-server is not installed. */
export function redisUrl(): string | undefined {
  return process.env[variables.redis];
}

/**
 * A suite that needs Redis. Without one it says by name that it did not run; with SCOUT_TEST_REQUIRE_ALL=1 it fails.
 */
export function describeWithRedis(name: string, suite: (url: string) => void): void {
  const url = redisUrl();
  if (url !== undefined) {
    describe(name, () => suite(url));
    return;
  }
  describe(`NOT RUN: ${name} (no redis-server on the PATH)`, () => {
    it('is reported', () => {
      process.stderr.write(`NOT RUN: ${name}: no redis-server on the PATH\n`);
      expect(process.env['SCOUT_TEST_REQUIRE_ALL']).not.toBe('1');
    });
  });
}
