import { Injectable, Logger } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { FetchService } from './fetch.service.js';

const EVERY_MS = 30_000;

/** Looks for sources that are due, in every worker process; they share the work through the table. */
@Injectable()
export class DueSourcesTimer implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(DueSourcesTimer.name);
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly fetches: FetchService) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.fetches.scheduleDue().catch((error: unknown) => {
        this.logger.warn(
          `Sources that are due were not queued: ${error instanceof Error ? error.message : String(error)}`,
        );
      });
    }, EVERY_MS);
    this.timer.unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }
}
