import { monitorEventLoopDelay } from 'node:perf_hooks';
import { FeedReader } from '../../src/catalog/feed-reader.js';
import { Threads, type ThreadLimits } from '../../src/platform/threads/threads.js';
import { NOW, openCatalog } from './catalog-fixture.js';
import type { TestCatalog } from './catalog-fixture.js';

const MB = 1024 * 1024;

/** Threads with less patience or memory than the reader asks for. */
class Narrow extends Threads {
  constructor(private readonly narrower: Partial<ThreadLimits>) {
    super(1);
  }

  override run<Output>(module: URL, input: unknown, limits: ThreadLimits): Promise<Output> {
    return super.run(module, input, { ...limits, ...this.narrower });
  }
}

/** Many items of many character references: slow to read, and well-formed. */
function costlyFeed(megabytes: number): string {
  const item = `<item><title>T</title><description>${'&lt;b&gt;&#x41;'.repeat(700)}</description></item>`;
  return `<rss><channel>${item.repeat((megabytes * MB) / item.length)}</channel></rss>`;
}

describe('a hostile feed', () => {
  let world: TestCatalog;
  beforeAll(async () => {
    world = await openCatalog({ maxBytes: 9 * MB });
  });
  afterAll(() => world.close());

  it('does not hold up the process that reads it', async () => {
    const deep = `<rss><channel><title>${'<a>'.repeat(2 * MB)}`;
    world.routes['/deep'] = (_, response) => response.end(deep);
    world.routes['/costly'] = (_, response) => response.end(costlyFeed(8));
    for (const path of ['deep', 'costly'])
      await world.sources.create({
        id: path,
        name: path,
        feedUrl: `${world.address}/${path}`,
        siteUrl: null,
        language: null,
        authority: 0.5,
        status: 'active',
        articles: 'never',
        fetchIntervalSeconds: 600,
      });
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    const started = performance.now();
    await world.fetches.fetchSource('deep');
    await world.fetches.fetchSource('costly');
    delay.disable();
    // Reading takes seconds; what is left for this thread are pages of rows on their way to the database.
    expect(delay.max / 1e6).toBeLessThan((performance.now() - started) / 4);
  });

  it.each([
    ['time', { timeoutMs: 5 }, costlyFeed(4)],
    ['memory', { maxMemoryMb: 16 }, `<rss><item><title>T</title>${'<a>b</a>'.repeat(90_000)}</item></rss>`],
  ])('that needs too much %s is refused with a code', async (_, narrower, feed) => {
    const threads = new Narrow(narrower);
    const file = {
      sourceId: 'f',
      bytes: Buffer.from(feed),
      contentType: 'application/rss+xml',
      url: 'https://feed.example.net/',
      now: NOW,
    };
    await expect(new FeedReader(threads).read(file)).rejects.toMatchObject({
      code: 'FEED_TOO_COSTLY',
      status: 422,
    });
    await threads.close();
  });
});
