import { IdempotencyRepository } from '../../src/platform/http/idempotency.repository.js';
import { ConflictError, ScoutError } from '../../src/platform/errors.js';
import { type AccessApp, openAccessApp } from './access-app.js';

let access: AccessApp;
let key: string;

beforeAll(async () => {
  access = await openAccessApp();
  key = await access.key({ scopes: ['stories:write', 'readers:write'] });
});
afterAll(async () => {
  await access.close();
});
beforeEach(async () => {
  access.things.fail = undefined;
  access.things.hold = undefined;
  access.things.created = 0;
  access.clock.set(new Date('2026-07-06T07:00:00Z'));
  await access.database.query('DELETE FROM idempotency_record');
  await access.database.query('DELETE FROM source');
});

async function post(idempotencyKey: string, title: string, by = key) {
  return await access.app.inject({
    method: 'POST',
    url: '/v1/things',
    headers: {
      authorization: `Bearer ${by}`,
      'content-type': 'application/json',
      'idempotency-key': idempotencyKey,
    },
    payload: JSON.stringify({ title }),
  });
}

describe('a write with an Idempotency-Key', () => {
  it('happens once and is answered the same again', async () => {
    const first = await post('k1', 'a');
    expect([first.statusCode, first.headers['idempotency-replayed']]).toEqual([201, undefined]);
    const second = await post('k1', 'a');
    expect([second.statusCode, second.body]).toEqual([201, first.body]);
    expect(second.headers['idempotency-replayed']).toBe('true');
    expect(second.headers['content-type']).toBe(first.headers['content-type']);
    expect(access.things.created).toBe(1);
  });

  it('may have an answer without a body', async () => {
    const erase = () =>
      access.app.inject({
        method: 'DELETE',
        url: '/v1/readers/r1',
        headers: { authorization: `Bearer ${key}`, 'idempotency-key': 'k1' },
      });
    expect((await erase()).statusCode).toBe(204);
    const again = await erase();
    expect([again.statusCode, again.body, again.headers['idempotency-replayed']]).toEqual([204, '', 'true']);
  });

  it('is refused with another body', async () => {
    await post('k1', 'a');
    const answer = await post('k1', 'b');
    expect([answer.statusCode, answer.json().code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    expect(access.things.created).toBe(1);
  });

  it('does not meet that of another API key', async () => {
    const other = await access.key({ scopes: ['stories:write'] });
    await post('k1', 'a');
    expect((await post('k1', 'b', other)).statusCode).toBe(201);
  });

  it('is refused while the first still runs', async () => {
    let release = (): void => undefined;
    access.things.hold = new Promise((resolve) => (release = resolve));
    const running = [post('k1', 'a'), post('k1', 'a'), post('k1', 'a')];
    // Whichever is first is held up; the two others are answered without waiting for it.
    const refused = await Promise.any([0, 1, 2].map((own) => Promise.all(running.toSpliced(own, 1))));
    for (const answer of refused) {
      expect([answer.statusCode, answer.json().code]).toEqual([409, 'IDEMPOTENCY_IN_PROGRESS']);
    }
    release();
    const statuses = (await Promise.all(running)).map((answer) => answer.statusCode);
    expect(statuses.sort()).toEqual([201, 409, 409]);
    expect(access.things.created).toBe(1);
  });

  it('keeps a refusal, as problem+json', async () => {
    const first = await post('k1', '');
    const second = await post('k1', '');
    expect([second.statusCode, second.json()]).toEqual([422, first.json()]);
    expect(second.headers['content-type']).toBe('application/problem+json');
    expect(second.headers['idempotency-replayed']).toBe('true');
  });

  it.each([
    ['a server error', new Error('broken'), 500],
    ['an outage', new ScoutError('UNAVAILABLE', 'later', 503), 503],
    ['a conflict', new ConflictError('now'), 409],
  ])('can be repeated after %s', async (_what, fail, status) => {
    access.things.fail = fail;
    expect((await post('k1', 'a')).statusCode).toBe(status);
    access.things.fail = undefined;
    const second = await post('k1', 'a');
    expect([second.statusCode, second.headers['idempotency-replayed']]).toEqual([201, undefined]);
  });

  it('can be repeated when its process died under it', async () => {
    await post('k1', 'a');
    await access.database.query('UPDATE idempotency_record SET status = NULL, response = NULL');
    expect((await post('k1', 'a')).statusCode).toBe(409);
    access.clock.set(new Date('2026-07-06T07:06:00Z'));
    await access.database.query('DELETE FROM source');
    expect((await post('k1', 'a')).statusCode).toBe(201);
  });

  it('leaves nothing behind when its answer cannot be kept', async () => {
    let release = (): void => undefined;
    const reached = new Promise<void>((resolve) => {
      access.things.reached = resolve;
    });
    access.things.hold = new Promise((resolve) => (release = resolve));
    const answer = post('k1', 'a');
    await reached;
    await access.database.query('ALTER TABLE idempotency_record RENAME TO record_away');
    release();
    expect((await answer).statusCode).toBe(500);
    await access.database.query('ALTER TABLE record_away RENAME TO idempotency_record');
    expect(await access.database.query('SELECT id FROM source')).toEqual([]);
  });

  it('is forgotten after a day', async () => {
    await post('k1', 'a');
    await access.database.query('DELETE FROM source');
    const records = access.app.get(IdempotencyRepository);
    access.clock.set(new Date('2026-07-07T06:59:00Z'));
    expect(await records.purge()).toBe(0);
    access.clock.set(new Date('2026-07-07T07:01:00Z'));
    expect((await post('k1', 'a')).headers['idempotency-replayed']).toBeUndefined();
    access.clock.set(new Date('2026-07-08T07:02:00Z'));
    expect(await records.purge()).toBe(1);
  });

  it.each([
    ['empty', ''],
    ['too long', 'k'.repeat(256)],
    ['with a space', 'a b'],
  ])('that is %s is refused', async (_what, wrong) => {
    const answer = await post(wrong, 'a');
    expect([answer.statusCode, answer.json().code]).toEqual([422, 'INVALID_IDEMPOTENCY_KEY']);
  });

  it('of 255 characters is kept', async () => {
    expect((await post('k'.repeat(255), 'a')).statusCode).toBe(201);
  });
});
