import { jest } from '@jest/globals';
import { errorRateOf } from '../../src/catalog/sources/source.js';
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
    await world.database.query('TRUNCATE story, source, fetch_host CASCADE');
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
      articles: 'never',
      fetchIntervalSeconds: 600,
      ...more,
    });
  const secondsToNext = async () =>
    (((await world.sources.get('f')).nextFetchAt?.getTime() ?? 0) - world.clock.now().getTime()) / 1000;

  const storyTitles = async () =>
    (await world.database.query<{ title: string }>('SELECT title FROM story ORDER BY title')).map(
      ({ title }) => title,
    );

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
    expect(await secondsToNext()).toBeGreaterThanOrEqual(900);
    expect(await secondsToNext()).toBeLessThanOrEqual(990);
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

  it('spreads the next tries of sources that fail together', async () => {
    const path = answer(500);
    const times = new Set<number>();
    for (let i = 0; i < 12; i++) {
      await source(`${path}?${i}`, { id: `f${i}`, name: `F ${i}` });
      world.routes[`${path}?${i}`] = (_, response) => response.writeHead(500).end();
      await world.fetches.fetchSource(`f${i}`);
      times.add((await world.sources.get(`f${i}`)).nextFetchAt?.getTime() ?? 0);
    }
    expect(times.size).toBeGreaterThan(8);
    expect(Math.max(...times) - Math.min(...times)).toBeLessThanOrEqual(120_000);
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

  it('remembers a move whose target says that nothing is new', async () => {
    const target = `/feed/${number++}`;
    world.routes[target] = (request, response) => {
      if (request.headers['if-none-match'] === '"1"') response.writeHead(304).end();
      else response.writeHead(200, { etag: '"1"' }).end(rss([{ title: 'T' }]));
    };
    const path = answer(302, { location: target });
    await source(path);
    await world.fetches.fetchSource('f');
    world.routes[path] = (_, response) => response.writeHead(308, { location: target }).end();
    expect(await world.fetches.fetchSource('f')).toEqual({ kind: 'unchanged' });
    expect((await world.sources.get('f')).feedUrl).toBe(world.address + target);
  });

  it('takes 410 for the end of what was redirected for good only', async () => {
    const gone = answer(410);
    await source(answer(302, { location: gone }));
    await world.fetches.fetchSource('f');
    expect(await world.sources.get('f')).toMatchObject({ status: 'active', failures: 1 });
    await world.sources.patch('f', { feedUrl: world.address + answer(301, { location: gone }) });
    await world.fetches.fetchSource('f');
    expect(await world.sources.get('f')).toMatchObject({
      status: 'retired',
      statusReason: 'FETCH_BAD_STATUS: The server answered 410.',
    });
  });

  const read = rss([{ title: 'T', link: 'https://x.example.net/1' }]);

  it.each([
    ['an empty answer', 'FEED_UNREADABLE', 200, ''],
    ['no feed', 'FEED_UNREADABLE', 200, '<svg/>'],
    ['a login page', 'FEED_IS_WEB_PAGE', 200, '<!DOCTYPE html>\n<html><body>Log in</body></html>'],
    ['a login page in old HTML', 'FEED_IS_WEB_PAGE', 200, '<HTML lang=en><form><input name=user>'],
    ['a 304 that nobody asked for', 'FETCH_BAD_STATUS', 304, ''],
    ['a status that is none', 'FETCH_BAD_STATUS', 418, ''],
  ])('counts %s as a failure and loses nothing', async (_, code, status, body) => {
    const path = answer(200, {}, read);
    await source(path);
    await world.fetches.fetchSource('f');
    world.routes[path] = (_request, response) => response.writeHead(status, { etag: '"login"' }).end(body);
    expect(await world.fetches.fetchSource('f')).toMatchObject({ kind: 'failed', code });
    expect(await world.sources.get('f')).toMatchObject({
      status: 'active',
      lastErrorCode: code,
      failures: 1,
      failingSince: NOW,
      lastSuccessAt: NOW,
      recentFetches: ['n', 'f'],
      etag: null,
    });
    expect(await storyTitles()).toEqual(['T']);
    world.routes[path] = (_request, response) => response.end(read);
    expect(await world.fetches.fetchSource('f')).toEqual({ kind: 'unchanged' });
    expect(await world.sources.get('f')).toMatchObject({ failures: 0, failingSince: null });
  });

  it.each([
    ['FETCH_TLS', () => world.address.replace('http:', 'https:')],
    ['FETCH_DNS', () => `http://no-such-name.example.net`],
    ['FETCH_CONNECTION', () => world.address],
  ])('counts %s as a failure', async (code, origin) => {
    const path = `/feed/${number++}`;
    world.routes[path] = (request) => request.socket.destroy();
    await source('', { feedUrl: origin() + path });
    expect(await world.fetches.fetchSource('f')).toMatchObject({ kind: 'failed', code });
    expect(await world.sources.get('f')).toMatchObject({
      status: 'active',
      failures: 1,
      lastErrorCode: code,
    });
  });

  it('does not read the same bytes again, whatever the server says of them', async () => {
    const path = `/feed/${number++}`;
    let version = 0;
    let body = read;
    world.routes[path] = (_, response) => response.writeHead(200, { etag: `"${version++}"` }).end(body);
    await source(path);
    await world.fetches.fetchSource('f');
    const reading = jest.spyOn(world.threads, 'run');
    expect(await world.fetches.fetchSource('f')).toEqual({ kind: 'unchanged' });
    expect(reading).not.toHaveBeenCalled();
    version = 1; // the same entity tag, another body
    body = rss([{ title: 'U' }]);
    expect(await world.fetches.fetchSource('f')).toMatchObject({ kind: 'fetched' });
    reading.mockRestore();
    expect(await storyTitles()).toEqual(['T', 'U']);
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

  it('asks less often while nothing is new, and more often again', async () => {
    const path = answer(200, {}, read);
    await source(path);
    const intervals: (number | null)[] = [];
    const fetch = async (body?: string) => {
      if (body !== undefined) world.routes[path] = (_, response) => response.end(body);
      await world.fetches.fetchSource('f');
      const now = await world.sources.get('f');
      intervals.push(now.currentIntervalSeconds);
      world.clock.set(now.nextFetchAt ?? NOW);
    };
    for (let i = 0; i < 4; i++) await fetch();
    await fetch(rss([{ title: 'U' }, { title: 'V' }]));
    expect(intervals).toEqual([600, 900, 1_350, 2_025, 1_620]);
    expect(await world.sources.get('f')).toMatchObject({ recentFetches: ['n', 'u', 'u', 'u', 'n'] });
    const faster = await world.sources.patch('f', { fetchIntervalSeconds: 60 });
    expect(faster).toMatchObject({ currentIntervalSeconds: 60, fetchIntervalSeconds: 60 });
    expect(await secondsToNext()).toBeLessThanOrEqual(60);
    expect(faster.itemsPerDay).toBeCloseTo(1, 1);
  });

  it('counts a story that another source had first as new to this one', async () => {
    await source(answer(200, {}, read), { id: 'e', name: 'E' });
    await source(answer(200, {}, read));
    await world.fetches.fetchSource('e');
    await world.fetches.fetchSource('f');
    expect(await world.sources.get('f')).toMatchObject({ recentFetches: ['n'] });
  });

  it('pauses a source that has failed for two weeks, and tries again when told to', async () => {
    const path = answer(404);
    await source(path);
    const day = 86_400_000;
    let tries = 0;
    for (let at = 0; at <= 14; at++) {
      world.clock.set(new Date(NOW.getTime() + at * day));
      expect(await world.sources.get('f')).toMatchObject({ status: 'active' });
      await world.fetches.fetchSource('f');
      tries++;
    }
    expect(await world.sources.get('f')).toMatchObject({
      status: 'paused',
      statusReason: `FETCH_GIVEN_UP: ${tries} fetches in a row have failed since 2026-03-02; set its status to active to try again. The last one: FETCH_BAD_STATUS: The server answered 404.`,
      nextFetchAt: null,
    });
    expect(await world.sources.patch('f', { status: 'active' })).toMatchObject({
      failures: 0,
      failingSince: null,
      statusReason: null,
      nextFetchAt: world.clock.now(),
    });
    await world.fetches.fetchSource('f');
    expect(await world.sources.get('f')).toMatchObject({ status: 'active', failures: 1 });
  });

  it('remembers fifty fetches and no more', async () => {
    const path = answer(200, {}, read);
    await source(path);
    for (let i = 0; i < 40; i++) await world.fetches.fetchSource('f');
    world.routes[path] = (_, response) => response.writeHead(500).end();
    for (let i = 0; i < 20; i++) await world.fetches.fetchSource('f');
    const { recentFetches } = await world.sources.get('f');
    expect([recentFetches.length, errorRateOf({ recentFetches })]).toEqual([50, 0.4]);
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
