import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { decodeBriefing, storyRefsIn, type StoredBriefing } from './briefing-codec.js';

/** A briefing of one reader and one local date; there is never a second. */
export interface BriefingRecord {
  readonly readerRef: number;
  /** The reader's date, `YYYY-MM-DD`. */
  readonly localDate: string;
  readonly dueAt: Date;
  readonly createdAt: Date;
  readonly profileVersion: number;
  readonly content: StoredBriefing;
}

/** One that is to be stored, encoded already: what cannot be encoded must not hold up others. */
export interface NewBriefing extends Omit<BriefingRecord, 'content'> {
  readonly body: Buffer;
}

interface Row {
  reader_ref: number;
  local_date: string;
  due_at: Date;
  created_at: Date;
  profile_version: number;
  body: Buffer;
}

/** How late the briefings of a span were made, in seconds. */
export interface Lateness {
  readonly briefings: number;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly max: number | null;
}

/** The stories of one briefing. */
export interface ToldStories {
  readonly readerRef: number;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly storyRefs: readonly number[];
}

/**
 * A briefing is made at most so many days after its date: the longest cut-off and the width of the zones, or a date that an
 * operator has made again. Lets a query by the moment of making pass over old partitions.
 */
export const DATE_BEFORE_MAKING = 4;

@Injectable()
export class BriefingRepository {
  constructor(private readonly database: Database) {}

  /** Stores those that do not exist yet; returns how many that were. */
  async insertMissing(briefings: readonly NewBriefing[]): Promise<number> {
    const rows = await this.database.query(
      `INSERT INTO briefing (reader_ref, local_date, due_at, created_at, profile_version, body)
       SELECT * FROM unnest($1::bigint[], $2::date[], $3::timestamptz[], $4::timestamptz[], $5::integer[], $6::bytea[])
       ON CONFLICT DO NOTHING RETURNING 1`,
      [
        briefings.map((briefing) => briefing.readerRef),
        briefings.map((briefing) => briefing.localDate),
        briefings.map((briefing) => briefing.dueAt),
        briefings.map((briefing) => briefing.createdAt),
        briefings.map((briefing) => briefing.profileVersion),
        briefings.map((briefing) => briefing.body),
      ],
    );
    return rows.length;
  }

  async find(readerRef: number, localDate: string): Promise<BriefingRecord | undefined> {
    const rows = await this.database.query<Row>(
      'SELECT * FROM briefing WHERE reader_ref = $1 AND local_date = $2',
      [readerRef, localDate],
    );
    return rows[0] && toRecord(rows[0]);
  }

  /** Newest first, before a date if one is given. */
  async list(readerRef: number, limit: number, before?: string): Promise<BriefingRecord[]> {
    const rows = await this.database.query<Row>(
      `SELECT * FROM briefing WHERE reader_ref = $1 AND ($2::date IS NULL OR local_date < $2)
       ORDER BY local_date DESC LIMIT $3`,
      [readerRef, before ?? null, limit],
    );
    return rows.map(toRecord);
  }

  /** The briefings of a page of readers that were made after a moment. */
  async recent(readerRefs: readonly number[], after: Date): Promise<BriefingRecord[]> {
    const rows = await this.database.query<Row>(
      `SELECT * FROM briefing WHERE reader_ref = ANY($1) AND created_at > $2
         AND local_date > ($2::timestamptz AT TIME ZONE 'UTC')::date - ${DATE_BEFORE_MAKING}`,
      [readerRefs, after],
    );
    return rows.map(toRecord);
  }

  /** What a page of readers was told in briefings that were made after a moment, and before another where one is given. */
  async recentStories(readerRefs: readonly number[], after: Date, before?: Date): Promise<ToldStories[]> {
    const rows = await this.database.query<{ ref: number; at: number; body: Buffer }>(
      `SELECT reader_ref AS ref, date_part('epoch', created_at) AS at, body FROM briefing
       WHERE reader_ref = ANY($1) AND created_at > $2 AND ($3::timestamptz IS NULL OR created_at < $3)
         AND local_date > ($2::timestamptz AT TIME ZONE 'UTC')::date - ${DATE_BEFORE_MAKING}`,
      [readerRefs, after, before ?? null],
    );
    return rows.map(({ ref, at, body }) => ({
      readerRef: ref,
      createdAt: Math.floor(Math.round(at * 1e6) / 1000),
      storyRefs: storyRefsIn(body),
    }));
  }

  async lateness(since: Date): Promise<Lateness> {
    const rows = await this.database.query<{ briefings: number; late: number[] | null }>(
      `SELECT count(*)::int AS briefings, percentile_disc(ARRAY[0.5, 0.95, 0.99, 1])
         WITHIN GROUP (ORDER BY extract(epoch FROM created_at - due_at)::float8) AS late
       FROM briefing WHERE created_at >= $1`,
      [since],
    );
    const { briefings, late } = rows[0]!;
    const [p50 = null, p95 = null, p99 = null, max = null] = late ?? [];
    return { briefings, p50, p95, p99, max };
  }
}

function toRecord(row: Row): BriefingRecord {
  return {
    readerRef: row.reader_ref,
    localDate: row.local_date,
    dueAt: row.due_at,
    createdAt: row.created_at,
    profileVersion: row.profile_version,
    content: decodeBriefing(row.body),
  };
}
