import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { RECENT_FETCHES } from './source.js';
import type {
  ArticleChoice,
  FetchMark,
  FetchOutcome,
  FetchState,
  Source,
  SourceStatement,
  SourceStatus,
} from './source.js';

interface Row {
  id: string;
  name: string;
  feed_url: string | null;
  site_url: string | null;
  language: string | null;
  authority: number;
  status: SourceStatus;
  articles: ArticleChoice;
  status_reason: string | null;
  fetch_interval_seconds: number;
  next_fetch_at: Date | null;
  etag: string | null;
  last_modified: string | null;
  body_hash: Buffer | null;
  current_interval_seconds: number | null;
  items_per_day: number;
  recent_fetches: string;
  failing_since: Date | null;
  last_fetch_at: Date | null;
  last_success_at: Date | null;
  last_error_code: string | null;
  last_error_detail: string | null;
  failures: number;
  created_at: Date;
  updated_at: Date;
}

@Injectable()
export class SourceRepository {
  constructor(private readonly database: Database) {}

  async find(id: string): Promise<FetchState | undefined> {
    const rows = await this.database.query<Row>('SELECT * FROM source WHERE id = $1', [id]);
    return rows[0] && toSource(rows[0]);
  }

  /** By id, for one page. */
  async list(afterId: string | undefined, limit: number): Promise<Source[]> {
    const rows = await this.database.query<Row>(
      'SELECT * FROM source WHERE $1::text IS NULL OR id > $1 ORDER BY id LIMIT $2',
      [afterId ?? null, limit],
    );
    return rows.map(toSource);
  }

  async all(): Promise<Source[]> {
    return (await this.database.query<Row>('SELECT * FROM source ORDER BY id')).map(toSource);
  }

  async withFeeds(): Promise<Source[]> {
    const rows = await this.database.query<Row>(
      'SELECT * FROM source WHERE feed_url IS NOT NULL ORDER BY id',
    );
    return rows.map(toSource);
  }

  /** Ids by lower-case name and by id, of those that exist. */
  async idsOf(names: readonly string[]): Promise<Map<string, string>> {
    const wanted = [...new Set(names.map((name) => name.toLowerCase()))];
    const rows = await this.database.query<{ id: string; name: string }>(
      'SELECT id, lower(name) AS name FROM source WHERE lower(name) = ANY ($1) OR id = ANY ($1) ORDER BY created_at DESC, id DESC',
      [wanted],
    );
    const found = new Map<string, string>();
    for (const row of rows) found.set(row.name, row.id);
    for (const row of rows) if (wanted.includes(row.id)) found.set(row.id, row.id);
    return found;
  }

  /** @returns undefined where the id or the feed address is taken */
  async insert(
    id: string,
    source: SourceStatement,
    nextFetchAt: Date | null,
    now: Date,
  ): Promise<Source | undefined> {
    const rows = await this.database.query<Row>(
      `INSERT INTO source (id, name, feed_url, site_url, language, authority, status, fetch_interval_seconds, next_fetch_at,
         created_at, updated_at, articles)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $11) ON CONFLICT DO NOTHING RETURNING *`,
      stated(id, source, nextFetchAt, now),
    );
    return rows[0] && toSource(rows[0]);
  }

  /** Makes names known under which stories are posted; those that exist are left alone. */
  async insertNames(
    sources: readonly { readonly id: string; readonly name: string }[],
    now: Date,
  ): Promise<void> {
    await this.database.query(
      `INSERT INTO source (id, name, created_at, updated_at)
       SELECT d.id, d.name, $3, $3 FROM unnest($1::text[], $2::text[]) AS d (id, name) ORDER BY d.id
       ON CONFLICT DO NOTHING`,
      [sources.map((one) => one.id), sources.map((one) => one.name), now],
    );
  }

  /**
   * Writes what an operator stated. Another feed address forgets what was known of the old one; another status starts the
   * count of failures anew, another interval its growth.
   */
  async update(
    id: string,
    source: SourceStatement,
    nextFetchAt: Date | null,
    now: Date,
  ): Promise<Source | undefined> {
    const sameFeed = 'feed_url IS NOT DISTINCT FROM $3';
    const rows = await this.database.query<Row>(
      `UPDATE source SET name = $2, site_url = $4, language = $5, authority = $6,
         status_reason = CASE WHEN status = $7 THEN status_reason END, status = $7, fetch_interval_seconds = $8,
         next_fetch_at = $9, updated_at = $10, articles = $11,
         etag = CASE WHEN ${sameFeed} THEN etag END,
         last_modified = CASE WHEN ${sameFeed} THEN last_modified END,
         body_hash = CASE WHEN ${sameFeed} THEN body_hash END,
         current_interval_seconds = CASE WHEN ${sameFeed} AND current_interval_seconds IS NOT NULL THEN
           CASE WHEN fetch_interval_seconds = $8 THEN current_interval_seconds ELSE $8 END END,
         items_per_day = CASE WHEN ${sameFeed} THEN items_per_day ELSE 0 END,
         recent_fetches = CASE WHEN ${sameFeed} THEN recent_fetches ELSE '' END,
         failures = CASE WHEN ${sameFeed} AND status = $7 THEN failures ELSE 0 END,
         failing_since = CASE WHEN ${sameFeed} AND status = $7 THEN failing_since END,
         feed_url = $3
       WHERE id = $1 RETURNING *`,
      stated(id, source, nextFetchAt, now),
    );
    return rows[0] && toSource(rows[0]);
  }

