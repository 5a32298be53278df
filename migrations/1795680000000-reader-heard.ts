import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Whoever keeps what was learned of a reader sees by one row whether it still holds. A trigger and not the intake moves it on, so
 * that an earlier version that still runs during an update moves it too.
 */
export class ReaderHeard1795680000000 implements MigrationInterface {
  name = 'ReaderHeard1795680000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE reader ADD heard integer NOT NULL DEFAULT 0, ADD heard_at timestamptz;
      COMMENT ON COLUMN reader.heard IS 'moves on with every batch that holds events of the reader to learn from';
      COMMENT ON COLUMN reader.heard_at IS 'when the latest of them came in';

      CREATE FUNCTION note_heard() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        -- In one order for all, so that two batches never wait for each other.
        PERFORM 1 FROM reader
        WHERE ref IN (SELECT reader_ref FROM told WHERE story_ref IS NOT NULL AND type NOT IN ('follow', 'mute'))
        ORDER BY ref FOR NO KEY UPDATE;
        UPDATE reader r SET heard = r.heard + 1, heard_at = greatest(r.heard_at, t.at)
        FROM (
          SELECT reader_ref, max(received_at) AS at FROM told
          WHERE story_ref IS NOT NULL AND type NOT IN ('follow', 'mute') GROUP BY reader_ref
        ) t
        WHERE r.ref = t.reader_ref;
        RETURN NULL;
      END $$;
      CREATE TRIGGER behaviour_event_heard AFTER INSERT ON behaviour_event REFERENCING NEW TABLE AS told
        FOR EACH STATEMENT EXECUTE FUNCTION note_heard();

      UPDATE reader r SET heard = 1, heard_at = e.at
      FROM (
        SELECT reader_ref, max(received_at) AS at FROM behaviour_event
        WHERE story_ref IS NOT NULL AND type NOT IN ('follow', 'mute') GROUP BY reader_ref
      ) e
      WHERE r.ref = e.reader_ref;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER behaviour_event_heard ON behaviour_event;
      DROP FUNCTION note_heard;
      ALTER TABLE reader DROP heard, DROP heard_at;
    `);
  }
}
