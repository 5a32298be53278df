import { Worker } from 'node:worker_threads';
import { ScoutError } from '../errors.js';
import type { ThreadAnswer, ThreadCall, ThreadFailure } from './thread-messages.js';

export interface ThreadLimits {
  /** Longest run of one call, in milliseconds; loading its module does not count. */
  readonly timeoutMs: number;
  /** Most memory of the JavaScript heap of one call, in MB of 2^20 bytes. */
  readonly maxMemoryMb: number;
}

export type ThreadErrorCode = 'THREAD_TIMEOUT' | 'THREAD_OUT_OF_MEMORY' | 'THREAD_ENDED';

/** A call in a thread came to no end of its own. What the called function throws comes through as it is. */
export class ThreadError extends ScoutError {
  constructor(
    override readonly code: ThreadErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(code, message, 500, [], options);
  }
}

/** Loading the module of a call takes a part of a second; longer than this nobody waits. */
const LOAD_MS = 30_000;

const fromSources = import.meta.url.endsWith('.ts');
const ENTRY = new URL(`./thread-entry.${fromSources ? 'ts' : 'js'}`, import.meta.url);
/** A thread loads modules by itself; from TypeScript sources it needs what the tests load them with. */
const EXEC_ARGV = fromSources
  ? ['--import', new URL('../../../test/support/typescript.mjs', import.meta.url).href]
  : ['--enable-source-maps'];

interface Call {
  readonly message: ThreadCall;
  readonly limits: ThreadLimits;
  resolve(output: unknown): void;
  reject(error: unknown): void;
}

interface Thread {
  readonly worker: Worker;
  readonly maxMemoryMb: number;
  call: Call | undefined;
  timer: NodeJS.Timeout | undefined;
}

/**
 * A few threads for work on text that somebody hostile may have written: it runs beside the event loop, and what takes too
 * long or too much memory is stopped with its thread. Calls wait for a free thread in the order in which they came.
 */
export class Threads {
  private readonly threads = new Set<Thread>();
  private readonly waiting: Call[] = [];
  private closed = false;

  /** @param most threads at once, 1 or more; each is started when it is needed and kept */
  constructor(private readonly most: number) {}

  /**
   * Calls the function that a module exports as default, in a thread.
   *
   * @param module its compiled name, `new URL('./x.js', import.meta.url)`; the source is found where nothing is compiled
   * @param input copied into the thread by the structured clone algorithm: a `Buffer` arrives as a `Uint8Array`, a class as
   *   a plain object; the output comes back the same way
   * @throws ThreadError THREAD_TIMEOUT, THREAD_OUT_OF_MEMORY, THREAD_ENDED; ScoutError with the code and status of one that
   *   the function threw, its class lost; Error for any other
   */
  run<Output>(module: URL, input: unknown, limits: ThreadLimits): Promise<Output> {
    return new Promise<Output>((resolve, reject) => {
      if (this.closed) {
        reject(ended());
        return;
      }
      this.waiting.push({
        message: { url: fromSources ? module.href.replace(/\.js$/, '.ts') : module.href, input },
        limits,
        resolve: (output) => {
          resolve(output as Output);
        },
        reject,
      });
      this.next();
    });
  }

  /** Stops every thread; calls that run or wait are refused with THREAD_ENDED. */
  async close(): Promise<void> {
    this.closed = true;
    for (const call of this.waiting.splice(0)) call.reject(ended());
    await Promise.all([...this.threads].map((thread) => this.stop(thread, ended())));
  }

  /** Gives the next call that waits to a thread, if one is free or may be started. */
  private next(): void {
    const call = this.waiting[0];
    if (!call) return;
    const idle = [...this.threads].filter((thread) => thread.call === undefined);
    let thread = idle.find((one) => one.maxMemoryMb === call.limits.maxMemoryMb);
    if (!thread && this.threads.size >= this.most) {
      if (!idle[0]) return;
      // A thread's memory is limited when it starts, so one with another limit has to make room.
      this.threads.delete(idle[0]);
      void idle[0].worker.terminate();
    }
    thread ??= this.start(call.limits.maxMemoryMb);
    this.waiting.shift();
    this.give(thread, call);
  }

  private start(maxMemoryMb: number): Thread {
    const worker = new Worker(ENTRY, {
      execArgv: EXEC_ARGV,
      env: {}, // no business of theirs
      resourceLimits: { maxOldGenerationSizeMb: maxMemoryMb, maxYoungGenerationSizeMb: 32 },
    });
    const thread: Thread = { worker, maxMemoryMb, call: undefined, timer: undefined };
    this.threads.add(thread);
    worker.on('message', (answer: ThreadAnswer) => {
      this.heard(thread, answer);
    });
    worker.on('error', (error: Error & { readonly code?: string }) => {
      const why =
        error.code === 'ERR_WORKER_OUT_OF_MEMORY'
          ? new ThreadError('THREAD_OUT_OF_MEMORY', `It needs more than ${maxMemoryMb} MB of memory.`)
          : ended(error);
      void this.stop(thread, why);
    });
    worker.on('exit', () => {
      void this.stop(thread, ended());
    });
    return thread;
  }

  private give(thread: Thread, call: Call): void {
    thread.call = call;
    thread.worker.ref();
    this.limit(thread, LOAD_MS);
    try {
      thread.worker.postMessage(call.message);
    } catch (error) {
      this.settle(thread, (one) => {
        one.reject(error); // an input that cannot be copied
      });
    }
  }

  private limit(thread: Thread, ms: number): void {
    clearTimeout(thread.timer);
    thread.timer = setTimeout(() => {
      void this.stop(thread, new ThreadError('THREAD_TIMEOUT', `It takes longer than ${ms} ms.`));
    }, ms);
  }

  private heard(thread: Thread, answer: ThreadAnswer): void {
    const { call } = thread;
    if (!call) return;
    if (answer.kind === 'started') this.limit(thread, call.limits.timeoutMs);
    else if (answer.kind === 'done') {
      this.settle(thread, (one) => {
        one.resolve(answer.output);
      });
    } else {
      this.settle(thread, (one) => {
        one.reject(errorOf(answer.error));
      });
    }
  }

  private settle(thread: Thread, how: (call: Call) => void): void {
    const { call } = thread;
    clearTimeout(thread.timer);
    thread.call = undefined;
    thread.worker.unref(); // an idle thread keeps no process alive
    if (call) how(call);
    this.next();
  }

  private async stop(thread: Thread, why: ThreadError): Promise<void> {
    if (this.threads.delete(thread)) {
      this.settle(thread, (call) => {
        call.reject(why);
      });
    }
    await thread.worker.terminate();
  }
}

function ended(cause?: Error): ThreadError {
  const because = cause === undefined ? '' : `: ${cause.message}`;
  return new ThreadError('THREAD_ENDED', `The thread ended before its work${because}.`, { cause });
}

function errorOf(failure: ThreadFailure): Error {
  const { message, stack, code, status, errors } = failure;
  const error = code === undefined ? new Error(message) : new ScoutError(code, message, status, errors);
  if (stack !== undefined) error.stack = stack;
  return error;
}
