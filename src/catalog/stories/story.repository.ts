import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { isTeaser } from './article-teaser.js';
import { catalogVersion, moveCatalogVersion } from './catalog-version.js';
import type { ArticleStatus, StoryDetail, StoryDraft, StoryRecord } from './story.js';

interface RecordRow {
  ref: number;
  id: string;
  title: string;
  url: string | null;
  source_id: string;
  source_name: string;
  authority: number;
  published_at: Date;
  lead: string;
  topics: StoryRecord['topics'];
  entities: StoryRecord['entities'];
  kinds: StoryRecord['kinds'];
  figures: StoryRecord['figures'];
  event_ref: number | null;
  is_copy: boolean;
  siblings: string[];
  language: string | null;
}

interface DetailRow extends RecordRow {
  author: string | null;
  summary: string | null;
  body: string | null;
  first_seen_at: Date;
  updated_at: Date;
  enriched_at: Date | null;
  taxonomy_version: number;
  article_at: Date | null;
  article: { status: ArticleStatus; code: string | null } | null;
  event: string | null;
  carriers: { id: string; name: string }[];
}

const RECORD = `s.ref, s.id, s.title, s.url, s.source_id, o.name AS source_name, o.authority, s.published_at, s.lead,
  s.topics, s.entities, s.kinds, s.figures, s.event_ref, s.duplicate_of IS NOT NULL AS is_copy, s.siblings, s.language`;
const FROM = 'FROM story s JOIN source o ON o.id = s.source_id';
/** The text of the page stays while its source goes on giving a teaser. Told from the row itself, which may have just got it. */
const KEEPS_ARTICLE = `story.article_at IS NOT NULL AND encode(EXCLUDED.identity, 'hex') = ANY ($14)`;

/** The row a draft became. `status` is of this call: a row that another process made is `unchanged` here. */
export interface StoredDraft {
  readonly identity: string;
  readonly ref: number;
  readonly id: string;
  readonly status: 'created' | 'updated' | 'unchanged';
}

export interface StoryFilter {
  readonly topic?: string | undefined;
  readonly entity?: string | undefined;
  readonly since?: Date | undefined;
  /** Position after which the page begins, newest first. */
  readonly after?: { readonly publishedAt: Date; readonly ref: number } | undefined;
  readonly limit: number;
}

/** What a candidate was like when it was looked at: equal stamps are of equal records. */
export interface CandidateStamp {
  readonly ref: number;
  /** Moves with the record of the story. */
  readonly stamp: string;
  /** Moves with how its event is told. */
  readonly told: string;
  /** When its event last said something new, milliseconds; 0 where it never has; undefined until that is known. */
  readonly developedAt?: number | undefined;
}

/** One who tells an event. */
export interface EventTeller {
  readonly eventRef: number;
  readonly id: string;
  readonly sourceId: string;
  readonly sourceName: string;
  readonly url: string | null;
}

@Injectable()
export class StoryRepository {
  constructor(private readonly database: Database) {}

  /** Identity (hex) of those ids that exist: a story keeps its identity when a client changes its address. */
  async identitiesOf(ids: readonly string[]): Promise<Map<string, Buffer>> {
    const rows = await this.database.query<{ id: string; identity: Buffer }>(
      'SELECT id, identity FROM story WHERE id = ANY ($1)',
      [ids],
    );
    return new Map(rows.map((row) => [row.id, row.identity]));
  }

  /**
   * Inserts what is new and updates what its own source has changed, in one statement; a changed story waits for enrichment
   * and clustering again, and the composite of its event, which quotes the old text, is gone at once. Identities must differ
   * within the batch. Rows are taken in the order of their identity, so that two batches cannot wait for each other.
   */
  async upsert(drafts: readonly StoryDraft[], now: Date): Promise<StoredDraft[]> {
    const rows = [...drafts].sort((a, b) => Buffer.compare(a.identity, b.identity));
    const changed = await this.database.query<{ ref: number; created: boolean }>(
      `INSERT INTO story (id, identity, source_id, url, author, title, summary, body, language, published_at,
         first_seen_at, updated_at, content_hash)
       SELECT d.id, decode(d.identity, 'hex'), d.source_id, d.url, d.author, d.title, d.summary, d.body, d.language,
         d.published_at, $11, $11, decode(d.content_hash, 'hex')
       FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
         $10::timestamptz[], $12::text[]) AS d (id, identity, source_id, url, author, title, summary, body, language,
         published_at, content_hash)
       ON CONFLICT (identity) DO UPDATE SET url = EXCLUDED.url, author = EXCLUDED.author, title = EXCLUDED.title,
         summary = EXCLUDED.summary, body = CASE WHEN ${KEEPS_ARTICLE} THEN story.body ELSE EXCLUDED.body END,
         article_at = CASE WHEN ${KEEPS_ARTICLE} THEN story.article_at END, language = EXCLUDED.language,
         published_at = CASE WHEN encode(EXCLUDED.identity, 'hex') = ANY ($13) THEN EXCLUDED.published_at
           ELSE story.published_at END,
         updated_at = $11, content_hash = EXCLUDED.content_hash, enriched_at = NULL,
         clustered_run = NULL
       WHERE story.source_id = EXCLUDED.source_id AND story.content_hash <> EXCLUDED.content_hash
       RETURNING ref, xmax = 0 AS created`,
      [
        rows.map((row) => row.id),
        rows.map((row) => row.identity.toString('hex')),
        rows.map((row) => row.sourceId),
        rows.map((row) => row.url),
        rows.map((row) => row.author),
        rows.map((row) => row.title),
        rows.map((row) => row.summary),
        rows.map((row) => row.text),
        rows.map((row) => row.language),
        rows.map((row) => row.publishedAt),
        now,
        rows.map((row) => row.contentHash.toString('hex')),
        rows.filter((row) => row.dated).map((row) => row.identity.toString('hex')),
        rows.filter(isTeaser).map((row) => row.identity.toString('hex')),
      ],
    );
    if (changed.length > 0) moveCatalogVersion(this.database);
    const updated = changed.filter((row) => !row.created);
    if (updated.length > 0) await this.forgetComposites(updated.map((row) => row.ref));
    const status = new Map(
      changed.map((row) => [row.ref, row.created ? ('created' as const) : ('updated' as const)]),
    );
    const stored = await this.database.query<{ ref: number; id: string; identity: string }>(
      `SELECT ref, id, encode(identity, 'hex') AS identity FROM story
       WHERE identity IN (SELECT decode(d, 'hex') FROM unnest($1::text[]) AS d)`,
      [rows.map((row) => row.identity.toString('hex'))],
    );
    return stored.map((row) => ({ ...row, status: status.get(row.ref) ?? 'unchanged' }));
  }

