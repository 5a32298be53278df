import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Settings } from '../../config/settings.js';
import { type HealthCheck, HealthChecks } from '../health/health-checks.js';
import { JobQueue } from './job-queue.js';

/** Ticks that may be missed before workers count as silent, and the least time; a tick that claims a million takes minutes. */
const TICKS = 4;
const LEAST_MS = 5 * 60_000;

/**
 * Some worker takes jobs: the tick, which every worker process works on, has not waited for long. An API serves without workers,
 * so this does not take it out of service.
 */
@Injectable()
export class WorkerHealth implements HealthCheck, OnModuleInit {
  readonly name = 'worker';
  readonly essential = false;

  constructor(
    private readonly checks: HealthChecks,
    private readonly queue: JobQueue,
    private readonly settings: Settings,
  ) {}

  onModuleInit(): void {
    this.checks.add(this);
  }

  async check(): Promise<void> {
    const { oldestWaitingMs } = await this.queue.counts('digest-tick');
    const longest = Math.max(LEAST_MS, TICKS * this.settings.DIGEST_TICK_SECONDS * 1000);
    if (oldestWaitingMs > longest)
      throw new Error(`no worker has taken the tick for ${Math.round(oldestWaitingMs / 1000)} s`);
  }
}
