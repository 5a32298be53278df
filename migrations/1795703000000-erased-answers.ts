import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What is kept about a reader outside of the tables that go with the reader is found, and goes too, when they are erased; and the
 * audit log, which stays, names nobody by address.
 */
export class ErasedAnswers1795703000000 implements MigrationInterface {
  name = 'ErasedAnswers1795703000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE idempotency_record ADD reader_id text;
      COMMENT ON COLUMN idempotency_record.reader_id IS 'whom the call was about, by its address';
      UPDATE idempotency_record SET reader_id = response -> 'body' ->> 'id' WHERE response -> 'body' ? 'timeZone';
      CREATE INDEX idempotency_record_reader ON idempotency_record (reader_id) WHERE reader_id IS NOT NULL;
      UPDATE audit_entry SET target = regexp_replace(target, '[^/]*@[^/]*', '(address)', 'g') WHERE target LIKE '%@%';
      UPDATE audit_entry SET details = details - 'name' - 'readerId' WHERE action = 'key.create';
      CREATE INDEX api_key_reader ON api_key (reader_id) WHERE reader_id IS NOT NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX api_key_reader, idempotency_record_reader;
      ALTER TABLE idempotency_record DROP reader_id;
    `);
  }
}
