import { Injectable } from '@nestjs/common';
import type { StoryText, Understanding } from '../../enrichment/understanding.js';
import { Database } from '../../platform/database/database.js';
import { moveCatalogVersion } from '../stories/catalog-version.js';

/** A story that waits to be understood. */
export interface UnenrichedStory extends StoryText {
  readonly ref: number;
  readonly publishedAt: Date;
}

/** What enrichment found, ready to be written. */
export interface Enrichment {
  readonly ref: number;
  readonly understanding: Understanding;
}

const FROM = 'FROM story s JOIN source o ON o.id = s.source_id';

/** What understanding reads of the stories and writes back. */
@Injectable()
export class EnrichmentRepository {
  constructor(private readonly database: Database) {}

  /** The last `limit` stories with the beginning of their text, newest first. */
  async latestTexts(limit: number): Promise<UnenrichedStory[]> {
    const rows = await this.database.query<TextRow>(
      `SELECT ${BEGINNING} ${FROM} ORDER BY s.published_at DESC, s.ref DESC LIMIT $1`,
      [limit],
    );
    return rows.map(toText);
  }

  /** The stories of these ids with the beginning of their text, in any order; unknown ids are left out. */
  async textsOf(ids: readonly string[]): Promise<UnenrichedStory[]> {
    const rows = await this.database.query<TextRow>(`SELECT ${BEGINNING} ${FROM} WHERE s.id = ANY ($1)`, [
      ids,
    ]);
    return rows.map(toText);
  }

  /**
   * Takes understood stories that an earlier version of the taxonomy tagged and nobody else is working on, for the length of
   * the transaction; the newest of those below a ref first.
   */
  async lockOutdated(version: number, below: number, limit: number): Promise<UnenrichedStory[]> {
    const rows = await this.database.query<TextRow>(
      `SELECT ${TEXT} ${FROM} WHERE s.taxonomy_version < $1 AND s.enriched_at IS NOT NULL AND s.ref < $2
       ORDER BY s.ref DESC LIMIT $3 FOR NO KEY UPDATE OF s SKIP LOCKED`,
      [version, below, limit],
    );
    return rows.map(toText);
  }

  /** Takes stories that nobody else is working on, for the length of the transaction. */
  async lockUnenriched(limit: number): Promise<UnenrichedStory[]> {
    const rows = await this.database.query<TextRow>(
      `SELECT ${TEXT} ${FROM} WHERE s.enriched_at IS NULL ORDER BY s.ref LIMIT $1 FOR NO KEY UPDATE OF s SKIP LOCKED`,
      [limit],
    );
    return rows.map(toText);
  }

  /**
   * Writes what was found in one statement. The language of a feed is kept where the text says nothing.
   * @param taxonomyVersion the version of the taxonomy that tagged the stories
   */
  async saveEnrichments(found: readonly Enrichment[], taxonomyVersion: number, now: Date): Promise<void> {
    const json = found.map(({ ref, understanding: u }) => ({
      ref,
      language: u.language === 'und' ? null : u.language,
      lead: u.lead,
      topics: u.topics,
      entities: u.entities,
      kinds: u.kinds,
      figures: u.figures,
      topic_ids: u.topics.map((tag) => tag.topic),
      entity_ids: [...new Set(u.entities.map((tag) => tag.entity))],
    }));
    await this.database.query(
      `UPDATE story SET lead = d.lead, topics = d.topics, entities = d.entities, kinds = d.kinds, figures = d.figures,
         topic_ids = d.topic_ids, entity_ids = d.entity_ids, language = coalesce(d.language, story.language),
         enriched_at = $2, taxonomy_version = $3
       FROM jsonb_to_recordset($1::jsonb) AS d (ref bigint, language text, lead text, topics jsonb, entities jsonb,
         kinds jsonb, figures jsonb, topic_ids text[], entity_ids text[])
       WHERE story.ref = d.ref`,
      [JSON.stringify(json), now, taxonomyVersion],
    );
    moveCatalogVersion(this.database);
  }

  /** Has stories since a moment enriched again; for a new topic. Returns how many. */
  async forgetEnrichment(since: Date): Promise<number> {
    const rows = await this.database.query(
      'UPDATE story SET enriched_at = NULL WHERE published_at >= $1 AND enriched_at IS NOT NULL RETURNING ref',
      [since],
    );
    return rows.length;
  }
}

interface TextRow {
  ref: number;
  id: string;
  title: string;
  summary: string | null;
  body: string | null;
  url: string | null;
  language: string | null;
  source_name: string;
  published_at: Date;
}

const TEXT =
  's.ref, s.id, s.title, s.summary, s.body, s.url, s.language, s.published_at, o.name AS source_name';
/** As much of a text as topics are told from. */
const BEGINNING = TEXT.replace('s.body', 'left(s.body, 20000) AS body');

function toText(row: TextRow): UnenrichedStory {
  return {
    ref: row.ref,
    id: row.id,
    title: row.title,
    summary: row.summary ?? undefined,
    text: row.body ?? undefined,
    url: row.url ?? undefined,
    source: row.source_name,
    language: row.language ?? undefined,
    publishedAt: row.published_at,
  };
}
