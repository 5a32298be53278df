import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Readers and schedules can name dates without a delivery. */
export class QuietDates1795660000000 implements MigrationInterface {
  name = 'QuietDates1795660000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE reader ADD quiet_dates text[] NOT NULL DEFAULT '{}';
      COMMENT ON COLUMN reader.quiet_dates IS 'local dates without delivery: YYYY-MM-DD or YYYY-MM-DD/YYYY-MM-DD';
      ALTER TABLE digest_schedule ADD quiet_dates text[] NOT NULL DEFAULT '{}';
      COMMENT ON COLUMN digest_schedule.quiet_dates IS 'as of a reader, for every reader of the cohort';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE digest_schedule DROP quiet_dates;
      ALTER TABLE reader DROP quiet_dates;
    `);
  }
}
