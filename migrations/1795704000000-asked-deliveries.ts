import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A briefing that its reader asked for is told from one that is due: only the latter goes out. */
export class AskedDeliveries1795704000000 implements MigrationInterface {
  name = 'AskedDeliveries1795704000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE delivery ADD asked boolean NOT NULL DEFAULT false;
      COMMENT ON COLUMN delivery.asked IS 'by the reader, ahead of the hour or on a day without one: made at once, sent when it is due';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE delivery DROP asked');
  }
}
