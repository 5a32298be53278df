import { Injectable } from '@nestjs/common';
import { Every } from '../platform/every.js';
import { IdempotencyRepository } from '../platform/http/idempotency.repository.js';

/** Removes the answers that no repetition may ask for any more; every API process looks once an hour. */
@Injectable()
export class IdempotencyCleanup extends Every {
  constructor(private readonly records: IdempotencyRepository) {
    super(3_600_000, 'Old idempotency records stay');
  }

  protected async work(): Promise<void> {
    await this.records.purge();
  }
}
