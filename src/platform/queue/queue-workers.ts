import { setTimeout as wait } from 'node:timers/promises';
import { BullRegistrar } from '@nestjs/bullmq';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { DiscoveryService, Reflector } from '@nestjs/core';
import { Settings } from '../../config/settings.js';
import { ScoutError } from '../errors.js';
import { JobProcessor, queueOfProcessor } from './job-processor.js';
import { type QueueName, queueNames } from './queue-catalogue.js';

/** The queues that this process works on. */
export const workedQueues = Symbol('worked queues');

/** A job under way gets this long at shutdown; one that needs longer comes back to another worker. */
const longestShutdownMs = 25_000;

/** Starts one worker for each queue once the application stands, and closes them before anything that their jobs need. */
@Injectable()
export class QueueWorkers implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(QueueWorkers.name);
  private processors: readonly JobProcessor<QueueName>[] = [];

  constructor(
    @Inject(workedQueues) private readonly queues: readonly QueueName[],
    private readonly discovery: DiscoveryService,
    private readonly reflector: Reflector,
    private readonly registrar: BullRegistrar,
    private readonly settings: Settings,
  ) {}

  onApplicationBootstrap(): void {
    this.processors = this.discovery
      .getProviders()
      .map((wrapper) => wrapper.instance as unknown)
      .filter((instance): instance is JobProcessor<QueueName> => instance instanceof JobProcessor);
    const found = this.processors.map((each) => [this.queueOf(each), each.constructor.name] as const);
    assertOneProcessorPerQueue(this.queues, found);
    this.registrar.register();
    for (const processor of this.processors) this.prepare(processor);
  }

  async beforeApplicationShutdown(): Promise<void> {
    const closed = Promise.all(this.processors.map((processor) => processor.worker.close()));
    const timer = new AbortController();
    const late = wait(longestShutdownMs, 'late' as const, { signal: timer.signal }).catch(
      () => 'late' as const,
    );
    if ((await Promise.race([closed, late])) === 'late')
      this.logger.warn(
        `A job did not end within ${longestShutdownMs / 1000} s; another worker will run it again.`,
      );
    timer.abort();
  }

  private queueOf(processor: JobProcessor<QueueName>): QueueName | undefined {
    return this.reflector.get<QueueName | undefined>(queueOfProcessor, processor.constructor);
  }

  private prepare(processor: JobProcessor<QueueName>): void {
    const { worker } = processor;
    // Decorators are read before the settings are.
    worker.concurrency = this.queueOf(processor) === 'digest-tick' ? 1 : this.settings.WORKER_CONCURRENCY;
    worker.opts.runRetryDelay = 2_000;
    worker.on('error', (error) => this.logger.warn(`Worker of ${worker.name}: ${error.message}`));
    worker.on('failed', (job, error) =>
      this.logger.error(
        `Job ${job?.id ?? '?'} of ${worker.name} failed (try ${job?.attemptsMade ?? '?'}): ${error.message}`,
      ),
    );
    worker.on('stalled', (id) =>
      this.logger.warn(`Job ${id} of ${worker.name} lost its worker and runs again.`),
    );
  }
}

/**
 * @param found queue and class name of every processor
 * @throws ScoutError `QUEUE_PROCESSORS` that names each queue with none or several, and each class without a queue
 */
export function assertOneProcessorPerQueue(
  queues: readonly QueueName[],
  found: readonly (readonly [queue: QueueName | undefined, className: string])[],
): void {
  const wrong = queues.flatMap((queue) => {
    const classes = found.filter(([of]) => of === queue).map(([, name]) => name);
    if (classes.length === 1) return [];
    return [classes.length === 0 ? `${queue} has no processor` : `${queue} has ${classes.join(' and ')}`];
  });
  const astray = found
    .filter(([queue]) => queue === undefined || !queues.includes(queue))
    .map(
      ([, name]) =>
        `${name} belongs to none of ${queueNames.filter((name) => queues.includes(name)).join(', ')}`,
    );
  if (wrong.length + astray.length === 0) return;
  throw new ScoutError(
    'QUEUE_PROCESSORS',
    `Each queue needs exactly one processor: ${[...wrong, ...astray].join('; ')}.`,
  );
}
