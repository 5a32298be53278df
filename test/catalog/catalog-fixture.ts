import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ArticleFetchRepository } from '../../src/catalog/articles/article-fetch.repository.js';
import { ArticleFetchService } from '../../src/catalog/articles/article-fetch.service.js';
import { ArticleWishesService } from '../../src/catalog/articles/article-wishes.service.js';
import { CatalogService } from '../../src/catalog/catalog.service.js';
import { ClusteringRepository } from '../../src/catalog/events/clustering.repository.js';
import { ClusteringService } from '../../src/catalog/events/clustering.service.js';
import { CompositionService } from '../../src/catalog/events/composition.service.js';
import { EnrichmentRepository } from '../../src/catalog/topics/enrichment.repository.js';
import { EnrichmentService } from '../../src/catalog/topics/enrichment.service.js';
import { EventRepository } from '../../src/catalog/events/event.repository.js';
import { EventsService } from '../../src/catalog/events/events.service.js';
import { FeedReader } from '../../src/catalog/sources/feed-reader.js';
import { FetchService } from '../../src/catalog/sources/fetch.service.js';
import { HostTurnRepository } from '../../src/catalog/hosts/host-turn.repository.js';
import { HostTurns } from '../../src/catalog/hosts/host-turns.js';
import { IngestService } from '../../src/catalog/sources/ingest.service.js';
import { RobotsRepository } from '../../src/catalog/hosts/robots.repository.js';
import { RobotsService } from '../../src/catalog/hosts/robots.service.js';
import { SourceRepository } from '../../src/catalog/sources/source.repository.js';
import { SourcesService } from '../../src/catalog/sources/sources.service.js';
import { StoryRepository } from '../../src/catalog/stories/story.repository.js';
import { TopicRepository } from '../../src/catalog/topics/topic.repository.js';
import { TopicsService } from '../../src/catalog/topics/topics.service.js';
import { type Clock, FixedClock } from '../../src/platform/clock.js';
import { loadSettings } from '../../src/config/settings.js';
import { GuardedFetch } from '../../src/platform/fetch/guarded-fetch.js';
import type { Resolve } from '../../src/platform/fetch/pinned-connector.js';
import { Threads } from '../../src/platform/threads/threads.js';
import { RecordingJobQueue } from '../support/recording-job-queue.js';
import { openTestDatabase } from '../support/test-database.js';

export const NOW = new Date('2026-03-02T12:00:00.000Z');

/** The catalogue on a database of its own, with a web server that plays the world. */
export async function openCatalog(
  options: {
    readonly hostGapMs?: number;
    readonly maxBytes?: number;
    readonly timeoutMs?: number;
    /** More `host:port` that may be fetched. */
    readonly allow?: readonly string[];
    readonly resolve?: Resolve;
  } = {},
) {
  const { database, close } = await openTestDatabase();
  const routes: Record<string, RequestListener> = {};
  const server = createServer((request, response) => {
    const route = routes[request.url ?? ''];
    if (route) route(request, response);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const host = `127.0.0.1:${port}`;
  const otherHost = `localhost:${port}`;
  const clock = new FixedClock(NOW);
  const jobs = new RecordingJobQueue();
  const client = new GuardedFetch({
    allow: [host, host.replace('127.0.0.1', 'localhost'), ...(options.allow ?? [])],
    maxBytes: options.maxBytes ?? 1_000_000,
    timeoutMs: options.timeoutMs ?? 3_000,
    ...(options.resolve && { resolve: options.resolve }),
  });
  const stories = new StoryRepository(database);
  const texts = new EnrichmentRepository(database);
  const sourceRows = new SourceRepository(database);
  const topicRows = new TopicRepository(database);
  const eventRows = new EventRepository(database);
  const articleRows = new ArticleFetchRepository(database);
  const wishes = new ArticleWishesService(articleRows, database, jobs, clock);
  const ingest = new IngestService(stories, sourceRows, database, jobs, clock, wishes);
  const threads = new Threads(1);
  const settings = loadSettings({ FETCH_HOST_GAP_MS: String(options.hostGapMs ?? 0) });
  const turns = new HostTurns(new HostTurnRepository(database), settings);
  const robots = new RobotsService(new RobotsRepository(database), client, clock);
  const articles = new ArticleFetchService(
    articleRows,
    stories,
    robots,
    turns,
    client,
    threads,
    database,
    jobs,
    clock,
  );
  const fetches = new FetchService(sourceRows, ingest, client, turns, new FeedReader(threads), jobs, clock);
  return {
    database,
    clock,
    jobs,
    routes,
    address: `http://${host}`,
    /** The same server under another name. */
    otherAddress: `http://${otherHost}`,
    ingest,
    wishes,
    articles,
    robots,
    fetches,
    turns,
    threads,
    catalog: new CatalogService(stories),
    sources: new SourcesService(sourceRows, fetches, client, jobs, clock),
    topics: new TopicsService(topicRows, texts, database, jobs, clock),
    /** Each call is another worker. */
    enrichment: (itsClock: Clock = clock) =>
      new EnrichmentService(
        texts,
        topicRows,
        database,
        itsClock,
        new ClusteringService(new ClusteringRepository(database), database, itsClock),
        new CompositionService(eventRows, database, itsClock),
      ),
    events: new EventsService(eventRows),
    async close() {
      await threads.close();
      await client.close();
      server.closeAllConnections();
      server.close();
      await close();
    },
  };
}

export type TestCatalog = Awaited<ReturnType<typeof openCatalog>>;

/** A feed of items with title, link, date and text. */
export function rss(
  items: readonly { title?: string; link?: string; guid?: string; date?: string; text?: string }[],
): string {
  const tag = (name: string, value: string | undefined): string =>
    value === undefined ? '' : `<${name}>${value.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</${name}>`;
  const body = items.map(
    (item) =>
      `<item>${tag('title', item.title)}${tag('link', item.link)}${item.guid === undefined ? '' : `<guid isPermaLink="false">${item.guid}</guid>`}${tag('pubDate', item.date)}${tag('description', item.text)}</item>`,
  );
  return `<rss version="2.0"><channel><title>Feed</title><link>https://feed.example.net/</link>${body.join('')}</channel></rss>`;
}
