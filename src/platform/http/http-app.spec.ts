import { Body, Controller, Get, HttpCode, Module, Param, Post, Query } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { HttpMetrics } from '../health/http-metrics.js';
import { MetricsRegistry } from '../health/metrics.js';
import { InvalidInputError, NotFoundError, ScoutError } from '../errors.js';
import { Answers, openApiDocument } from './openapi.js';
import { WithETag } from './etag.js';
import { BODY_LIMIT_BYTES, createHttpApp } from './http-app.js';
import { pageQuerySchema, type PageQuery } from './pagination.js';
import { Public, RequireScope } from './scopes.js';

const thingSchema = z.object({
  title: z.string().min(1),
  tags: z.array(z.object({ id: z.string() })).default([]),
  published: z.iso.datetime().optional(),
});

@Controller('things')
class ThingsController {
  @Post()
  @HttpCode(200)
  @RequireScope('stories:write')
  @Answers(thingSchema, 'The thing as it was understood')
  create(@Body({ schema: thingSchema }) thing: z.output<typeof thingSchema>): unknown {
    return { thing, polluted: 'polluted' in {} };
  }

  @Get()
  @Public()
  list(@Query({ schema: pageQuerySchema }) query: PageQuery): unknown {
    return { query };
  }

  @Get('tagged')
  @WithETag()
  @Public()
  tagged(): unknown {
    return { name: 'Zoë' };
  }

  @Get('fails/:how')
  @Public()
  fail(@Param('how') how: string): never {
    if (how === 'missing') throw new NotFoundError('thing', 'x');
    if (how === 'input') throw new InvalidInputError('No.', [{ path: 'a.b', message: 'no' }]);
    if (how === 'own') throw new ScoutError('BROKEN_INSIDE', 'password=hunter2');
    if (how === 'outage') throw new ScoutError('DATABASE_UNAVAILABLE', 'connect 10.1.2.3', 503);
    if (how === 'nul') throw Object.assign(new Error('invalid byte sequence'), { code: '22021' });
    if (how === 'text') throw 'password=hunter2' as unknown as Error;
    throw new Error('password=hunter2');
  }
}

@Module({ controllers: [ThingsController], providers: [MetricsRegistry, HttpMetrics] })
class ThingsModule {}

let app: NestFastifyApplication;
const logged: string[] = [];

beforeAll(async () => {
  const log = (...words: unknown[]) => void logged.push(words.map(String).join(' '));
  app = await createHttpApp(ThingsModule, { logger: { log, error: log, warn: log } });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
});
afterAll(async () => {
  await app.close();
});