  /** @returns undefined where there is none of this id; else whether stories went with it */
  async delete(id: string): Promise<{ readonly hadStories: boolean } | undefined> {
    const rows = await this.database.query<{ hadStories: boolean }>(
      `DELETE FROM source WHERE id = $1 RETURNING EXISTS (SELECT FROM story WHERE source_id = $1) AS "hadStories"`,
      [id],
    );
    return rows[0];
  }

  /**
   * Takes sources that are due before `horizon` and puts their next fetch off by `leaseSeconds`, so that another process
   * does not take them too and a lost job comes back. `dueAt` is when each was due.
   */
  async claimDue(
    now: Date,
    horizon: Date,
    limit: number,
    leaseSeconds: number,
  ): Promise<{ id: string; dueAt: Date }[]> {
    const rows = await this.database.query<{ id: string; due_at: Date }>(
      `UPDATE source SET next_fetch_at = greatest($1::timestamptz, due.next_fetch_at) + make_interval(secs => $4)
       FROM (SELECT id, next_fetch_at FROM source
         WHERE status = 'active' AND feed_url IS NOT NULL AND next_fetch_at <= $2
         ORDER BY next_fetch_at LIMIT $3 FOR UPDATE SKIP LOCKED) AS due
       WHERE source.id = due.id RETURNING source.id, due.next_fetch_at AS due_at`,
      [now, horizon, limit, leaseSeconds],
    );
    return rows.map((row) => ({ id: row.id, dueAt: row.due_at }));
  }

  /** Plans a fetch for later that its host had no time for now. */
  async putOff(id: string, until: Date): Promise<void> {
    await this.database.query(
      `UPDATE source SET next_fetch_at = $2 WHERE id = $1 AND feed_url IS NOT NULL AND status = 'active'`,
      [id, until],
    );
  }

  /** Writes what a fetch found, unless the feed address or the state was changed meanwhile. */
  async recordFetch(source: FetchState, outcome: FetchOutcome): Promise<void> {
    await this.database.query(
      `UPDATE source SET last_fetch_at = $3, next_fetch_at = $4,
         last_success_at = CASE WHEN $5 = 'f' THEN last_success_at ELSE $3 END,
         recent_fetches = right(recent_fetches || $5, ${RECENT_FETCHES}),
         last_error_code = $6, last_error_detail = $7, failures = $8, failing_since = $9, etag = $10, last_modified = $11,
         body_hash = $12, current_interval_seconds = $13, items_per_day = $14, status = $15, status_reason = $16
       WHERE id = $1 AND feed_url = $2 AND status = 'active'`,
      [
        source.id,
        source.feedUrl,
        outcome.at,
        outcome.nextFetchAt,
        outcome.mark,
        outcome.errorCode,
        outcome.errorDetail,
        outcome.failures,
        outcome.failingSince,
        outcome.etag,
        outcome.lastModified,
        outcome.bodyHash,
        outcome.currentIntervalSeconds,
        outcome.itemsPerDay,
        outcome.status,
        outcome.statusReason,
      ],
    );
  }

  /** Follows a permanent redirect, unless another source has that address. What is known of the feed stays. */
  async moveFeed(id: string, from: string, to: string): Promise<void> {
    await this.database.query(
      `UPDATE source SET feed_url = $3 WHERE id = $1 AND feed_url = $2 AND length($3) <= 2048
         AND NOT EXISTS (SELECT FROM source other WHERE other.feed_url = $3)`,
      [id, from, to],
    );
  }
}

/** The values of $1 to $11 where a statement is written. */
function stated(id: string, source: SourceStatement, nextFetchAt: Date | null, now: Date): unknown[] {
  return [
    id,
    source.name,
    source.feedUrl,
    source.siteUrl,
    source.language,
    source.authority,
    source.status,
    source.fetchIntervalSeconds,
    nextFetchAt,
    now,
    source.articles,
  ];
}

function toSource(row: Row): FetchState {
  return {
    id: row.id,
    name: row.name,
    feedUrl: row.feed_url,
    siteUrl: row.site_url,
    language: row.language,
    authority: row.authority,
    status: row.status,
    articles: row.articles,
    statusReason: row.status_reason,
    fetchIntervalSeconds: row.fetch_interval_seconds,
    nextFetchAt: row.next_fetch_at,
    etag: row.etag,
    lastModified: row.last_modified,
    bodyHash: row.body_hash,
    currentIntervalSeconds: row.current_interval_seconds,
    itemsPerDay: row.items_per_day,
    recentFetches: Array.from(row.recent_fetches) as FetchMark[],
    failingSince: row.failing_since,
    lastFetchAt: row.last_fetch_at,
    lastSuccessAt: row.last_success_at,
    lastErrorCode: row.last_error_code,
    lastErrorDetail: row.last_error_detail,
    failures: row.failures,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
