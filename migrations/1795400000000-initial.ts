import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The first schema. `ref` columns are compact internal keys that never leave the database layer; `id` is what callers see.
 * Tables keyed by reader carry the reader first in the primary key, so that the schema can be distributed by reader unchanged.
 */
export class Initial1795400000000 implements MigrationInterface {
  name = 'Initial1795400000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE source (
        id text PRIMARY KEY,
        name text NOT NULL,
        feed_url text UNIQUE,
        site_url text,
        language text,
        authority real NOT NULL DEFAULT 0.5 CHECK (authority BETWEEN 0 AND 1),
        status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'paused', 'retired')),
        status_reason text,
        fetch_interval_seconds integer NOT NULL DEFAULT 1800 CHECK (fetch_interval_seconds BETWEEN 60 AND 604800),
        next_fetch_at timestamptz,
        etag text,
        last_modified text,
        last_fetch_at timestamptz,
        last_success_at timestamptz,
        last_error_code text,
        last_error_detail text,
        failures integer NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX source_due ON source (next_fetch_at) WHERE status = 'active' AND feed_url IS NOT NULL;

      CREATE TABLE story (
        ref bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        id text NOT NULL UNIQUE,
        identity bytea NOT NULL UNIQUE,
        source_id text NOT NULL REFERENCES source (id) ON DELETE CASCADE,
        url text,
        author text,
        title text NOT NULL,
        summary text,
        body text,
        language text,
        published_at timestamptz NOT NULL,
        first_seen_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        content_hash bytea NOT NULL,
        enriched_at timestamptz,
        lead text NOT NULL DEFAULT '',
        topics jsonb NOT NULL DEFAULT '[]',
        entities jsonb NOT NULL DEFAULT '[]',
        kinds jsonb NOT NULL DEFAULT '[]',
        figures jsonb NOT NULL DEFAULT '[]',
        topic_ids text[] NOT NULL DEFAULT '{}',
        entity_ids text[] NOT NULL DEFAULT '{}',
        event_ref bigint
      );
      COMMENT ON COLUMN story.identity IS 'hash of the canonical address, or of source and guid, or of source and title';
      COMMENT ON COLUMN story.event_ref IS 'ref of the first story of the same event';
      CREATE INDEX story_published ON story (published_at);
      CREATE INDEX story_event ON story (event_ref);
      CREATE INDEX story_source ON story (source_id);
      CREATE INDEX story_topics ON story USING gin (topic_ids);
      CREATE INDEX story_entities ON story USING gin (entity_ids);
      CREATE INDEX story_unenriched ON story (ref) WHERE enriched_at IS NULL;

      CREATE TABLE story_sighting (
        story_ref bigint NOT NULL REFERENCES story (ref) ON DELETE CASCADE,
        source_id text NOT NULL REFERENCES source (id) ON DELETE CASCADE,
        guid text,
        seen_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (story_ref, source_id)
      );

      CREATE SEQUENCE catalog_version AS bigint;
      COMMENT ON SEQUENCE catalog_version IS 'moves on after every change of the stories, so that a cache knows it is stale';

      CREATE TABLE topic (
        id text PRIMARY KEY,
        name text NOT NULL,
        section text NOT NULL,
        definition text NOT NULL,
        terms jsonb NOT NULL DEFAULT '[]',
        created_at timestamptz NOT NULL DEFAULT now(),
        created_by text NOT NULL
      );
      COMMENT ON TABLE topic IS 'topics a product team added; the built-in ones live in src/knowledge';

      CREATE TABLE reader (
        ref bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        id text NOT NULL UNIQUE,
        name text,
        role text NOT NULL,
        industry text NOT NULL,
        seniority text,
        about text,
        followed_topics text[] NOT NULL DEFAULT '{}',
        muted_topics text[] NOT NULL DEFAULT '{}',
        followed_entities text[] NOT NULL DEFAULT '{}',
        muted_sources text[] NOT NULL DEFAULT '{}',
        time_zone text NOT NULL DEFAULT 'UTC',
        delivery_time time,
        days smallint CHECK (days BETWEEN 0 AND 127),
        length smallint NOT NULL DEFAULT 10 CHECK (length BETWEEN 1 AND 50),
        channels text[] NOT NULL DEFAULT '{}',
        email text,
        feed_token_hash bytea,
        next_delivery_at timestamptz,
        planned_from timestamptz NOT NULL DEFAULT now(),
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        revision integer NOT NULL DEFAULT 1
      );
      COMMENT ON COLUMN reader.days IS 'bit 0 Monday to bit 6 Sunday; null: as the digest schedule says';
      COMMENT ON COLUMN reader.next_delivery_at IS 'null: to be planned by the next digest tick, counted from planned_from';
      CREATE INDEX reader_unplanned ON reader (ref) WHERE next_delivery_at IS NULL;
      CREATE INDEX reader_due ON reader (next_delivery_at) WHERE next_delivery_at IS NOT NULL;
      CREATE INDEX reader_cohort ON reader (role, industry);

      CREATE TABLE behaviour_event (
        reader_ref bigint NOT NULL REFERENCES reader (ref) ON DELETE CASCADE,
        id text NOT NULL,
        type text NOT NULL CHECK (type IN ('impression', 'click', 'read', 'save', 'share', 'hide', 'follow', 'mute')),
        story_ref bigint REFERENCES story (ref) ON DELETE CASCADE,
        at timestamptz NOT NULL,
        slot smallint,
        dwell_seconds real,
        briefing_date date,
        received_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (reader_ref, id)
      );
      CREATE INDEX behaviour_event_reader_at ON behaviour_event (reader_ref, at DESC);
      CREATE INDEX behaviour_event_story_at ON behaviour_event (story_ref, at);
      CREATE INDEX behaviour_event_at ON behaviour_event (at);

      CREATE TABLE ranking_profile (
        version integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        name text NOT NULL,
        based_on integer REFERENCES ranking_profile (version),
        author text NOT NULL,
        reason text NOT NULL,
        weights jsonb NOT NULL,
        rules jsonb NOT NULL,
        hash text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE TABLE ranking_profile_activation (
        seq integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        version integer NOT NULL REFERENCES ranking_profile (version),
        kind text NOT NULL CHECK (kind IN ('activate', 'rollback')),
        author text NOT NULL,
        reason text NOT NULL,
        at timestamptz NOT NULL DEFAULT now()
      );
      COMMENT ON TABLE ranking_profile_activation IS 'append-only; the row with the highest seq is active';

      CREATE TABLE digest_schedule (
        id text PRIMARY KEY,
        role text,
        industry text,
        local_time time NOT NULL,
        days smallint NOT NULL CHECK (days BETWEEN 1 AND 127),
        cutoff_hours smallint NOT NULL DEFAULT 20 CHECK (cutoff_hours BETWEEN 1 AND 47),
        paused boolean NOT NULL DEFAULT false,
        updated_at timestamptz NOT NULL DEFAULT now(),
        UNIQUE NULLS NOT DISTINCT (role, industry)
      );
      COMMENT ON COLUMN digest_schedule.cutoff_hours IS 'a delivery later than this after its hour is not made any more';
      INSERT INTO digest_schedule (id, local_time, days) VALUES ('default', '07:00', 31);

      CREATE TABLE delivery (
        reader_ref bigint NOT NULL REFERENCES reader (ref) ON DELETE CASCADE,
        local_date date NOT NULL,
        due_at timestamptz NOT NULL,
        page bigint NOT NULL,
        status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'cancelled', 'failed')),
        error text,
        claimed_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (reader_ref, local_date)
      );
      CREATE INDEX delivery_page ON delivery (page);
      CREATE SEQUENCE delivery_page_seq AS bigint;
      COMMENT ON TABLE delivery IS 'claimed and not yet briefed; the row goes when the briefing is stored';

      CREATE TABLE briefing (
        reader_ref bigint NOT NULL REFERENCES reader (ref) ON DELETE CASCADE,
        local_date date NOT NULL,
        due_at timestamptz NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        profile_version integer NOT NULL,
        body bytea NOT NULL,
        PRIMARY KEY (reader_ref, local_date)
      );
      CREATE INDEX briefing_created ON briefing USING brin (created_at);

      CREATE TABLE api_key (
        id text PRIMARY KEY,
        name text NOT NULL,
        secret_hash bytea NOT NULL UNIQUE,
        scopes text[] NOT NULL,
        reader_id text,
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz,
        revoked_at timestamptz
      );
      CREATE TABLE idempotency_record (
        api_key_id text NOT NULL,
        key text NOT NULL,
        request_hash bytea NOT NULL,
        status integer,
        response jsonb,
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (api_key_id, key)
      );
      CREATE INDEX idempotency_record_created ON idempotency_record (created_at);
      CREATE TABLE audit_entry (
        seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        at timestamptz NOT NULL DEFAULT now(),
        actor text NOT NULL,
        action text NOT NULL,
        target text,
        details jsonb NOT NULL DEFAULT '{}'
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE audit_entry, idempotency_record, api_key, briefing, delivery, digest_schedule,
        ranking_profile_activation, ranking_profile, behaviour_event, reader, topic, story_sighting, story, source;
      DROP SEQUENCE delivery_page_seq, catalog_version;
    `);
  }
}