async function call(method: 'GET' | 'POST', url: string, payload?: string | Buffer, headers: object = {}) {
  const answer = await app.inject({
    method,
    url,
    headers: { ...(payload === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(payload === undefined ? {} : { payload }),
  });
  return answer;
}

/** What a client that is no browser sends, and what comes back. */
async function raw(request: string): Promise<string> {
  if (!app.getHttpServer().listening) await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  const socket = connect(port, '127.0.0.1', () => socket.write(request));
  return await text(socket);
}

describe('an error', () => {
  it.each([
    [`GET /v1/things?${'a'.repeat(20_000)} HTTP/1.1\r\nhost: scout\r\n\r\n`, 431, 'HEADERS_TOO_LARGE'],
    ['certainly not HTTP\r\n\r\n', 400, 'BAD_REQUEST'],
  ])('is a problem also where no request could be made of it (%#)', async (request, status, code) => {
    const [head, body] = (await raw(request)).split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} .*content-type: application/problem\\+json`, 's'));
    expect(JSON.parse(body!)).toMatchObject({ status, code });
  });

  it('is a problem with a stable code', async () => {
    const answer = await call('GET', '/v1/things/fails/missing');
    expect(answer.statusCode).toBe(404);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.json()).toEqual({
      type: 'urn:scout:problem:not-found',
      title: 'Not found',
      status: 404,
      code: 'NOT_FOUND',
      detail: "There is no thing 'x'.",
      instance: `urn:uuid:${String(answer.headers['x-request-id'])}`,
    });
  });

  it.each([
    ['input', 422, 'INVALID_INPUT'],
    ['own', 500, 'BROKEN_INSIDE'],
    ['outage', 503, 'DATABASE_UNAVAILABLE'],
    ['nul', 422, 'INVALID_TEXT'],
    ['text', 500, 'INTERNAL'],
    ['otherwise', 500, 'INTERNAL'],
  ])('%s is %i %s and gives nothing away', async (how, status, code) => {
    const answer = await call('GET', `/v1/things/fails/${how}`);
    expect(answer.statusCode).toBe(status);
    expect(answer.json()).toMatchObject({ code });
    expect(answer.body).not.toMatch(/hunter2|10\.1\.2\.3|\.ts/);
    if (status === 500) expect(logged.join('\n')).toContain(String(answer.headers['x-request-id']));
  });

  it.each([
    ['of nothing', '/v1/nothing?key=sk_scout_secret', 404, 'NOT_FOUND'],
    ['with a broken escape', '/v1/things/%zz', 400, 'INVALID_ADDRESS'],
    ['that is too long', `/v1/things/fails/${'x'.repeat(600)}`, 414, 'ADDRESS_TOO_LONG'],
  ])('of an address %s is a problem too', async (_what, url, status, code) => {
    const answer = await call('GET', url);
    expect([answer.statusCode, answer.json().code]).toEqual([status, code]);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.body).not.toContain('sk_scout_secret');
  });
});

describe('a body', () => {
  it.each([
    ['cut off', '{"title":"a"', 400, 'INVALID_JSON'],
    ['100,000 levels deep', '['.repeat(100_000), 400, 'INVALID_JSON'],
    ['65 levels deep', `${'['.repeat(65)}${']'.repeat(65)}`, 400, 'INVALID_JSON'],
    ['in broken UTF-8', Buffer.from([0x22, 0xff, 0x22]), 400, 'INVALID_JSON'],
    ['too large', `"${'x'.repeat(BODY_LIMIT_BYTES)}"`, 413, 'BODY_TOO_LARGE'],
    ['empty', '', 422, 'INVALID_INPUT'],
    ['no object', '[]', 422, 'INVALID_INPUT'],
  ])('that is %s is refused', async (_what, payload, status, code) => {
    const answer = await call('POST', '/v1/things', payload);
    expect([answer.statusCode, answer.json().code]).toEqual([status, code]);
    expect(answer.headers['content-type']).toBe('application/problem+json');
  });

  it('of another type is refused', async () => {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=a',
    ]) {
      const answer = await call('POST', '/v1/things', 'title=a', { 'content-type': type });
      expect([answer.statusCode, answer.json().code]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
    }
  });

  it('may begin with a byte order mark', async () => {
    const answer = await call('POST', '/v1/things', '\uFEFF{"title":"a"}');
    expect(answer.statusCode).toBe(200);
  });

  it('names each wrong place', async () => {
    const answer = await call('POST', '/v1/things', '{"title":"","tags":[{"id":"a"},{"id":2}]}');
    expect(answer.statusCode).toBe(422);
    expect(answer.json().errors).toEqual([
      { path: 'title', message: expect.any(String) },
      { path: 'tags.1.id', message: expect.any(String) },
    ]);
  });

  it('cannot reach a prototype or a field that the schema does not name', async () => {
    const payload =
      '{"title":"a","id":"mine","scopes":["ops"],"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}';
    const answer = await call('POST', '/v1/things', payload);
    expect(answer.json()).toEqual({ thing: { title: 'a', tags: [] }, polluted: false });
  });
});

describe('a query', () => {
  it.each(['limit=1e9', 'limit=0', 'limit=5&limit=6', 'limit=1;DROP TABLE x'])(
    '%s is refused',
    async (query) => {
      const answer = await call('GET', `/v1/things?${encodeURI(query)}`);
      expect(answer.statusCode).toBe(422);
      expect(answer.json().errors[0].path).toBe('limit');
    },
  );
});

describe('an answer', () => {
  it('carries an id of ours and the headers of an API', async () => {
    const answer = await call('GET', '/v1/things', undefined, {
      'x-request-id': 'mine',
      'x-forwarded-for': '1.2.3.4',
    });
    expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(answer.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'strict-transport-security': expect.any(String),
    });
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
    expect(answer.headers).not.toHaveProperty('x-powered-by');
  });

  it('with a tag is not sent twice', async () => {
    const first = await call('GET', '/v1/things/tagged');
    expect(first.json()).toEqual({ name: 'Zoë' });
    expect(first.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(first.headers['cache-control']).toBe('private, no-cache');
    const tag = String(first.headers.etag);
    const second = await call('GET', '/v1/things/tagged', undefined, { 'if-none-match': `W/${tag}` });
    expect([second.statusCode, second.body, second.headers.etag]).toEqual([304, '', tag]);
    const third = await call('GET', '/v1/things/tagged', undefined, { 'if-none-match': '"old"' });
    expect(third.statusCode).toBe(200);
  });

  it('is measured by the template of its route', async () => {
    await call('GET', '/v1/things/fails/missing?token=secret');
    const text = app.get(MetricsRegistry).text();
    expect(text).toContain('route="/v1/things/fails/:how",status="404",le="10"');
    expect(text).not.toContain('secret');
  });
});

describe('the documentation', () => {
  it('describes schemas, scopes and problems', async () => {
    const document = (await call('GET', '/openapi.json')).json();
    expect(document).toEqual(JSON.parse(JSON.stringify(openApiDocument(app))));
    expect(document.openapi).toBe('3.1.0');
    const create = document.paths['/v1/things'].post;
    expect(create.security).toEqual([{ apiKey: ['stories:write'] }]);
    expect(create.description).toContain('`stories:write`');
    expect(create.requestBody.content['application/json'].schema.required).toEqual(['title']);
    expect(create.responses['200'].content['application/json'].schema.properties.title.type).toBe('string');
    expect(create.responses['403'].content['application/problem+json'].schema).toEqual({
      $ref: '#/components/schemas/Problem',
    });
    expect(create.parameters).toEqual([expect.objectContaining({ name: 'Idempotency-Key', in: 'header' })]);
    const list = document.paths['/v1/things'].get;
    expect(list.description).toBe('Open to anybody');
    expect(list.parameters).toEqual([
      expect.objectContaining({ name: 'limit', in: 'query', required: false }),
      expect.objectContaining({ name: 'cursor', in: 'query', required: false }),
    ]);
    expect(document.components.schemas.Problem.required).toContain('code');
  });

  it('is a page whose every file comes from here', async () => {
    const page = await call('GET', '/docs');
    expect(page.statusCode).toBe(200);
    expect(page.headers['content-type']).toContain('text/html');
    const files = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1]!);
    expect(files.length).toBeGreaterThan(3);
    for (const file of files) {
      expect(file).not.toMatch(/^(https?:)?\/\//);
      const answer = await call('GET', new URL(file, 'http://scout/docs').pathname);
      expect([file, answer.statusCode]).toEqual([file, 200]);
    }
    // The policy forbids inline scripts; the page must not have any.
    expect(page.body).not.toMatch(/<script(?![^>]*src=)[^>]*>\s*\S/);
  });

  it('is found with the prefix of the API too', async () => {
    expect((await call('GET', '/v1/openapi.json')).statusCode).toBe(200);
    expect((await call('GET', '/v1/docs')).statusCode).toBe(200);
    expect((await call('GET', '/v1/docs-and-more')).statusCode).toBe(404);
  });
});
