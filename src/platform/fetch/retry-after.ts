/** Nobody is asked again sooner than this, nor given up for longer than that, in seconds. */
export const RETRY_BOUNDS = { least: 60, most: 86_400 } as const;

/**
 * `Retry-After` in seconds or as a date (RFC 9110, 10.2.3), within `RETRY_BOUNDS`.
 * @returns seconds from `now`; undefined where there is none or it cannot be read
 */
export function retryAfterSeconds(header: string | undefined, now: Date): number | undefined {
  const text = header?.trim();
  if (text === undefined || text === '') return undefined;
  const seconds = /^[+-]?\d{1,15}$/.test(text) ? Number(text) : (Date.parse(text) - now.getTime()) / 1000;
  if (!Number.isFinite(seconds)) return undefined;
  return Math.min(RETRY_BOUNDS.most, Math.max(RETRY_BOUNDS.least, Math.ceil(seconds)));
}
