import { AuditRepository } from '../../src/access/audit.repository.js';
import { type AccessApp, openAccessApp } from './access-app.js';

let access: AccessApp;
let key: string;

beforeAll(async () => {
  access = await openAccessApp();
  key = await access.key({ scopes: ['readers:write', 'stories:write'] });
});
afterAll(async () => {
  await access.close();
});
beforeEach(async () => {
  access.things.fail = undefined;
  await access.database.query('DELETE FROM audit_entry');
});

async function call(method: 'POST' | 'PUT' | 'DELETE', url: string, body?: unknown, headers: object = {}) {
  return await access.app.inject({
    method,
    url: `/v1${url}`,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
  });
}

const entries = () => access.app.get(AuditRepository).latest(10);

describe('the audit log', () => {
  it('says who did what to which, and nothing of the body', async () => {
    await call('PUT', '/readers/r1', { title: 'a', secret: 'hunter2' });
    const [entry, ...others] = await entries();
    expect(others).toEqual([]);
    expect(entry).toEqual({
      at: new Date('2026-07-06T07:00:00Z'),
      actor: key.slice(9, 21),
      action: 'reader.put',
      target: 'r1',
      details: { method: 'PUT', route: '/v1/readers/:id', request: expect.any(String) },
    });
    expect(JSON.stringify(entry)).not.toMatch(/hunter2|sk_scout/);
  });

  it('names what a creation made', async () => {
    expect((await call('POST', '/things', { title: 'new-source' })).statusCode).toBe(201);
    expect(await entries()).toEqual([
      expect.objectContaining({ action: 'thing.create', target: 'new-source' }),
    ]);
  });

  it('names all that the path names', async () => {
    const ops = await access.key({ scopes: ['ops'] });
    const headers = { authorization: `Bearer ${ops}` };
    expect(
      (await access.app.inject({ method: 'DELETE', url: '/v1/shelves/s1/things/t7', headers })).statusCode,
    ).toBe(204);
    expect(await entries()).toContainEqual(
      expect.objectContaining({ action: 'thing.remove', target: 's1/t7' }),
    );
  });

  it('has an entry for an answer without a body', async () => {
    expect((await call('DELETE', '/readers/r1')).statusCode).toBe(204);
    expect(await entries()).toEqual([expect.objectContaining({ action: 'reader.erase', target: 'r1' })]);
  });

  it('has none for what was refused or failed', async () => {
    await call('POST', '/things', { title: '' });
    access.things.fail = new Error('broken');
    expect((await call('POST', '/things', { title: 'failed' })).statusCode).toBe(500);
    expect(await entries()).toEqual([]);
  });

  it('has one for a write that was sent twice under one Idempotency-Key', async () => {
    for (let time = 0; time < 2; time++) {
      await call('POST', '/things', { title: 'twice' }, { 'idempotency-key': 'k-audit' });
    }
    expect(await entries()).toHaveLength(1);
  });

  it('is written with the change or not at all', async () => {
    await access.database.query('ALTER TABLE audit_entry RENAME TO audit_entry_away');
    const answer = await call('POST', '/things', { title: 'unaudited' });
    await access.database.query('ALTER TABLE audit_entry_away RENAME TO audit_entry');
    expect(answer.statusCode).toBe(500);
    expect(await access.database.query(`SELECT id FROM source WHERE id = 'unaudited'`)).toEqual([]);
  });

  it('tells when a key was made', async () => {
    await access.key({ name: 'for the console' });
    const [entry] = await entries();
    expect(entry).toMatchObject({ actor: 'command-line', action: 'key.create' });
    expect(JSON.stringify(entry)).not.toContain('sk_scout');
  });
});
