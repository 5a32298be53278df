import { ScoutError } from '../../platform/errors.js';
import { FeedUnreadableError } from '../feeds/feed-error.js';
import { parseFeed } from '../feeds/parse-feed.js';
import { draftsOfFeed } from '../stories/story-draft.js';
import type { Drafting } from '../stories/story-draft.js';

/** A feed as it came, for {@link readFeed}. */
export interface FeedFile {
  readonly sourceId: string;
  readonly bytes: Uint8Array;
  readonly contentType: string | undefined;
  /** Where it came from: relative addresses are resolved against it. */
  readonly url: string;
  readonly now: Date;
}

/**
 * Parses a feed and cleans its items. Runs in a thread (`FeedReader`): the text may be hostile.
 * @throws ScoutError FEED_IS_WEB_PAGE where a page came instead of a feed, of a login perhaps; FEED_UNREADABLE
 */
export default function readFeed({ sourceId, bytes, contentType, url, now }: FeedFile): Drafting {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return draftsOfFeed(sourceId, parseFeed(file, { contentType, url }), now);
  } catch (error) {
    if (!(error instanceof FeedUnreadableError) || !isWebPage(file)) throw error;
    throw new ScoutError(
      'FEED_IS_WEB_PAGE',
      'A web page came instead of the feed (a login page, perhaps).',
      422,
    );
  }
}

function isWebPage(file: Buffer): boolean {
  const start = file.toString('latin1', 0, 2_048).replaceAll('\0', '');
  return /<(?:!doctype\s+html|html)[\s>]/i.test(start);
}
