import { Processor, WorkerHost } from '@nestjs/bullmq';
import { applyDecorators, SetMetadata } from '@nestjs/common';
import { type Job, UnrecoverableError } from 'bullmq';
import { InvalidInputError, NotFoundError } from '../errors.js';
import { isQueueName, kept, type PayloadOf, type QueueName, QUEUES, stalled } from './queue-catalogue.js';

export const queueOfProcessor = Symbol('queue of the processor');

/** Marks the one class that processes a queue: `@ProcessorOf('digest-tick') class DigestTickProcessor extends …`. */
export function ProcessorOf(queue: QueueName): ClassDecorator {
  return applyDecorators(Processor(queue, { ...stalled, ...kept }), SetMetadata(queueOfProcessor, queue));
}

/**
 * Base of every `*.processor.ts`: checks the payload and calls {@link handle}, which calls one service. A job may run twice
 * (its worker was killed, or was slow and lost its lock): `handle` must then change nothing more.
 *
 * An error thrown lets the queue try again, as often as its catalogue says. Not again for what cannot get better: a payload
 * that does not fit, an {@link InvalidInputError}, a {@link NotFoundError}.
 */
export abstract class JobProcessor<Q extends QueueName> extends WorkerHost {
  protected abstract handle(payload: PayloadOf<Q>): Promise<void>;

  async process(job: Job): Promise<void> {
    const payload = payloadOf<Q>(job);
    try {
      await this.handle(payload);
    } catch (error) {
      if (error instanceof InvalidInputError || error instanceof NotFoundError)
        throw new UnrecoverableError(`${error.code}: ${error.message}`);
      throw error;
    }
  }
}

function payloadOf<Q extends QueueName>(job: Job): PayloadOf<Q> {
  if (!isQueueName(job.queueName)) throw new UnrecoverableError(`There is no queue '${job.queueName}'.`);
  const result = QUEUES[job.queueName].payload.safeParse(job.data);
  if (result.success) return result.data as PayloadOf<Q>;
  const places = result.error.issues.map((issue) => `${issue.path.join('.') || 'payload'}: ${issue.message}`);
  throw new UnrecoverableError(`The payload does not fit: ${places.join('; ')}`);
}
