import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Topics that learn: drafts, revisions with what was learned, versions of the taxonomy, and which version tagged a story. */
export class Taxonomy1795500000000 implements MigrationInterface {
  name = 'Taxonomy1795500000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE topic
        ADD entities jsonb NOT NULL DEFAULT '[]',
        ADD entity_types jsonb NOT NULL DEFAULT '[]',
        ADD examples jsonb NOT NULL DEFAULT '[]',
        ADD updated_at timestamptz NOT NULL DEFAULT now();
      COMMENT ON TABLE topic IS 'topics of a product team as they are edited; what readers get is in topic_revision';

      CREATE TABLE topic_revision (
        ref bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        topic_id text NOT NULL REFERENCES topic (id) ON DELETE CASCADE,
        name text NOT NULL,
        section text NOT NULL,
        definition text NOT NULL,
        terms jsonb NOT NULL,
        entities jsonb NOT NULL,
        entity_types jsonb NOT NULL,
        examples jsonb NOT NULL,
        model jsonb,
        created_at timestamptz NOT NULL,
        created_by text NOT NULL
      );
      COMMENT ON TABLE topic_revision IS 'a topic as it was published, never changed; model: what was learned of its examples';
      CREATE INDEX topic_revision_topic ON topic_revision (topic_id, ref);

      CREATE TABLE taxonomy_version (
        version integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        revisions bigint[] NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        created_by text NOT NULL
      );
      COMMENT ON TABLE taxonomy_version IS 'append-only; the row with the highest version is in force; the built-in topics belong to each';

      INSERT INTO topic_revision (topic_id, name, section, definition, terms, entities, entity_types, examples, created_at, created_by)
        SELECT id, name, section, definition, terms, '[]', '[]', '[]', created_at, created_by FROM topic ORDER BY created_at, id;
      INSERT INTO taxonomy_version (revisions, created_by)
        SELECT coalesce(array_agg(ref ORDER BY ref), '{}'), 'migration' FROM topic_revision;

      ALTER TABLE story ADD taxonomy_version integer NOT NULL DEFAULT 0;
      COMMENT ON COLUMN story.taxonomy_version IS 'the version that tagged it; 0: none yet, or one before versions were kept';
      CREATE INDEX story_taxonomy_version ON story (taxonomy_version, ref);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE story DROP taxonomy_version;
      DROP TABLE taxonomy_version, topic_revision;
      ALTER TABLE topic DROP entities, DROP entity_types, DROP examples, DROP updated_at;
    `);
  }
}
