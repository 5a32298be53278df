import { Injectable } from '@nestjs/common';
import { JobProcessor, ProcessorOf } from '../../platform/queue/job-processor.js';
import { EnrichmentService } from './enrichment.service.js';

/** Brings every story to the taxonomy in force. */
@Injectable()
@ProcessorOf('backfill-topics')
export class BackfillTopicsProcessor extends JobProcessor<'backfill-topics'> {
  constructor(private readonly enrichment: EnrichmentService) {
    super();
  }

  protected async handle(): Promise<void> {
    await this.enrichment.retagAll();
  }
}
