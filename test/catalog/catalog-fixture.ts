import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CatalogService } from '../../src/catalog/catalog.service.js';
import { EnrichmentRepository } from '../../src/catalog/enrichment.repository.js';
import { EnrichmentService } from '../../src/catalog/enrichment.service.js';
import { FetchService } from '../../src/catalog/fetch.service.js';
import { IngestService } from '../../src/catalog/ingest.service.js';
import { SourceRepository } from '../../src/catalog/source.repository.js';
import { SourcesService } from '../../src/catalog/sources.service.js';
import { StoryRepository } from '../../src/catalog/story.repository.js';
import { TopicRepository } from '../../src/catalog/topic.repository.js';
import { TopicsService } from '../../src/catalog/topics.service.js';
import { type Clock, FixedClock } from '../../src/platform/clock.js';
import { GuardedFetch } from '../../src/platform/fetch/guarded-fetch.js';
import { RecordingJobQueue } from '../support/recording-job-queue.js';
import { openTestDatabase } from '../support/test-database.js';

export const NOW = new Date('2026-03-02T12:00:00.000Z');

/** The catalogue on a database of its own, with a web server that plays the world. */
export async function openCatalog() {
  const { database, close } = await openTestDatabase();
  const routes: Record<string, RequestListener> = {};
  const server = createServer((request, response) => {
    const route = routes[request.url ?? ''];
    if (route) route(request, response);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const clock = new FixedClock(NOW);
  const jobs = new RecordingJobQueue();
  const client = new GuardedFetch({ allow: [host], maxBytes: 1_000_000, timeoutMs: 3_000 });
  const stories = new StoryRepository(database);
  const texts = new EnrichmentRepository(database);
  const sourceRows = new SourceRepository(database);
  const topicRows = new TopicRepository(database);
  const ingest = new IngestService(stories, sourceRows, database, jobs, clock);
  const fetches = new FetchService(sourceRows, ingest, client, jobs, clock);
  return {
    database,
    clock,
    jobs,
    routes,
    address: `http://${host}`,
    ingest,
    fetches,
    catalog: new CatalogService(stories),
    sources: new SourcesService(sourceRows, fetches, client, clock),
    topics: new TopicsService(topicRows, texts, database, jobs, clock),
    /** Each call is another worker. */
    enrichment: (itsClock: Clock = clock) => new EnrichmentService(texts, topicRows, database, itsClock),
    async close() {
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
