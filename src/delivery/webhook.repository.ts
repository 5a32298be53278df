import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import type { EffectKey } from './outbox.js';
import type { PostResult, WebhookEndpoint, WebhookPost, WebhookSecretView } from './webhook.js';

const ENDPOINT = `id, name, url, role, industry, status, status_reason AS "statusReason", failures,
  failing_since AS "failingSince", rests_until AS "restsUntil", created_at AS "createdAt", updated_at AS "updatedAt"`;

/** What a client states of an endpoint. */
export type WebhookDraft = Pick<WebhookEndpoint, 'id' | 'name' | 'url' | 'role' | 'industry'>;

@Injectable()
export class WebhookRepository {
  constructor(private readonly database: Database) {}

  async list(): Promise<WebhookEndpoint[]> {
    return await this.database.query<WebhookEndpoint>(
      `SELECT ${ENDPOINT} FROM webhook_endpoint ORDER BY created_at, id`,
    );
  }

  async find(id: string): Promise<WebhookEndpoint | undefined> {
    const rows = await this.database.query<WebhookEndpoint>(
      `SELECT ${ENDPOINT} FROM webhook_endpoint WHERE id = $1`,
      [id],
    );
    return rows[0];
  }

  /** As {@link find}, and keeps it as it is until the transaction ends: what is read of it is written back. */
  async lock(id: string): Promise<WebhookEndpoint | undefined> {
    const rows = await this.database.query<WebhookEndpoint>(
      `SELECT ${ENDPOINT} FROM webhook_endpoint WHERE id = $1 FOR NO KEY UPDATE`,
      [id],
    );
    return rows[0];
  }

  /** Those that want the briefings of a reader. */
  async activeFor(reader: { readonly role: string; readonly industry: string }): Promise<WebhookEndpoint[]> {
    return await this.database.query<WebhookEndpoint>(
      `SELECT ${ENDPOINT} FROM webhook_endpoint WHERE status = 'active' AND (role IS NULL OR role = $1)
         AND (industry IS NULL OR industry = $2) ORDER BY id`,
      [reader.role, reader.industry],
    );
  }

  /** @returns undefined when there are as many as there may be */
  async create(draft: WebhookDraft, now: Date, most: number): Promise<WebhookEndpoint | undefined> {
    // So that two at once do not both find the last place free.
    await this.database.query('LOCK TABLE webhook_endpoint IN SHARE ROW EXCLUSIVE MODE');
    const rows = await this.database.query<WebhookEndpoint>(
      `INSERT INTO webhook_endpoint (id, name, url, role, industry, created_at, updated_at)
       SELECT $1, $2, $3, $4, $5, $6, $6 WHERE (SELECT count(*) FROM webhook_endpoint) < $7 RETURNING ${ENDPOINT}`,
      [draft.id, draft.name, draft.url, draft.role, draft.industry, now, most],
    );
    return rows[0];
  }

  /**
   * Changes what is stated, of an endpoint that is locked.
   * @param anew it begins without a past
   */
  async update(
    draft: WebhookDraft,
    status: WebhookEndpoint['status'],
    anew: boolean,
    now: Date,
  ): Promise<WebhookEndpoint | undefined> {
    const rows = await this.database.query<WebhookEndpoint>(
      `UPDATE webhook_endpoint SET name = $2, url = $3, role = $4, industry = $5, updated_at = $7,
         status_reason = CASE WHEN status = $6 THEN status_reason END,
         failures = CASE WHEN $8 THEN 0 ELSE failures END,
         failing_since = CASE WHEN NOT $8 THEN failing_since END,
         rests_until = CASE WHEN NOT $8 THEN rests_until END, status = $6
       WHERE id = $1 RETURNING ${ENDPOINT}`,
      [draft.id, draft.name, draft.url, draft.role, draft.industry, status, now, anew],
    );
    return rows[0];
  }

  async remove(id: string): Promise<boolean> {
    const rows = await this.database.query('DELETE FROM webhook_endpoint WHERE id = $1 RETURNING 1', [id]);
    return rows.length > 0;
  }

  /** Turns an active endpoint off for a reason. @returns whether this call did it */
  async disable(id: string, reason: string, now: Date): Promise<boolean> {
    const rows = await this.database.query(
      `UPDATE webhook_endpoint SET status = 'disabled', status_reason = $2, updated_at = $3
       WHERE id = $1 AND status = 'active' RETURNING 1`,
      [id, reason, now],
    );
    return rows.length > 0;
  }

