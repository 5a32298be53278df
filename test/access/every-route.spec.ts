import { ModulesContainer } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { KeysService } from '../../src/access/keys.service.js';
import { AppModule } from '../../src/app.module.js';
import { loadSettings } from '../../src/config/settings.js';
import { createHttpApp } from '../../src/platform/http/http-app.js';
import { openApiDocument } from '../../src/platform/http/openapi.js';
import { listRoutes, type Route } from '../../src/platform/http/routes.js';
import { SCOPES } from '../../src/platform/http/scopes.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

let database: TestDatabase;
let app: NestFastifyApplication;
let routes: readonly Route[];

beforeAll(async () => {
  database = await createTestDatabase();
  const settings = loadSettings({ DATABASE_URL: database.url });
  app = await createHttpApp(AppModule.forRoot(settings), { logger: false });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  routes = listRoutes(app.get(ModulesContainer));
});
afterAll(async () => {
  await app.close();
  await database.drop();
});

const guarded = () => routes.filter((route) => !route.isPublic);

/** Status and code of a route, called for the reader `r1` with a body that is never looked at when access is refused. */
async function answerOf(
  { method, path }: Route,
  key?: string,
): Promise<readonly [number, string | undefined]> {
  const url = path.replaceAll(/:\w+/g, 'r1');
  const answer = await app.inject({
    method: method as 'GET',
    url: url.startsWith('/metrics') || url.startsWith('/health') ? url : `/v1${url}`,
    headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
  });
  return [answer.statusCode, answer.json<{ code?: string }>().code];
}

describe('every route of the API', () => {
  it('needs a key, unless it says that it is public', async () => {
    for (const route of guarded()) {
      expect([route.path, ...(await answerOf(route))]).toEqual([route.path, 401, 'MISSING_KEY']);
    }
  });

  it('refuses a key that holds all scopes but its own', async () => {
    const keys = app.get(KeysService);
    for (const route of guarded()) {
      for (const missing of route.scopes) {
        const scopes = SCOPES.filter((scope) => scope !== missing);
        const { text } = await keys.create({ name: `all but ${missing}`, scopes });
        expect([route.path, ...(await answerOf(route, text))]).toEqual([route.path, 403, 'MISSING_SCOPE']);
      }
    }
  });

  it('refuses a key that is bound to another reader', async () => {
    const scopes = ['feed:read', 'readers:write', 'events:write'];
    const { text } = await app.get(KeysService).create({ name: 'bound', scopes, readerId: 'another' });
    for (const route of guarded()) {
      if (route.readerRule?.kind === 'checked-by-handler') continue;
      const code = route.scopes.every((scope) => scopes.includes(scope)) ? 'WRONG_READER' : 'MISSING_SCOPE';
      expect([route.path, ...(await answerOf(route, text))]).toEqual([route.path, 403, code]);
    }
  });

  it('is audited when it changes how the product works', () => {
    const unaudited = routes.filter(
      ({ changesNothing, scopes, auditedAs }) =>
        !changesNothing &&
        auditedAs === undefined &&
        scopes.some((scope) => scope === 'ops' || scope === 'tuning:write'),
    );
    expect(unaudited.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
  });

  it('reads readers only by the reader in its path', () => {
    for (const { path, readerRule } of routes.filter((route) => route.readerRule?.kind === 'param')) {
      expect(path).toContain(`:${readerRule?.kind === 'param' ? readerRule.param : ''}`);
    }
  });

  it('documents what it answers, in the words of OpenAPI', () => {
    const document = openApiDocument(app);
    for (const [path, item] of Object.entries(document.paths)) {
      for (const operation of [item.get, item.put, item.post, item.patch, item.delete]) {
        if (operation === undefined) continue;
        // The inside of a zod schema shows that one was given where OpenAPI's own words are wanted: use @Answers.
        expect([path, JSON.stringify(operation).includes('"def":{')]).toEqual([path, false]);
        expect([path, operation.summary]).toEqual([path, expect.stringMatching(/\w/)]);
      }
    }
  });
});
