import { setImmediate as breath } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import {
  type BehaviourEvent,
  type BehaviourType,
  EVENT_VALUES,
  MAX_AHEAD_MS,
  MAX_DAILY_VALUE,
  MAX_EVENTS,
  READ_FROM_SECONDS,
} from '../ranking/behaviour.js';
import { sortBestFirst } from '../ranking/best-first.js';
import { byIndustryAndRole, type EngagementColumns } from '../ranking/engagements.js';
import { inTurns, type Steps } from '../ranking/steps.js';

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

/** An event as it was told. */
export interface ToldEvent {
  readonly id: string;
  readonly type: BehaviourType;
  readonly story: string | null;
  readonly at: Date;
  readonly slot: number | null;
  readonly dwellSeconds: number | null;
  readonly briefing: string | null;
  readonly receivedAt: Date;
}

/** Kinds of events as the partial indexes know them; what is learned from is found by three short walks. */
const ACTS = `type IN ('click', 'read', 'save', 'share')`;
const KINDS = [ACTS, `type IN ('hide', 'unhide')`, `type = 'impression'`];

/** The latest events of one reader that were known at $2: nothing dated later than $3 can have been. */
const latestOf = (reader: string): string =>
  KINDS.map(
    (kind) =>
      `(SELECT type, story_ref, at, received_at, dwell_seconds FROM behaviour_event
        WHERE reader_ref = ${reader} AND ${kind} AND at <= $3 AND received_at <= $2 ORDER BY at DESC, id LIMIT ${MAX_EVENTS})`,
  ).join(' UNION ALL ');

/** `eventValue` in SQL, made of the same numbers. */
const VALUE = `CASE WHEN type = 'read' AND dwell_seconds < ${READ_FROM_SECONDS} THEN ${EVENT_VALUES.click}::float8 ELSE CASE type ${Object.entries(
  EVENT_VALUES,
)
  .map(([type, value]) => `WHEN '${type}' THEN ${value}::float8`)
  .join(' ')} END END`;

/** Engagements of a day that popularity is reckoned from at most, about so many. */
const MOST_ENGAGEMENTS = 100_000;

