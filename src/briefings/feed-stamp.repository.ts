import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import type { ReaderStamp } from '../readers/reader.js';

/** What every feed depends on besides its pool. */
export interface FeedStamp extends ReaderStamp {
  /** Of the ranking profile in use; null before the first was stored. */
  readonly profileVersion: number | null;
}

/** One look for what a feed would ask two rooms for. The tables are theirs; only what tells versions apart is read here. */
@Injectable()
export class FeedStampRepository {
  constructor(private readonly database: Database) {}

  /** By the reader's id; those that do not exist are left out. */
  async find(ids: readonly string[]): Promise<Map<string, FeedStamp>> {
    const rows = await this.database.query<FeedStamp>(
      `SELECT id, ref, revision, heard, greatest(heard_at, learned_from) AS "heardAt",
         (SELECT version FROM ranking_profile_activation ORDER BY seq DESC LIMIT 1) AS "profileVersion"
       FROM reader WHERE id = ANY ($1)`,
      [ids],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }
}
