import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import type {
  ChannelName,
  Effect,
  EffectKey,
  NewEffect,
  OutboxEntry,
  OutboxStatus,
  Outcome,
} from './outbox.js';

const KEY = 'reader_ref = $1 AND local_date = $2 AND channel = $3';
/** A transaction may rest for so long at least, as all do, and for so long beyond the wait for the other side. Milliseconds. */
const REST_MS = { least: 60_000, beyond: 10_000 };
const keyOf = ({ readerRef, localDate, channel }: EffectKey): unknown[] => [readerRef, localDate, channel];

/** Counts of one channel. */
export interface ChannelCounts {
  readonly channel: ChannelName;
  readonly status: OutboxStatus;
  readonly count: number;
  readonly possibleDuplicates: number;
  /** How long after the hour they were sent, in seconds: median, 95th and 99th percentile, longest. */
  readonly late: readonly number[] | null;
}

@Injectable()
export class OutboxRepository {
  constructor(private readonly database: Database) {}

  /** Deletes what was of dates before one, tries of webhooks with it, so many rows of each at most. @returns how many it was */
  async deleteBefore(localDate: string, most: number): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(
      `WITH gone AS (
         DELETE FROM outbox WHERE (reader_ref, local_date, channel) IN (
           SELECT reader_ref, local_date, channel FROM outbox WHERE local_date < $1 ORDER BY local_date LIMIT $2) RETURNING 1),
       posts AS (
         DELETE FROM webhook_post WHERE (reader_ref, local_date, endpoint_id) IN (
           SELECT reader_ref, local_date, endpoint_id FROM webhook_post WHERE local_date < $1 LIMIT $2) RETURNING 1)
       SELECT greatest((SELECT count(*) FROM gone), (SELECT count(*) FROM posts))::int AS count`,
      [localDate, most],
    );
    return row!.count;
  }

  /**
   * A row for each briefing and each of the channels that its reader has; none twice.
   * @returns rows that were made
   */
  async insert(effects: readonly NewEffect[], channels: readonly ChannelName[], now: Date): Promise<number> {
    const rows = await this.database.query(
      `INSERT INTO outbox (reader_ref, local_date, channel, due_at, next_attempt_at)
       SELECT e.ref, e.date, c.name, e.due, $5::timestamptz
       FROM unnest($1::bigint[], $2::date[], $3::timestamptz[]) AS e(ref, date, due)
       JOIN reader r ON r.ref = e.ref CROSS JOIN unnest($4::text[]) AS c(name)
       WHERE c.name = ANY (r.channels) AND (c.name <> 'email' OR r.email IS NOT NULL)
       ON CONFLICT DO NOTHING RETURNING 1`,
      [
        effects.map((effect) => effect.readerRef),
        effects.map((effect) => effect.localDate),
        effects.map((effect) => effect.dueAt),
        channels,
        now,
      ],
    );
    return rows.length;
  }

  /** Takes rows that are due, the longest due first; what another worker is taking is left to it. */
  async claim(channel: ChannelName, now: Date, limit: number): Promise<Effect[]> {
    return await this.database.query<Effect>(
      `WITH due AS (
         SELECT reader_ref, local_date FROM outbox WHERE channel = $1 AND status = 'pending' AND next_attempt_at <= $2
         ORDER BY next_attempt_at LIMIT $3 FOR UPDATE SKIP LOCKED
       )
       UPDATE outbox o SET status = 'sending', claimed_at = $2, attempts = attempts + 1 FROM due
       WHERE o.reader_ref = due.reader_ref AND o.local_date = due.local_date AND o.channel = $1
       RETURNING o.reader_ref AS "readerRef", o.local_date AS "localDate", o.channel, o.due_at AS "dueAt", o.attempts,
         o.possible_duplicate AS "possibleDuplicate"`,
      [channel, now, limit],
    );
  }

  /**
   * Holds a claimed row, and its reader against erasure, until the transaction ends. A row whose claim has gone to another
   * worker, was cancelled or erased is not held.
   * @param longestMs how long the transaction may wait for the other side without a statement, in milliseconds
   */
  async hold(effect: Effect, longestMs: number): Promise<boolean> {
    // The reader first, as an erasure locks them, so that neither waits for the other in a circle. PostgreSQL must not take the
    // wait for the other side for a stuck process: it would let go of what is being sent.
    const readers = await this.database.query(
      `SELECT set_config('idle_in_transaction_session_timeout', $2, true) FROM reader WHERE ref = $1
       FOR KEY SHARE SKIP LOCKED`,
      [effect.readerRef, `${Math.max(REST_MS.least, longestMs + REST_MS.beyond)}ms`],
    );
    if (readers.length === 0) return false;
    // Waits: another worker that looks for rows locks this one for an instant too, where it was pending when it began to look.
    const rows = await this.database.query(
      `SELECT FROM outbox WHERE ${KEY} AND status = 'sending' AND attempts = $4 FOR UPDATE`,
      [...keyOf(effect), effect.attempts],
    );
    return rows.length > 0;
  }

  /** Writes down how the try of a claim ended; does nothing where the claim is not this one any more. */
  async settle(effect: Effect, outcome: Outcome, now: Date, nextAttemptAt: Date): Promise<void> {
    const retry = outcome.status === 'retry';
    await this.database.query(
      `UPDATE outbox SET status = $5, error = $6, next_attempt_at = $7, sent_at = $8, provider_id = $9,
         possible_duplicate = possible_duplicate OR $10
       WHERE ${KEY} AND status = 'sending' AND attempts = $4`,
      [
        ...keyOf(effect),
        effect.attempts,
        retry ? 'pending' : outcome.status,
        outcome.status === 'sent' ? null : outcome.error,
        nextAttemptAt,
        outcome.status === 'sent' ? now : null,
        outcome.status === 'sent' ? (outcome.providerId ?? null) : null,
        retry && outcome.unanswered === true,
      ],
    );
  }

  /**
   * Puts back what was claimed before a moment and is held by nobody: its worker died. The other side may have it already.
   * @returns rows that were put back
   */
  async putBack(claimedBefore: Date, now: Date): Promise<number> {
    const rows = await this.database.query(
      `WITH lost AS (
         SELECT reader_ref, local_date, channel FROM outbox WHERE status = 'sending' AND claimed_at < $1
         ORDER BY claimed_at LIMIT 1000 FOR UPDATE SKIP LOCKED
       )
       UPDATE outbox o SET status = 'pending', possible_duplicate = true, next_attempt_at = $2 FROM lost
       WHERE (o.reader_ref, o.local_date, o.channel) = (lost.reader_ref, lost.local_date, lost.channel) RETURNING 1`,
      [claimedBefore, now],
    );
    return rows.length;
  }

  /** Cancels what waits; on every channel, or on one. @returns the channels */
  async cancel(readerRef: number, localDate: string, channel?: ChannelName): Promise<ChannelName[]> {
    const rows = await this.database.query<{ channel: ChannelName }>(
      `UPDATE outbox SET status = 'cancelled', error = NULL WHERE reader_ref = $1 AND local_date = $2
         AND ($3::text IS NULL OR channel = $3) AND status = 'pending' RETURNING channel`,
      [readerRef, localDate, channel ?? null],
    );
    return rows.map((row) => row.channel);
  }

  /** Lets what failed be tried again. @returns the channels */
  async retry(readerRef: number, localDate: string, now: Date): Promise<ChannelName[]> {
    const rows = await this.database.query<{ channel: ChannelName }>(
      `UPDATE outbox SET status = 'pending', next_attempt_at = $3 WHERE reader_ref = $1 AND local_date = $2
         AND status = 'failed' RETURNING channel`,
      [readerRef, localDate, now],
    );
    return rows.map((row) => row.channel);
  }

  /** Notes something about a row that was sent, such as that it came back. */
  async note(key: EffectKey, note: string): Promise<void> {
    await this.database.query(`UPDATE outbox SET error = $4 WHERE ${KEY} AND status = 'sent'`, [
      ...keyOf(key),
      note,
    ]);
  }

  /** Rows in the order of their dates, newest first. */
  async list(filter: {
    readonly readerRef?: number;
    readonly status?: OutboxStatus;
    readonly channel?: ChannelName;
    readonly limit: number;
  }): Promise<OutboxEntry[]> {
    return await this.database.query<OutboxEntry>(
      `SELECT r.id AS reader, o.local_date AS date, o.channel, o.status, o.attempts, o.possible_duplicate AS "possibleDuplicate",
         o.due_at AS "dueAt", CASE WHEN o.status = 'pending' THEN o.next_attempt_at END AS "nextAttemptAt",
         o.sent_at AS "sentAt", o.provider_id AS "providerId", o.error
       FROM outbox o JOIN reader r ON r.ref = o.reader_ref
       WHERE ($1::bigint IS NULL OR o.reader_ref = $1) AND ($2::text IS NULL OR o.status = $2)
         AND ($3::text IS NULL OR o.channel = $3)
       ORDER BY o.local_date DESC, r.id, o.channel LIMIT $4`,
      [filter.readerRef ?? null, filter.status ?? null, filter.channel ?? null, filter.limit],
    );
  }

  /** What the dates from one on look like. */
  async counts(from: string): Promise<ChannelCounts[]> {
    return await this.database.query<ChannelCounts>(
      `SELECT channel, status, count(*)::int AS count,
         (count(*) FILTER (WHERE possible_duplicate))::int AS "possibleDuplicates",
         percentile_disc(ARRAY[0.5, 0.95, 0.99, 1]) WITHIN GROUP (ORDER BY extract(epoch FROM sent_at - due_at)::float8)
           FILTER (WHERE sent_at IS NOT NULL) AS late
       FROM outbox WHERE local_date >= $1 GROUP BY channel, status ORDER BY channel, status`,
      [from],
    );
  }

  /** What is not settled, and what was given up of the dates from one on. Reads partial indexes only, so it costs what it finds. */
  async open(failedFrom: string): Promise<Pick<ChannelCounts, 'channel' | 'status' | 'count'>[]> {
    return await this.database.query(
      `SELECT channel, 'pending' AS status, count(*)::int AS count FROM outbox WHERE status = 'pending' GROUP BY channel
       UNION ALL SELECT channel, 'sending', count(*)::int FROM outbox WHERE status = 'sending' GROUP BY channel
       UNION ALL SELECT channel, 'failed', count(*)::int FROM outbox
         WHERE status = 'failed' AND local_date >= $1 GROUP BY channel`,
      [failedFrom],
    );
  }

  /** When the row that has waited longest was to be sent; null when none is due. */
  async oldestDue(now: Date): Promise<Date | null> {
    const rows = await this.database.query<{ at: Date | null }>(
      `SELECT min(next_attempt_at) AS at FROM outbox WHERE status = 'pending' AND next_attempt_at <= $1`,
      [now],
    );
    return rows[0]!.at;
  }
}
