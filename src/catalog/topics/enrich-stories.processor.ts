import { Injectable } from '@nestjs/common';
import { JobProcessor, ProcessorOf } from '../../platform/queue/job-processor.js';
import { EnrichmentService } from './enrichment.service.js';

/** Understands whatever waits for it; the refs of the payload are a hint that there is something. */
@Injectable()
@ProcessorOf('enrich-stories')
export class EnrichStoriesProcessor extends JobProcessor<'enrich-stories'> {
  constructor(private readonly enrichment: EnrichmentService) {
    super();
  }

  protected async handle(): Promise<void> {
    await this.enrichment.enrichAll();
  }
}
