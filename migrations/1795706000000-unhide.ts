import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A hide can be taken back: both are read together, the latest of a story first. The rows that are there have passed a narrower
 * check, so that they need not be read again.
 */
export class Unhide1795706000000 implements MigrationInterface {
  name = 'Unhide1795706000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE behaviour_event DROP CONSTRAINT behaviour_event_type_check;
      ALTER TABLE behaviour_event ADD CONSTRAINT behaviour_event_type_check
        CHECK (type IN ('impression', 'click', 'read', 'save', 'share', 'hide', 'unhide', 'follow', 'mute')) NOT VALID;
      CREATE INDEX behaviour_event_hides_and_back ON behaviour_event (reader_ref, at DESC, id) WHERE type IN ('hide', 'unhide');
      DROP INDEX behaviour_event_hides;
      ALTER INDEX behaviour_event_hides_and_back RENAME TO behaviour_event_hides;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DELETE FROM behaviour_event WHERE type = 'unhide';
      ALTER TABLE behaviour_event DROP CONSTRAINT behaviour_event_type_check;
      ALTER TABLE behaviour_event ADD CONSTRAINT behaviour_event_type_check
        CHECK (type IN ('impression', 'click', 'read', 'save', 'share', 'hide', 'follow', 'mute'));
      DROP INDEX behaviour_event_hides;
      CREATE INDEX behaviour_event_hides ON behaviour_event (reader_ref, at DESC, id) WHERE type = 'hide';
    `);
  }
}
