import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { type BehaviourEvent, type BehaviourType, MAX_EVENTS } from '../ranking/behaviour.js';
import type { Engagement } from '../ranking/popularity.js';

/** One event in the terms of the database. */
export interface EventRow {
  readonly readerRef: number;
  readonly id: string;
  readonly type: BehaviourType;
  readonly storyRef: number | null;
  readonly at: Date;
  readonly slot: number | null;
  readonly dwellSeconds: number | null;
  readonly briefing: string | null;
}

/** An event as it is learned from; whoever learns knows the story's public id by its ref. */
export interface StoredEvent extends Omit<BehaviourEvent, 'story'> {
  readonly storyRef: number;
  /** The reader has had what was learned up to it forgotten. */
  readonly forgotten: boolean;
}

@Injectable()
export class BehaviourEventRepository {
  constructor(private readonly database: Database) {}

  /**
   * Inserts what is new, of rows that differ in reader or id; returns `readerRef id` of the rows that were. An event whose
   * reader or story was erased a moment ago is left out like one that is known already.
   */
  async insert(rows: readonly EventRow[], receivedAt: Date): Promise<Set<string>> {
    const inserted = await this.database.query<{ reader_ref: number; id: string }>(
      `WITH kept_reader AS (SELECT ref FROM reader WHERE ref = ANY ($1::bigint[]) ORDER BY ref FOR KEY SHARE),
         kept_story AS (SELECT ref FROM story WHERE ref = ANY ($4::bigint[]) ORDER BY ref FOR KEY SHARE)
       INSERT INTO behaviour_event (reader_ref, id, type, story_ref, at, slot, dwell_seconds, briefing_date, received_at)
       SELECT r, i, t, s, a, sl, d, b, $9::timestamptz
       FROM unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[], $5::timestamptz[], $6::smallint[], $7::real[], $8::date[])
         AS e(r, i, t, s, a, sl, d, b)
       WHERE r IN (SELECT ref FROM kept_reader) AND (s IS NULL OR s IN (SELECT ref FROM kept_story))
       ON CONFLICT DO NOTHING RETURNING reader_ref, id`,
      [
        rows.map((row) => row.readerRef),
        rows.map((row) => row.id),
        rows.map((row) => row.type),
        rows.map((row) => row.storyRef),
        rows.map((row) => row.at),
        rows.map((row) => row.slot),
        rows.map((row) => row.dwellSeconds),
        rows.map((row) => row.briefing),
        receivedAt,
      ],
    );
    return new Set(inserted.map((row) => `${row.reader_ref} ${row.id}`));
  }

  /** Every event of a reader, as it was told, oldest first. */
  async all(readerRef: number): Promise<unknown[]> {
    return await this.database.query(
      `SELECT e.id, e.type, s.id AS story, e.at, e.slot, e.dwell_seconds AS "dwellSeconds", e.briefing_date AS briefing,
         e.received_at AS "receivedAt"
       FROM behaviour_event e LEFT JOIN story s ON s.ref = e.story_ref WHERE e.reader_ref = $1 ORDER BY e.at, e.id`,
      [readerRef],
    );
  }

  /** When the newest of those events came in that {@link latest} gives, or they were forgotten; undefined where there is none. */
  async lastReceived(readerRef: number, asOf: Date): Promise<Date | undefined> {
    const [row] = await this.database.query<{ at: Date | null }>(
      `SELECT greatest(max(received_at), (SELECT learned_from FROM reader WHERE ref = $1 AND learned_from <= $2)) AS at FROM (
         SELECT received_at FROM behaviour_event
         WHERE reader_ref = $1 AND story_ref IS NOT NULL AND received_at <= $2 AND type NOT IN ('follow', 'mute')
         ORDER BY at DESC LIMIT ${MAX_EVENTS}
       ) e`,
      [readerRef, asOf],
    );
    return row?.at ?? undefined;
  }

  /**
   * The latest events of each reader that were known at `asOf`, for learning. One row a reader: a million readers have more
   * events than rows can be parsed for.
   */
  async latest(readerRefs: readonly number[], asOf: Date): Promise<Map<number, StoredEvent[]>> {
    const rows = await this.database.query<{ ref: number; list: string }>(
      `SELECT r.ref, e.list
       FROM reader r
       CROSS JOIN LATERAL (
         SELECT string_agg(type || ',' || story_ref || ',' || (1e6 * date_part('epoch', at))::bigint / 1000 || ','
             || coalesce(dwell_seconds::text, '') || ','
             || CASE WHEN r.learned_from <= $2 AND least(at, received_at) <= r.learned_from THEN '1' ELSE '' END, ';') AS list
         FROM (
           SELECT * FROM behaviour_event b
           WHERE b.reader_ref = r.ref AND b.story_ref IS NOT NULL AND b.received_at <= $2 AND b.type NOT IN ('follow', 'mute')
           ORDER BY b.at DESC LIMIT ${MAX_EVENTS}
         ) latest
       ) e
       WHERE r.ref = ANY ($1::bigint[]) AND e.list IS NOT NULL`,
      [readerRefs, asOf],
    );
    return new Map(rows.map(({ ref, list }) => [ref, list.split(';').map(storedEvent)]));
  }

  /**
   * Deletes events of before a moment, so many at most. In rows and not by partition: an event counts once by reader and id,
   * whatever its time, so the key cannot hold the time that partitions would go by.
   */
  async deleteBefore(moment: Date, most: number): Promise<number> {
    const rows = await this.database.query(
      `DELETE FROM behaviour_event WHERE (reader_ref, id) IN (
         SELECT reader_ref, id FROM behaviour_event WHERE at < $1 ORDER BY at LIMIT $2) RETURNING 1`,
      [moment, most],
    );
    return rows.length;
  }

  /**
   * Positive engagements from a moment on by cohort, for popularity, valued as in `eventValue`; each reader counts once per
   * story, so that nobody makes a story popular alone.
   */
  async engagements(from: Date, asOf: Date): Promise<Engagement[]> {
    const rows = await this.database.query<{
      story: string;
      at: Date;
      value: number;
      role: string;
      industry: string;
    }>(
      `SELECT s.id AS story, max(e.at) AS at,
         max(CASE WHEN e.type IN ('save', 'share') THEN 2 WHEN e.type = 'read' AND coalesce(e.dwell_seconds, 30) >= 30 THEN 1
           ELSE 0.5 END)::float8 AS value, r.role, r.industry
       FROM behaviour_event e JOIN story s ON s.ref = e.story_ref JOIN reader r ON r.ref = e.reader_ref
       WHERE e.at BETWEEN $1 AND $2 AND e.received_at <= $2 AND e.type IN ('click', 'read', 'save', 'share')
       GROUP BY s.id, e.reader_ref, r.role, r.industry`,
      [from, asOf],
    );
    return rows.map((row) => ({ ...row, at: row.at.getTime() }));
  }
}

/** Parses `type,story,milliseconds,dwell,forgotten`. */
function storedEvent(text: string): StoredEvent {
  const [type, story, at, dwell, forgotten] = text.split(',') as [
    BehaviourType,
    string,
    string,
    string,
    string,
  ];
  return {
    type,
    storyRef: Number(story),
    at: Number(at),
    dwellSeconds: dwell === '' ? undefined : Number(dwell),
    forgotten: forgotten === '1',
  };
}
