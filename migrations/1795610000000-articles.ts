import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Texts from the pages of stories whose feed gives only a teaser, and what hosts say about being asked. */
export class Articles1795610000000 implements MigrationInterface {
  name = 'Articles1795610000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE source ADD articles text NOT NULL DEFAULT 'teasers' CHECK (articles IN ('never', 'teasers'));
      COMMENT ON COLUMN source.articles IS 'which pages of its stories are fetched for their text';

      ALTER TABLE story ADD article_at timestamptz;
      COMMENT ON COLUMN story.article_at IS 'when body was read from the page; null: body is the source''s';

      CREATE TABLE article_fetch (
        story_ref bigint PRIMARY KEY REFERENCES story (ref) ON DELETE CASCADE,
        status text NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'taken', 'refused')),
        attempts smallint NOT NULL DEFAULT 0,
        next_at timestamptz NOT NULL,
        queued_until timestamptz NOT NULL,
        tried_at timestamptz,
        error_code text
      );
      COMMENT ON TABLE article_fetch IS 'stories whose page is or was wanted';
      COMMENT ON COLUMN article_fetch.queued_until IS 'a job was queued; when it has not come by then, it is lost';
      CREATE INDEX article_fetch_due ON article_fetch (next_at) WHERE status = 'waiting';

      CREATE TABLE robots_file (
        origin text PRIMARY KEY,
        body text,
        expires_at timestamptz NOT NULL
      );
      COMMENT ON COLUMN robots_file.body IS 'null: it could not be had, so nothing is allowed until it is asked for again';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE robots_file, article_fetch;
      ALTER TABLE story DROP article_at;
      ALTER TABLE source DROP articles;
    `);
  }
}
