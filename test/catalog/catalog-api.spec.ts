import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { setDefaultBackendFactory } from 'bullmq';
import { AccessModule } from '../../src/access/access.module.js';
import { KeysService } from '../../src/access/keys.service.js';
import { BackfillTopicsProcessor } from '../../src/catalog/topics/backfill-topics.processor.js';
import { CatalogJobsModule } from '../../src/catalog/catalog-jobs.module.js';
import { CatalogModule } from '../../src/catalog/catalog.module.js';
import { FetchArticleProcessor } from '../../src/catalog/articles/fetch-article.processor.js';
import { EnrichStoriesProcessor } from '../../src/catalog/topics/enrich-stories.processor.js';
import { SettingsModule } from '../../src/config/settings.module.js';
import { loadSettings } from '../../src/config/settings.js';
import { ClockModule } from '../../src/platform/clock.module.js';
import { DatabaseModule } from '../../src/platform/database/database.module.js';
import { HealthModule } from '../../src/platform/health/health.module.js';
import { createHttpApp } from '../../src/platform/http/http-app.js';
import { QueueModule } from '../../src/platform/queue/queue.module.js';
import { createTestDatabase } from '../support/test-database.js';
import type { TestDatabase } from '../support/test-database.js';
import { rss } from './catalog-fixture.js';

