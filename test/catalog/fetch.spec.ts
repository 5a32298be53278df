import { NOW, openCatalog, rss } from './catalog-fixture.js';
import type { TestCatalog } from './catalog-fixture.js';

describe('fetching feeds', () => {
  let world: TestCatalog;
  let number = 0;
  beforeAll(async () => {
    world = await openCatalog();
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    await world.database.query('TRUNCATE story, source CASCADE');
    world.clock.set(NOW);
    world.jobs.jobs.length = 0;
  });

  const answer = (status: number, headers: Record<string, string> = {}, body = ''): string => {
    const path = `/feed/${number++}`;
    world.routes[path] = (_, response) => response.writeHead(status, headers).end(body);
    return path;
  };
  const source = (path: string, more: object = {}) =>
    world.sources.create({
      id: 'f',
      name: 'Feed',
      feedUrl: world.address + path,
      siteUrl: null,
      language: null,
      authority: 0.6,
      status: 'active',
      fetchIntervalSeconds: 600,
      ...more,
    });
  const secondsToNext = async () =>
    (((await world.sources.get('f')).nextFetchAt?.getTime() ?? 0) - world.clock.now().getTime()) / 1000;

  it('takes a feed in, asks conditionally the next time and heeds 304', async () => {
    const path = `/feed/${number++}`;
    const asked: (string | undefined)[] = [];
    world.routes[path] = (request, response) => {
      asked.push(request.headers['if-none-match']);
      if (request.headers['if-none-match'] === '"1"') response.writeHead(304).end();
      else
        response.writeHead(200, { etag: '"1"' }).end(rss([{ title: 'T', link: 'https://x.example.net/1' }]));
    };
    await source(path);
    expect(await world.fetches.fetchSource('f')).toMatchObject({
      kind: 'fetched',
      taken: { results: [{ status: 'created' }] },
    });
    expect(await world.fetches.fetchSource('f')).toEqual({ kind: 'unchanged' });
    expect(asked).toEqual([undefined, '"1"']);
    expect(await world.sources.get('f')).toMatchObject({
      lastSuccessAt: NOW,
      failures: 0,
      lastErrorCode: null,
    });
    expect(await secondsToNext()).toBeGreaterThanOrEqual(600);
    expect(await secondsToNext()).toBeLessThanOrEqual(660);
  });

  it.each([
    ['120', 120, 133],
    ['-5', 60, 67],
    ['999999999', 86_400, 95_100],
    ['Mon, 02 Mar 2026 13:00:00 GMT', 3_600, 3_961],
    ['Tue, 02 Mar 2036 13:00:00 GMT', 86_400, 95_100],
    ['tomorrow', 1_200, 1_321],
  ])('waits as Retry-After: %s says, within bounds', async (header, least, most) => {
    await source(answer(429, { 'retry-after': header }));
    expect(await world.fetches.fetchSource('f')).toMatchObject({ kind: 'failed', code: 'FETCH_BAD_STATUS' });
    expect(await secondsToNext()).toBeGreaterThanOrEqual(least);
    expect(await secondsToNext()).toBeLessThanOrEqual(most);
  });

  it('backs off while a feed fails and returns to its interval', async () => {
    const path = answer(503);
    await source(path);
    const waits: number[] = [];
    for (let i = 0; i < 3; i++) {
      await world.fetches.fetchSource('f');
      waits.push(await secondsToNext());
    }
    [1_200, 2_400, 4_800].forEach((least, i) => {
      expect(waits[i]).toBeGreaterThanOrEqual(least);
      expect(waits[i]).toBeLessThanOrEqual(least * 1.1);
    });
    expect(await world.sources.get('f')).toMatchObject({
      failures: 3,
      lastErrorDetail: 'The server answered 503.',
    });
    world.routes[path] = (_, response) => response.end(rss([{ title: 'T' }]));
    await world.fetches.fetchSource('f');
    expect(await world.sources.get('f')).toMatchObject({ failures: 0, lastErrorCode: null });
  });

  it('retires a source that is gone', async () => {
    await source(answer(410));
    await world.fetches.fetchSource('f');
    expect(await world.sources.get('f')).toMatchObject({ status: 'retired', nextFetchAt: null });
    expect(await world.fetches.fetchSource('f')).toEqual({ kind: 'skipped' });
  });

  it('moves with a permanent redirect and not with a temporary one', async () => {
    const target = answer(200, {}, rss([{ title: 'T' }]));
    await source(answer(302, { location: target }));
    await world.fetches.fetchSource('f');
    expect((await world.sources.get('f')).feedUrl?.endsWith(target)).toBe(false);
    await world.sources.patch('f', { feedUrl: world.address + answer(301, { location: target }) });
    await world.fetches.fetchSource('f');
    expect((await world.sources.get('f')).feedUrl).toBe(world.address + target);
  });

  it.each([
    ['an empty answer', 200, ''],
    ['a login page', 200, '<html><body>Log in</body></html>'],
  ])('records %s as unreadable', async (_, status, body) => {
    await source(answer(status, {}, body));
    expect(await world.fetches.fetchSource('f')).toMatchObject({ kind: 'failed', code: 'FEED_UNREADABLE' });
    expect(await world.sources.get('f')).toMatchObject({
      status: 'active',
      lastErrorCode: 'FEED_UNREADABLE',
      failures: 1,
    });
  });

  it('pauses a source that leads to a forbidden address', async () => {
    await source(answer(302, { location: 'http://169.254.169.254/' }));
    await world.fetches.fetchSource('f');
    expect(await world.sources.get('f')).toMatchObject({
      status: 'paused',
      lastErrorCode: 'FETCH_FORBIDDEN_ADDRESS',
    });
    await expect(source('', { id: 'g', feedUrl: 'http://127.0.0.1:1/feed' })).rejects.toMatchObject({
      code: 'FETCH_FORBIDDEN_ADDRESS',
      errors: [{ path: 'feedUrl' }],
    });
  });

  it('queues what is due once, from two processes at once', async () => {
    const feed = answer(200, {}, rss([]));
    for (let i = 0; i < 10; i++) await source(`${feed}?${i}`, { id: `f${i}`, name: `F ${i}` });
    const taken = await Promise.all([world.fetches.scheduleDue(), world.fetches.scheduleDue()]);
    expect(taken[0] + taken[1]).toBe(10);
    expect(new Set(world.jobs.jobs.map((job) => JSON.stringify(job.payload))).size).toBe(10);
    expect(await world.fetches.scheduleDue()).toBe(0);
    world.clock.set(new Date(NOW.getTime() + 901_000));
    expect(await world.fetches.scheduleDue()).toBe(10);
  });

  it('reads and writes OPML', async () => {
    const opml = (entries: string) => Buffer.from(`<opml version="2.0"><body>${entries}</body></opml>`);
    const result = await world.sources.importOpml(
      opml(
        `<outline text="News" xmlUrl="${world.address}/1"/><outline text="News" xmlUrl="${world.address}/2"/>
         <outline text="Bad" xmlUrl="http://10.0.0.1/feed"/><outline text="Worse" xmlUrl="ftp://x.example.net"/>`,
      ),
    );
    expect(result.created).toEqual(['news', expect.stringMatching(/^news-[0-9a-f]{8}$/)]);
    expect(result.errors).toHaveLength(2);
    const again = await world.sources.importOpml(Buffer.from(await world.sources.exportOpml()));
    expect(again).toEqual({ created: [], known: 2, errors: [] });
  });
});
