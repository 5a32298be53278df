import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Due readers in the order in which they are claimed: of many who are due at one moment no page reads and sorts them all, and the
 * next page begins where the last one ended. What asks by the old order is served as well.
 */
export class DueInOrder1795695000000 implements MigrationInterface {
  name = 'DueInOrder1795695000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX reader_due_in_order ON reader (next_delivery_at, ref) WHERE next_delivery_at IS NOT NULL;
      DROP INDEX reader_due;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX reader_due ON reader (next_delivery_at) WHERE next_delivery_at IS NOT NULL;
      DROP INDEX reader_due_in_order;
    `);
  }
}
