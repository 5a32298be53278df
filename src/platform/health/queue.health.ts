import { Injectable, type OnModuleInit, Optional } from '@nestjs/common';
import { JobQueue } from '../queue/job-queue.js';
import { queueNames } from '../queue/queue-catalogue.js';
import { type HealthCheck, HealthChecks } from './health-checks.js';

/** The job queue answers; asked in a process that has one. */
@Injectable()
export class QueueHealth implements HealthCheck, OnModuleInit {
  readonly name = 'queue';

  constructor(
    private readonly checks: HealthChecks,
    @Optional() private readonly jobs?: JobQueue,
  ) {}

  onModuleInit(): void {
    if (this.jobs !== undefined) this.checks.add(this);
  }

  async check(): Promise<void> {
    await this.jobs?.counts(queueNames[0]!);
  }
}
