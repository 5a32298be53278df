import { FeedReader } from '../../src/catalog/sources/feed-reader.js';
import { Threads, type ThreadLimits } from '../../src/platform/threads/threads.js';
import { NOW } from './catalog-fixture.js';

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
  const fileOf = (feed: string) => ({
    sourceId: 'f',
    bytes: Buffer.from(feed),
    contentType: 'application/rss+xml',
    url: 'https://feed.example.net/',
    now: NOW,
  });

  it('is read beside the event loop, which goes on turning', async () => {
    const threads = new Threads(1);
    const file = fileOf(costlyFeed(8));
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    const { drafts } = await new FeedReader(threads).read(file);
    clearInterval(timer);
    await threads.close();
    expect(drafts.length).toBeGreaterThan(100);
    // Read on this thread, it would be one long turn.
    expect(turns).toBeGreaterThan(10);
  });

  it('of two million levels is taken in or refused by name', async () => {
    const threads = new Threads(1);
    const reading = new FeedReader(threads).read(fileOf(`<rss><channel><title>${'<a>'.repeat(2 * MB)}`));
    await expect(reading.catch((error: unknown) => error)).resolves.toBeDefined();
    await threads.close();
  });

  it.each([
    ['time', { timeoutMs: 5 }, costlyFeed(4)],
    ['memory', { maxMemoryMb: 16 }, `<rss><item><title>T</title>${'<a>b</a>'.repeat(90_000)}</item></rss>`],
  ])('that needs too much %s is refused with a code', async (_, narrower, feed) => {
    const threads = new Narrow(narrower);
    await expect(new FeedReader(threads).read(fileOf(feed))).rejects.toMatchObject({
      code: 'FEED_TOO_COSTLY',
      status: 422,
    });
    await threads.close();
  });
});
