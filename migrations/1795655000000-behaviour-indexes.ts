import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What is learned from is found without reading what is not, however many events a reader has: acts, hides and impressions have an
 * index each, in an order without ties. Popularity looks at acts alone.
 */
export class BehaviourIndexes1795655000000 implements MigrationInterface {
  name = 'BehaviourIndexes1795655000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX behaviour_event_acts ON behaviour_event (reader_ref, at DESC, id)
        WHERE type IN ('click', 'read', 'save', 'share');
      CREATE INDEX behaviour_event_hides ON behaviour_event (reader_ref, at DESC, id) WHERE type = 'hide';
      CREATE INDEX behaviour_event_impressions ON behaviour_event (reader_ref, at DESC, id) WHERE type = 'impression';
      DROP INDEX behaviour_event_reader_at;
      CREATE INDEX behaviour_event_in_order ON behaviour_event (reader_ref, at, id);
      DROP INDEX behaviour_event_at;
      CREATE INDEX behaviour_event_acts_at ON behaviour_event (at) WHERE type IN ('click', 'read', 'save', 'share');
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX behaviour_event_acts, behaviour_event_hides, behaviour_event_impressions, behaviour_event_in_order,
        behaviour_event_acts_at;
      CREATE INDEX behaviour_event_reader_at ON behaviour_event (reader_ref, at DESC);
      CREATE INDEX behaviour_event_at ON behaviour_event (at);
    `);
  }
}
