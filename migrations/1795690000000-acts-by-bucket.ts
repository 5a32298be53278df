import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Popularity is reckoned from a part of the readers where many do much: the acts of that part are found without reading those of
 * the others. The statistics are for the planner, which makes nothing of those of a partial index.
 */
export class ActsByBucket1795690000000 implements MigrationInterface {
  name = 'ActsByBucket1795690000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX behaviour_event_acts_of_part ON behaviour_event ((hashint8extended(reader_ref, 0) & 1023), at)
        INCLUDE (received_at, reader_ref) WHERE type IN ('click', 'read', 'save', 'share');
      DROP INDEX behaviour_event_acts_at;
      CREATE STATISTICS behaviour_event_part ON (hashint8extended(reader_ref, 0) & 1023) FROM behaviour_event;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX behaviour_event_acts_at ON behaviour_event (at) WHERE type IN ('click', 'read', 'save', 'share');
      DROP INDEX behaviour_event_acts_of_part;
      DROP STATISTICS behaviour_event_part;
    `);
  }
}
