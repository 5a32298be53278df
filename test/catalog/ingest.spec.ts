import { parseFeed } from '../../src/catalog/feeds/parse-feed.js';
import { NOW, openCatalog, rss } from './catalog-fixture.js';
import type { TestCatalog } from './catalog-fixture.js';

describe('taking stories in', () => {
  let world: TestCatalog;
  const feed = (items: Parameters<typeof rss>[0]) => parseFeed(Buffer.from(rss(items)));
  const count = async (table: string): Promise<number> =>
    (await world.database.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`))[0]?.n ?? 0;
  const addSource = (id: string) =>
    world.database.query('INSERT INTO source (id, name) VALUES ($1, $1) ON CONFLICT DO NOTHING', [id]);

  beforeAll(async () => {
    world = await openCatalog();
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    await world.database.query('TRUNCATE story, source CASCADE');
    world.jobs.jobs.length = 0;
    await addSource('a');
    await addSource('b');
  });

  it('stores a feed once, whatever runs twice', async () => {
    const parsed = feed([
      {
        title: 'One',
        link: 'https://x.example.net/1',
        date: 'Mon, 02 Mar 2026 08:00:00 GMT',
        text: '<p>Text & more</p>',
      },
      { title: 'Two', guid: 'g2' },
    ]);
    const first = await world.ingest.ingestFeed('a', parsed);
    expect(first.results.map((one) => one.status)).toEqual(['created', 'created']);
    expect(world.jobs.jobs).toEqual([expect.objectContaining({ queue: 'enrich-stories' })]);
    const again = await world.ingest.ingestFeed('a', parsed);
    expect(again.results.map((one) => one.status)).toEqual(['unchanged', 'unchanged']);
    expect(again.results.map((one) => one.id)).toEqual(first.results.map((one) => one.id));
    expect(world.jobs.jobs).toHaveLength(1);
    expect(await count('story')).toBe(2);
    expect(await world.catalog.get(first.results[0]?.id ?? '')).toMatchObject({
      title: 'One',
      summary: 'Text & more',
      url: 'https://x.example.net/1',
      publishedAt: new Date('2026-03-02T08:00:00Z'),
    });
  });

  it('knows one story in twenty feeds and from two processes at once', async () => {
    const ids = Array.from({ length: 20 }, (_, i) => `s${i}`);
    await Promise.all(ids.map(addSource));
    const results = await Promise.all(
      ids.map((id, i) =>
        world.ingest.ingestFeed(
          id,
          feed(
            Array.from({ length: 30 }, (_, n) => ({
              title: `Story ${n}`,
              link: `${i % 2 === 0 ? 'https://www' : 'http://m'}.x.example.net/${(n + i) % 30}?utm_source=${id}`,
            })),
          ),
        ),
      ),
    );
    expect(await count('story')).toBe(30);
    expect(await count('story_sighting')).toBe(600);
    expect(results.flatMap((one) => one.results).filter((one) => one.status === 'created')).toHaveLength(30);
    const [story] = await world.catalog.list({ limit: 1 });
    expect((await world.catalog.get(story?.id ?? '')).sources).toHaveLength(20);
  });

  it('updates what its own source changed, and lets no other source do so', async () => {
    const link = 'https://x.example.net/1';
    const [created] = (await world.ingest.ingestFeed('a', feed([{ title: 'Old', link }]))).results;
    await world.enrichment().enrichAll();
    expect(
      (await world.ingest.ingestFeed('b', feed([{ title: 'Other words', link }]))).results[0]?.status,
    ).toBe('unchanged');
    const before = await world.catalog.version();
    expect((await world.ingest.ingestFeed('a', feed([{ title: 'New', link }]))).results[0]).toMatchObject({
      id: created?.id,
      status: 'updated',
    });
    expect(await world.catalog.version()).not.toBe(before);
    expect(await world.catalog.get(created?.id ?? '')).toMatchObject({
      title: 'New',
      enrichedAt: null,
      publishedAt: NOW,
    });
  });

  it('reports what is wrong with its place and takes the rest', async () => {
    const result = await world.ingest.ingestStories([
      {
        id: 'one',
        title: 'Good',
        url: 'https://x.example.net/1',
        source: 'Ledger Wire',
        publishedAt: '2026-03-01',
      },
      { id: 'two', title: '  \u200b ', source: 'Ledger Wire' },
      { title: 'No source' },
      'nonsense',
      null,
      { id: 'one', title: 'Same id', source: 'x' },
      { title: 'Bad address', url: 'javascript:alert(1)', source: 'ledger wire' },
      { title: 7, source: 'x' },
      JSON.parse('{"id":"p","__proto__":{"title":"x"},"source":"x"}'),
    ]);
    expect(result.results).toEqual([
      { index: 0, id: 'one', status: 'created' },
      { index: 6, id: expect.stringMatching(/^s/), status: 'created' },
    ]);
    expect(result.errors.map(({ index, path, code }) => [index, path, code])).toEqual([
      [1, 'stories.1.title', 'TITLE_MISSING'],
      [2, 'stories.2.source', 'INVALID_INPUT'],
      [3, 'stories.3', 'INVALID_INPUT'],
      [4, 'stories.4', 'INVALID_INPUT'],
      [5, 'stories.5.id', 'DUPLICATE_ID'],
      [7, 'stories.7.title', 'INVALID_INPUT'],
      [8, 'stories.8.title', 'INVALID_INPUT'],
    ]);
    expect(result.warnings).toEqual([
      expect.objectContaining({ index: 6, path: 'stories.6.url', code: 'URL_IGNORED' }),
    ]);
    const rows = await world.database.query(`SELECT id, name FROM source WHERE id LIKE 'ledger%'`);
    expect(rows).toEqual([{ id: 'ledger-wire', name: 'Ledger Wire' }]);
  });

  it.each([
    'Thu, 01 Jan 1970 00:00:00 GMT',
    '9999-12-31T00:00:00Z',
    '2026-03-05T00:00:00Z',
    'soon',
    '0001-01-01T00:00:00Z',
  ])('takes a story dated %s as of now', async (date) => {
    const { results, warnings } = await world.ingest.ingestFeed('a', feed([{ title: 'T', guid: 'd', date }]));
    // What cannot be read is no date for the parser already; the others are warned of.
    if (date !== 'soon')
      expect(warnings).toEqual([
        expect.objectContaining({ path: 'items.0.publishedAt', code: 'DATE_IGNORED' }),
      ]);
    expect(await world.catalog.get(results[0]?.id ?? '')).toMatchObject({ publishedAt: NOW });
    world.clock.set(new Date(NOW.getTime() + 3_600_000));
    const later = await world.ingest.ingestFeed('a', feed([{ title: 'T', guid: 'd', date }]));
    world.clock.set(NOW);
    expect(later.results[0]?.status).toBe('unchanged');
    expect(await world.catalog.get(results[0]?.id ?? '')).toMatchObject({ publishedAt: NOW });
  });

  it('takes a story from a clock that runs ahead as of now', async () => {
    const { results, warnings } = await world.ingest.ingestFeed(
      'a',
      feed([{ title: 'T', date: '2026-03-02T20:00:00Z' }]),
    );
    expect(warnings).toEqual([]);
    expect(await world.catalog.get(results[0]?.id ?? '')).toMatchObject({ publishedAt: NOW });
  });

  it('reports items without a title and keeps doubled guids apart', async () => {
    const result = await world.ingest.ingestFeed(
      'a',
      feed([
        { guid: 'x', title: 'A' },
        { guid: 'x', title: 'B' },
        { text: 'only text' },
        { title: 'C', link: 'https://feed.example.net/' },
      ]),
    );
    expect(result.results).toHaveLength(3);
    expect(result.errors).toEqual([
      expect.objectContaining({ path: 'items.2.title', code: 'TITLE_MISSING' }),
    ]);
  });

  it('follows a story of its own id to another address', async () => {
    const story = { id: 'mine', title: 'T', source: 'a', url: 'https://x.example.net/1' };
    await world.ingest.ingestStories([story]);
    const moved = await world.ingest.ingestStories([{ ...story, url: 'https://x.example.net/2' }]);
    expect(moved.results).toEqual([{ index: 0, id: 'mine', status: 'updated' }]);
    expect(await world.catalog.get('mine')).toMatchObject({ url: 'https://x.example.net/2' });
    const both = await Promise.all(
      [1, 2, 3].map((n) =>
        world.ingest.ingestStories([
          { id: 'race', title: 'R', source: 'a', url: `https://x.example.net/r${n}` },
        ]),
      ),
    );
    expect(both.flatMap((one) => one.errors)).toEqual([]);
    expect(await count('story')).toBe(2);
  });

  it('stores text only: no markup, no invisible characters, no NUL', async () => {
    const { results } = await world.ingest.ingestStories([
      {
        title: 'A <b>bold</b> \u202Eclaim\r\nBcc: x',
        summary: '<p>One</p><script>alert(1)</script>',
        text: 'a\u0000b < c',
        source: 'a',
      },
    ]);
    expect(await world.catalog.get(results[0]?.id ?? '')).toMatchObject({
      title: 'A bold claim Bcc: x',
      summary: 'One',
      text: 'ab < c',
    });
  });

  it('lists by topic, entity and time in stable pages', async () => {
    await world.ingest.ingestStories(
      Array.from({ length: 7 }, (_, n) => ({
        id: `p${n}`,
        title: `T ${n}`,
        source: 'a',
        publishedAt: `2026-03-01T0${n}:00:00Z`,
      })),
    );
    const first = await world.catalog.list({ limit: 4 });
    const last = first.at(-1);
    const second = await world.catalog.list({
      limit: 4,
      after: last && { publishedAt: last.publishedAt, ref: last.ref },
    });
    expect([...first, ...second].map((story) => story.id)).toEqual([
      'p6',
      'p5',
      'p4',
      'p3',
      'p2',
      'p1',
      'p0',
    ]);
    expect(await world.catalog.list({ limit: 9, since: new Date('2026-03-01T06:00:00Z') })).toHaveLength(1);
    expect(await world.catalog.list({ limit: 9, topic: 'earnings' })).toEqual([]);
  });
});
