import type { INestApplicationContext } from '@nestjs/common';
import { AssemblyService } from '../../briefings/assembly.service.js';
import { DigestService } from '../../briefings/digest.service.js';
import { CatalogService } from '../../catalog/catalog.service.js';
import { IngestService } from '../../catalog/sources/ingest.service.js';
import { BehaviourEventRepository, type EventRow } from '../../engagement/behaviour-event.repository.js';
import { Database } from '../../platform/database/database.js';
import { openContext } from '../../platform/context.js';
import { StderrLogger } from '../../platform/logging/stderr-logger.js';
import { mulberry32 } from '../../ranking/random.js';
import { ReaderRepository } from '../../readers/reader.repository.js';
import { enrichmentOf } from '../enrichment.js';
import { CommandError, Progress } from '../output.js';
import { appModule } from '../runtime.js';
import { openBenchDatabase } from './bench-database.js';
import { inventHistory, inventReaders } from './invented-readers.js';
import { inventStories, type InventedStory } from './invented-stories.js';
import { stageOf, stopwatch, type Stage } from './stage.js';

const SEED = 20_260_109;
const STORY_BATCH = 500;
const READER_BATCH = 1_000;
const HOUR = 3_600_000;

/** Heap, toast and indexes of the table of briefings, shared out among its rows. */
export interface BriefingSize {
  readonly bytesPerBriefing: number;
  /** Of the encoded body alone, mean. */
  readonly bodyBytes: number;
}

export interface DeliveryResult {
  readonly stages: readonly Stage[];
  readonly briefing: BriefingSize;
  /** Of planning, claiming and assembling together, on the first day. */
  readonly perSecond: number;
}

/**
 * The main job into PostgreSQL with the services of the product: stories taken in, enriched and clustered; readers claimed by
 * the tick; pages assembled and stored by as many at once as a worker runs. Then the day after, for readers who have a plan
 * and a briefing already.
 */
export async function measureDelivery(sizes: {
  readonly readers: number;
  readonly stories: number;
}): Promise<DeliveryResult> {
  const ground = await openBenchDatabase();
  try {
    const module = await appModule(ground.settings, { name: 'scout-cli', workers: false });
    const app = await openContext(module, new StderrLogger('warn'));
    try {
      const stories = inventStories(sizes.stories, Date.now() - 1_000, SEED);
      const ingest = await measureIngest(app, stories);
      await addReaders(app, sizes.readers, stories);
      const concurrency = ground.settings.WORKER_CONCURRENCY;
      const first = await measureDay(app, sizes.readers, concurrency, 'first day');
      const briefing = await briefingSize(app);
      await turnToTomorrow(app);
      const second = await measureDay(app, sizes.readers, concurrency, 'day after');
      const seconds = first.reduce((sum, stage) => sum + stage.seconds, 0);
      return {
        stages: [ingest, ...first, ...second],
        briefing,
        perSecond: Math.round(sizes.readers / seconds),
      };
    } finally {
      await app.close();
    }
  } finally {
    await ground.close();
  }
}

async function measureIngest(
  app: INestApplicationContext,
  stories: readonly InventedStory[],
): Promise<Stage> {
  const ingest = app.get(IngestService);
  const enrichment = enrichmentOf(app);
  const progress = new Progress('stories into the database', stories.length);
  const times: number[] = [];
  const took = stopwatch();
  for (let at = 0; at < stories.length; at += STORY_BATCH) {
    const from = performance.now();
    const batch = stories
      .slice(at, at + STORY_BATCH)
      .map((story) => ({ ...story, publishedAt: new Date(story.publishedAt).toISOString() }));
    const { errors } = await ingest.ingestStories(batch);
    if (errors.length > 0) throw new CommandError(`an invented story was refused: ${errors[0]!.message}`);
    await enrichment.enrichAll();
    times.push(performance.now() - from);
    progress.at(at + batch.length);
  }
  progress.end();
  return stageOf({ name: 'ingest', of: 'stories', count: stories.length }, took(), times);
}

