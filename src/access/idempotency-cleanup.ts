import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { IdempotencyRepository } from '../platform/http/idempotency.repository.js';

const EVERY_MS = 3_600_000;

/** Removes the answers that no repetition may ask for any more; every API process looks once an hour. */
@Injectable()
export class IdempotencyCleanup implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(IdempotencyCleanup.name);
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly records: IdempotencyRepository) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.records.purge().catch((error: unknown) => {
        this.logger.warn(
          `Old idempotency records stay: ${error instanceof Error ? error.message : String(error)}`,
        );
      });
    }, EVERY_MS);
    this.timer.unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }
}
