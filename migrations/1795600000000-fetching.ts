import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Polite fetching: turns at hosts, intervals that follow a source, and what operators see of its health. */
export class Fetching1795600000000 implements MigrationInterface {
  name = 'Fetching1795600000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE fetch_host (
        host text PRIMARY KEY,
        lease uuid,
        free_at timestamptz NOT NULL,
        last_slot_at timestamptz NOT NULL
      );
      COMMENT ON TABLE fetch_host IS 'hosts that are or were asked lately; one request at a time, whichever process sends it';
      COMMENT ON COLUMN fetch_host.free_at IS 'when it may be asked again; while there is a lease, when that runs out';
      COMMENT ON COLUMN fetch_host.last_slot_at IS 'the last moment that was given to somebody who found it busy';

      ALTER TABLE source
        ADD body_hash bytea,
        ADD current_interval_seconds integer,
        ADD items_per_day real NOT NULL DEFAULT 0,
        ADD recent_fetches text NOT NULL DEFAULT '' CHECK (recent_fetches ~ '^[nuf]{0,50}$'),
        ADD failing_since timestamptz;
      COMMENT ON COLUMN source.body_hash IS 'of the feed as it was last read; the same bytes are not read again';
      COMMENT ON COLUMN source.current_interval_seconds IS 'what fetch_interval_seconds has grown to; null before the first success';
      COMMENT ON COLUMN source.items_per_day IS 'decayed estimate of new items, as of last_success_at';
      COMMENT ON COLUMN source.recent_fetches IS 'the last fetches, oldest first: n new items, u nothing new, f failed';
      COMMENT ON COLUMN source.failing_since IS 'the first failure since the last success';
      UPDATE source SET failing_since = coalesce(last_success_at, created_at) WHERE failures > 0;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE source DROP body_hash, DROP current_interval_seconds, DROP items_per_day, DROP recent_fetches,
        DROP failing_since;
      DROP TABLE fetch_host;
    `);
  }
}
