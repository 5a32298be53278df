import { Injectable } from '@nestjs/common';
import type { TopicModel } from '../../enrichment/topics/learned-topic.js';
import type { TaughtTopic } from '../../enrichment/topics/team-tagger.js';
import { Database } from '../../platform/database/database.js';

/** A story from which a topic learns, kept as it was. */
export interface TopicExample {
  /** Absent where the text was given instead of a story's id. */
  readonly id?: string | undefined;
  readonly title: string;
  readonly text: string;
}

/** A topic that a product team added, as it is edited. */
export interface TopicRecord extends TaughtTopic {
  readonly section: string;
  readonly entities: readonly string[];
  readonly entityTypes: readonly string[];
  readonly examples: readonly TopicExample[];
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly updatedAt: Date;
  /** Ref of the revision that is in force; null for a draft. */
  readonly revision: number | null;
  /** Edited since it was published. */
  readonly changed: boolean;
  /** Was published and is no longer in force. */
  readonly retired: boolean;
}

export type TopicContent = Pick<
  TopicRecord,
  'id' | 'name' | 'section' | 'definition' | 'terms' | 'entities' | 'entityTypes' | 'examples'
>;

/** The taxonomy in force: the built-in topics and these. */
export interface Taxonomy {
  readonly version: number;
  readonly topics: readonly TaughtTopic[];
}

export interface TaxonomyVersion {
  readonly version: number;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly topics: readonly string[];
}

interface Row {
  id: string;
  name: string;
  section: string;
  definition: string;
  terms: TopicContent['terms'];
  entities: string[];
  entity_types: string[];
  examples: TopicExample[];
  created_at: Date;
  created_by: string;
  updated_at: Date;
  revision: number | null;
  published_at: Date | null;
  published_before: boolean;
}

const CURRENT = '(SELECT version, revisions FROM taxonomy_version ORDER BY version DESC LIMIT 1)';

@Injectable()
export class TopicRepository {
  constructor(private readonly database: Database) {}

  /** Every topic of a product team, drafts as well. */
  async list(): Promise<TopicRecord[]> {
    return (await this.database.query<Row>(`${SELECT} ORDER BY t.created_at, t.id`)).map(toRecord);
  }

  async find(id: string): Promise<TopicRecord | undefined> {
    const [row] = await this.database.query<Row>(`${SELECT} WHERE t.id = $1`, [id]);
    return row && toRecord(row);
  }

  /** @returns false where the id is taken */
  async insert(topic: TopicContent, author: string, now: Date): Promise<boolean> {
    const rows = await this.database.query(
      `INSERT INTO topic (id, name, section, definition, terms, entities, entity_types, examples, created_at, updated_at, created_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10) ON CONFLICT DO NOTHING RETURNING id`,
      [...valuesOf(topic), now, author],
    );
    return rows.length > 0;
  }

  async update(topic: TopicContent, now: Date): Promise<void> {
    await this.database.query(
      `UPDATE topic SET name = $2, section = $3, definition = $4, terms = $5, entities = $6, entity_types = $7, examples = $8,
         updated_at = $9 WHERE id = $1`,
      [...valuesOf(topic), now],
    );
  }

