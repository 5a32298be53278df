import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Events as rows: what is known of each, and its composite. Clustering becomes a thing of moments: each run has a number, a
 * story carries that of the run which put it where it is, and a process that kept the state of an earlier run catches up by it.
 */
export class Events1795620000000 implements MigrationInterface {
  name = 'Events1795620000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE story ADD duplicate_of bigint, ADD clustered_run bigint, ADD siblings text[] NOT NULL DEFAULT '{}';
      COMMENT ON COLUMN story.duplicate_of IS 'ref of the story that it republishes; may be erased since';
      COMMENT ON COLUMN story.clustered_run IS 'the run of clustering that put it into its event; null: new or changed, waits for one';
      COMMENT ON COLUMN story.siblings IS 'publishers of the same event that an aggregator lists beside it';
      UPDATE story SET clustered_run = 0 WHERE event_ref IS NOT NULL;
      CREATE INDEX story_unclustered ON story (published_at, ref) WHERE clustered_run IS NULL;
      CREATE INDEX story_clustered_run ON story (clustered_run);
      CREATE INDEX story_copies ON story (duplicate_of) WHERE duplicate_of IS NOT NULL;

      CREATE TABLE event (
        ref bigint PRIMARY KEY,
        representative_ref bigint,
        opened_at timestamptz NOT NULL,
        first_story_at timestamptz NOT NULL,
        last_story_at timestamptz NOT NULL,
        developed_at timestamptz,
        stories integer NOT NULL,
        sources integer NOT NULL,
        originals integer NOT NULL,
        version integer NOT NULL DEFAULT 1,
        updated_at timestamptz NOT NULL,
        composite jsonb,
        composed_version integer,
        composed_at timestamptz,
        compose_error text
      );
      COMMENT ON COLUMN event.ref IS 'ref of the story that opened it, which may be erased since';
      COMMENT ON COLUMN event.opened_at IS 'when the story that opened it was published: an event goes on for one window from here';
      COMMENT ON COLUMN event.version IS 'moves on whenever its stories or their texts change';
      COMMENT ON COLUMN event.composed_version IS 'the version that the composite tells; another than version: waits to be composed';
      CREATE INDEX event_uncomposed ON event (ref) WHERE composed_version IS DISTINCT FROM version;
      INSERT INTO event (ref, opened_at, first_story_at, last_story_at, stories, sources, originals, updated_at)
        SELECT event_ref, min(published_at), min(published_at), max(published_at), count(*), count(DISTINCT source_id), count(*), now()
        FROM story WHERE event_ref IS NOT NULL GROUP BY event_ref;

      CREATE TABLE event_clustering (
        id boolean PRIMARY KEY DEFAULT true CHECK (id),
        run bigint NOT NULL DEFAULT 0,
        erased_run bigint NOT NULL DEFAULT 0
      );
      COMMENT ON COLUMN event_clustering.erased_run IS 'the run that took notice of erased stories; state of an earlier run still holds them';
      INSERT INTO event_clustering DEFAULT VALUES;

      CREATE TABLE erased_story (ref bigint PRIMARY KEY, event_ref bigint NOT NULL);
      COMMENT ON TABLE erased_story IS 'erased since the last run of clustering';
      CREATE FUNCTION note_erased_stories() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          INSERT INTO erased_story SELECT ref, event_ref FROM erased WHERE event_ref IS NOT NULL ON CONFLICT DO NOTHING;
          RETURN NULL;
        END $$;
      CREATE TRIGGER story_erased AFTER DELETE ON story REFERENCING OLD TABLE AS erased
        FOR EACH STATEMENT EXECUTE FUNCTION note_erased_stories();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER story_erased ON story;
      DROP FUNCTION note_erased_stories;
      DROP TABLE erased_story, event_clustering, event;
      ALTER TABLE story DROP duplicate_of, DROP clustered_run, DROP siblings;
    `);
  }
}
