const FIRST_MS = 30_000;
const LONGEST_MS = 30 * 60_000;
const SHORTEST_MS = 1_000;

/**
 * How long to wait before the next try, in milliseconds: exponential with full jitter, so that what failed together does not
 * come back together (Brooker, 'Exponential backoff and jitter', 2015). From 1 s to half an hour.
 * @param attempts tries so far, 1 or more
 * @param random uniform in [0, 1)
 */
export function backOffMs(attempts: number, random: number): number {
  const most = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempts - 1, 20));
  return Math.round(SHORTEST_MS + random * (most - SHORTEST_MS));
}
