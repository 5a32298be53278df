import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Briefings in partitions of a week by the reader's date, so that forgetting old ones is a drop. What there is stays where it
 * is and becomes the first partition, of everything before the next Monday; the later ones are made ahead by the tick of the
 * digests. Their bounds are Mondays.
 */
export class BriefingPartitions1795675000000 implements MigrationInterface {
  name = 'BriefingPartitions1795675000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE briefing RENAME TO briefing_first;
      ALTER TABLE briefing_first RENAME CONSTRAINT briefing_pkey TO briefing_first_pkey;
      ALTER TABLE briefing_first RENAME CONSTRAINT briefing_reader_ref_fkey TO briefing_first_reader_ref_fkey;
      ALTER INDEX briefing_created RENAME TO briefing_first_created;
      CREATE TABLE briefing (
        reader_ref bigint NOT NULL,
        local_date date NOT NULL,
        due_at timestamptz NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        profile_version integer NOT NULL,
        body bytea NOT NULL,
        CONSTRAINT briefing_pkey PRIMARY KEY (reader_ref, local_date),
        CONSTRAINT briefing_reader_ref_fkey FOREIGN KEY (reader_ref) REFERENCES reader (ref) ON DELETE CASCADE
      ) PARTITION BY RANGE (local_date);
      CREATE INDEX briefing_created ON briefing USING brin (created_at);
      DO $$
      DECLARE
        monday date := (SELECT date_trunc('week', greatest(max(local_date), CURRENT_DATE) + 7) FROM briefing_first);
      BEGIN
        EXECUTE format('ALTER TABLE briefing ATTACH PARTITION briefing_first FOR VALUES FROM (MINVALUE) TO (%L)', monday);
      END $$;

      -- Nothing looks readers up by cohort alone, and each delivery paid for it.
      DROP INDEX reader_cohort;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX reader_cohort ON reader (role, industry);
      ALTER TABLE briefing RENAME TO briefing_parts;
      CREATE TABLE briefing (LIKE briefing_parts INCLUDING DEFAULTS);
      INSERT INTO briefing SELECT * FROM briefing_parts;
      DROP TABLE briefing_parts;
      ALTER TABLE briefing
        ADD CONSTRAINT briefing_pkey PRIMARY KEY (reader_ref, local_date),
        ADD CONSTRAINT briefing_reader_ref_fkey FOREIGN KEY (reader_ref) REFERENCES reader (ref) ON DELETE CASCADE;
      CREATE INDEX briefing_created ON briefing USING brin (created_at);
    `);
  }
}
