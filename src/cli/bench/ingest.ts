import type { INestApplicationContext } from '@nestjs/common';
import { ClusteringService } from '../../catalog/events/clustering.service.js';
import { CompositionService } from '../../catalog/events/composition.service.js';
import { EVENT_WINDOW_MS } from '../../catalog/events/event-assignment.js';
import { FeedReader } from '../../catalog/sources/feed-reader.js';
import { IngestService } from '../../catalog/sources/ingest.service.js';
import { SourceRepository } from '../../catalog/sources/source.repository.js';
import type { Drafting } from '../../catalog/stories/story-draft.js';
import { openContext } from '../../platform/context.js';
import { Database } from '../../platform/database/database.js';
import { StderrLogger } from '../../platform/logging/stderr-logger.js';
import { enrichmentOf } from '../enrichment.js';
import { CommandError, Progress } from '../output.js';
import { appModule } from '../runtime.js';
import { openBenchDatabase } from './bench-database.js';
import {
  feedOf,
  inventReports,
  PUBLISHERS,
  publisherName,
  take,
  type InventedReport,
} from './ingest-feeds.js';
import { measureWindow, type WindowPoint } from './ingest-window.js';
import { stageOf, stopwatch, type Stage } from './stage.js';

const SEED = 20_260_210;
/** Reports of one round over all feeds. */
const ROUND = 500;
/** Sizes of the window that are looked at in memory. */
const WINDOW_SIZES = [1_000, 10_000, 50_000, 100_000] as const;

export interface IngestResult {
  readonly stages: readonly Stage[];
  /** Stories from raw feed to composed, end to end. */
  readonly perSecond: number;
  /** Of a round, end to end. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly counts: {
    readonly feeds: number;
    readonly feedBytes: number;
    readonly stories: number;
    readonly events: number;
    readonly copies: number;
    readonly composed: number;
    readonly refused: number;
  };
  readonly window: readonly WindowPoint[];
}

/**
 * Stories on their whole way in, with the services of the product and a PostgreSQL: from the bytes of feeds to tagged, put into
 * events and composed; then what a window full of stories costs in memory.
 * @param stories how many, spread over one window
 */
export async function measureIngestion(stories: number): Promise<IngestResult> {
  const ground = await openBenchDatabase();
  try {
    const module = await appModule(ground.settings, { name: 'scout-cli', workers: false });
    const app = await openContext(module, new StderrLogger('warn'));
    try {
      const intake = await measureIntake(app, stories);
      return { ...intake, window: measureWindow(WINDOW_SIZES, SEED) };
    } finally {
      await app.close();
    }
  } finally {
    await ground.close();
  }
}

/** Wall-clock and processor time of a step, round by round. */
class Step {
  readonly times: number[] = [];
  seconds = 0;
  cpuSeconds = 0;

  constructor(readonly name: string) {}

  async take<T>(work: () => Promise<T>): Promise<T> {
    const stop = stopwatch();
    try {
      return await work();
    } finally {
      const { seconds, cpuSeconds } = stop();
      this.add(seconds, cpuSeconds);
    }
  }

  add(seconds: number, cpuSeconds: number): void {
    this.times.push(1_000 * seconds);
    this.seconds += seconds;
    this.cpuSeconds += cpuSeconds;
  }

  stage(count: number): Stage {
    return stageOf({ name: this.name, of: 'stories', count }, this, this.times);
  }
}

async function measureIntake(
  app: INestApplicationContext,
  stories: number,
): Promise<Omit<IngestResult, 'window'>> {
  const reader = app.get(FeedReader);
  const ingest = app.get(IngestService);
  const steps = {
    parse: new Step('parse'),
    store: new Step('store'),
    understand: new Step('understand'),
    cluster: new Step('cluster'),
    compose: new Step('compose'),
    whole: new Step('feed to composed'),
  };
  const { cluster, compose } = steps;
  const clustering = app.get(ClusteringService);
  const clusterAll = clustering.clusterAll.bind(clustering);
  clustering.clusterAll = () => cluster.take(clusterAll);
  const composition = app.get(CompositionService);
  const composeAll = composition.composeAll.bind(composition);
  composition.composeAll = () => compose.take(composeAll);
  const enrichment = enrichmentOf(app);
  const now = Date.now();
  const stream = inventReports(now - EVENT_WINDOW_MS, EVENT_WINDOW_MS / stories, SEED);
  await app.get(SourceRepository).insertNames(
    Array.from({ length: PUBLISHERS }, (_, i) => ({ id: sourceOf(i), name: publisherName(i) })),
    new Date(now),
  );
  // Starts the thread, which a running installation did long ago.
  await reader.read(fileOf(0, [], now));

  const counts = { feeds: 0, feedBytes: 0, composed: 0, refused: 0 };
  const progress = new Progress('stories from feed to composed', stories);
  for (let at = 0; at < stories; at += ROUND) {
    const files = feedsOf(take(stream, Math.min(ROUND, stories - at)), now);
    counts.feeds += files.length;
    for (const { bytes } of files) counts.feedBytes += bytes.length;
    await steps.whole.take(async () => {
      const read = await steps.parse.take(async () => {
        const all: Drafting[] = [];
        for (const file of files) all.push(await reader.read(file));
        return all;
      });
      await steps.store.take(async () => {
        for (const one of read) await ingest.ingestDrafts(one, new Date(now));
      });
      const before = {
        seconds: cluster.seconds + compose.seconds,
        cpuSeconds: cluster.cpuSeconds + compose.cpuSeconds,
      };
      const took = stopwatch();
      const report = await enrichment.enrichAll();
      const { seconds, cpuSeconds } = took();
      steps.understand.add(
        seconds - (cluster.seconds + compose.seconds - before.seconds),
        cpuSeconds - (cluster.cpuSeconds + compose.cpuSeconds - before.cpuSeconds),
      );
      counts.composed += report.composed;
      counts.refused += report.refused;
    });
    progress.at(at + ROUND);
  }
  progress.end();
  const stored = await storedOf(app);
  if (stored.stories !== stories) throw new CommandError(`${stored.stories} of ${stories} stories came in`);
  const stages = Object.values(steps).map((step) => step.stage(stories));
  const { perSecond, p50Ms, p99Ms } = stages.at(-1)!;
  return { stages, perSecond, p50Ms, p99Ms, counts: { ...stored, ...counts } };
}

function feedsOf(reports: readonly InventedReport[], now: number): ReturnType<typeof fileOf>[] {
  const byPublisher = Map.groupBy(reports, ({ publisher }) => publisher);
  return [...byPublisher].map(([publisher, items]) => fileOf(publisher, items, now));
}

function fileOf(
  publisher: number,
  reports: readonly InventedReport[],
  now: number,
): Parameters<FeedReader['read']>[0] {
  return { sourceId: sourceOf(publisher), ...feedOf(publisher, reports), now: new Date(now) };
}

function sourceOf(publisher: number): string {
  return `paper-${publisher}`;
}

async function storedOf(
  app: INestApplicationContext,
): Promise<Pick<IngestResult['counts'], 'stories' | 'events' | 'copies'>> {
  const [row] = await app.get(Database).query<{ stories: number; events: number; copies: number }>(
    `SELECT count(*)::float8 AS stories, count(DISTINCT event_ref)::float8 AS events, count(duplicate_of)::float8 AS copies
     FROM story`,
  );
  return row!;
}
