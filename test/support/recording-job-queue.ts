import {
  type AddOptions,
  type FailedJob,
  JobQueue,
  type QueueCounts,
} from '../../src/platform/queue/job-queue.js';
import type { PayloadOf, QueueName } from '../../src/platform/queue/queue-catalogue.js';

/** A queue that only writes down what was added, for specs of services. */
export class RecordingJobQueue extends JobQueue {
  readonly jobs: { queue: QueueName; payload: unknown; options: AddOptions }[] = [];
  readonly schedules = new Map<QueueName, number>();

  add(queue: QueueName, payload: unknown, options: AddOptions = {}): Promise<void> {
    this.jobs.push({ queue, payload, options });
    return Promise.resolve();
  }

  addEvery(queue: QueueName, everyMs: number): Promise<void> {
    this.schedules.set(queue, everyMs);
    return Promise.resolve();
  }

  counts(queue: QueueName): Promise<QueueCounts> {
    const waiting = this.jobs.filter((job) => job.queue === queue).length;
    return Promise.resolve({ waiting, active: 0, delayed: 0, failed: 0, oldestWaitingMs: 0 });
  }

  next<Q extends QueueName>(queue: Q): Promise<PayloadOf<Q> | undefined> {
    return Promise.resolve(this.jobs.find((job) => job.queue === queue)?.payload as PayloadOf<Q> | undefined);
  }

  failed(): Promise<FailedJob[]> {
    return Promise.resolve([]);
  }

  retry(): Promise<boolean> {
    return Promise.resolve(false);
  }

  remove(): Promise<boolean> {
    return Promise.resolve(false);
  }
}
