import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';

/** What planning needs of a reader. */
export interface PlannedReader {
  readonly ref: number;
  readonly id: string;
  readonly role: string;
  readonly industry: string;
  readonly timeZone: string;
  readonly deliveryTime: string | null;
  readonly days: number | null;
  readonly quietDates: readonly string[];
  /** When the next delivery is due; for a reader without a plan, the moment from which to plan. */
  readonly from: Date;
}

/** A briefing that is owed: claimed, not yet stored. */
export interface Delivery {
  readonly readerRef: number;
  readonly localDate: string;
  readonly dueAt: Date;
  /** Only to be read so far: it is made, and nothing goes out before a tick finds it due. */
  readonly asked: boolean;
}

/** A pending delivery as operators see one. */
export interface PendingDelivery {
  readonly reader: string;
  readonly localDate: string;
  readonly dueAt: Date;
  readonly claimedAt: Date;
  readonly status: 'pending' | 'cancelled' | 'failed';
  readonly error: string | null;
}

const PLANNED = `ref, id, role, industry, time_zone AS "timeZone", delivery_time AS "deliveryTime", days, quiet_dates AS "quietDates"`;

/** A page of those who are due, after the last one of the page before. */
const DUE = `SELECT ${PLANNED}, next_delivery_at AS "from" FROM reader
  WHERE next_delivery_at <= $1 AND (next_delivery_at, ref) > ($3::timestamptz, $4::bigint) ORDER BY next_delivery_at, ref LIMIT $2`;

/** Pages that are handed out again at a time. */
const MOST_STALE = 10_000;

/**
 * Due readers and owed briefings. The columns `next_delivery_at` and `planned_from` of a reader belong to this repository,
 * apart from being reset when a reader or a schedule is changed.
 */
@Injectable()
export class DeliveryRepository {
  constructor(private readonly database: Database) {}

  /** Locks a page of readers whose next delivery is not planned. */
  async lockUnplanned(limit: number): Promise<PlannedReader[]> {
    return await this.database.query<PlannedReader>(
      `SELECT ${PLANNED}, planned_from AS "from" FROM reader WHERE next_delivery_at IS NULL
       ORDER BY ref LIMIT $1 FOR NO KEY UPDATE SKIP LOCKED`,
      [limit],
    );
  }

  /**
   * Locks a page of readers whose delivery is due.
   * @param after the last one of the page before: from the beginning PostgreSQL would walk over all who were claimed just now
   */
  async lockDue(
    now: Date,
    limit: number,
    after?: Pick<PlannedReader, 'ref' | 'from'>,
  ): Promise<PlannedReader[]> {
    return await this.database.query<PlannedReader>(`${DUE} FOR NO KEY UPDATE SKIP LOCKED`, [
      now,
      limit,
      after?.from ?? '-infinity',
      after?.ref ?? 0,
    ]);
  }

  /** A page of readers whose delivery is due, without touching them. @param after the last one of the page before */
  async peekDue(
    now: Date,
    limit: number,
    after?: Pick<PlannedReader, 'ref' | 'from'>,
  ): Promise<PlannedReader[]> {
    return await this.database.query<PlannedReader>(DUE, [
      now,
      limit,
      after?.from ?? '-infinity',
      after?.ref ?? 0,
    ]);
  }

  /** Locks readers by id, or a page of a cohort or all after a ref, for a run by hand. */
  async lockForRun(
    who: {
      readonly readers?: readonly string[] | undefined;
      readonly role?: string | undefined;
      readonly industry?: string | undefined;
    },
    afterRef: number,
    limit: number,
  ): Promise<PlannedReader[]> {
    return await this.database.query<PlannedReader>(
      `SELECT ${PLANNED}, now() AS "from" FROM reader WHERE ref > $1 AND ($2::text[] IS NULL OR id = ANY($2))
         AND ($3::text IS NULL OR role = $3) AND ($4::text IS NULL OR industry = $4)
       ORDER BY ref LIMIT $5 FOR NO KEY UPDATE`,
      [afterRef, who.readers ?? null, who.role ?? null, who.industry ?? null, limit],
    );
  }

  /** The moments at which pending deliveries were claimed, after one and up to another, in order. */
  async editions(after: Date, upTo: Date): Promise<Date[]> {
    const rows = await this.database.query<{ at: Date }>(
      `SELECT DISTINCT claimed_at AS at FROM delivery WHERE status = 'pending' AND claimed_at > $1 AND claimed_at <= $2 ORDER BY at`,
      [after, upTo],
    );
    return rows.map((row) => row.at);
  }

