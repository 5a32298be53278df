import { ScoutError } from '../../platform/errors.js';

/** The bytes are not a feed that can be read; the message says what was found instead. */
export class FeedUnreadableError extends ScoutError {
  constructor(message: string, options?: ErrorOptions) {
    super('FEED_UNREADABLE', message, 422, [], options);
  }
}