/** Which of so many equal parts a reader belongs to, as an index knows it. */
const PARTS = 1024;
const PART = `(hashint8extended(reader_ref, 0) & ${PARTS - 1})`;
/** Parts from which it is guessed how much happened. */
const SAMPLE = 16;
/** Acts of one reader and day that count there: as many clicks as have any effect. */
const MOST_COUNTED = MAX_DAILY_VALUE / EVENT_VALUES.click;

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

  /** Every event of a reader as it was told, oldest first, in pages of so many: they may be too many to hold at once. */
  async *all(readerRef: number, pageSize: number): AsyncGenerator<ToldEvent[]> {
    // The cursor is text: a Date would lose the microseconds, and with them its place.
    let after = ['-infinity', ''];
    for (;;) {
      const rows = await this.database.query<ToldEvent & { cursor: string }>(
        `SELECT e.id, e.type, s.id AS story, e.at, e.slot, e.dwell_seconds AS "dwellSeconds", e.briefing_date AS briefing,
           e.received_at AS "receivedAt", e.at::text AS cursor
         FROM (
           SELECT * FROM behaviour_event WHERE reader_ref = $1 AND (at, id) > ($2::timestamptz, $3)
           ORDER BY at, id LIMIT $4
         ) e LEFT JOIN story s ON s.ref = e.story_ref ORDER BY e.at, e.id`,
        [readerRef, ...after, pageSize],
      );
      if (rows.length > 0) yield rows.map(({ cursor: _, ...event }) => event);
      const last = rows.at(-1);
      if (last === undefined || rows.length < pageSize) return;
      after = [last.cursor, last.id];
    }
  }

  /**
   * The latest events of each reader that were known at `asOf`, for learning: up to 500 acts, hides and impressions of each. One
   * row a reader: a million readers have more events than rows can be parsed for.
   */
  async latest(readerRefs: readonly number[], asOf: Date): Promise<Map<number, StoredEvent[]>> {
    const rows = await this.database.query<{ ref: number; list: string }>(
      `SELECT r.ref, e.list
       FROM reader r
       CROSS JOIN LATERAL (
         SELECT string_agg(type || ',' || story_ref || ',' || (1e6 * date_part('epoch', at))::bigint / 1000 || ','
             || coalesce(dwell_seconds::text, '') || ','
             || CASE WHEN r.learned_from <= $2 AND least(at, received_at) <= r.learned_from THEN '1' ELSE '' END, ';') AS list
         FROM (${latestOf('r.ref')}) latest
       ) e
       WHERE r.ref = ANY ($1::bigint[]) AND e.list IS NOT NULL`,
      [readerRefs, asOf, latestDate(asOf)],
    );
    return new Map(rows.map(({ ref, list }) => [ref, storedEvents(list)]));
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
   * Positive engagements from a moment on by cohort, for popularity: `popularActs` of each reader, so that nobody makes a story
   * popular alone, in an order without ties, for sums depend on it. Where more than {@link MOST_ENGAGEMENTS} happened, those of
   * a part of the readers, the same again and again: shares of a hundred thousand are as good as of a million, and whoever
   * builds a pool holds them in memory. How many happened is guessed from a small part, in which nobody counts for more than
   * their value can: one who clicks a million times must not push out the others.
   */
  async engagements(from: Date, asOf: Date): Promise<EngagementColumns> {
    const parts = await this.partsOf(from, asOf);
    // Readers are looked up one by one, behind a fence: for a join all of them would be read, those of the other parts as well.
    const rows = await this.database.query<PackedEngagements>(
      `SELECT r.role, r.industry, string_agg(e.packed, ''::bytea) AS packed
       FROM (
         SELECT reader_ref, string_agg(float8send(story_ref) || float8send(round(1000 * date_part('epoch', at)))
           || float8send(value), ''::bytea) AS packed
         FROM (
           SELECT reader_ref, story_ref, at, value * least(1, ${MAX_DAILY_VALUE} / sum(value) OVER (PARTITION BY reader_ref)) AS value
           FROM (
             SELECT reader_ref, story_ref, max(at) AS at, max(${VALUE}) AS value FROM behaviour_event
             WHERE at BETWEEN $1 AND $2 AND received_at <= $2 AND ${ACTS}
               AND ${PART} < $3
             GROUP BY reader_ref, story_ref
           ) best
         ) acts GROUP BY reader_ref
       ) e CROSS JOIN LATERAL (SELECT role, industry FROM reader WHERE ref = e.reader_ref OFFSET 0) r
       GROUP BY r.role, r.industry`,
      [from, asOf, parts],
    );
    const { refs, ...columns } = await inTurns(unpacked(rows.sort(byIndustryAndRole)), breath);
    const stories = await this.database.query<{ ref: number; id: string }>(
      'SELECT ref, id FROM story WHERE ref = ANY ($1)',
      [refs],
    );
    const ids = new Map(stories.map(({ ref, id }) => [ref, id]));
    // A story that was erased in between is none that anybody has.
    return { ...columns, stories: refs.map((ref) => ids.get(ref) ?? '') };
  }

  /** So many parts of the readers did about {@link MOST_ENGAGEMENTS}. By itself, so that the plan of the other knows the number. */
  private async partsOf(from: Date, asOf: Date): Promise<number> {
    const [row] = await this.database.query<{ sample: number }>(
      `SELECT coalesce(sum(counted), 0)::float8 AS sample FROM (
         SELECT least(count(*), ${MOST_COUNTED}) AS counted FROM behaviour_event
         WHERE at BETWEEN $1 AND $2 AND received_at <= $2 AND ${ACTS} AND ${PART} < ${SAMPLE}
         GROUP BY reader_ref
       ) readers`,
      [from, asOf],
    );
    return Math.min(PARTS, Math.max(1, Math.floor((SAMPLE * MOST_ENGAGEMENTS) / Math.max(row!.sample, 1))));
  }
}