  /**
   * Gives a story the text of its page; it is then understood and clustered again. Title and summary stay the source's. Nothing
   * changes where the text is the same, and nothing where the source has changed the story since `contentHash` was read.
   * @returns whether the story was still the one that was read
   */
  async takeArticle(ref: number, contentHash: Buffer, text: string, now: Date): Promise<boolean> {
    const rows = await this.database.query<{ changed: boolean }>(
      `UPDATE story SET body = $3, article_at = $4, updated_at = CASE WHEN old.same THEN story.updated_at ELSE $4 END,
         enriched_at = CASE WHEN old.same THEN story.enriched_at END,
         clustered_run = CASE WHEN old.same THEN story.clustered_run END
       FROM (SELECT body IS NOT DISTINCT FROM $3 AS same FROM story WHERE ref = $1 AND content_hash = $2 FOR UPDATE) AS old
       WHERE story.ref = $1 RETURNING NOT old.same AS changed`,
      [ref, contentHash, text, now],
    );
    if (rows[0]?.changed) {
      moveCatalogVersion(this.database);
      await this.forgetComposites([ref]);
    }
    return rows.length > 0;
  }

  /** What quotes the text that these stories had. */
  private async forgetComposites(refs: readonly number[]): Promise<void> {
    await this.database.query(
      `UPDATE event SET composite = NULL, version = version + 1 WHERE ref IN
         (SELECT ref FROM event WHERE ref IN (SELECT event_ref FROM story WHERE ref = ANY ($1)) ORDER BY ref FOR UPDATE)`,
      [refs],
    );
  }

  /** Who carries which story. */
  async recordSightings(
    sightings: readonly { readonly ref: number; readonly sourceId: string; readonly guid: string | null }[],
    now: Date,
  ): Promise<ReadonlySet<number>> {
    const rows = await this.database.query<{ ref: number }>(
      `INSERT INTO story_sighting (story_ref, source_id, guid, seen_at)
       SELECT DISTINCT ON (d.ref, d.source_id) d.ref, d.source_id, d.guid, $4::timestamptz
       FROM unnest($1::bigint[], $2::text[], $3::text[]) AS d (ref, source_id, guid)
       ORDER BY d.ref, d.source_id
       ON CONFLICT DO NOTHING RETURNING story_ref AS ref`,
      [
        sightings.map((one) => one.ref),
        sightings.map((one) => one.sourceId),
        sightings.map((one) => one.guid),
        now,
      ],
    );
    return new Set(rows.map((row) => row.ref));
  }

  /**
   * Stories published from `from` to `to`, newest first, as they were known at `to`: what came in later is not among them,
   * so that a moment has the same candidates whenever it is looked at. One text for all of them: that costs a fraction of so
   * many rows. The stamps are the transactions that wrote the rows last (`xmin`).
   */
  async candidateStamps(from: Date, to: Date): Promise<CandidateStamp[]> {
    const [row] = await this.database.query<{ list: string | null }>(
      `SELECT string_agg(s.ref || ',' || s.xmin || ' ' || o.hash || ',' || coalesce(e.xmin::text, '') || ',' ||
           CASE WHEN e.composed_version = e.version AND e.compose_error IS NULL
             THEN coalesce((extract(epoch FROM e.developed_at) * 1000)::bigint, 0)::text ELSE '' END, ';'
         ORDER BY s.published_at DESC, s.ref) AS list
       FROM story s JOIN (SELECT id, hashtextextended(name || ' ' || authority, 0) AS hash FROM source) o ON o.id = s.source_id
       LEFT JOIN event e ON e.ref = s.event_ref
       WHERE s.published_at BETWEEN $1 AND $2 AND s.event_ref IS NOT NULL AND s.first_seen_at <= $2`,
      [from, to],
    );
    return (row?.list ?? '').split(';').flatMap((text): CandidateStamp[] => {
      const [ref, stamp, told, developedAt] = text.split(',');
      if (told === undefined) return [];
      const known = developedAt === '' ? undefined : Number(developedAt);
      return [{ ref: Number(ref), stamp: stamp!, told, developedAt: known }];
    });
  }

