import { z } from 'zod';

/** What every queue declares. Payloads carry ids only: PostgreSQL is the truth, a job is a hint to look there. */
interface QueueDefinition {
  /** What one job does, for `scout doctor` and the operators' manual. */
  readonly purpose: string;
  readonly payload: z.ZodType;
  /** How often a job that throws is tried in all. A killed worker does not count; see `stalled`. */
  readonly attempts: number;
  /** Milliseconds before the second try; doubled before each further one. */
  readonly backoffMs: number;
}

/** All queues, by name; one processor class for each, which a worker process checks at its start. */
export const QUEUES = {
  'fetch-source': {
    purpose: 'fetches the feed of one source and takes its stories in',
    payload: z.object({ sourceId: z.string().min(1) }),
    attempts: 3,
    backoffMs: 5_000,
  },
  'fetch-article': {
    purpose: 'reads the page of one story whose feed gives only a teaser',
    payload: z.object({ ref: z.int().positive() }),
    attempts: 3,
    backoffMs: 5_000,
  },
  'enrich-stories': {
    purpose: 'finds topics, entities and figures of the stories named, or of all that have none yet',
    payload: z.object({ refs: z.array(z.int().positive()).optional() }),
    attempts: 5,
    backoffMs: 500,
  },
  'backfill-topics': {
    purpose: 'tags the stories again that an earlier version of the taxonomy tagged',
    payload: z.object({}),
    attempts: 5,
    backoffMs: 1_000,
  },
  'digest-tick': {
    purpose: 'claims the readers whose briefing is due and hands them out in pages',
    payload: z.object({}),
    attempts: 1, // the next tick is the retry
    backoffMs: 0,
  },
  learn: {
    purpose: 'learns from what readers opened since the last time',
    payload: z.object({}),
    attempts: 1, // the next one is the retry
    backoffMs: 0,
  },
  'digest-page': {
    purpose: 'assembles the briefings of one page of claimed readers',
    payload: z.object({ page: z.int().nonnegative() }),
    attempts: 5,
    backoffMs: 1_000,
  },
  'deliver-outbox': {
    purpose: 'sends the briefings that wait in the outbox, on every channel',
    payload: z.object({}),
    attempts: 1, // each row has its own time of the next try, and the next tick looks
    backoffMs: 0,
  },
} as const satisfies Record<string, QueueDefinition>;

export type QueueName = keyof typeof QUEUES;
export type PayloadOf<Q extends QueueName> = z.output<(typeof QUEUES)[Q]['payload']>;

export const queueNames = Object.keys(QUEUES) as QueueName[];

export function isQueueName(name: string): name is QueueName {
  return Object.hasOwn(QUEUES, name);
}

/**
 * A worker that is killed leaves its job locked. The lock runs out after `lockDuration`; the next check marks the job and
 * the one after hands it to another worker, so it comes back within 15 s (`lockDuration` and two intervals).
 * A job that has outlived its worker three times is taken for the one that kills it, and fails.
 */
export const stalled = { lockDuration: 10_000, stalledInterval: 2_500, maxStalledCount: 3 };

/** Finished jobs are kept for a look at what happened, not for ever. */
export const kept = { removeOnComplete: { count: 1_000 }, removeOnFail: { count: 5_000 } };
