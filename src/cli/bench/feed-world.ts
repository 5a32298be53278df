import type { INestApplicationContext } from '@nestjs/common';
import { CatalogService } from '../../catalog/catalog.service.js';
import { IngestService } from '../../catalog/sources/ingest.service.js';
import { BehaviourEventRepository, type EventRow } from '../../engagement/behaviour-event.repository.js';
import { Database } from '../../platform/database/database.js';
import { mulberry32 } from '../../ranking/random.js';
import type { ReaderDraft } from '../../readers/reader.js';
import { enrichmentOf } from '../enrichment.js';
import { CommandError, Progress } from '../output.js';
import { inventHistory, inventReaders } from './invented-readers.js';
import { inventStories, type InventedStory } from './invented-stories.js';

const SEED = 20_260_111;
const STORY_BATCH = 500;
const READER_BATCH = 2_000;
/** The oldest story stays within the window of a feed for as long as the benchmark takes. */
const ROOM_MS = 1_000;

/** Not measured: stories understood and put into events, readers, and what half of them did. */
export async function fillFeedWorld(
  app: INestApplicationContext,
  sizes: { readonly readers: number; readonly stories: number },
): Promise<{ readonly events: number }> {
  const now = Date.now();
  const stories = inventStories(sizes.stories, now - ROOM_MS, SEED);
  await addStories(app, stories);
  const events = await addReaders(app, sizes.readers, stories, now);
  await app.get(Database).query('VACUUM ANALYZE');
  return { events };
}

async function addStories(app: INestApplicationContext, stories: readonly InventedStory[]): Promise<void> {
  const ingest = app.get(IngestService);
  const enrichment = enrichmentOf(app);
  const progress = new Progress('stories into the database', stories.length);
  for (let at = 0; at < stories.length; at += STORY_BATCH) {
    const batch = stories.slice(at, at + STORY_BATCH);
    const { errors } = await ingest.ingestStories(
      batch.map((story) => ({ ...story, publishedAt: new Date(story.publishedAt).toISOString() })),
    );
    if (errors.length > 0) throw new CommandError(`an invented story was refused: ${errors[0]!.message}`);
    await enrichment.enrichAll();
    progress.at(at + batch.length);
  }
  progress.end();
}

async function addReaders(
  app: INestApplicationContext,
  count: number,
  stories: readonly InventedStory[],
  now: number,
): Promise<number> {
  const database = app.get(Database);
  const repository = app.get(BehaviourEventRepository);
  const storyRefs = await app.get(CatalogService).refsOf(stories.map((story) => story.id));
  const random = mulberry32(SEED);
  const progress = new Progress('readers into the database', count);
  const drafts = inventReaders(count, now, SEED);
  let events = 0;
  for (let at = 0; at < count; at += READER_BATCH) {
    const batch = drafts.slice(at, at + READER_BATCH);
    const refs = await insertReaders(database, batch);
    const rows = batch.flatMap(({ id }) =>
      inventHistory(random, stories, now).map((event, i): EventRow => ({
        readerRef: refs.get(id)!,
        id: `event-${i}`,
        type: event.type,
        storyRef: storyRefs.get(event.story)!,
        at: new Date(event.at),
        slot: null,
        dwellSeconds: null,
        briefing: null,
      })),
    );
    if (rows.length > 0) await repository.insert(rows, new Date(now));
    events += rows.length;
    progress.at(at + batch.length);
  }
  progress.end();
  return events;
}

/** Many in one statement; one by one, as they come in real life, a hundred thousand take minutes. */
async function insertReaders(
  database: Database,
  drafts: readonly ReaderDraft[],
): Promise<Map<string, number>> {
  const rows = await database.query<{ id: string; ref: number }>(
    `INSERT INTO reader (id, name, role, industry, seniority, about, followed_topics, muted_topics, followed_entities, time_zone, length)
     SELECT id, name, role, industry, seniority, about, followed_topics, muted_topics, followed_entities, time_zone, length
     FROM jsonb_to_recordset($1::jsonb) AS r(id text, name text, role text, industry text, seniority text, about text,
       followed_topics text[], muted_topics text[], followed_entities text[], time_zone text, length smallint)
     RETURNING id, ref`,
    [
      JSON.stringify(
        drafts.map((draft) => ({
          ...draft,
          followed_topics: draft.followedTopics,
          muted_topics: draft.mutedTopics,
          followed_entities: draft.followedEntities,
          time_zone: draft.timeZone,
        })),
      ),
    ],
  );
  return new Map(rows.map(({ id, ref }) => [id, ref]));
}