/** Engagements of one cohort in any order, each as three big-endian numbers of eight bytes: ref of the story, milliseconds, value. */
interface PackedEngagements {
  readonly role: string;
  readonly industry: string;
  readonly packed: Buffer;
}

const PACKED_BYTES = 24;
/** Engagements that are read in one piece, about. */
const PIECE = 8_192;

function* unpacked(
  rows: readonly PackedEngagements[],
): Steps<Omit<EngagementColumns, 'stories'> & { readonly refs: readonly number[] }> {
  const count = rows.reduce((sum, { packed }) => sum + packed.length, 0) / PACKED_BYTES;
  const start = new Int32Array(rows.length + 1);
  const story = new Int32Array(count);
  const at = new Float64Array(count);
  const value = new Float64Array(count);
  const codes = new Map<number, number>();
  // Used again by one cohort after the other: two thousand arrays outside the heap would make V8 mark and collect.
  const most = rows.reduce((longest, { packed }) => Math.max(longest, packed.length / PACKED_BYTES), 0);
  const keys = new Float64Array(most);
  const values = new Int32Array(most);
  const times = new Int32Array(most);
  let next = 0;
  for (const [c, { packed }] of rows.entries()) {
    const view = new DataView(packed.buffer, packed.byteOffset, packed.length);
    const own = packed.length / PACKED_BYTES;
    const byValue = values.subarray(0, own);
    sortAscending(byValue, keys, (i) => view.getFloat64(i * PACKED_BYTES + 16));
    if (own > PIECE) yield;
    const byTime = times.subarray(0, own);
    sortAscending(byTime, keys, (i) => view.getFloat64(byValue[i]! * PACKED_BYTES + 8));
    for (const place of byTime) {
      const byte = byValue[place]! * PACKED_BYTES;
      const ref = view.getFloat64(byte);
      let code = codes.get(ref);
      if (code === undefined) codes.set(ref, (code = codes.size));
      story[next] = code;
      at[next] = view.getFloat64(byte + 8);
      value[next] = view.getFloat64(byte + 16);
      if (++next % PIECE === 0) yield;
    }
    start[c + 1] = next;
  }
  const cohorts = rows.map(({ role, industry }) => ({ role, industry }));
  return { cohorts, start, story, at, value, refs: [...codes.keys()] };
}

/** Writes the numbers from 0 on by their keys, the smallest first; of equal keys the lower number. @param keys to be written over */
function sortAscending(numbers: Int32Array, keys: Float64Array, key: (i: number) => number): void {
  for (let i = 0; i < numbers.length; i++) {
    numbers[i] = i;
    keys[i] = -key(i);
  }
  sortBestFirst(numbers, keys);
}

/** Intake refuses what is dated further ahead than this of its arrival. */
function latestDate(asOf: Date): Date {
  return new Date(asOf.getTime() + MAX_AHEAD_MS);
}

/** By name, so that the one text of a kind is used everywhere: ranking looks things up by it. */
const TYPES = new Map(Object.keys(EVENT_VALUES).map((type) => [type, type as BehaviourType]));

/** Parses `type,story,milliseconds,dwell,forgotten` and a semicolon between two of them, without a list of texts on the way. */
function storedEvents(text: string): StoredEvent[] {
  const events: StoredEvent[] = [];
  for (let at = 0; at < text.length;) {
    const story = text.indexOf(',', at) + 1;
    const time = text.indexOf(',', story) + 1;
    const dwell = text.indexOf(',', time) + 1;
    const forgotten = text.indexOf(',', dwell) + 1;
    events.push({
      type: TYPES.get(text.slice(at, story - 1))!,
      storyRef: Number(text.slice(story, time - 1)),
      at: Number(text.slice(time, dwell - 1)),
      dwellSeconds: forgotten - 1 === dwell ? undefined : Number(text.slice(dwell, forgotten - 1)),
      forgotten: text[forgotten] === '1',
    });
    at = forgotten + (text[forgotten] === '1' ? 2 : 1);
  }
  return events;
}
