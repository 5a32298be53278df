import { randomBytes } from 'node:crypto';
import { ModulesContainer } from '@nestjs/core';
import { KeysService } from '../../src/access/keys.service.js';
import { listRoutes } from '../../src/platform/http/routes.js';
import { SCOPES } from '../../src/platform/http/scopes.js';
import { type AccessApp, openAccessApp } from './access-app.js';

let access: AccessApp;

beforeAll(async () => {
  access = await openAccessApp();
});
afterAll(async () => {
  await access.close();
});

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

async function call(key: string | undefined, method: Method, url: string, body?: unknown) {
  return await access.app.inject({
    method,
    url: `/v1${url}`,
    headers: {
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
  });
}

describe('every route', () => {
  it('refuses no key, and every key that lacks one of its scopes', async () => {
    const routes = listRoutes(access.app.get(ModulesContainer));
    expect(routes.length).toBeGreaterThan(8);
    const keys = new Map(
      await Promise.all(SCOPES.map(async (scope) => [scope, await access.key({ scopes: [scope] })] as const)),
    );
    for (const { method, path, scopes, isPublic } of routes) {
      const url = path.replaceAll(/:\w+/g, 'r1');
      const bare = await call(undefined, method as Method, url);
      if (isPublic) {
        expect([path, bare.statusCode]).toEqual([path, 200]);
        continue;
      }
      expect([path, bare.statusCode, bare.json().code]).toEqual([path, 401, 'MISSING_KEY']);
      expect(bare.headers['www-authenticate']).toBe('Bearer realm="scout"');
      for (const [scope, key] of keys) {
        const answer = await call(key, method as Method, url);
        if (scopes.every((required) => required === scope)) {
          expect([path, scope, [401, 403].includes(answer.statusCode)]).toEqual([path, scope, false]);
        } else {
          const missing = scopes.find((required) => required !== scope)!;
          expect([path, scope, answer.statusCode, answer.json().code]).toEqual([
            path,
            scope,
            403,
            'MISSING_SCOPE',
          ]);
          expect(answer.json().detail).toContain(missing);
          expect(answer.headers['www-authenticate']).toContain(`scope="${missing}"`);
        }
      }
    }
  });

  it('needs all of its scopes', async () => {
    const both = await access.key({ scopes: ['tuning:write', 'ops'] });
    expect((await call(both, 'PATCH', '/things/a')).statusCode).toBe(200);
  });
});

describe('a key', () => {
  it.each([
    ['without a scheme', (key: string) => key],
    ['of another scheme', (key: string) => `Basic ${key}`],
    ['twice', (key: string) => `Bearer ${key} ${key}`],
    ['cut off', (key: string) => `Bearer ${key.slice(0, -1)}`],
    [
      'with another secret',
      (key: string) => `Bearer ${key.slice(0, 22)}${randomBytes(32).toString('base64url')}`,
    ],
    ['with another id', (key: string) => `Bearer sk_scout_aaaaaaaaaaaa_${key.slice(22)}`],
    ['of another make', () => 'Bearer eyJhbGciOiJub25lIn0.e30.'],
    ['empty', () => 'Bearer '],
    ['with SQL', () => "Bearer sk_scout_' OR 1=1 --_"],
  ])('%s is refused', async (_what, header) => {
    const key = await access.key({});
    const answer = await access.app.inject({
      url: '/v1/readers/r1/feed',
      headers: { authorization: header(key) },
    });
    expect([answer.statusCode, answer.json().code]).toEqual([401, 'INVALID_KEY']);
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="scout", error="invalid_token"');
  });

  it('in the address is not looked at, and not logged', async () => {
    const key = await access.key({});
    for (const name of ['key', 'api_key', 'access_token', 'authorization']) {
      const answer = await call(undefined, 'GET', `/readers/r1/feed?${name}=${key}`);
      expect([answer.statusCode, answer.json().code]).toEqual([401, 'MISSING_KEY']);
      expect(answer.body).not.toContain(key);
    }
    await call(key, 'GET', '/readers/r1/feed');
    await call(key, 'GET', `/nothing/${key}?key=${key}`);
    expect(access.logged.join('\n')).not.toContain(key.slice(22));
  });

  it('ends when it expires', async () => {
    const key = await access.key({ expiresAt: new Date('2026-07-06T08:00:00Z') });
    expect((await call(key, 'GET', '/readers/r1/feed')).statusCode).toBe(200);
    access.clock.set(new Date('2026-07-06T08:00:00Z'));
    const answer = await call(key, 'GET', '/readers/r1/feed');
    access.clock.set(new Date('2026-07-06T07:00:00Z'));
    expect([answer.statusCode, answer.json().code]).toEqual([401, 'EXPIRED_KEY']);
  });

  it('ends at once when it is revoked', async () => {
    const keys = access.app.get(KeysService);
    const { key, text } = await keys.create({ name: 'lost', scopes: ['feed:read'] });
    expect((await call(text, 'GET', '/readers/r1/feed')).statusCode).toBe(200);
    await keys.revoke(key.id);
    const answer = await call(text, 'GET', '/readers/r1/feed');
    expect([answer.statusCode, answer.json().code]).toEqual([401, 'REVOKED_KEY']);
    await expect(keys.revoke('nobody')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is kept as a hash only', async () => {
    const text = await access.key({ name: 'kept' });
    const rows = await access.database.query<{ row: string }>('SELECT api_key::text AS row FROM api_key');
    const secret = text.slice(22);
    const forms = [
      secret,
      Buffer.from(secret).toString('hex'),
      Buffer.from(secret, 'base64url').toString('hex'),
    ];
    for (const { row } of rows) for (const form of forms) expect(row).not.toContain(form);
    const listed = await access.app.get(KeysService).list();
    expect(JSON.stringify(listed)).not.toContain(secret);
    expect(listed.find(({ name }) => name === 'kept')).toMatchObject({ scopes: ['feed:read'] });
  });

  it.each([
    ['scopes', { scopes: [] }],
    ['scopes', { scopes: ['everything'] }],
    ['scopes', { scopes: ['ops'], readerId: 'r1' }],
    ['name', { name: ' ' }],
    ['name', { name: 'x'.repeat(101) }],
    ['readerId', { readerId: '' }],
    ['expiresAt', { expiresAt: new Date('2026-07-06T06:59:59Z') }],
    ['expiresAt', { expiresAt: new Date(Number.NaN) }],
  ])('with wrong %s is not made', async (path, wish) => {
    await expect(access.key(wish)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      errors: [expect.objectContaining({ path })],
    });
  });
});

describe('a key that is bound to a reader', () => {
  const bound = () => access.key({ scopes: ['feed:read', 'readers:write', 'events:write'], readerId: 'r1' });

  it('reaches its own reader and nobody else', async () => {
    const key = await bound();
    expect((await call(key, 'GET', '/readers/r1/feed')).statusCode).toBe(200);
    expect((await call(key, 'GET', '/readers/%72%31/feed')).statusCode).toBe(200);
    for (const other of ['r2', 'R1', 'r1%20', 'r1%00', 'r11']) {
      const answer = await call(key, 'GET', `/readers/${other}/feed`);
      expect([other, answer.statusCode, answer.json().code]).toEqual([other, 403, 'WRONG_READER']);
    }
    const put = await call(key, 'PUT', '/readers/r2', { title: 'a', id: 'r1' });
    expect(put.json().code).toBe('WRONG_READER');
  });

  it('reaches no route that is not a reader route', async () => {
    const answer = await call(await bound(), 'DELETE', '/readers/r1');
    expect([answer.statusCode, answer.json().code]).toEqual([403, 'WRONG_READER']);
  });

  it('sends events of its own reader only', async () => {
    const key = await bound();
    expect((await call(key, 'POST', '/events', [{ reader: 'r1' }])).statusCode).toBe(200);
    const mixed = await call(key, 'POST', '/events', [{ reader: 'r1' }, { reader: 'r2' }]);
    expect([mixed.statusCode, mixed.json().code]).toEqual([403, 'WRONG_READER']);
    const free = await access.key({ scopes: ['events:write'] });
    expect((await call(free, 'POST', '/events', [{ reader: 'r1' }, { reader: 'r2' }])).statusCode).toBe(200);
  });
});
