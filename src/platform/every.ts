import { Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';

/**
 * Work that a process does again and again while it runs: the base of every timer. The first time is one period after the start; a
 * failure is logged and the next try comes in its turn; work that takes longer than the period is not begun a second time beside
 * itself, and an ending process waits for it.
 */
export abstract class Every implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger: Logger;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;

  /**
   * @param periodMs milliseconds from one beginning to the next
   * @param failure what did not happen when it fails, as the beginning of a sentence for the log
   */
  protected constructor(
    private readonly periodMs: number,
    private readonly failure: string,
  ) {
    this.logger = new Logger(new.target.name);
  }

  protected abstract work(): Promise<unknown>;

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.running ??= this.once();
    }, this.periodMs).unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  private async once(): Promise<void> {
    try {
      await this.work();
    } catch (error) {
      this.logger.warn(`${this.failure}: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      this.running = undefined;
    }
  }
}