/** Not measured: readers come one by one over months. */
async function addReaders(
  app: INestApplicationContext,
  count: number,
  stories: readonly InventedStory[],
): Promise<void> {
  const now = Date.now();
  const random = mulberry32(SEED);
  const database = app.get(Database);
  const readers = app.get(ReaderRepository);
  const events = app.get(BehaviourEventRepository);
  const storyRefs = await app.get(CatalogService).refsOf(stories.map((story) => story.id));
  const progress = new Progress('readers into the database', count);
  const drafts = inventReaders(count, now, SEED);
  for (let at = 0; at < count; at += READER_BATCH) {
    const batch = drafts.slice(at, at + READER_BATCH);
    await database.transaction(async () => {
      const rows: EventRow[] = [];
      for (const draft of batch) {
        // Planned from two hours ago, so that the delivery of the last hour has come due.
        const { ref } = (await readers.save(draft, new Date(now - 2 * HOUR)))!;
        const history = inventHistory(random, stories, now);
        rows.push(...history.map((event, i) => rowOf(event, ref, storyRefs.get(event.story)!, i)));
      }
      if (rows.length > 0) await events.insert(rows, new Date(now));
    });
    progress.at(at + batch.length);
  }
  progress.end();
  await database.query('ANALYZE');
}

function rowOf(
  event: ReturnType<typeof inventHistory>[number],
  readerRef: number,
  storyRef: number,
  i: number,
): EventRow {
  return {
    readerRef,
    id: `event-${i}`,
    type: event.type,
    storyRef,
    at: new Date(event.at),
    slot: null,
    dwellSeconds: null,
    briefing: null,
  };
}

/** One tick and all of its pages. */
async function measureDay(
  app: INestApplicationContext,
  readers: number,
  concurrency: number,
  day: string,
): Promise<[tick: Stage, pages: Stage]> {
  const assembly = app.get(AssemblyService);
  const ticked = stopwatch();
  const { owed, pages } = await app.get(DigestService).tick();
  const tickTook = ticked();
  if (owed !== readers) throw new CommandError(`${owed} of ${readers} readers were claimed on the ${day}`);
  const tick = stageOf({ name: `tick, ${day}`, of: 'readers', count: owed }, tickTook, [
    1000 * tickTook.seconds,
  ]);

  const progress = new Progress(`briefings, ${day}`, pages.length);
  const times: number[] = [];
  const queue = [...pages];
  let made = 0;
  const took = stopwatch();
  const work = async (): Promise<void> => {
    for (let page = queue.shift(); page !== undefined; page = queue.shift()) {
      const start = performance.now();
      const stored = await assembly.assemblePage(page);
      made += stored;
      times.push(performance.now() - start);
      progress.at(times.length);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  const pagesTook = took();
  progress.end();
  if (made !== readers) throw new CommandError(`${made} of ${readers} briefings were made on the ${day}`);
  return [tick, stageOf({ name: `pages, ${day}`, of: 'briefings', count: made }, pagesTook, times)];
}

async function briefingSize(app: INestApplicationContext): Promise<BriefingSize> {
  const [row] = await app.get(Database).query<{ total: number; body: number }>(
    `SELECT round(pg_total_relation_size('briefing')::float8 / count(*)) AS total, round(avg(length(body)))::float8 AS body
       FROM briefing`,
  );
  return { bytesPerBriefing: row!.total, bodyBytes: row!.body };
}

/** Moves what has been delivered and planned a day back, which is the day after as far as anybody can tell. */
async function turnToTomorrow(app: INestApplicationContext): Promise<void> {
  const database = app.get(Database);
  await database.query(
    `UPDATE briefing SET local_date = local_date - 1, due_at = due_at - interval '1 day', created_at = created_at - interval '1 day'`,
  );
  await database.query(`UPDATE reader SET next_delivery_at = next_delivery_at - interval '1 day'`);
  await database.query('VACUUM ANALYZE briefing');
  await database.query('VACUUM ANALYZE reader');
}
