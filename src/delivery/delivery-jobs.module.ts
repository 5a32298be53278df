import { Module, type OnApplicationBootstrap } from '@nestjs/common';
import { JobQueue } from '../platform/queue/job-queue.js';
import { DeliverOutboxProcessor } from './deliver-outbox.processor.js';
import { DeliveryModule } from './delivery.module.js';

/** How long a message that was put back, or whose hint was lost, waits at most for a look. */
const EVERY_MS = 15_000;

/** The jobs of delivery, for processes that work them off. */
@Module({
  imports: [DeliveryModule],
  providers: [DeliverOutboxProcessor],
})
export class DeliveryJobsModule implements OnApplicationBootstrap {
  constructor(private readonly queue: JobQueue) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.queue.addEvery('deliver-outbox', EVERY_MS, {});
  }
}
