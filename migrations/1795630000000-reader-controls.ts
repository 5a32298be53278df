import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A reader can have what was learned of them forgotten, without losing the record of what they did. */
export class ReaderControls1795630000000 implements MigrationInterface {
  name = 'ReaderControls1795630000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE reader ADD learned_from timestamptz;
      COMMENT ON COLUMN reader.learned_from IS 'nothing is learned from what happened before; null: everything counts';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE reader DROP learned_from');
  }
}
