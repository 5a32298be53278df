import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was given up lately is counted at every scrape of the metrics, however much was sent. */
export class OutboxFailed1795685000000 implements MigrationInterface {
  name = 'OutboxFailed1795685000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE INDEX outbox_failed ON outbox (local_date, channel) WHERE status = 'failed'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX outbox_failed');
  }
}
