import { JobProcessor, ProcessorOf } from '../platform/queue/job-processor.js';
import { DeliverService } from './deliver.service.js';

/** Sends what is due. */
@ProcessorOf('deliver-outbox')
export class DeliverOutboxProcessor extends JobProcessor<'deliver-outbox'> {
  constructor(private readonly delivery: DeliverService) {
    super();
  }

  protected async handle(): Promise<void> {
    await this.delivery.run();
  }
}
