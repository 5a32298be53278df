import type { INestApplicationContext } from '@nestjs/common';
import { CatalogService } from '../../catalog/catalog.service.js';
import { IngestService } from '../../catalog/sources/ingest.service.js';
import { Database } from '../../platform/database/database.js';
import { mulberry32, type Random } from '../../ranking/random.js';
import { enrichmentOf } from '../enrichment.js';
import { CommandError, Progress } from '../output.js';
import { inventHistory, inventReaders } from './invented-readers.js';
import { inventStories, type InventedStory } from './invented-stories.js';

const SEED = 20_261_123;
const STORY_BATCH = 500;
const READER_BATCH = 2_000;

/** Stories through the services of the product, as they come in. */
export async function addStories(app: INestApplicationContext, count: number): Promise<InventedStory[]> {
  const stories = inventStories(count, Date.now() - 1_000, SEED);
  const progress = new Progress('stories into the database', stories.length);
  for (let at = 0; at < stories.length; at += STORY_BATCH) {
    const batch = stories
      .slice(at, at + STORY_BATCH)
      .map((story) => ({ ...story, publishedAt: new Date(story.publishedAt).toISOString() }));
    const { errors } = await app.get(IngestService).ingestStories(batch);
    if (errors.length > 0) throw new CommandError(`an invented story was refused: ${errors[0]!.message}`);
    await enrichmentOf(app).enrichAll();
    progress.at(at + batch.length);
  }
  progress.end();
  return stories;
}

/**
 * Readers, what they did, and the briefing of the day before, in bulk: they come one by one over months, so that is not measured.
 * Each is due within the hour before now. Foreign keys and secondary indexes of the events are made anew at the end, as for any
 * bulk load.
 * @param from as many are there already; the briefings of those are dealt out to the new ones
 */
export async function addReaders(
  app: INestApplicationContext,
  count: number,
  stories: readonly InventedStory[],
  from = 0,
): Promise<void> {
  if (count === 0) return;
  const now = Date.now();
  const database = app.get(Database);
  const refs = await app.get(CatalogService).refsOf(stories.map((story) => story.id));
  const random = mulberry32(SEED + from);
  const restore = await looseEvents(database);
  const progress = new Progress('readers into the database', count);
  for (let at = from; at < from + count; at += READER_BATCH) {
    const size = Math.min(READER_BATCH, from + count - at);
    const drafts = inventReaders(size, now, SEED + at).map((draft, i) => ({
      ...draft,
      id: `reader-${at + i}`,
    }));
    const inserted = await database.query<{ ref: number }>(INSERT_READERS, [
      JSON.stringify(drafts),
      new Date(now),
    ]);
    const readerRefs = inserted.map((row) => row.ref);
    await insertEvents(database, readerRefs, random, { stories, refs, now });
    if (from > 0) await database.query(INSERT_BRIEFINGS, [readerRefs, from]);
    progress.at(at + size - from);
  }
  progress.end();
  for (const statement of restore) await database.query(statement);
  await database.query('VACUUM ANALYZE');
}

/** Makes it the day after: what was delivered is a day old, and everybody is due again. */
export async function dueAnew(app: INestApplicationContext): Promise<void> {
  const database = app.get(Database);
  await database.query(`DELETE FROM briefing WHERE created_at < now() - interval '12 hours'`);
  await database.query(
    `UPDATE briefing SET local_date = local_date - 1, due_at = due_at - interval '1 day', created_at = created_at - interval '1 day'`,
  );
  await database.query(`UPDATE reader SET next_delivery_at = next_delivery_at - interval '1 day'`);
  await database.query('VACUUM (FULL, ANALYZE) briefing');
  await database.query('VACUUM (FULL, ANALYZE) reader');
}

/** Planned for the latest coming of their hour. */
const INSERT_READERS = `
  INSERT INTO reader (id, name, role, industry, seniority, about, followed_topics, muted_topics, followed_entities, time_zone,
    delivery_time, days, length, next_delivery_at)
  SELECT id, name, role, industry, seniority, about, "followedTopics", "mutedTopics", "followedEntities", "timeZone",
    "deliveryTime", days, length, CASE WHEN today.due > $2 THEN today.due - interval '1 day' ELSE today.due END
  FROM jsonb_to_recordset($1::jsonb) AS r (id text, name text, role text, industry text, seniority text, about text,
    "followedTopics" text[], "mutedTopics" text[], "followedEntities" text[], "timeZone" text, "deliveryTime" time, days smallint,
    length smallint)
  CROSS JOIN LATERAL (
    SELECT (($2::timestamptz AT TIME ZONE "timeZone")::date + "deliveryTime") AT TIME ZONE "timeZone" AS due
  ) AS today
  RETURNING ref`;

/** Somebody else's briefing, of the day before the reader's next. */
const INSERT_BRIEFINGS = `
  INSERT INTO briefing (reader_ref, local_date, due_at, created_at, profile_version, body)
  SELECT r.ref, (r.next_delivery_at AT TIME ZONE r.time_zone)::date - 1, r.next_delivery_at - interval '1 day',
    r.next_delivery_at - interval '1 day', b.profile_version, b.body
  FROM reader r
  JOIN briefing b ON b.reader_ref = 1 + (SELECT min(ref) FROM reader) + r.ref % ($2::bigint - 1)
  WHERE r.ref = ANY ($1::bigint[])`;

async function insertEvents(
  database: Database,
  readerRefs: readonly number[],
  random: Random,
  world: {
    readonly stories: readonly InventedStory[];
    readonly refs: ReadonlyMap<string, number>;
    readonly now: number;
  },
): Promise<void> {
  const rows = readerRefs.flatMap((reader) =>
    inventHistory(random, world.stories, world.now).map((event, i) => ({
      ...event,
      reader,
      id: `event-${i}`,
    })),
  );
  await database.query(
    `INSERT INTO behaviour_event (reader_ref, id, type, story_ref, at, received_at)
     SELECT r, i, t, s, a, a FROM unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[], $5::timestamptz[]) AS e (r, i, t, s, a)`,
    [
      rows.map((row) => row.reader),
      rows.map((row) => row.id),
      rows.map((row) => row.type),
      rows.map((row) => world.refs.get(row.story)),
      rows.map((row) => new Date(row.at)),
    ],
  );
}

/** Takes foreign keys and secondary indexes off the events. @returns the statements that put them back */
async function looseEvents(database: Database): Promise<string[]> {
  const keys = await database.query<{ name: string; definition: string }>(
    `SELECT conname AS name, pg_get_constraintdef(oid) AS definition FROM pg_constraint
     WHERE conrelid = 'behaviour_event'::regclass AND contype = 'f'`,
  );
  const indexes = await database.query<{ name: string; definition: string }>(
    `SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS definition FROM pg_index i
     WHERE i.indrelid = 'behaviour_event'::regclass AND NOT i.indisprimary`,
  );
  for (const { name } of keys) await database.query(`ALTER TABLE behaviour_event DROP CONSTRAINT "${name}"`);
  for (const { name } of indexes) await database.query(`DROP INDEX ${name}`);
  return [
    ...indexes.map(({ definition }) => definition),
    ...keys.map(
      ({ name, definition }) => `ALTER TABLE behaviour_event ADD CONSTRAINT "${name}" ${definition}`,
    ),
  ];
}