  /** Keeps the topic for ever as it is now, and puts it into a new version in place of its earlier revision. */
  async publish(
    topic: TopicContent,
    model: TopicModel | undefined,
    author: string,
    now: Date,
  ): Promise<number> {
    await this.lockTaxonomy();
    await this.database.query(
      `INSERT INTO topic_revision (topic_id, name, section, definition, terms, entities, entity_types, examples, model,
         created_at, created_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [...valuesOf(topic), model === undefined ? null : JSON.stringify(model), now, author],
    );
    const rows = await this.database.query<{ version: number }>(
      `INSERT INTO taxonomy_version (revisions, created_at, created_by)
       SELECT coalesce(array_agg(r.ref ORDER BY r.ref), '{}'), $2, $3 FROM topic_revision r
       WHERE r.ref = ANY (SELECT unnest(c.revisions) FROM ${CURRENT} c) AND r.topic_id <> $1
         OR r.ref = (SELECT max(ref) FROM topic_revision WHERE topic_id = $1)
       RETURNING version`,
      [topic.id, now, author],
    );
    return rows[0]!.version;
  }

  /**
   * Makes a version without the topic; its revisions are kept, because earlier versions name them.
   * @returns false where it is not in force
   */
  async retire(id: string, author: string, now: Date): Promise<boolean> {
    await this.lockTaxonomy();
    const rows = await this.database.query(
      `INSERT INTO taxonomy_version (revisions, created_at, created_by)
       SELECT ARRAY (SELECT r.ref FROM topic_revision r WHERE r.ref = ANY (c.revisions) AND r.topic_id <> $1 ORDER BY r.ref), $2, $3
       FROM ${CURRENT} c WHERE EXISTS (SELECT FROM topic_revision r WHERE r.ref = ANY (c.revisions) AND r.topic_id = $1)
       RETURNING version`,
      [id, now, author],
    );
    return rows.length > 0;
  }

  /** Deletes a topic that was never published. @returns false where there is none */
  async deleteDraft(id: string): Promise<boolean> {
    const rows = await this.database.query(
      `DELETE FROM topic WHERE id = $1 AND NOT EXISTS (SELECT FROM topic_revision WHERE topic_id = $1) RETURNING id`,
      [id],
    );
    return rows.length > 0;
  }

  /** For the length of the transaction. Two at once would each build on the same version, and the later would undo the other. */
  private async lockTaxonomy(): Promise<void> {
    await this.database.query(`SELECT pg_advisory_xact_lock(hashtextextended('scout.taxonomy', 0))`);
  }

  /** Number of the version in force. */
  async version(): Promise<number> {
    const rows = await this.database.query<{ version: number }>(
      'SELECT max(version) AS version FROM taxonomy_version',
    );
    return rows[0]?.version ?? 0;
  }

  async taxonomy(): Promise<Taxonomy> {
    const rows = await this.database.query<{
      version: number;
      id: string | null;
      name: string;
      definition: string;
      terms: TopicContent['terms'];
      entities: string[];
      entity_types: string[];
      model: TopicModel | null;
    }>(
      `SELECT c.version, r.topic_id AS id, r.name, r.definition, r.terms, r.entities, r.entity_types, r.model
       FROM ${CURRENT} c LEFT JOIN topic_revision r ON r.ref = ANY (c.revisions) ORDER BY r.ref`,
    );
    return {
      version: rows[0]?.version ?? 0,
      topics: rows.flatMap(({ id, name, definition, terms, entities, entity_types, model }) =>
        id === null
          ? []
          : [{ id, name, definition, terms, entities, entityTypes: entity_types, model: model ?? undefined }],
      ),
    };
  }

  /** Newest first. */
  async versions(limit: number): Promise<TaxonomyVersion[]> {
    const rows = await this.database.query<{
      version: number;
      created_at: Date;
      created_by: string;
      topics: string[];
    }>(
      `SELECT v.version, v.created_at, v.created_by,
         ARRAY (SELECT topic_id FROM topic_revision WHERE ref = ANY (v.revisions) ORDER BY topic_id) AS topics
       FROM taxonomy_version v ORDER BY v.version DESC LIMIT $1`,
      [limit],
    );
    return rows.map(({ version, created_at, created_by, topics }) => ({
      ...{ version, topics },
      createdAt: created_at,
      createdBy: created_by,
    }));
  }

  /** Stories that have been understood, and how many of them with the version in force. */
  async backfillProgress(): Promise<{ version: number; total: number; done: number }> {
    const rows = await this.database.query<{ version: number; total: number; done: number }>(
      `SELECT c.version, count(s.ref) AS total, count(s.ref) FILTER (WHERE s.taxonomy_version >= c.version) AS done
       FROM ${CURRENT} c LEFT JOIN story s ON s.enriched_at IS NOT NULL GROUP BY c.version`,
    );
    return rows[0] ?? { version: 0, total: 0, done: 0 };
  }
}

const SELECT = `SELECT t.*, r.ref AS revision, r.created_at AS published_at,
    EXISTS (SELECT FROM topic_revision p WHERE p.topic_id = t.id) AS published_before FROM topic t
  LEFT JOIN topic_revision r ON r.topic_id = t.id AND r.ref = ANY (SELECT unnest(c.revisions) FROM ${CURRENT} c)`;

function valuesOf(topic: TopicContent): unknown[] {
  return [
    topic.id,
    topic.name,
    topic.section,
    topic.definition,
    JSON.stringify(topic.terms),
    JSON.stringify(topic.entities),
    JSON.stringify(topic.entityTypes),
    JSON.stringify(topic.examples),
  ];
}

function toRecord(row: Row): TopicRecord {
  return {
    id: row.id,
    name: row.name,
    section: row.section,
    definition: row.definition,
    terms: row.terms,
    entities: row.entities,
    entityTypes: row.entity_types,
    examples: row.examples,
    createdAt: row.created_at,
    createdBy: row.created_by,
    updatedAt: row.updated_at,
    revision: row.revision,
    changed: row.published_at !== null && row.updated_at > row.published_at,
    retired: row.revision === null && row.published_before,
  };
}
