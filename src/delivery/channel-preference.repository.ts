import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import type { ChannelName } from './outbox.js';

/** What a reader wants of a channel beyond having it. */
export interface ChannelPreference {
  /** A briefing without a story sends nothing. */
  readonly skipIfEmpty: boolean;
  /** Since when the reader wants none, whatever a client states; null: may get them. */
  readonly unsubscribedAt: Date | null;
}

const NONE: ChannelPreference = { skipIfEmpty: true, unsubscribedAt: null };

@Injectable()
export class ChannelPreferenceRepository {
  constructor(private readonly database: Database) {}

  async get(readerRef: number, channel: ChannelName): Promise<ChannelPreference> {
    const rows = await this.database.query<ChannelPreference>(
      `SELECT skip_if_empty AS "skipIfEmpty", unsubscribed_at AS "unsubscribedAt" FROM channel_preference
       WHERE reader_ref = $1 AND channel = $2`,
      [readerRef, channel],
    );
    return rows[0] ?? NONE;
  }

  /**
   * Changes what is given. It is not read before: an unsubscription that comes in at the same time must not be written over.
   * @param change `anew` ends an unsubscription
   */
  async change(
    readerRef: number,
    channel: ChannelName,
    change: { readonly skipIfEmpty: boolean | undefined; readonly anew: boolean },
  ): Promise<void> {
    await this.database.query(
      `INSERT INTO channel_preference AS p (reader_ref, channel, skip_if_empty) VALUES ($1, $2, coalesce($3::boolean, $5::boolean))
       ON CONFLICT (reader_ref, channel) DO UPDATE SET skip_if_empty = coalesce($3, p.skip_if_empty),
         unsubscribed_at = CASE WHEN NOT $4::boolean THEN p.unsubscribed_at END`,
      [readerRef, channel, change.skipIfEmpty ?? null, change.anew, NONE.skipIfEmpty],
    );
  }

  /** Does nothing for a reader who is gone, and keeps the first moment. */
  async unsubscribe(readerRef: number, channel: ChannelName, now: Date): Promise<void> {
    await this.database.query(
      `INSERT INTO channel_preference AS p (reader_ref, channel, unsubscribed_at)
       SELECT ref, $2, $3 FROM reader WHERE ref = $1
       ON CONFLICT (reader_ref, channel) DO UPDATE SET unsubscribed_at = coalesce(p.unsubscribed_at, excluded.unsubscribed_at)`,
      [readerRef, channel, now],
    );
  }

  /** Takes note of a test, unless there was one after a moment. @returns whether it may go out */
  async noteTest(readerRef: number, channel: ChannelName, now: Date, notAfter: Date): Promise<boolean> {
    const rows = await this.database.query(
      `INSERT INTO channel_preference AS p (reader_ref, channel, tested_at) VALUES ($1, $2, $3)
       ON CONFLICT (reader_ref, channel) DO UPDATE SET tested_at = $3 WHERE p.tested_at IS NULL OR p.tested_at <= $4
       RETURNING 1`,
      [readerRef, channel, now, notAfter],
    );
    return rows.length > 0;
  }
}
