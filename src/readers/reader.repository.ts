import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import type { BriefedReader, Reader, ReaderDraft, ReaderStamp } from './reader.js';

interface Row {
  ref: number;
  id: string;
  name: string | null;
  role: string;
  industry: string;
  seniority: string | null;
  about: string | null;
  followed_topics: string[];
  muted_topics: string[];
  followed_entities: string[];
  muted_sources: string[];
  time_zone: string;
  delivery_time: string | null;
  days: number | null;
  quiet_dates: string[];
  length: number;
  channels: string[];
  email: string | null;
  next_delivery_at: Date | null;
  learned_from: Date | null;
  created_at: Date;
  updated_at: Date;
  revision: number;
  heard: number;
}

/** Lists of a reader that an event or a call can add to. */
export type WishList = 'followed_topics' | 'muted_topics' | 'followed_entities' | 'muted_sources';

/** As many as a client may state. */
const LONGEST_LIST = 200;

@Injectable()
export class ReaderRepository {
  constructor(private readonly database: Database) {}

  async find(id: string): Promise<Reader | undefined> {
    const rows = await this.database.query<Row>('SELECT * FROM reader WHERE id = $1', [id]);
    return rows[0] && toReader(rows[0]);
  }

  /** By id; those that do not exist are left out. */
  async stamps(ids: readonly string[]): Promise<Map<string, ReaderStamp>> {
    const rows = await this.database.query<ReaderStamp>(
      `SELECT id, ref, revision, heard, greatest(heard_at, learned_from) AS "heardAt" FROM reader WHERE id = ANY ($1)`,
      [ids],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  async byRefs(refs: readonly number[]): Promise<Reader[]> {
    return (
      await this.database.query<Row>('SELECT * FROM reader WHERE ref = ANY($1) ORDER BY ref', [refs])
    ).map(toReader);
  }

  async briefed(refs: readonly number[]): Promise<BriefedReader[]> {
    return await this.database.query<BriefedReader>(
      `SELECT ref, id, role, industry, seniority, about, followed_topics AS "followedTopics", muted_topics AS "mutedTopics",
         followed_entities AS "followedEntities", muted_sources AS "mutedSources", length, learned_from AS "learnedFrom", revision
       FROM reader WHERE ref = ANY($1) ORDER BY ref`,
      [refs],
    );
  }

  async byIds(ids: readonly string[]): Promise<Reader[]> {
    return (await this.database.query<Row>('SELECT * FROM reader WHERE id = ANY($1) ORDER BY id', [ids])).map(
      toReader,
    );
  }

  /** Reader id → ref, for those that exist. */
  async refsOf(ids: readonly string[]): Promise<Map<string, number>> {
    const rows = await this.database.query<{ id: string; ref: number }>(
      'SELECT id, ref FROM reader WHERE id = ANY($1)',
      [ids],
    );
    return new Map(rows.map((row) => [row.id, row.ref]));
  }

  /** The topics a product team added, among the given ids. The table belongs to the catalogue; only its key is read here. */
  async customTopicsAmong(ids: readonly string[]): Promise<Set<string>> {
    const rows = await this.database.query<{ id: string }>(
      `SELECT r.topic_id AS id FROM taxonomy_version v JOIN topic_revision r ON r.ref = ANY (v.revisions)
       WHERE v.version = (SELECT max(version) FROM taxonomy_version) AND r.topic_id = ANY ($1)`,
      [ids],
    );
    return new Set(rows.map((row) => row.id));
  }

  /**
   * Inserts or replaces. The next delivery is planned anew by the digest tick, counted from this moment; one that has come due
   * and was not claimed yet stays due, so that a change at the wrong minute loses none.
   * @param revision if given, the row is replaced only when it still has this revision
   * @returns undefined when it has not
   */
  async save(draft: ReaderDraft, now: Date, revision?: number): Promise<Reader | undefined> {
    const rows = await this.database.query<Row>(
      `INSERT INTO reader AS r (id, name, role, industry, seniority, about, followed_topics, muted_topics, followed_entities,
         muted_sources, time_zone, delivery_time, days, length, channels, email, created_at, updated_at, planned_from, quiet_dates)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $17, $17, $19)
       ON CONFLICT (id) DO UPDATE SET (name, role, industry, seniority, about, followed_topics, muted_topics,
         followed_entities, muted_sources, time_zone, delivery_time, days, length, channels, email, updated_at,
         planned_from, next_delivery_at, revision, quiet_dates) = ROW (excluded.name, excluded.role, excluded.industry, excluded.seniority,
         excluded.about, excluded.followed_topics, excluded.muted_topics, excluded.followed_entities,
         excluded.muted_sources, excluded.time_zone, excluded.delivery_time, excluded.days, excluded.length,
         excluded.channels, excluded.email, excluded.updated_at,
         least(excluded.updated_at, coalesce(r.next_delivery_at, r.planned_from)),
         CASE WHEN r.next_delivery_at <= excluded.updated_at THEN r.next_delivery_at END, r.revision + 1, excluded.quiet_dates)
       WHERE $18::integer IS NULL OR r.revision = $18
       RETURNING *`,
      [
        draft.id,
        draft.name,
        draft.role,
        draft.industry,
        draft.seniority,
        draft.about,
        draft.followedTopics,
        draft.mutedTopics,
        draft.followedEntities,
        draft.mutedSources,
        draft.timeZone,
        draft.deliveryTime,
        draft.days,
        draft.length,
        draft.channels,
        draft.email,
        now,
        revision ?? null,
        draft.quietDates,
      ],
    );
    return rows[0] && toReader(rows[0]);
  }

  async feedTokenHash(id: string): Promise<Buffer | undefined> {
    const rows = await this.database.query<{ hash: Buffer | null }>(
      'SELECT feed_token_hash AS hash FROM reader WHERE id = $1',
      [id],
    );
    return rows[0]?.hash ?? undefined;
  }

  async setFeedTokenHash(id: string, hash: Buffer | null): Promise<boolean> {
    const rows = await this.database.query(
      'UPDATE reader SET feed_token_hash = $2 WHERE id = $1 RETURNING 1',
      [id, hash],
    );
    return rows.length > 0;
  }

  /** Puts an id at the end of a list, which keeps its latest {@link LONGEST_LIST}, and takes it off another. */
  async wish(ref: number, add: WishList, remove: WishList | undefined, id: string, now: Date): Promise<void> {
    const added = `(array_remove(${add}, $2) || $2::text)`;
    const takeOff = remove === undefined ? '' : `, ${remove} = array_remove(${remove}, $2)`;
    const changes = `NOT ($2 = ANY(${add})) ${remove === undefined ? '' : `OR $2 = ANY(${remove})`}`;
    await this.database.query(
      `UPDATE reader SET ${add} = ${added}[greatest(1, cardinality(${added}) - ${LONGEST_LIST - 1}):] ${takeOff},
         revision = revision + 1, updated_at = $3 WHERE ref = $1 AND (${changes})`,
      [ref, id, now],
    );
  }

  /**
   * From this moment on learning starts anew; what was stated stays. Undefined without such a reader, or where one of this
   * revision is asked for and has changed.
   */
  async forget(id: string, now: Date, revision?: number): Promise<Reader | undefined> {
    const rows = await this.database.query<Row>(
      `UPDATE reader SET learned_from = $2, revision = revision + 1
       WHERE id = $1 AND ($3::integer IS NULL OR revision = $3) RETURNING *`,
      [id, now, revision ?? null],
    );
    return rows[0] && toReader(rows[0]);
  }

  /**
   * Erases the reader and, by the foreign keys, everything that hangs on them; the keys that are bound to them; and the answers
   * that are kept for whoever repeats a call about them. Calls under way, this one among them, keep theirs.
   */
  async erase(id: string): Promise<boolean> {
    return await this.database.transaction(async () => {
      const rows = await this.database.query('DELETE FROM reader WHERE id = $1 RETURNING ref', [id]);
      if (rows.length === 0) return false;
      await this.database.query('DELETE FROM api_key WHERE reader_id = $1', [id]);
      // After the reader, for whose row a call that ends just now was waited: its answer is seen here.
      await this.database.query(
        'DELETE FROM idempotency_record WHERE reader_id = $1 AND status IS NOT NULL',
        [id],
      );
      await this.database.query('UPDATE idempotency_record SET reader_id = NULL WHERE reader_id = $1', [id]);
      return true;
    });
  }
}

function toReader(row: Row): Reader {
  return {
    id: row.id,
    ref: row.ref,
    name: row.name,
    role: row.role,
    industry: row.industry,
    seniority: row.seniority,
    about: row.about,
    followedTopics: row.followed_topics,
    mutedTopics: row.muted_topics,
    followedEntities: row.followed_entities,
    mutedSources: row.muted_sources,
    timeZone: row.time_zone,
    deliveryTime: row.delivery_time?.slice(0, 5) ?? null,
    days: row.days,
    quietDates: row.quiet_dates,
    length: row.length,
    channels: row.channels,
    email: row.email,
    nextDeliveryAt: row.next_delivery_at,
    learnedFrom: row.learned_from,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    revision: row.revision,
    heard: row.heard,
  };
}
