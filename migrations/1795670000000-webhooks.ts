import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where briefings are posted to. */
export class Webhooks1795670000000 implements MigrationInterface {
  name = 'Webhooks1795670000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE webhook_endpoint (
        id text PRIMARY KEY,
        name text NOT NULL,
        url text NOT NULL,
        role text,
        industry text,
        status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'paused', 'disabled')),
        status_reason text,
        failures integer NOT NULL DEFAULT 0,
        failing_since timestamptz,
        rests_until timestamptz,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL
      );
      COMMENT ON COLUMN webhook_endpoint.role IS 'only readers of this role; null: of any';
      COMMENT ON COLUMN webhook_endpoint.failures IS 'tries in a row that failed';
      COMMENT ON COLUMN webhook_endpoint.rests_until IS 'after failures in a row nothing is posted before this moment';

      CREATE TABLE webhook_secret (
        ref bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        endpoint_id text NOT NULL REFERENCES webhook_endpoint (id) ON DELETE CASCADE,
        sealed text NOT NULL,
        created_at timestamptz NOT NULL,
        expires_at timestamptz
      );
      COMMENT ON COLUMN webhook_secret.expires_at IS 'signs until then beside the newer one; null: the newest';
      CREATE INDEX webhook_secret_endpoint ON webhook_secret (endpoint_id);

      CREATE TABLE webhook_post (
        reader_ref bigint NOT NULL REFERENCES reader (ref) ON DELETE CASCADE,
        local_date date NOT NULL,
        endpoint_id text NOT NULL REFERENCES webhook_endpoint (id) ON DELETE CASCADE,
        attempts smallint NOT NULL DEFAULT 1,
        at timestamptz NOT NULL,
        http_status smallint,
        error text,
        duration_ms integer NOT NULL,
        taken_at timestamptz,
        PRIMARY KEY (reader_ref, local_date, endpoint_id)
      );
      COMMENT ON TABLE webhook_post IS 'the latest try of each briefing at each endpoint';
      CREATE INDEX webhook_post_recent ON webhook_post (endpoint_id, at DESC);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE webhook_post, webhook_secret, webhook_endpoint');
  }
}