  async noteSuccess(id: string): Promise<void> {
    await this.database.query(
      'UPDATE webhook_endpoint SET failures = 0, failing_since = NULL, rests_until = NULL WHERE id = $1 AND failures > 0',
      [id],
    );
  }

  /** @returns since when it fails */
  async noteFailure(id: string, now: Date, restsUntil: Date | null): Promise<Date> {
    const rows = await this.database.query<{ since: Date }>(
      `UPDATE webhook_endpoint SET failures = failures + 1, failing_since = coalesce(failing_since, $2), rests_until = $3
       WHERE id = $1 RETURNING failing_since AS since`,
      [id, now, restsUntil],
    );
    return rows[0]?.since ?? now;
  }

  /** Those that sign at a moment, newest first, as they are sealed. */
  async secretsOf(endpointId: string, now: Date): Promise<(WebhookSecretView & { sealed: string })[]> {
    return await this.database.query(
      `SELECT sealed, created_at AS "createdAt", expires_at AS "expiresAt" FROM webhook_secret
       WHERE endpoint_id = $1 AND (expires_at IS NULL OR expires_at > $2) ORDER BY ref DESC`,
      [endpointId, now],
    );
  }

  /**
   * Adds the newest secret; the one before signs on until a moment, and those that were replaced earlier end with it at the latest.
   * What has ended is removed.
   */
  async addSecret(endpointId: string, sealed: string, now: Date, othersUntil: Date): Promise<void> {
    await this.database.query(
      `DELETE FROM webhook_secret WHERE endpoint_id = $1 AND (expires_at <= $2 OR $3 <= $2::timestamptz)`,
      [endpointId, now, othersUntil],
    );
    await this.database.query(
      'UPDATE webhook_secret SET expires_at = least(expires_at, $2) WHERE endpoint_id = $1',
      [endpointId, othersUntil],
    );
    await this.database.query(
      'INSERT INTO webhook_secret (endpoint_id, sealed, created_at) VALUES ($1, $2, $3)',
      [endpointId, sealed, now],
    );
  }

  /** The endpoints that have taken a briefing already. */
  async takenBy(effect: EffectKey): Promise<Set<string>> {
    const rows = await this.database.query<{ id: string }>(
      `SELECT endpoint_id AS id FROM webhook_post WHERE reader_ref = $1 AND local_date = $2 AND taken_at IS NOT NULL`,
      [effect.readerRef, effect.localDate],
    );
    return new Set(rows.map((row) => row.id));
  }

  async notePost(effect: EffectKey, endpointId: string, result: PostResult, now: Date): Promise<void> {
    await this.database.query(
      `INSERT INTO webhook_post AS p (reader_ref, local_date, endpoint_id, at, http_status, error, duration_ms, taken_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
       ON CONFLICT (reader_ref, local_date, endpoint_id) DO UPDATE SET attempts = p.attempts + 1, at = $4, http_status = $5,
         error = $6, duration_ms = $7, taken_at = $8`,
      [
        effect.readerRef,
        effect.localDate,
        endpointId,
        now,
        result.httpStatus ?? null,
        result.error ?? null,
        Math.round(result.durationMs),
        result.error === undefined ? now : null,
      ],
    );
  }

  /** The latest tries at an endpoint, newest first. */
  async posts(endpointId: string, limit: number): Promise<WebhookPost[]> {
    return await this.database.query<WebhookPost>(
      `SELECT r.id AS reader, p.local_date AS date, p.attempts, p.at, p.http_status AS "httpStatus", p.error,
         p.duration_ms AS "durationMs", p.taken_at AS "takenAt"
       FROM webhook_post p JOIN reader r ON r.ref = p.reader_ref WHERE p.endpoint_id = $1
       ORDER BY p.at DESC LIMIT $2`,
      [endpointId, limit],
    );
  }

  /** The tries for one reader with the name of each endpoint, newest first: to whom the briefings went. */
  async postsOf(readerRef: number): Promise<(Omit<WebhookPost, 'reader'> & { endpoint: string })[]> {
    return await this.database.query(
      `SELECT e.name AS endpoint, p.local_date AS date, p.attempts, p.at, p.http_status AS "httpStatus", p.error,
         p.duration_ms AS "durationMs", p.taken_at AS "takenAt"
       FROM webhook_post p JOIN webhook_endpoint e ON e.id = p.endpoint_id WHERE p.reader_ref = $1
       ORDER BY p.local_date DESC, e.name`,
      [readerRef],
    );
  }
}
