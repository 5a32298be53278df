import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Threads } from '../platform/threads/threads.js';
import type { ReplayReport } from '../tuning/replay-log.js';
import { BadLines } from './input-files.js';
import { readReplayEvents } from './replay-events.js';

/** The log of each protocol, by the name that its file begins with; a table of its articles lies beside it. */
const LOGS = [
  ['p2', 'deskdrop'],
  ['p1', 'deskdrop'],
  ['p3', 'ibm'],
] as const satisfies readonly (readonly [ReplayReport['protocol'], string])[];
const THREADS = 2;
const LIMITS = { timeoutMs: 1_800_000, maxMemoryMb: 4_000 };

/**
 * Protocols P1, P2 and P3 on the logs of a folder, two at a time.
 * @returns in the order of the protocols; undefined where a log is absent
 */
export async function measureReplays(folder: string): Promise<ReplayReport[] | undefined> {
  const files = await readdir(folder).catch(() => []);
  const logs = LOGS.map(([protocol, name]) => ({
    protocol,
    file: files.find((file) => file.startsWith(name) && file.endsWith('.csv') && !file.includes('articles')),
  }));
  if (logs.some(({ file }) => file === undefined)) return undefined;
  const threads = new Threads(THREADS);
  try {
    const reports = await Promise.all(
      logs.map(async ({ protocol, file }) => {
        const bad = new BadLines(0);
        const events = await readReplayEvents(join(folder, file!), bad);
        bad.finish();
        return await threads.run<ReplayReport>(
          new URL('./replay-thread.js', import.meta.url),
          { protocol, events },
          LIMITS,
        );
      }),
    );
    return reports.sort((a, b) => (a.protocol < b.protocol ? -1 : 1));
  } finally {
    await threads.close();
  }
}
