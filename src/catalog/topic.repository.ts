import { Injectable } from '@nestjs/common';
import type { CustomTopic } from '../enrichment/tagger.js';
import { Database } from '../platform/database/database.js';

/** A topic that a product team added. */
export interface TopicRecord extends CustomTopic {
  readonly section: string;
  readonly createdAt: Date;
  readonly createdBy: string;
}

interface Row {
  id: string;
  name: string;
  section: string;
  definition: string;
  terms: CustomTopic['terms'];
  created_at: Date;
  created_by: string;
}

@Injectable()
export class TopicRepository {
  constructor(private readonly database: Database) {}

  async list(): Promise<TopicRecord[]> {
    const rows = await this.database.query<Row>('SELECT * FROM topic ORDER BY created_at, id');
    return rows.map((row) => ({
      id: row.id,
      name: row.name,
      section: row.section,
      definition: row.definition,
      terms: row.terms,
      createdAt: row.created_at,
      createdBy: row.created_by,
    }));
  }

  /** @returns false where the id is taken */
  async insert(topic: TopicRecord): Promise<boolean> {
    const rows = await this.database.query(
      `INSERT INTO topic (id, name, section, definition, terms, created_at, created_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING RETURNING id`,
      [
        topic.id,
        topic.name,
        topic.section,
        topic.definition,
        JSON.stringify(topic.terms),
        topic.createdAt,
        topic.createdBy,
      ],
    );
    return rows.length > 0;
  }
}
