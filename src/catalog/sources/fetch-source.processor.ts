import { Injectable } from '@nestjs/common';
import { JobProcessor, ProcessorOf } from '../../platform/queue/job-processor.js';
import { FetchService } from './fetch.service.js';

/** Fetches one source, or puts it off while its host is busy. */
@Injectable()
@ProcessorOf('fetch-source')
export class FetchSourceProcessor extends JobProcessor<'fetch-source'> {
  constructor(private readonly fetches: FetchService) {
    super();
  }

  protected async handle({ sourceId }: { sourceId: string }): Promise<void> {
    await this.fetches.fetchInTurn(sourceId);
  }
}
