import { setTimeout as wait } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { Job, JobsOptions, Queue } from 'bullmq';
import type { Clock } from '../clock.js';
import { InvalidInputError } from '../errors.js';
import {
  type AddOptions,
  type FailedJob,
  JobQueue,
  type QueueCounts,
  QueueUnavailableError,
} from './job-queue.js';
import { kept, type PayloadOf, type QueueName, QUEUES } from './queue-catalogue.js';

/** A caller waits no longer for the queue than this, in milliseconds. */
const longestWaitMs = 5_000;

/** So many delayed jobs are looked at for one whose time has come. */
const LOOKED_AT = 10;

/** How soon a schedule that Redis has lost is there again, in milliseconds. */
const watchMs = 30_000;

/** {@link JobQueue} on BullMQ, whichever store lies behind it. */
export class BullJobQueue extends JobQueue implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(JobQueue.name);
  /** What {@link addEvery} was told in this process. */
  private readonly schedules = new Map<QueueName, () => Promise<unknown>>();
  private watch: NodeJS.Timeout | undefined;
  private closing = false;

  constructor(
    private readonly queues: ReadonlyMap<string, Queue>,
    private readonly clock: Clock,
  ) {
    super();
    // Without a listener an outage would be printed at every attempt to connect again.
    for (const [name, queue] of queues) {
      queue.on('error', (error) => {
        // A server that stops while the process does is no news.
        if (!this.closing) this.logger.warn(`Queue ${name}: ${error.message}`);
      });
    }
  }

  /** A queue that cannot be used is found at the start of the process. */
  async onApplicationBootstrap(): Promise<void> {
    for (const queue of this.queues.values()) await inTime(queue.waitUntilReady());
    const restore = () => {
      // An outage is told by the queue itself; the next look is soon.
      this.restoreSchedules().catch(() => undefined);
    };
    this.watch = setInterval(restore, watchMs).unref();
  }

  beforeApplicationShutdown(): void {
    this.closing = true;
    clearInterval(this.watch);
  }

  /** Puts back the schedules that are gone: a Redis that was flushed, or came back without its memory, has none. */
  async restoreSchedules(): Promise<void> {
    for (const [name, upsert] of this.schedules) {
      if (!(await inTime(this.queueOf(name).getJobScheduler(schedulerOf(name))))) await inTime(upsert());
    }
  }

  async add<Q extends QueueName>(queue: Q, payload: PayloadOf<Q>, options: AddOptions = {}): Promise<void> {
    const { jobId, delayMs } = options;
    const jobOptions: JobsOptions = {
      ...defaultsOf(queue),
      ...(delayMs === undefined ? {} : { delay: delayMs }),
      // Not BullMQ's own job id: that would stay taken for as long as the finished job is kept.
      ...(jobId === undefined ? {} : { deduplication: { id: jobId, keepLastIfActive: true } }),
    };
    await inTime(this.queueOf(queue).add(queue, checked(queue, payload), jobOptions));
  }

  async addEvery<Q extends QueueName>(queue: Q, everyMs: number, payload: PayloadOf<Q>): Promise<void> {
    const template = { name: queue, data: checked(queue, payload), opts: defaultsOf(queue) };
    const upsert = () =>
      this.queueOf(queue).upsertJobScheduler(schedulerOf(queue), { every: everyMs }, template);
    this.schedules.set(queue, upsert);
    await inTime(upsert());
  }

  async counts(queue: QueueName): Promise<QueueCounts> {
    const store = this.queueOf(queue);
    const counts = await inTime(store.getJobCounts('waiting', 'active', 'delayed', 'failed'));
    const waiting = counts['waiting'] ?? 0;
    const oldest = await oldestOf(store, waiting);
    // Workers bring a job whose delay is over among those that wait; where none works it stays where it is.
    const delayed =
      (counts['delayed'] ?? 0) === 0 ? [] : await inTime(store.getJobs(['delayed'], 0, LOOKED_AT - 1, true));
    const now = this.clock.now().getTime();
    const since = [...(oldest ? [oldest.timestamp] : []), ...delayed.map((job) => job.timestamp + job.delay)];
    return {
      waiting,
      active: counts['active'] ?? 0,
      delayed: counts['delayed'] ?? 0,
      failed: counts['failed'] ?? 0,
      oldestWaitingMs: Math.max(0, ...since.map((from) => now - from)),
    };
  }

  async next<Q extends QueueName>(queue: Q): Promise<PayloadOf<Q> | undefined> {
    const store = this.queueOf(queue);
    const { waiting = 0 } = await inTime(store.getJobCounts('waiting'));
    const job = await oldestOf(store, waiting);
    return job && (QUEUES[queue].payload.safeParse(job.data).data as PayloadOf<Q> | undefined);
  }

  async failed(queue: QueueName, limit: number): Promise<FailedJob[]> {
    const jobs = await inTime(this.queueOf(queue).getJobs(['failed'], 0, limit - 1, false));
    return jobs.map((job) => ({
      id: String(job.id),
      payload: job.data as unknown,
      reason: job.failedReason,
      attempts: job.attemptsMade,
      failedAt: job.finishedOn === undefined ? null : new Date(job.finishedOn),
    }));
  }

  async retry(queue: QueueName, id: string): Promise<boolean> {
    return await this.withFailed(queue, id, (job) => job.retry('failed'));
  }

  async remove(queue: QueueName, id: string): Promise<boolean> {
    return await this.withFailed(queue, id, (job) => job.remove());
  }

  private async withFailed(
    queue: QueueName,
    id: string,
    act: (job: Job) => Promise<unknown>,
  ): Promise<boolean> {
    const job = (await inTime(this.queueOf(queue).getJob(id))) as Job | undefined;
    if (job === undefined || (await inTime(job.getState())) !== 'failed') return false;
    await inTime(act(job));
    return true;
  }

  private queueOf(name: QueueName): Queue {
    const queue = this.queues.get(name);
    if (!queue) throw new Error(`There is no queue '${name}'.`);
    return queue;
  }
}