  async setNext(next: readonly { readonly ref: number; readonly at: Date }[]): Promise<void> {
    await this.database.query(
      `UPDATE reader r SET next_delivery_at = n.at FROM unnest($1::bigint[], $2::timestamptz[]) AS n(ref, at)
       WHERE r.ref = n.ref`,
      [next.map((entry) => entry.ref), next.map((entry) => entry.at)],
    );
  }

  /**
   * Writes down what is owed, as a new page. Skips what was already delivered, is already owed or was cancelled; what failed
   * is owed again, and what was only asked for becomes due.
   * @returns the page, or undefined when nothing was left to owe
   */
  async owe(
    deliveries: readonly Delivery[],
    claimedAt: Date,
  ): Promise<{ page: number; count: number } | undefined> {
    const pages = await this.database.query<{ page: number }>(`SELECT nextval('delivery_page_seq') AS page`);
    const { page } = pages[0]!;
    const rows = await this.database.query(
      `INSERT INTO delivery (reader_ref, local_date, due_at, page, claimed_at, asked)
       SELECT d.ref, d.date, d.due, $5, $6, d.asked
       FROM unnest($1::bigint[], $2::date[], $3::timestamptz[], $4::boolean[]) AS d(ref, date, due, asked)
       WHERE NOT EXISTS (SELECT FROM briefing b WHERE b.reader_ref = d.ref AND b.local_date = d.date)
       ON CONFLICT (reader_ref, local_date) DO UPDATE SET status = 'pending', error = NULL, page = excluded.page,
         claimed_at = excluded.claimed_at, asked = delivery.asked AND excluded.asked,
         due_at = CASE WHEN delivery.asked THEN excluded.due_at ELSE delivery.due_at END
       WHERE delivery.status = 'failed' OR delivery.status = 'pending' AND delivery.asked AND NOT excluded.asked RETURNING 1`,
      [...columnsOf(deliveries), deliveries.map((delivery) => delivery.asked), page, claimedAt],
    );
    return rows.length === 0 ? undefined : { page, count: rows.length };
  }

  /** Those of which the briefing is there already. */
  async made(deliveries: readonly Delivery[]): Promise<Omit<Delivery, 'asked'>[]> {
    return await this.database.query(
      `SELECT d.ref AS "readerRef", d.date AS "localDate", d.due AS "dueAt"
       FROM unnest($1::bigint[], $2::date[], $3::timestamptz[]) AS d(ref, date, due)
       JOIN briefing b ON b.reader_ref = d.ref AND b.local_date = d.date ORDER BY d.ref`,
      columnsOf(deliveries),
    );
  }

  /** When a page was claimed; undefined once nothing of it is pending. */
  async claimedAt(page: number): Promise<Date | undefined> {
    const rows = await this.database.query<{ at: Date }>(
      `SELECT claimed_at AS at FROM delivery WHERE page = $1 AND status = 'pending' LIMIT 1`,
      [page],
    );
    return rows[0]?.at;
  }

  /** When one reader's delivery was claimed; undefined when none is pending. */
  async claimedAtOf(readerRef: number, localDate: string): Promise<Date | undefined> {
    const rows = await this.database.query<{ at: Date }>(
      `SELECT claimed_at AS at FROM delivery WHERE reader_ref = $1 AND local_date = $2 AND status = 'pending'`,
      [readerRef, localDate],
    );
    return rows[0]?.at;
  }

  /** Locks one delivery that is pending; waits for whoever holds it, and finds none where that one has settled it. */
  async lockOne(readerRef: number, localDate: string): Promise<Delivery[]> {
    await this.database.query('SELECT FROM reader WHERE ref = $1 FOR KEY SHARE', [readerRef]);
    return await this.database.query<Delivery>(
      `SELECT reader_ref AS "readerRef", local_date AS "localDate", due_at AS "dueAt", asked FROM delivery
       WHERE reader_ref = $1 AND local_date = $2 AND status = 'pending' FOR UPDATE`,
      [readerRef, localDate],
    );
  }

  /**
   * Locks what is still owed of a page; what another worker holds is left to it. The readers are held as well: one who is
   * being erased is left out, and erasing one who is not waits for the page instead of waiting in a circle with it.
   */
  async lockPage(page: number): Promise<Delivery[]> {
    return await this.database.query<Delivery>(
      `SELECT d.reader_ref AS "readerRef", d.local_date AS "localDate", d.due_at AS "dueAt", d.asked
       FROM delivery d JOIN reader r ON r.ref = d.reader_ref WHERE d.page = $1 AND d.status = 'pending'
       ORDER BY d.reader_ref FOR KEY SHARE OF r SKIP LOCKED FOR UPDATE OF d SKIP LOCKED`,
      [page],
    );
  }

