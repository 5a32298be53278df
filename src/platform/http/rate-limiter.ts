const MINUTE_MS = 60_000;
/** Callers whose state is kept at once; more than an installation has keys. */
const MOST_CALLERS = 10_000;

/**
 * So many requests a minute for each caller, evenly: the generic cell rate algorithm (ITU-T I.371), a leaky bucket that needs one
 * number for each caller, the moment from which on nothing of the past counts. A caller who was silent for a minute may send a
 * minute's worth at once. Its state is this process's own.
 */
export class RateLimiter {
  /** In the order in which callers were last let through. */
  private readonly freeAt = new Map<string, number>();
  private readonly gapMs: number;

  /**
   * @param perMinute 0: no limit
   * @param now milliseconds of a clock that never goes back, so that a clock set right shuts nobody out
   */
  constructor(
    private readonly perMinute: number,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.gapMs = MINUTE_MS / perMinute;
  }

  get size(): number {
    return this.freeAt.size;
  }

  /**
   * Counts a request of a caller.
   * @returns 0 if it may go on; else the milliseconds after which one may, and it is not counted
   */
  take(caller: string): number {
    if (this.perMinute === 0) return 0;
    const now = this.now();
    const freeAt = Math.max(now, this.freeAt.get(caller) ?? now) + this.gapMs;
    const tooEarly = freeAt - now - MINUTE_MS;
    // Less than sums of some thousand gaps can be off by.
    if (tooEarly > 1e-3) return tooEarly;
    this.freeAt.delete(caller);
    if (this.freeAt.size >= MOST_CALLERS) this.forget(now);
    this.freeAt.set(caller, freeAt);
    return 0;
  }

  /** Who is free of the past needs no state; if nobody is, the one who was let through longest ago begins anew. */
  private forget(now: number): void {
    for (const [caller, freeAt] of this.freeAt) if (freeAt <= now) this.freeAt.delete(caller);
    if (this.freeAt.size >= MOST_CALLERS) this.freeAt.delete(this.freeAt.keys().next().value!);
  }
}
