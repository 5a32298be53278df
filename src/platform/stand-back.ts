import { existsSync, readdirSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';

const THREADS = '/proc/self/task';

/**
 * Lets other processes of the machine go first, with all threads: on Linux a priority belongs to a thread, and those that compile
 * and collect garbage are there before any code runs. Those made later take it from the one that makes them. A process that stands
 * back further already stays there.
 * @param nice 0, nothing changes, to 19
 */
export function standBack(nice: number): void {
  const threads = existsSync(THREADS) ? readdirSync(THREADS).map(Number) : [process.pid];
  for (const thread of threads) {
    try {
      if (getPriority(thread) < nice) setPriority(thread, nice);
    } catch (error) {
      if (!hasEnded(error)) throw error;
    }
  }
}

/** Of a thread that was there when they were listed. */
function hasEnded(error: unknown): boolean {
  return (error as { info?: { code?: unknown } }).info?.code === 'ESRCH';
}