  /** Takes back what has been delivered. */
  async settle(deliveries: readonly Delivery[]): Promise<void> {
    await this.database.query(
      `DELETE FROM delivery d USING unnest($1::bigint[], $2::date[]) AS done(ref, date)
       WHERE d.reader_ref = done.ref AND d.local_date = done.date`,
      [deliveries.map((delivery) => delivery.readerRef), deliveries.map((delivery) => delivery.localDate)],
    );
  }

  async fail(delivery: Delivery, error: string): Promise<void> {
    await this.database.query(
      `UPDATE delivery SET status = 'failed', error = $3 WHERE reader_ref = $1 AND local_date = $2`,
      [delivery.readerRef, delivery.localDate, error.slice(0, 500)],
    );
  }

  /** Pages below another that were claimed before a moment and still owe something: their job was lost or its worker died. */
  async stalePages(claimedBefore: Date, below: number): Promise<number[]> {
    const rows = await this.database.query<{ page: number }>(
      `SELECT DISTINCT page FROM delivery WHERE status = 'pending' AND claimed_at < $1 AND page < $2 ORDER BY page LIMIT $3`,
      [claimedBefore, below, MOST_STALE],
    );
    return rows.map((row) => row.page);
  }

  /** What is owed and what failed, the longest due first; after it what was cancelled. */
  async pending(limit: number): Promise<PendingDelivery[]> {
    return await this.database.query<PendingDelivery>(
      `SELECT r.id AS reader, d.local_date AS "localDate", d.due_at AS "dueAt", d.claimed_at AS "claimedAt", d.status, d.error
       FROM delivery d JOIN reader r ON r.ref = d.reader_ref 
       ORDER BY d.status = 'cancelled', d.due_at, r.id LIMIT $1`,
      [limit],
    );
  }

  /** What one reader is owed, cancelled and failed deliveries among it. */
  async pendingOf(readerRef: number): Promise<Omit<PendingDelivery, 'reader'>[]> {
    return await this.database.query(
      `SELECT local_date AS "localDate", due_at AS "dueAt", claimed_at AS "claimedAt", status, error
       FROM delivery WHERE reader_ref = $1 ORDER BY local_date`,
      [readerRef],
    );
  }

  /** Cancels what is owed and not being made right now. */
  async cancel(readerRef: number, localDate: string): Promise<boolean> {
    const rows = await this.database.query(
      `UPDATE delivery SET status = 'cancelled' WHERE reader_ref = $1 AND local_date = $2 AND status <> 'cancelled' RETURNING 1`,
      [readerRef, localDate],
    );
    return rows.length > 0;
  }

  /** Deletes what was cancelled or has failed of dates before one, so many rows at most. @returns how many it was */
  async deleteBefore(localDate: string, most: number): Promise<number> {
    const rows = await this.database.query(
      `DELETE FROM delivery WHERE (reader_ref, local_date) IN (SELECT reader_ref, local_date FROM delivery
         WHERE local_date < $1 AND status <> 'pending' LIMIT $2) RETURNING 1`,
      [localDate, most],
    );
    return rows.length;
  }

  async counts(now: Date): Promise<{
    due: number;
    pending: number;
    failed: number;
    oldestDueAt: Date | null;
    nextAt: Date | null;
  }> {
    const rows = await this.database.query<{
      due: number;
      pending: number;
      failed: number;
      oldestDueAt: Date | null;
      nextAt: Date | null;
    }>(
      `SELECT (SELECT count(*)::int FROM reader WHERE next_delivery_at <= $1) AS due,
         (SELECT count(*)::int FROM delivery WHERE status = 'pending') AS pending,
         (SELECT count(*)::int FROM delivery WHERE status = 'failed') AS failed,
         (SELECT min(due_at) FROM delivery WHERE status = 'pending') AS "oldestDueAt",
         (SELECT min(next_delivery_at) FROM reader WHERE next_delivery_at > $1 AND next_delivery_at < '9999-01-01') AS "nextAt"`,
      [now],
    );
    return rows[0]!;
  }
}

function columnsOf(deliveries: readonly Delivery[]): unknown[] {
  return [
    deliveries.map((delivery) => delivery.readerRef),
    deliveries.map((delivery) => delivery.localDate),
    deliveries.map((delivery) => delivery.dueAt),
  ];
}
