import { Injectable, Logger } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { ArticleWishesService } from './article-wishes.service.js';
import { RobotsService } from './robots.service.js';

const EVERY_MS = 30_000;

/** Looks for pages that are due again or whose job was lost, in every worker process; they share the work through the table. */
@Injectable()
export class ArticleTimer implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(ArticleTimer.name);
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly wishes: ArticleWishesService,
    private readonly robots: RobotsService,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.look().catch((error: unknown) => {
        this.logger.warn(
          `Pages that are due were not queued: ${error instanceof Error ? error.message : String(error)}`,
        );
      });
    }, EVERY_MS);
    this.timer.unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private async look(): Promise<void> {
    await this.wishes.scheduleDue();
    await this.robots.forget();
  }
}