/** Of so many jobs that wait the one that came first. */
async function oldestOf(store: Queue, waiting: number): Promise<Job | undefined> {
  if (waiting === 0) return undefined;
  // Newest first; asking for ascending order instead gives the newest on PostgreSQL, which slices before it reverses.
  const [oldest] = await inTime(store.getJobs(['waiting'], waiting - 1, waiting - 1, false));
  return oldest;
}

function schedulerOf(queue: QueueName): string {
  return `every-${queue}`;
}

function defaultsOf(queue: QueueName): JobsOptions {
  const { attempts, backoffMs } = QUEUES[queue];
  return {
    ...kept,
    attempts,
    ...(attempts > 1 ? { backoff: { type: 'exponential', delay: backoffMs } } : {}),
  };
}

/** A payload that its processor would refuse is refused here already, where the mistake is. */
function checked<Q extends QueueName>(queue: Q, payload: PayloadOf<Q>): PayloadOf<Q> {
  const { success, error } = QUEUES[queue].payload.safeParse(payload);
  if (success) return payload;
  const errors = error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
  throw new InvalidInputError(`The payload does not fit the queue ${queue}.`, errors, 'INVALID_PAYLOAD');
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  const timer = new AbortController();
  const late = wait(longestWaitMs, undefined, { signal: timer.signal, ref: false }).then(() => {
    throw new QueueUnavailableError(`no answer within ${longestWaitMs / 1000} s`);
  });
  try {
    return await Promise.race([work, late]);
  } catch (error) {
    if (error instanceof QueueUnavailableError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw new QueueUnavailableError(message, { cause: error });
  } finally {
    timer.abort();
    late.catch(() => undefined);
  }
}
