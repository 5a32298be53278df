import { Injectable } from '@nestjs/common';
import { ScoutError } from '../platform/errors.js';

/**
 * Of one process. Each has a connection to the database in hand, for its entry in the audit log, while the other side takes
 * its time.
 */
const AT_ONCE = 2;

/** The test sends that are under way, on every channel. */
@Injectable()
export class TestSends {
  private underWay = 0;

  /** @throws ScoutError 429 TOO_MANY_TESTS, and then nothing was sent */
  async run<T>(send: () => Promise<T>): Promise<T> {
    if (this.underWay >= AT_ONCE)
      throw new ScoutError('TOO_MANY_TESTS', 'Other tests are under way; try again in a moment.', 429);
    this.underWay++;
    try {
      return await send();
    } finally {
      this.underWay--;
    }
  }
}
