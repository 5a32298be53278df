import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Settings } from '../../config/settings.js';
import { CommandError } from '../output.js';

/** A process of the product that runs beside the benchmark. */
export interface Beside {
  readonly pid: number;
  /** What it has said last on standard error. */
  readonly lastWords: () => string;
  stop(): Promise<void>;
}

const WORDS = 20;
/** As `docs/operations.md` advises for workers: room for what a page of readers leaves behind, and an end to the heap. */
const HEAP = '--max-semi-space-size=16 --max-old-space-size=256';

/** The worker or the API as in production, from the build or from the sources as this process. */
export function startBeside(
  entry: 'worker' | 'main',
  settings: Settings,
  env: Readonly<Record<string, string>> = {},
): Beside & { readonly child: ChildProcess } {
  const built = fileURLToPath(new URL(`../../${entry}.js`, import.meta.url));
  const file = existsSync(built) ? built : built.replace(/\.js$/, '.ts');
  const child = spawn(process.execPath, [...process.execArgv, file], {
    env: {
      DATABASE_URL: settings.DATABASE_URL,
      ...(settings.REDIS_URL === undefined ? {} : { REDIS_URL: settings.REDIS_URL }),
      QUEUE_PREFIX: settings.QUEUE_PREFIX,
      DIGEST_PAGE_SIZE: String(settings.DIGEST_PAGE_SIZE),
      WORKER_CONCURRENCY: String(settings.WORKER_CONCURRENCY),
      WORKER_NICE: String(settings.WORKER_NICE),
      NODE_OPTIONS: HEAP,
      ...env,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const words: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    words.push(line);
    words.splice(0, words.length - WORDS);
  });
  return {
    child,
    pid: child.pid!,
    lastWords: () => words.join('\n'),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Waits for the API to say where it listens. @throws CommandError with its last words when it ends instead */
export async function addressOf(api: Beside & { readonly child: ChildProcess }): Promise<string> {
  for (;;) {
    const url = /listens on (http:\S+)\./.exec(api.lastWords())?.[1];
    if (url !== undefined) return url;
    if (api.child.exitCode !== null) throw new CommandError(`the API did not start: ${api.lastWords()}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
