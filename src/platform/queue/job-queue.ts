import { ScoutError } from '../errors.js';
import type { PayloadOf, QueueName } from './queue-catalogue.js';

export interface AddOptions {
  /** Not before this many milliseconds from now. */
  readonly delayMs?: number;
  /**
   * While a job of this id waits or runs, adding another does nothing, save that one added while the first runs follows it.
   * Afterwards the id is free again. A help against needless work only: whatever must be unique is a constraint in PostgreSQL.
   */
  readonly jobId?: string;
}

export interface QueueCounts {
  readonly waiting: number;
  readonly active: number;
  readonly delayed: number;
  readonly failed: number;
  /** Age of the job that has waited longest, one whose delay is over included; 0 when none waits. */
  readonly oldestWaitingMs: number;
}

/** A job that was given up, as operators see one. */
export interface FailedJob {
  readonly id: string;
  readonly payload: unknown;
  readonly reason: string;
  readonly attempts: number;
  readonly failedAt: Date | null;
}

/** The queue as features see it. Inject this class; tests have a recording one. */
export abstract class JobQueue {
  /**
   * @throws InvalidInputError when the payload does not fit the queue's schema
   * @throws QueueUnavailableError when the queue does not answer within seconds; the job may still arrive later
   */
  abstract add<Q extends QueueName>(queue: Q, payload: PayloadOf<Q>, options?: AddOptions): Promise<void>;

  /** Has a job added every so many milliseconds from now on. Called again it changes the interval; there is one per queue. */
  abstract addEvery<Q extends QueueName>(queue: Q, everyMs: number, payload: PayloadOf<Q>): Promise<void>;

  abstract counts(queue: QueueName): Promise<QueueCounts>;

  /**
   * What the job is about that has waited longest, and so is taken next; undefined where none waits, or its processor would refuse
   * the payload.
   */
  abstract next<Q extends QueueName>(queue: Q): Promise<PayloadOf<Q> | undefined>;

  /** Jobs that were given up, the latest first. */
  abstract failed(queue: QueueName, limit: number): Promise<FailedJob[]>;

  /** Has a job that was given up tried again. @returns false where there is none of this id */
  abstract retry(queue: QueueName, id: string): Promise<boolean>;

  /** Forgets a job that was given up. @returns false where there is none of this id */
  abstract remove(queue: QueueName, id: string): Promise<boolean>;
}

/** Neither PostgreSQL nor Redis took the job in time. */
export class QueueUnavailableError extends ScoutError {
  constructor(detail: string, options?: ErrorOptions) {
    super('QUEUE_UNAVAILABLE', `The job queue is not available: ${detail}.`, 503, [], options);
  }
}