  /** Every story of some events with its source, the first to tell first. */
  async tellersOf(eventRefs: readonly number[]): Promise<EventTeller[]> {
    return await this.database.query<EventTeller>(
      `SELECT s.event_ref AS "eventRef", s.id, s.source_id AS "sourceId", c.name AS "sourceName", s.url
       FROM story s JOIN source c ON c.id = s.source_id WHERE s.event_ref = ANY ($1) ORDER BY s.published_at, s.ref`,
      [eventRefs],
    );
  }

  /** Another after every change of the stories. */
  async version(): Promise<string> {
    return await catalogVersion(this.database);
  }

  async byRefs(refs: readonly number[]): Promise<StoryRecord[]> {
    const rows = await this.database.query<RecordRow>(`SELECT ${RECORD} ${FROM} WHERE s.ref = ANY ($1)`, [
      refs,
    ]);
    return rows.map(toRecord);
  }

  async byIds(ids: readonly string[]): Promise<StoryRecord[]> {
    const rows = await this.database.query<RecordRow>(`SELECT ${RECORD} ${FROM} WHERE s.id = ANY ($1)`, [
      ids,
    ]);
    return rows.map(toRecord);
  }

  async refsOf(ids: readonly string[]): Promise<Map<string, number>> {
    const rows = await this.database.query<{ id: string; ref: number }>(
      'SELECT id, ref FROM story WHERE id = ANY ($1)',
      [ids],
    );
    return new Map(rows.map((row) => [row.id, row.ref]));
  }

  async find(id: string): Promise<StoryDetail | undefined> {
    const rows = await this.database.query<DetailRow>(
      `SELECT ${RECORD}, s.author, s.summary, s.body, s.first_seen_at, s.updated_at, s.enriched_at, s.taxonomy_version, s.article_at,
         (SELECT json_build_object('status', a.status, 'code', a.error_code) FROM article_fetch a WHERE a.story_ref = s.ref) AS article,
         (SELECT e.id FROM story e WHERE e.event_ref = s.event_ref
            ORDER BY e.ref <> s.event_ref, e.published_at, e.ref LIMIT 1) AS event,
         (SELECT coalesce(json_agg(json_build_object('id', c.id, 'name', c.name)
              ORDER BY c.id <> s.source_id, g.seen_at, c.id), '[]')
            FROM story_sighting g JOIN source c ON c.id = g.source_id WHERE g.story_ref = s.ref) AS carriers
       ${FROM} WHERE s.id = $1`,
      [id],
    );
    return rows[0] && toDetail(rows[0]);
  }

  async list(filter: StoryFilter): Promise<StoryRecord[]> {
    const rows = await this.database.query<RecordRow>(
      `SELECT ${RECORD} ${FROM}
       WHERE ($1::text IS NULL OR s.topic_ids @> ARRAY[$1]) AND ($2::text IS NULL OR s.entity_ids @> ARRAY[$2])
         AND ($3::timestamptz IS NULL OR s.published_at >= $3)
         AND ($4::timestamptz IS NULL OR (s.published_at, s.ref) < ($4, $5::bigint))
       ORDER BY s.published_at DESC, s.ref DESC LIMIT $6`,
      [
        filter.topic ?? null,
        filter.entity ?? null,
        filter.since ?? null,
        filter.after?.publishedAt ?? null,
        filter.after?.ref ?? null,
        filter.limit,
      ],
    );
    return rows.map(toRecord);
  }
}

function toRecord(row: RecordRow): StoryRecord {
  return {
    ref: row.ref,
    id: row.id,
    title: row.title,
    url: row.url,
    sourceId: row.source_id,
    sourceName: row.source_name,
    sourceAuthority: row.authority,
    publishedAt: row.published_at,
    lead: row.lead,
    topics: row.topics,
    entities: row.entities,
    kinds: row.kinds,
    figures: row.figures,
    eventRef: row.event_ref,
    isCopy: row.is_copy,
    siblings: row.siblings,
    language: row.language,
  };
}

function toDetail(row: DetailRow): StoryDetail {
  return {
    ...toRecord(row),
    author: row.author,
    summary: row.summary,
    text: row.body,
    firstSeenAt: row.first_seen_at,
    updatedAt: row.updated_at,
    enrichedAt: row.enriched_at,
    taxonomyVersion: row.taxonomy_version,
    event: row.event,
    textFrom: row.body === null ? null : row.article_at === null ? 'source' : 'page',
    article: row.article,
    sources: row.carriers,
  };
}
