import { randomBytes } from 'node:crypto';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What goes out to readers. The outbox can be distributed by reader and partitioned by date as it is: both are in its key,
 * and nothing refers to it.
 */
export class Delivery1795650000000 implements MigrationInterface {
  name = 'Delivery1795650000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE outbox (
        reader_ref bigint NOT NULL REFERENCES reader (ref) ON DELETE CASCADE,
        local_date date NOT NULL,
        channel text NOT NULL CHECK (channel IN ('email', 'webhook')),
        status text NOT NULL DEFAULT 'pending'
          CHECK (status IN ('pending', 'sending', 'sent', 'failed', 'suppressed', 'skipped', 'cancelled')),
        attempts smallint NOT NULL DEFAULT 0,
        possible_duplicate boolean NOT NULL DEFAULT false,
        due_at timestamptz NOT NULL,
        next_attempt_at timestamptz NOT NULL,
        claimed_at timestamptz,
        sent_at timestamptz,
        provider_id text,
        error text,
        PRIMARY KEY (reader_ref, local_date, channel)
      );
      COMMENT ON TABLE outbox IS 'at most one effect of a briefing on each channel';
      COMMENT ON COLUMN outbox.attempts IS 'rises with every claim, so it also tells one claim from the next';
      COMMENT ON COLUMN outbox.possible_duplicate IS 'a try ended without an answer, so the next may have arrived as a second one';
      CREATE INDEX outbox_pending ON outbox (channel, next_attempt_at) WHERE status = 'pending';
      CREATE INDEX outbox_sending ON outbox (claimed_at) WHERE status = 'sending';
      CREATE INDEX outbox_date ON outbox (local_date);

      CREATE TABLE channel_preference (
        reader_ref bigint NOT NULL REFERENCES reader (ref) ON DELETE CASCADE,
        channel text NOT NULL CHECK (channel IN ('email', 'webhook')),
        skip_if_empty boolean NOT NULL DEFAULT true,
        unsubscribed_at timestamptz,
        tested_at timestamptz,
        PRIMARY KEY (reader_ref, channel)
      );
      COMMENT ON COLUMN channel_preference.unsubscribed_at IS 'outlives a client that states the channel again';

      CREATE TABLE suppression (
        address_hash bytea PRIMARY KEY,
        kind text NOT NULL CHECK (kind IN ('bounce', 'complaint', 'manual')),
        detail text,
        at timestamptz NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      );
      COMMENT ON TABLE suppression IS 'addresses that get no mail; outlives the readers, hence only keyed hashes';

      CREATE TABLE installation_secret (
        name text PRIMARY KEY,
        secret bytea NOT NULL CHECK (length(secret) = 32),
        created_at timestamptz NOT NULL DEFAULT now()
      );
    `);
    // Here and not when it is first needed: then it would go with whatever transaction happens to be rolled back.
    await runner.query(`INSERT INTO installation_secret (name, secret) VALUES ('delivery', $1)`, [
      randomBytes(32),
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE installation_secret, suppression, channel_preference, outbox');
  }
}
