import { BullModule, getQueueToken } from '@nestjs/bullmq';
import { type DynamicModule, type FactoryProvider, Global, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { createPostgresBackend, type Queue, type QueueOptions, setDefaultBackendFactory } from 'bullmq';
import { Settings } from '../../config/settings.js';
import { SystemClock } from '../clock.js';
import { databaseUrl } from '../database/database.module.js';
import { BullJobQueue } from './bull-job-queue.js';
import { JobQueue } from './job-queue.js';
import { type QueueName, queueNames } from './queue-catalogue.js';
import { QueueWorkers, workedQueues } from './queue-workers.js';

export interface QueueModuleOptions {
  /** True in a process that works the jobs off: every queue then needs its processor. False in one that only adds. */
  readonly workers: boolean;
  /** The queues to work on, for tests of one of them. Default: all. */
  readonly queues?: readonly QueueName[];
}

const jobQueue: FactoryProvider<JobQueue> = {
  provide: JobQueue,
  inject: queueNames.map((name) => getQueueToken(name)),
  // BullMQ stamps its jobs with the system's time, so their age is reckoned by it too.
  useFactory: (...queues: Queue[]) =>
    new BullJobQueue(new Map(queues.map((queue) => [queue.name, queue])), new SystemClock()),
};

/** The job queue: on PostgreSQL, or on Redis when `REDIS_URL` is set. */
@Global()
@Module({})
export class QueueModule {
  static forRoot({ workers, queues = queueNames }: QueueModuleOptions): DynamicModule {
    const working = [QueueWorkers, { provide: workedQueues, useValue: queues }];
    return {
      module: QueueModule,
      imports: [
        DiscoveryModule,
        BullModule.forRootAsync({
          inject: [Settings],
          useFactory: queueOptions,
          // QueueWorkers starts the workers when everything they need stands.
          extraOptions: { manualRegistration: true },
        }),
        BullModule.registerQueue(...queueNames.map((name) => ({ name }))),
      ],
      providers: [jobQueue, ...(workers ? working : [])],
      exports: [JobQueue],
    };
  }
}

/** Also tells BullMQ, for the whole process, which of its stores to use: its Nest module has no other way. */
function queueOptions(settings: Settings): QueueOptions {
  if (settings.REDIS_URL !== undefined) {
    setDefaultBackendFactory();
    return { connection: { url: settings.REDIS_URL }, prefix: settings.QUEUE_PREFIX };
  }
  setDefaultBackendFactory(createPostgresBackend);
  const connection = {
    connectionString: databaseUrl(settings),
    schema: 'bullmq',
    migrate: true,
    // Each queue and each worker opens its own pool, and each worker one connection more to listen on.
    max: 2,
    application_name: 'scout-queue',
    connectionTimeoutMillis: 5_000,
  };
  return { connection };
}
