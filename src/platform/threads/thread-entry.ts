import { parentPort } from 'node:worker_threads';
import { ScoutError } from '../errors.js';
import type { ThreadAnswer, ThreadCall, ThreadFailure } from './thread-messages.js';

/** What runs inside each thread of `Threads`: loads the module that it is told and calls it, one call after another. */
const port = parentPort;
if (port === null) throw new Error('This file runs in a thread only.');

function say(answer: ThreadAnswer): void {
  port?.postMessage(answer);
}

port.on('message', (call: ThreadCall) => {
  answer(call).catch((error: unknown) => {
    say({ kind: 'failed', error: failureOf(error) });
  });
});

async function answer({ url, input }: ThreadCall): Promise<void> {
  const module = (await import(url)) as { readonly default: (input: unknown) => unknown };
  say({ kind: 'started' });
  say({ kind: 'done', output: await module.default(input) });
}

function failureOf(error: unknown): ThreadFailure {
  if (!(error instanceof Error)) return { message: String(error), stack: undefined };
  const { message, stack } = error;
  if (!(error instanceof ScoutError)) return { message, stack };
  return { message, stack, code: error.code, status: error.status, errors: error.errors };
}
