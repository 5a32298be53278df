import { type AccessApp, openAccessApp } from './access-app.js';

describe('an API with a limit of five requests a minute', () => {
  let access: AccessApp;

  beforeAll(async () => {
    access = await openAccessApp({ RATE_LIMIT_PER_MINUTE: '5' });
  });
  afterAll(() => access.close());

  const get = (url: string, key?: string) =>
    access.app.inject({ url, headers: key === undefined ? {} : { authorization: `Bearer ${key}` } });

  it('answers the sixth of a key with 429 and the time to wait, and another key as ever', async () => {
    const [busy, other] = [await access.key({}), await access.key({})];
    for (let i = 0; i < 5; i++) expect((await get('/v1/readers/a/feed', busy)).statusCode).toBe(200);
    const sixth = await get('/v1/readers/a/feed', busy);
    expect([sixth.statusCode, sixth.json().code]).toEqual([429, 'RATE_LIMITED']);
    const wait = Number(sixth.headers['retry-after']);
    expect(wait).toBeGreaterThanOrEqual(1);
    expect(wait).toBeLessThanOrEqual(12);
    expect((await get('/v1/readers/a/feed', other)).statusCode).toBe(200);
  });

  it('counts what a key may not do as well, so that trying scopes is not free', async () => {
    const key = await access.key({});
    const statuses: number[] = [];
    for (let i = 0; i < 6; i++) statuses.push((await get('/v1/things', key)).statusCode);
    expect(statuses).toEqual([403, 403, 403, 403, 403, 429]);
  });

  it('does not count against a key what somebody sent who knows its id alone', async () => {
    const key = await access.key({});
    const forged = `${key.slice(0, -43)}${'x'.repeat(43)}`;
    for (let i = 0; i < 10; i++) expect((await get('/v1/readers/a/feed', forged)).statusCode).toBe(401);
    expect((await get('/v1/readers/a/feed', key)).statusCode).toBe(200);
  });

  it('keeps health and what is public free', async () => {
    for (let i = 0; i < 20; i++) {
      expect((await get('/health/live')).statusCode).toBe(200);
      expect((await get('/v1/open')).statusCode).toBe(200);
    }
  });
});
