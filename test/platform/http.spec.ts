import { HealthChecks } from '../../src/platform/health/health-checks.js';
import { type AccessApp, openAccessApp } from '../access/access-app.js';

let access: AccessApp;

beforeAll(async () => {
  access = await openAccessApp();
});
afterAll(async () => {
  await access.close();
});

const get = (url: string, headers: Record<string, string> = {}) => access.app.inject({ url, headers });

describe('the probes', () => {
  it('are open, with the prefix of the API and without', async () => {
    for (const url of ['/health/live', '/v1/health/live', '/health/ready', '/v1/health/ready']) {
      expect([url, (await get(url)).statusCode]).toEqual([url, 200]);
    }
    expect((await get('/health/ready')).json()).toEqual({
      status: 'ready',
      checks: [{ name: 'database', status: 'up', milliseconds: expect.any(Number) }],
    });
  });

  it('say that a migration is missing', async () => {
    await access.database.query('ALTER TABLE migrations RENAME TO migrations_away');
    const without = await get('/health/ready');
    await access.database.query('ALTER TABLE migrations_away RENAME TO migrations');
    expect([without.statusCode, without.json().status]).toEqual([503, 'not-ready']);

    const [row] = await access.database.query<{ name: string }>(
      'DELETE FROM migrations WHERE id = (SELECT max(id) FROM migrations) RETURNING name',
    );
    const behind = await get('/health/ready');
    await access.database.query('INSERT INTO migrations (name, timestamp) VALUES ($1, 1)', [row?.name]);
    expect(behind.statusCode).toBe(503);
    expect(access.logged.join('\n')).toContain(`not migrated: ${row!.name}`);
    expect((await get('/health/ready')).statusCode).toBe(200);
  });

  it('say what is down, and not why', async () => {
    let well = false;
    access.app.get(HealthChecks).add({
      name: 'queue',
      check: () => (well ? Promise.resolve() : Promise.reject(new Error('connect 10.1.2.3 as admin'))),
    });
    const answer = await get('/health/ready');
    expect(answer.statusCode).toBe(503);
    expect(answer.json().checks).toContainEqual(expect.objectContaining({ name: 'queue', status: 'down' }));
    expect(answer.body).not.toContain('10.1.2.3');
    expect((await get('/health/live')).statusCode).toBe(200);
    well = true;
    expect((await get('/health/ready')).statusCode).toBe(200);
  });
});

describe('the metrics', () => {
  it('need the scope ops', async () => {
    for (const url of ['/metrics', '/v1/metrics']) expect((await get(url)).statusCode).toBe(401);
    const reading = await access.key({ scopes: ['feed:read'] });
    expect((await get('/metrics', { authorization: `Bearer ${reading}` })).statusCode).toBe(403);
    const ops = await access.key({ scopes: ['ops'] });
    const answer = await get('/metrics', { authorization: `Bearer ${ops}` });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(answer.body).toMatch(/^process_resident_memory_bytes \d+$/m);
    expect(answer.body).toMatch(/^nodejs_eventloop_lag_p99_seconds [\d.e-]+$/m);
    expect(answer.body).toMatch(
      /^http_request_duration_seconds_count\{method="GET",route="\/metrics",status="401"\} 2$/m,
    );
  });
});

describe('the documentation', () => {
  it('is open and shows the scope of each route', async () => {
    const { paths } = (await get('/openapi.json')).json();
    expect(Object.keys(paths)).toEqual(
      expect.arrayContaining(['/health/live', '/metrics', '/v1/readers/{id}/feed', '/v1/things']),
    );
    expect(paths['/v1/readers/{id}/feed'].get.description).toContain('feed:read');
    expect(paths['/v1/things'].post.description).toContain('stories:write');
    expect(paths['/v1/things/{id}'].patch.security).toEqual([{ apiKey: ['tuning:write', 'ops'] }]);
    expect(paths['/health/live'].get.security).toBeUndefined();
    expect((await get('/docs')).statusCode).toBe(200);
  });
});
