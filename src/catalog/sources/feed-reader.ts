import { Injectable } from '@nestjs/common';
import { ScoutError } from '../../platform/errors.js';
import { ThreadError, Threads } from '../../platform/threads/threads.js';
import type { FeedFile } from './read-feed.js';
import type { Drafting } from '../stories/story-draft.js';

const READ_FEED = new URL('./read-feed.js', import.meta.url);
/** Some times what the largest feed takes that the default settings let in: two seconds for 10 MB on a busy machine. */
const LIMITS = { timeoutMs: 10_000, maxMemoryMb: 256 } as const;

/** Reads feeds beside the event loop, so that no feed can hold up what else the process does. */
@Injectable()
export class FeedReader {
  constructor(private readonly threads: Threads) {}

  /**
   * @throws ScoutError FEED_TOO_COSTLY where it takes too long or too much memory, and those of `readFeed`; ThreadError
   *   THREAD_ENDED where the process is closing
   */
  async read(file: FeedFile): Promise<Drafting> {
    try {
      const { drafts, ...rest } = await this.threads.run<Drafting>(READ_FEED, file, LIMITS);
      // A Buffer loses its class on the way between threads.
      return {
        ...rest,
        drafts: drafts.map((draft) => ({
          ...draft,
          identity: Buffer.from(draft.identity),
          contentHash: Buffer.from(draft.contentHash),
        })),
      };
    } catch (error) {
      if (!(error instanceof ThreadError) || error.code === 'THREAD_ENDED') throw error;
      throw new ScoutError('FEED_TOO_COSTLY', `Reading the feed was stopped: ${error.message}`, 422, [], {
        cause: error,
      });
    }
  }
}