describe('the catalogue over HTTP and the queue', () => {
  let database: TestDatabase;
  let app: NestFastifyApplication;
  let web: Server;
  let feedUrl: string;
  const keys: Record<string, string> = {};

  beforeAll(async () => {
    const page = `<title>Nvidia</title><article><p>${'Nvidia unveils a new GPU for data centres. '.repeat(20)}</p></article>`;
    web = createServer((request, response) => {
      const link = `http://${request.headers.host ?? ''}/gpu-page`;
      const feeds: Record<string, string> = {
        '/feed.xml': rss([
          { title: 'Nvidia unveils a new data centre GPU', link: 'https://x.example.net/gpu' },
        ]),
        '/teasers.xml': rss([{ title: 'Nvidia unveils a new data centre GPU', link, text: 'It is fast …' }]),
        '/gpu-page': page,
      };
      const body = feeds[request.url ?? ''];
      response.writeHead(body === undefined ? 404 : 200).end(body);
    });
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
    const host = `127.0.0.1:${(web.address() as AddressInfo).port}`;
    feedUrl = `http://${host}/feed.xml`;
    database = await createTestDatabase();
    const settings = loadSettings({ DATABASE_URL: database.url, FETCH_ALLOW: host });

    @Module({
      imports: [
        SettingsModule.forRoot(settings),
        ClockModule,
        DatabaseModule.forRoot('scout-test'),
        QueueModule.forRoot({
          workers: true,
          queues: ['fetch-source', 'fetch-article', 'enrich-stories', 'backfill-topics'],
        }),
        HealthModule,
        AccessModule,
        CatalogModule,
        CatalogJobsModule,
      ],
    })
    class TestModule {}
    app = await createHttpApp(TestModule, { logger: false });
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    for (const scope of ['feed:read', 'stories:write', 'tuning:write']) {
      keys[scope] = (await app.get(KeysService).create({ name: scope, scopes: [scope] })).text;
    }
  });
  afterAll(async () => {
    await app.close();
    await database.drop();
    web.closeAllConnections();
    web.close();
    setDefaultBackendFactory();
  });

  const call = async (
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    url: string,
    scope: string,
    body?: object | string,
  ) => {
    const response = await app.inject({
      method,
      url: `/v1${url}`,
      headers: {
        authorization: `Bearer ${keys[scope] ?? ''}`,
        ...(typeof body === 'string' ? { 'content-type': 'text/x-opml' } : {}),
      },
      ...(body === undefined ? {} : { payload: body }),
    });
    const isJson = String(response.headers['content-type']).includes('json');
    return { status: response.statusCode, body: isJson ? response.json() : response.body };
  };
  const enriched = () => once(app.get(EnrichStoriesProcessor).worker, 'completed');

  it('keeps sources: create, read, change, list, delete', async () => {
    const created = await call('POST', '/sources', 'stories:write', { name: 'Chip Paper', authority: 0.7 });
    expect(created).toMatchObject({ status: 201, body: { id: 'chip-paper', authority: 0.7, feedUrl: null } });
    expect(await call('POST', '/sources', 'stories:write', { name: 'Chip Paper' })).toMatchObject({
      status: 409,
      body: { code: 'SOURCE_EXISTS' },
    });
    expect(await call('POST', '/sources', 'stories:write', { id: 'opml', name: 'X' })).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'id' }] },
    });
    const named = await call('POST', '/sources', 'stories:write', { name: 'OPML' });
    expect((await call('GET', `/sources/${named.body.id}`, 'feed:read')).body.name).toBe('OPML');
    await call('DELETE', `/sources/${named.body.id}`, 'stories:write');
    expect(await call('PATCH', '/sources/chip-paper', 'stories:write', { status: 'paused' })).toMatchObject({
      body: { status: 'paused', authority: 0.7 },
    });
    expect(
      await call('POST', '/sources', 'stories:write', { name: 'X', feedUrl: 'http://10.1.2.3/feed' }),
    ).toMatchObject({
      status: 422,
      body: { code: 'FETCH_FORBIDDEN_ADDRESS', errors: [{ path: 'feedUrl' }] },
    });
    for (const [method, path, body] of [
      ['POST', '/sources', { name: 'Y', url: 'https://y.example.net/feed', feedUrl: null, etag: 'x' }],
      ['PATCH', '/sources/chip-paper', { url: 'https://y.example.net/feed', etag: 'x' }],
    ] as const) {
      const refused = await call(method, path, 'stories:write', body);
      expect(refused).toMatchObject({
        status: 422,
        body: { code: 'INVALID_INPUT', errors: [{ path: 'url' }, { path: 'etag' }] },
      });
      expect(refused.body.detail).toMatch(/^url: is unknown; known are .*feedUrl/);
    }
    expect(await call('GET', '/sources/y', 'feed:read')).toMatchObject({ status: 404 });
    expect((await call('GET', '/sources?limit=1', 'feed:read')).body.items).toHaveLength(1);
    expect(await call('POST', '/sources/chip-paper/fetch', 'stories:write')).toMatchObject({ status: 409 });
    expect(await call('DELETE', '/sources/chip-paper', 'stories:write')).toMatchObject({ status: 204 });
    expect(await call('GET', '/sources/chip-paper', 'feed:read')).toMatchObject({ status: 404 });
    expect(await call('POST', '/sources', 'feed:read', { name: 'X' })).toMatchObject({ status: 403 });
  });

  it('fetches a feed through the queue and understands its stories', async () => {
    await call('POST', '/sources', 'stories:write', { id: 'wire', name: 'Wire', feedUrl, articles: 'never' });
    const done = enriched();
    expect(await call('POST', '/sources/wire/fetch', 'stories:write')).toEqual({
      status: 202,
      body: { queued: true },
    });
    await done;
    const { body } = await call('GET', '/stories', 'feed:read');
    expect(body.items).toEqual([
      expect.objectContaining({
        title: 'Nvidia unveils a new data centre GPU',
        source: { id: 'wire', name: 'Wire' },
        topics: expect.arrayContaining([expect.objectContaining({ topic: 'gpus-accelerators' })]),
      }),
    ]);
    expect(body.items[0]).not.toHaveProperty('ref');
  });

  it('takes posted stories, reports the bad ones, and shows them', async () => {
    const done = enriched();
    const posted = await call('POST', '/stories', 'stories:write', {
      stories: [
        { id: 'n1', title: 'Bank raises rates', source: 'Ledger', text: 'The central bank raised rates.' },
        { id: 'n2', source: 'Ledger' },
      ],
    });
    expect(posted).toMatchObject({
      status: 200,
      body: {
        results: [{ index: 0, id: 'n1', status: 'created' }],
        errors: [{ index: 1, path: 'stories.1.title' }],
      },
    });
    await done;
    expect(await call('GET', '/stories/n1', 'feed:read')).toMatchObject({
      status: 200,
      body: { id: 'n1', text: 'The central bank raised rates.', sources: [{ id: 'ledger', name: 'Ledger' }] },
    });
    expect(await call('GET', '/stories/none', 'feed:read')).toMatchObject({ status: 404 });
    expect(await call('GET', '/stories?topic=no-such', 'feed:read')).toMatchObject({
      status: 422,
      body: { code: 'UNKNOWN_TOPIC', errors: [{ path: 'topic' }] },
    });
    expect(await call('GET', '/stories?cursor=xyz', 'feed:read')).toMatchObject({ status: 422 });
    expect(await call('POST', '/stories', 'stories:write', { stories: [] })).toMatchObject({ status: 422 });
  });

  it('lists, previews and adds topics', async () => {
    const { items } = (await call('GET', '/topics', 'feed:read')).body;
    expect(items.length).toBeGreaterThanOrEqual(61);
    expect(items[0]).toMatchObject({
      standards: {
        iptc: [{ id: 'medtop:20000225' }, { id: 'medtop:20001245' }],
        iab: [{ id: '620', name: 'Cloud Computing' }, { id: '622' }],
      },
    });
    const topic = { name: 'Interest rates here', definition: 'Rates', terms: ['raises rates'] };
    expect(await call('POST', '/topics/preview', 'tuning:write', topic)).toMatchObject({
      status: 200,
      body: { caught: [{ id: 'n1' }] },
    });
    const done = enriched();
    expect(await call('POST', '/topics', 'tuning:write', topic)).toMatchObject({
      status: 201,
      body: { id: 'interest-rates-here' },
    });
    await done;
    const { body } = await call('GET', '/stories?topic=interest-rates-here', 'feed:read');
    expect(body.items).toEqual([expect.objectContaining({ id: 'n1' })]);
    expect(await call('POST', '/topics', 'stories:write', topic)).toMatchObject({ status: 403 });
  });

  it('keeps drafts, publishes them and back-fills through the queue', async () => {
    const draft = { name: 'Draft rates', definition: 'Rates', terms: ['raises rates'], publish: false };
    expect(await call('POST', '/topics', 'tuning:write', draft)).toMatchObject({
      status: 201,
      body: { state: 'draft' },
    });
    const patch = { addExamples: ['n1'] };
    expect(await call('PATCH', '/topics/draft-rates', 'tuning:write', patch)).toMatchObject({
      status: 200,
      body: { examples: [{ id: 'n1', title: 'Bank raises rates' }] },
    });
    const done = enriched();
    const published = await call('POST', '/topics/draft-rates/publish', 'tuning:write');
    expect(published).toMatchObject({ status: 200, body: { id: 'draft-rates' } });
    await done;
    const filled = once(app.get(BackfillTopicsProcessor).worker, 'completed');
    expect(await call('POST', '/topics/backfill', 'tuning:write')).toMatchObject({ status: 202 });
    await filled;
    const { version } = published.body as { version: number };
    const { body } = await call('GET', '/topics/backfill', 'feed:read');
    expect(body).toMatchObject({ version, done: body.total });
    expect((await call('GET', '/topics/versions', 'feed:read')).body.items[0]).toMatchObject({ version });
    for (const bad of [
      { ...draft, terms: [] },
      { ...draft, examples: Array.from({ length: 101 }, () => ({ title: 'Same' })) },
      { ...draft, id: 'backfill' },
    ]) {
      expect(await call('POST', '/topics/preview', 'tuning:write', bad)).toMatchObject({ status: 422 });
    }
  });

  it('is described in the API document', async () => {
    const document = (await app.inject({ method: 'GET', url: '/openapi.json' })).json<{ paths: object }>();
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining([
        '/v1/stories',
        '/v1/sources/{id}/fetch',
        '/v1/sources/opml',
        '/v1/topics/preview',
      ]),
    );
  });

  it('takes OPML in and gives it out', async () => {
    const opml = `<opml version="2.0"><body><outline text="Other" xmlUrl="https://other.example.net/feed"/></body></opml>`;
    expect(await call('POST', '/sources/opml', 'stories:write', opml)).toMatchObject({
      status: 200,
      body: { created: ['other'] },
    });
    expect(await call('POST', '/sources/opml', 'stories:write', { opml })).toMatchObject({
      body: { created: [], known: 1 },
    });
    expect(await call('POST', '/sources/opml', 'stories:write', '<rss/>')).toMatchObject({
      status: 422,
      body: { code: 'OPML_UNREADABLE' },
    });
    const out = await call('GET', '/sources/opml', 'feed:read');
    expect(out.body).toContain('xmlUrl="https://other.example.net/feed"');
  });

  it('reads the page of a story that its feed only teases through the queue', async () => {
    const teasers = feedUrl.replace('feed.xml', 'teasers.xml');
    expect(
      await call('POST', '/sources', 'stories:write', { id: 'pages', name: 'Pages', feedUrl: teasers }),
    ).toMatchObject({ status: 201, body: { articles: 'teasers' } });
    const looked = () => once(app.get(FetchArticleProcessor).worker, 'completed');
    let next = looked();
    await call('POST', '/sources/pages/fetch', 'stories:write');
    for (let textFrom = ''; textFrom !== 'page';) {
      await next;
      next = looked(); // the host may have been busy
      const { items } = (await call('GET', '/stories', 'feed:read')).body as {
        items: { id: string; source: { id: string } }[];
      };
      const id = items.find((one) => one.source.id === 'pages')?.id ?? '';
      const { body } = await call('GET', `/stories/${id}`, 'feed:read');
      textFrom = body.textFrom;
      if (textFrom === 'page')
        expect(body).toMatchObject({ summary: 'It is fast …', article: { status: 'taken', code: null } });
    }
  });
});
