import type { RequestListener } from 'node:http';
import { parseFeed } from '../../src/catalog/feeds/parse-feed.js';
import { NOW, openCatalog, rss } from './catalog-fixture.js';
import type { TestCatalog } from './catalog-fixture.js';

const MINUTE = 60_000;
const TITLE = 'Brightwater opens its second battery plant in Norland';
const TEASER = 'Brightwater has opened its second battery plant in the north of Norland …';
const PARAGRAPHS = [
  'Brightwater opened its second battery plant on Monday, two years after it broke ground in the north of Norland.',
  'The works will make cells for 200,000 cars a year and employ 900 people when all four lines run, the company said.',
  'The state pays 80 million of the 640 million that the plant cost; the rest comes from the company and two pension funds.',
];
const BODY = PARAGRAPHS.map((text) => `<p>${text}</p>`).join('');
const page = (body = BODY): string =>
  `<!doctype html><html><head><title>${TITLE}</title></head><body><nav><a href="/">Home</a></nav><article>${body}</article></body></html>`;

describe('reading the pages of stories', () => {
  let world: TestCatalog;
  const asked: string[] = [];
  beforeAll(async () => {
    world = await openCatalog();
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    await world.database.query('TRUNCATE story, source, robots_file, fetch_host CASCADE');
    world.clock.set(NOW);
    world.jobs.jobs.length = 0;
    asked.length = 0;
    for (const path of Object.keys(world.routes)) Reflect.deleteProperty(world.routes, path);
    await addSource('f', 'teasers');
    answer('/a', page());
  });

  const addSource = (id: string, articles: 'never' | 'teasers') =>
    world.database.query('INSERT INTO source (id, name, feed_url, articles) VALUES ($1, $1, $2, $3)', [
      id,
      `${world.address}/${id}.xml`,
      articles,
    ]);
  const answer = (
    path: string,
    body: string | RequestListener,
    status = 200,
    headers: Record<string, string> = {},
  ): void => {
    world.routes[path] = (request, response) => {
      asked.push(`${request.headers.host?.startsWith('localhost') ? 'localhost' : ''}${path}`);
      if (typeof body === 'function') body(request, response);
      else response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', ...headers }).end(body);
    };
  };
  const ingest = async (items: Parameters<typeof rss>[0], sourceId = 'f') =>
    (await world.ingest.ingestFeed(sourceId, parseFeed(Buffer.from(rss(items))))).results.map(
      (one) => one.id,
    );
  const item = (path: string, more: object = {}) => ({
    title: TITLE,
    link: world.address + path,
    text: TEASER,
    ...more,
  });
  const waiting = (): number[] =>
    world.jobs.jobs
      .filter((job) => job.queue === 'fetch-article')
      .map((job) => (job.payload as { ref: number }).ref);
  /** Takes a story in and runs its job. */
  const readPage = async (path: string, more: object = {}) => {
    const [id = ''] = await ingest([item(path, more)]);
    const ref = waiting().at(-1) ?? 0;
    return { id, ref, report: await world.articles.fetchArticle(ref) };
  };
  const later = (ms: number): void => world.clock.set(new Date(world.clock.now().getTime() + ms));
  const story = (id: string) => world.catalog.get(id);

  it('gives a story that its feed only teases the text of its page, once', async () => {
    const { id, ref, report } = await readPage('/a');
    expect(report).toEqual({ kind: 'taken' });
    const told = await story(id);
    expect(told).toMatchObject({
      title: TITLE,
      summary: TEASER,
      textFrom: 'page',
      article: { status: 'taken', code: null },
    });
    expect(told.text?.split(/\n+/)).toEqual(PARAGRAPHS);
    expect(world.jobs.jobs.filter((job) => job.queue === 'enrich-stories')).toHaveLength(2);
    expect(await world.articles.fetchArticle(ref)).toEqual({ kind: 'skipped' });
    expect(asked).toEqual(['/a']);
  });

  it('has the story understood again with the text of the page', async () => {
    const [id = ''] = await ingest([item('/a')]);
    await world.enrichment().enrichAll();
    expect((await story(id)).figures).toEqual([]);
    await world.database.query(`UPDATE event SET composite = '{}', composed_version = version`);
    await world.articles.fetchArticle(waiting()[0] ?? 0);
    expect((await story(id)).enrichedAt).toBeNull();
    // What quotes the teaser is gone at once.
    expect(
      await world.database.query(
        'SELECT FROM event WHERE composite IS NOT NULL OR composed_version = version',
      ),
    ).toEqual([]);
    await world.enrichment().enrichAll();
    expect((await story(id)).figures.map((figure) => figure.field)).toContain('text');
  });

  it('keeps the text while the feed goes on giving a teaser, and lets go of it for a text of the source', async () => {
    const { id } = await readPage('/a');
    await ingest([item('/a')]);
    expect(await story(id)).toMatchObject({ textFrom: 'page', article: { status: 'taken' } });
    const before = waiting().length;
    await ingest([item('/a', { text: `Corrected: ${TEASER}` })]);
    expect(await story(id)).toMatchObject({
      textFrom: 'page',
      summary: `Corrected: ${TEASER}`,
      article: { status: 'waiting' },
    });
    expect((await story(id)).text?.split(/\n+/)).toEqual(PARAGRAPHS);
    // Not at once: some feeds change with every look.
    expect(waiting()).toHaveLength(before);
    expect(await world.wishes.scheduleDue()).toBe(0);
    later(6 * 60 * MINUTE);
    await world.enrichment().enrichAll();
    expect(await world.wishes.scheduleDue()).toBe(1);
    expect(await world.articles.fetchArticle(waiting().at(-1) ?? 0)).toEqual({ kind: 'taken' });
    // The same text: nothing to be understood again.
    expect((await story(id)).enrichedAt).not.toBeNull();
    const feed = parseFeed(Buffer.from(rss([item('/a')])));
    const whole = PARAGRAPHS.join(' ').repeat(4);
    await world.ingest.ingestFeed('f', {
      ...feed,
      items: feed.items.map((one) => ({ ...one, content: whole })),
    });
    expect(await story(id)).toMatchObject({ text: whole, textFrom: 'source' });
  });

  it('wants no page where the feed gives the text, the source says never, the story was posted, is old or has no page', async () => {
    await addSource('n', 'never');
    await ingest([item('/never')], 'n');
    await ingest([
      item('/whole', { text: 'A whole sentence of a text that is long enough. '.repeat(20) }),
      item('/old', { date: 'Mon, 02 Feb 2026 12:00:00 GMT' }),
      item('/', { guid: 'front' }),
      { title: TITLE, text: TEASER },
    ]);
    await world.ingest.ingestStories([
      { title: TITLE, url: `${world.address}/posted`, source: 'f', summary: TEASER },
    ]);
    expect(waiting()).toEqual([]);
    await ingest([item('/b')]);
    expect(waiting()).toHaveLength(1);
    await world.database.query(`UPDATE source SET articles = 'never'`);
    expect(await world.articles.fetchArticle(waiting()[0] ?? 0)).toEqual({ kind: 'skipped' });
    expect(asked).toEqual([]);
  });

  it('asks for the newest pages of an archive only', async () => {
    await ingest(Array.from({ length: 300 }, (_, i) => item(`/archive/${i}`)));
    expect(waiting()).toHaveLength(50);
  });

  it('queues again what was lost, from two processes once', async () => {
    await ingest([item('/a'), item('/b')]);
    await ingest([item('/a'), item('/b')]);
    expect(waiting()).toHaveLength(2);
    expect(await world.wishes.scheduleDue()).toBe(0);
    later(15 * MINUTE);
    const taken = await Promise.all([world.wishes.scheduleDue(), world.wishes.scheduleDue()]);
    expect(taken[0] + taken[1]).toBe(2);
    expect(await world.wishes.scheduleDue()).toBe(0);
  });

  it('fetches a page once when its job runs twice at the same time', async () => {
    const [id = ''] = await ingest([item('/a')]);
    const [ref = 0] = waiting();
    const reports = await Promise.all([world.articles.fetchArticle(ref), world.articles.fetchArticle(ref)]);
    expect(reports.filter((one) => one.kind === 'taken')).toHaveLength(1);
    expect(asked).toEqual(['/a']);
    expect((await story(id)).article).toEqual({ status: 'taken', code: null });
    // Whoever was put off finds nothing to do.
    later(MINUTE);
    expect(await world.articles.fetchArticle(ref)).toEqual({ kind: 'skipped' });
  });

  it('leaves a story alone that its source changed while the page was read', async () => {
    const [id = ''] = await ingest([item('/slow')]);
    answer('/slow', (_, response) => {
      void ingest([item('/slow', { text: 'Another story altogether' })]).then(() => response.end(page()));
    });
    expect(await world.articles.fetchArticle(waiting()[0] ?? 0)).toMatchObject({ kind: 'postponed' });
    expect(await story(id)).toMatchObject({ text: null, textFrom: null, article: { status: 'waiting' } });
  });

  describe('robots.txt', () => {
    const robots = (text: string, status = 200, headers: Record<string, string> = {}): void => {
      answer('/robots.txt', text, status, { 'content-type': 'text/plain', ...headers });
    };

    it('is asked for once a day and heeded', async () => {
      robots('User-agent: *\nDisallow: /b\n');
      answer('/b', page());
      await ingest([item('/a'), item('/b')]);
      const reports: unknown[] = [];
      for (const ref of waiting()) reports.push(await world.articles.fetchArticle(ref));
      expect(reports).toEqual(
        expect.arrayContaining([{ kind: 'taken' }, { kind: 'refused', code: 'ARTICLE_ROBOTS' }]),
      );
      expect(asked.sort()).toEqual(['/a', '/robots.txt']);
      later(24 * 60 * MINUTE);
      answer('/c', page());
      await readPage('/c');
      expect(asked.filter((path) => path === '/robots.txt')).toHaveLength(2);
    });

    it.each([
      ['allows everything where there is none', 404, { kind: 'taken' }],
      ['allows everything where it is closed', 403, { kind: 'taken' }],
      [
        'allows nothing for now where the server fails',
        503,
        { kind: 'postponed', code: 'ARTICLE_ROBOTS_UNKNOWN' },
      ],
      [
        'allows nothing for now where it is asked too often',
        429,
        { kind: 'postponed', code: 'ARTICLE_ROBOTS_UNKNOWN' },
      ],
    ])('%s', async (_, status, report) => {
      robots('User-agent: *\nDisallow: /', status);
      expect((await readPage('/a')).report).toMatchObject(report);
      expect(asked.includes('/a')).toBe(report.kind === 'taken');
    });

    it('may come back', async () => {
      robots('', 500);
      const { ref } = await readPage('/a');
      robots('User-agent: *\nAllow: /');
      later(31 * MINUTE);
      expect(await world.wishes.scheduleDue()).toBe(1);
      expect(await world.articles.fetchArticle(ref)).toEqual({ kind: 'taken' });
    });

    it('larger than it may be is not read to its end', async () => {
      robots(`User-agent: *\nDisallow: /a\n${'# \n'.repeat(300_000)}User-agent: scout\nAllow: /`);
      expect((await readPage('/a')).report).toEqual({ kind: 'refused', code: 'ARTICLE_ROBOTS' });
    });

    it('says how long to wait between two pages', async () => {
      robots('User-agent: *\nCrawl-delay: 20');
      answer('/b', page());
      await ingest([item('/a'), item('/b')]);
      const [first = 0, second = 0] = waiting();
      expect(await world.articles.fetchArticle(first)).toEqual({ kind: 'taken' });
      const report = await world.articles.fetchArticle(second);
      expect(report).toMatchObject({ kind: 'postponed', code: null });
      expect(world.jobs.jobs.at(-1)).toMatchObject({
        queue: 'fetch-article',
        payload: { ref: second },
        options: { delayMs: 20_000 },
      });
      later(20_000);
      expect(await world.articles.fetchArticle(second)).toEqual({ kind: 'taken' });
    });

    it('of the host that a page leads to is heeded as well', async () => {
      const elsewhere = world.address.replace('127.0.0.1', 'localhost');
      answer('/robots.txt', (request, response) => {
        const closed = request.headers.host?.startsWith('localhost');
        response
          .writeHead(200, { 'content-type': 'text/plain' })
          .end(`User-agent: *\nDisallow: /${closed ? 'b' : 'none'}`);
      });
      answer('/to-a', '', 302, { location: `${elsewhere}/a` });
      answer('/to-b', '', 302, { location: `${elsewhere}/b` });
      answer('/b', page());
      await ingest([item('/to-a'), item('/to-b')]);
      const reports: unknown[] = [];
      for (const ref of waiting()) reports.push(await world.articles.fetchArticle(ref));
      expect(reports).toEqual(
        expect.arrayContaining([{ kind: 'taken' }, { kind: 'refused', code: 'ARTICLE_ROBOTS' }]),
      );
      expect(asked).toContain('localhost/a');
      expect(asked).not.toContain('localhost/b');
    });
  });

  it.each([
    ['ARTICLE_BAD_STATUS', 'a page that is gone', '', 410, {}],
    ['ARTICLE_NOT_HTML', 'a document', '%PDF-1.7', 200, { 'content-type': 'application/pdf' }],
    [
      'ARTICLE_WALL',
      'a consent page',
      page('<h1>Before you continue</h1><p>We and our partners use cookies.</p>'),
      200,
      {},
    ],
    ['ARTICLE_PAYWALL', 'a stub', page(`${BODY}<p>Subscribe to continue reading.</p>`), 200, {}],
    ['ARTICLE_MISSING', 'the front page instead', '', 302, { location: '/' }],
    [
      'FETCH_FORBIDDEN_ADDRESS',
      'a way into the inner network',
      '',
      302,
      { location: 'http://169.254.169.254/latest' },
    ],
    ['FETCH_FORBIDDEN_ADDRESS', 'a way to another scheme', '', 302, { location: 'file:///etc/passwd' }],
    ['ARTICLE_TOO_COMPLEX', '100,000 levels', `<html>${'<div>'.repeat(100_000)}${BODY}`, 200, {}],
    ['FETCH_TOO_LARGE', 'a page of 6 MB', `${page()}${' '.repeat(6_291_456)}`, 200, {}],
  ])('records as %s %s', async (code, _, body, status, headers) => {
    answer('/', page());
    answer('/x', body, status, headers);
    const { id, ref, report } = await readPage('/x');
    expect(report).toEqual({ kind: 'refused', code });
    expect(await story(id)).toMatchObject({
      text: null,
      textFrom: null,
      article: { status: 'refused', code },
    });
    expect(await world.articles.fetchArticle(ref)).toEqual({ kind: 'skipped' });
  });

  it('takes entities for text, however many', async () => {
    answer(
      '/x',
      page(
        `${BODY}<p>&amp;lt;script&amp;gt; ${'&#x41;'.repeat(500_000)}</p><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>`,
      ),
    );
    const { id, report } = await readPage('/x');
    expect(report).toEqual({ kind: 'taken' });
    expect((await story(id)).text?.length).toBeLessThanOrEqual(100_000);
  });

  it('tries again what may go better, less and less often, and gives up', async () => {
    answer('/x', '', 503, { 'retry-after': '7200' });
    const { id, ref, report } = await readPage('/x');
    expect(report).toMatchObject({
      kind: 'postponed',
      until: new Date(NOW.getTime() + 120 * MINUTE),
      code: 'ARTICLE_BAD_STATUS',
    });
    expect(await world.articles.fetchArticle(ref)).toEqual({ kind: 'skipped' });
    for (const kind of ['postponed', 'postponed', 'refused']) {
      later(24 * 60 * MINUTE);
      expect(await world.wishes.scheduleDue()).toBe(1);
      expect(await world.articles.fetchArticle(ref)).toMatchObject({ kind });
    }
    expect(asked).toHaveLength(4);
    expect((await story(id)).article).toEqual({ status: 'refused', code: 'ARTICLE_BAD_STATUS' });
  });

  it('leaves a host alone that asks for it', async () => {
    answer('/x', '', 429, { 'retry-after': '600' });
    expect((await readPage('/x')).report.kind).toBe('postponed');
    expect((await readPage('/a')).report).toMatchObject({
      kind: 'postponed',
      until: new Date(NOW.getTime() + 600_000),
    });
    expect(asked).toEqual(['/x']);
  });

  it('gives up on a page that ends the process each time', async () => {
    const [id = ''] = await ingest([item('/a')]);
    await world.database.query('UPDATE article_fetch SET attempts = 4');
    expect(await world.articles.fetchArticle(waiting()[0] ?? 0)).toEqual({
      kind: 'refused',
      code: 'ARTICLE_GIVEN_UP',
    });
    expect((await story(id)).text).toBeNull();
    expect(asked).toEqual([]);
  });
});
