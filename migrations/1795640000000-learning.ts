import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the online learner keeps: who touched what first and when, the shared weights, and each reader's own offsets. */
export class Learning1795640000000 implements MigrationInterface {
  name = 'Learning1795640000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE reader_touch (
        reader_ref bigint NOT NULL REFERENCES reader (ref) ON DELETE CASCADE,
        story_ref bigint NOT NULL REFERENCES story (ref) ON DELETE CASCADE,
        received_at timestamptz NOT NULL,
        PRIMARY KEY (reader_ref, story_ref)
      );
      COMMENT ON TABLE reader_touch IS 'when a reader first opened, read, saved or shared a story, by the time of receipt';
      INSERT INTO reader_touch (reader_ref, story_ref, received_at)
        SELECT reader_ref, story_ref, date_trunc('milliseconds', min(received_at)) FROM behaviour_event
        WHERE story_ref IS NOT NULL AND type IN ('click', 'read', 'save', 'share') AND received_at > now() - interval '45 days'
        GROUP BY reader_ref, story_ref;
      CREATE INDEX reader_touch_received ON reader_touch (received_at, reader_ref, story_ref);
      CREATE INDEX reader_touch_story ON reader_touch (story_ref);

      CREATE TABLE learned_weights (
        version bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        at timestamptz NOT NULL,
        choices integer NOT NULL,
        features bigint NOT NULL,
        profile_hash text NOT NULL,
        initial float8[] NOT NULL,
        weights float8[] NOT NULL,
        squares float8[] NOT NULL,
        touch_at timestamptz NOT NULL,
        touch_reader bigint NOT NULL,
        touch_story bigint NOT NULL
      );
      COMMENT ON COLUMN learned_weights.choices IS 'how many choices were learned from in all';
      COMMENT ON COLUMN learned_weights.features IS 'names the features and their order';
      COMMENT ON COLUMN learned_weights.initial IS 'what the weights started from, and are bounded by, under that ranking profile';
      COMMENT ON COLUMN learned_weights.touch_at IS 'with reader and story: the last touch that was learned from';
      CREATE INDEX learned_weights_at ON learned_weights (at);

      CREATE TABLE learned_offset (
        reader_ref bigint NOT NULL REFERENCES reader (ref) ON DELETE CASCADE,
        version bigint NOT NULL,
        at timestamptz NOT NULL,
        offsets real[] NOT NULL,
        PRIMARY KEY (reader_ref, version)
      );
      COMMENT ON TABLE learned_offset IS 'what one reader''s choices moved of the learned weights, for their lists only';
      CREATE INDEX learned_offset_version ON learned_offset (version);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE learned_offset, learned_weights, reader_touch');
  }
}
