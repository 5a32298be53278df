import { Injectable } from '@nestjs/common';
import { Every } from '../../platform/every.js';
import { FetchService } from './fetch.service.js';

/** Looks for sources that are due, in every worker process; they share the work through the table. */
@Injectable()
export class DueSourcesTimer extends Every {
  constructor(private readonly fetches: FetchService) {
    super(30_000, 'Sources that are due were not queued');
  }

  protected async work(): Promise<void> {
    await this.fetches.scheduleDue();
  }
}
