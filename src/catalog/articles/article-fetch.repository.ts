import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';

/** A story whose page is wanted. */
export interface WantedArticle {
  readonly ref: number;
  readonly url: string;
  readonly title: string;
  readonly summary: string | null;
  /** What the source itself told; null where the story's text is from its page. */
  readonly text: string | null;
  /** Whether the story's text is from its page already. */
  readonly taken: boolean;
  /** Of what the source told when this was read. */
  readonly contentHash: Buffer;
  /** Tries before this one. */
  readonly attempts: number;
  /** Whether the source still wants its pages fetched. */
  readonly wished: boolean;
}

interface WantedRow {
  ref: number;
  url: string | null;
  title: string;
  summary: string | null;
  body: string | null;
  article_at: Date | null;
  content_hash: Buffer;
  attempts: number;
  wished: boolean;
}

/** Where the source wants it: a feed that is fetched, and not told never to. */
const WISHED = `o.articles = 'teasers' AND o.feed_url IS NOT NULL AND o.status = 'active'`;

/** Which stories want the text of their page, and how far that is. */
@Injectable()
export class ArticleFetchRepository {
  constructor(private readonly database: Database) {}

  /**
   * Notes that pages are wanted, of the newest stories first: those never asked for, and those whose source has changed them.
   * @param changed of `ids`, the ones that are new or changed
   * @returns refs of those due now; another time for the rest is noted
   */
  async want(
    sourceId: string,
    ids: readonly string[],
    changed: readonly string[],
    bounds: {
      readonly now: Date;
      readonly since: Date;
      readonly queuedUntil: Date;
      readonly most: number;
      readonly apartMs: number;
    },
  ): Promise<number[]> {
    const rows = await this.database.query<{ ref: number; next_at: Date }>(
      `INSERT INTO article_fetch AS a (story_ref, next_at, queued_until)
       SELECT s.ref, $4, $6 FROM story s JOIN source o ON o.id = s.source_id
       WHERE s.id = ANY ($2) AND s.source_id = $1 AND s.url IS NOT NULL AND s.published_at > $5 AND ${WISHED}
         AND (s.id = ANY ($3) OR NOT EXISTS (SELECT FROM article_fetch known WHERE known.story_ref = s.ref))
       ORDER BY s.published_at DESC, s.ref LIMIT $7
       ON CONFLICT (story_ref) DO UPDATE SET status = 'waiting', attempts = 0, error_code = NULL,
         next_at = greatest(EXCLUDED.next_at, a.tried_at + make_interval(secs => $8)),
         queued_until = CASE WHEN a.tried_at + make_interval(secs => $8) > EXCLUDED.next_at THEN EXCLUDED.next_at
           ELSE EXCLUDED.queued_until END
       RETURNING story_ref AS ref, next_at`,
      [
        sourceId,
        ids,
        changed,
        bounds.now,
        bounds.since,
        bounds.queuedUntil,
        bounds.most,
        bounds.apartMs / 1000,
      ],
    );
    return rows.filter((row) => row.next_at <= bounds.now).map((row) => row.ref);
  }

  /** Takes those that are due and have no job that could still come. Two processes never take the same. */
  async claimDue(now: Date, queuedUntil: Date, most: number): Promise<number[]> {
    const rows = await this.database.query<{ ref: number }>(
      `UPDATE article_fetch SET queued_until = $2 WHERE story_ref IN (
         SELECT story_ref FROM article_fetch WHERE status = 'waiting' AND next_at <= $1 AND queued_until <= $1
         ORDER BY next_at LIMIT $3 FOR UPDATE SKIP LOCKED)
       RETURNING story_ref AS ref`,
      [now, queuedUntil, most],
    );
    return rows.map((row) => row.ref);
  }

  /** @returns undefined where it is not wanted, or not yet */
  async findDue(ref: number, now: Date): Promise<WantedArticle | undefined> {
    const rows = await this.database.query<WantedRow>(
      `SELECT s.ref, s.url, s.title, s.summary, s.body, s.article_at, s.content_hash, a.attempts, ${WISHED} AS wished
       FROM article_fetch a JOIN story s ON s.ref = a.story_ref JOIN source o ON o.id = s.source_id
       WHERE a.story_ref = $1 AND a.status = 'waiting' AND a.next_at <= $2`,
      [ref, now],
    );
    const [row] = rows;
    return row && toWanted(row);
  }

  /**
   * Notes a try, before it is made: a page that ends the process is not tried for ever.
   * @returns whether nobody else has tried since `seen` was read
   */
  async begin(seen: WantedArticle, now: Date): Promise<boolean> {
    const rows = await this.database.query(
      `UPDATE article_fetch SET attempts = attempts + 1, tried_at = $3
       WHERE story_ref = $1 AND status = 'waiting' AND attempts = $2 RETURNING story_ref`,
      [seen.ref, seen.attempts, now],
    );
    return rows.length > 0;
  }

  /**
   * Puts a try off.
   * @param queuedUntil when a job that is queued for `nextAt` counts as lost; `nextAt` where none is queued
   * @param attempts tries that count
   */
  async postpone(
    ref: number,
    nextAt: Date,
    queuedUntil: Date,
    attempts: number,
    errorCode: string | null,
  ): Promise<void> {
    await this.database.query(
      `UPDATE article_fetch SET next_at = $2, queued_until = $3, attempts = $4, error_code = $5
       WHERE story_ref = $1 AND status = 'waiting'`,
      [ref, nextAt, queuedUntil, attempts, errorCode],
    );
  }

  async settle(ref: number, errorCode: string | null): Promise<void> {
    await this.database.query(
      `UPDATE article_fetch SET status = CASE WHEN $2::text IS NULL THEN 'taken' ELSE 'refused' END, error_code = $2
       WHERE story_ref = $1`,
      [ref, errorCode],
    );
  }

  async forget(ref: number): Promise<void> {
    await this.database.query('DELETE FROM article_fetch WHERE story_ref = $1', [ref]);
  }
}

function toWanted(row: WantedRow): WantedArticle {
  return {
    ref: row.ref,
    url: row.url ?? '',
    title: row.title,
    summary: row.summary,
    text: row.article_at === null ? row.body : null,
    taken: row.article_at !== null,
    contentHash: row.content_hash,
    attempts: row.attempts,
    wished: row.wished && row.url !== null,
  };
}
