import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { DeliverService } from '../../src/delivery/deliver.service.js';
import { HOUR, MINUTE, TestScout } from '../support/scout.js';
import { type Posted, Receiver } from './receiver.js';

interface View {
  id: string;
  secret: string;
  status: string;
  statusReason: string | null;
  failures: number;
  restsUntil: string | null;
  secrets: { createdAt: string; expiresAt: string | null }[];
}

/** Default schedule: 07:00 local on weekdays; Berlin is two hours ahead of UTC in July. 39 of the faults, and the rest of the channel. */
describe('webhooks', () => {
  let scout: TestScout;
  let receiver: Receiver;

  beforeAll(async () => {
    receiver = await Receiver.open();
    scout = await TestScout.open({
      now: new Date('2026-07-06T03:00:00Z'),
      settings: { FETCH_ALLOW: receiver.host, WEBHOOK_TIMEOUT_MS: '500' },
    });
    await scout.tellTheDay();
  });
  afterAll(async () => {
    await scout.close();
    await receiver.close();
  });
  beforeEach(async () => {
    receiver.clear();
    await scout.database.query('DELETE FROM reader');
    await scout.database.query('DELETE FROM webhook_endpoint');
    scout.jobs.jobs.length = 0;
    scout.at('2026-07-06T04:00:00Z');
  });

  const create = async (change: object = {}): Promise<View> => {
    const answer = await scout.post('/webhooks', { name: 'App', url: `${receiver.url}/hook`, ...change });
    expect([answer.statusCode, answer.json().errors]).toEqual([201, undefined]);
    return answer.json<View>();
  };
  const view = async (id: string): Promise<View> => (await scout.get(`/webhooks/${id}`)).json<View>();
  const reader = (id: string, wish: object = {}) => scout.reader(id, { channels: ['webhook'], ...wish });
  const deliver = (): Promise<number> => scout.app.get(DeliverService).run();
  const brief = async (): Promise<void> => {
    await scout.tick();
    scout.at('2026-07-06T05:00:00Z');
    await scout.tick();
    await scout.workPages();
  };
  const rows = async (): Promise<object[]> =>
    await scout.database.query(
      `SELECT r.id, o.status, o.attempts, o.error, o.possible_duplicate AS doubtful
       FROM outbox o JOIN reader r ON r.ref = o.reader_ref ORDER BY r.id`,
    );
  /** Whether the message is signed with a secret, at the moment that the test has set. */
  const signedWith = (secret: string, { headers, body }: Posted): boolean => {
    const { 'webhook-id': id, 'webhook-timestamp': seconds, 'webhook-signature': signatures } = headers;
    const expected = new Webhook(secret).sign(String(id), new Date(Number(seconds) * 1000), body);
    return String(signatures).split(' ').includes(expected);
  };
  /** Tries until nothing is pending or the time is over. */
  const deliverUntil = async (hours: number): Promise<void> => {
    for (let minutes = 0; minutes < hours * 60; minutes += 10) {
      scout.at(10 * MINUTE);
      await deliver();
    }
  };

  it('posts each briefing once, signed, as it is read', async () => {
    const { secret, id } = await create();
    await reader('ada');
    await reader('bea', { channels: [] });
    await brief();
    await Promise.all([deliver(), deliver()]);
    await deliver();
    expect(receiver.posted).toHaveLength(1);
    const [posted] = receiver.posted;
    expect(posted!.headers).toMatchObject({
      'content-type': 'application/json',
      'webhook-timestamp': String(Date.parse('2026-07-06T05:00:00Z') / 1000),
    });
    expect(signedWith(secret, posted!)).toBe(true);
    expect(() =>
      new Webhook(secret).verify(posted!.body, { ...posted!.headers } as Record<string, string>),
    ).toThrow(
      WebhookVerificationError, // for its age alone: the clock of this test is its own
    );
    const message = JSON.parse(posted!.body);
    const { items } = message.data as { items: { story: string }[] };
    const briefing = await scout.briefing('ada', '2026-07-06');
    expect(message).toMatchObject({
      type: 'briefing.ready',
      data: { reader: 'ada', localDate: '2026-07-06', opening: briefing.opening },
    });
    expect(items.map((item) => item.story)).toEqual(briefing.items.map((item) => item.story));
    expect(await rows()).toEqual([{ id: 'ada', status: 'sent', attempts: 1, error: null, doubtful: false }]);
    const attempts = (await scout.get(`/webhooks/${id}/attempts`)).json();
    expect(attempts.items).toMatchObject([
      { reader: 'ada', date: '2026-07-06', attempts: 1, httpStatus: 204, error: null },
    ]);
    expect((await scout.get('/readers/ada/export')).json().webhookPosts).toEqual([
      expect.objectContaining({ endpoint: 'App', date: '2026-07-06', httpStatus: 204 }),
    ]);
    expect((await scout.get('/readers/bea/export')).json().webhookPosts).toEqual([]);
  });

  it('serves every endpoint of the cohort, and tries again only where it was not taken', async () => {
    await create({ name: 'all', url: `${receiver.url}/all` });
    await create({ name: 'banks', url: `${receiver.url}/banks`, industry: 'banking' });
    await create({ name: 'games', url: `${receiver.url}/games`, industry: 'gaming' });
    await reader('ada', { industry: 'banking' });
    let refused = 0;
    receiver.onPost = ({ path }) => (path === '/banks' && refused++ === 0 ? 500 : 200);
    await brief();
    await deliver();
    await deliverUntil(1);
    expect(receiver.posted.map(({ path }) => path).sort()).toEqual(['/all', '/banks', '/banks']);
    expect(await rows()).toMatchObject([{ status: 'sent', attempts: 2 }]);
    expect(new Set(receiver.posted.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  });

  it.each([301, 302, 307, 308])('39: does not follow a %i', async (status) => {
    const { id } = await create();
    await reader('ada');
    receiver.onPost = ({ path }) =>
      path === '/hook'
        ? (response) => response.writeHead(status, { location: `${receiver.url}/elsewhere` }).end()
        : 200;
    await brief();
    await deliver();
    expect(receiver.posted.map(({ path }) => path)).toEqual(['/hook']);
    expect(await rows()).toMatchObject([{ status: 'pending', error: `${id}: redirects (${status})` }]);
  });

  it('39: turns an endpoint off that says it is gone, and takes it back when told to', async () => {
    const { id } = await create();
    for (const name of ['ada', 'bea']) await reader(name);
    receiver.onPost = () => 410;
    await brief();
    await deliver();
    expect(await view(id)).toMatchObject({ status: 'disabled', statusReason: 'it answered 410 Gone' });
    expect(await rows()).toMatchObject([{ status: 'suppressed' }, { status: 'suppressed' }]);
    const audit = await scout.database.query(
      `SELECT actor, action, target FROM audit_entry WHERE action = 'webhook.disable'`,
    );
    expect(audit).toEqual([{ actor: 'scout', action: 'webhook.disable', target: id }]);
    receiver.clear();
    const back = await scout.call('PATCH', `/webhooks/${id}`, { status: 'active' });
    expect(back.json()).toMatchObject({ status: 'active', statusReason: null, failures: 0 });
    await deliver();
    expect(receiver.posted).toEqual([]);
  });

  it('39: waits for no answer longer than the time-out, and says that it may have arrived', async () => {
    await create();
    await reader('ada');
    receiver.onPost = () => () => undefined;
    await brief();
    const from = performance.now();
    await deliver();
    expect(performance.now() - from).toBeLessThan(20_000);
    expect(await rows()).toMatchObject([
      { status: 'pending', error: expect.stringContaining('FETCH_TIMEOUT'), doubtful: true },
    ]);
    receiver.onPost = () => 200;
    await deliverUntil(1);
    expect(await rows()).toMatchObject([{ status: 'sent', attempts: 2, doubtful: true }]);
    const [first, second] = receiver.posted;
    // The other side can tell: the id is the same, and so is the text.
    expect(second!.headers['webhook-id']).toBe(first!.headers['webhook-id']);
    expect(second!.body).toBe(first!.body);
    expect(second!.headers['webhook-timestamp']).not.toBe(first!.headers['webhook-timestamp']);
  });

  it('39: takes an answer of a gigabyte for what its status says, and reads no more than a little', async () => {
    await create();
    await reader('ada');
    let written = 0;
    receiver.onPost = () => (response) => {
      response.writeHead(200);
      const chunk = Buffer.alloc(65_536);
      const pour = (): void => {
        while (written < 1_073_741_824 && !response.destroyed) {
          written += chunk.length;
          if (!response.write(chunk)) {
            response.once('drain', pour);
            return;
          }
        }
        response.end();
      };
      pour();
    };
    await brief();
    await deliver();
    expect(await rows()).toMatchObject([{ status: 'sent', attempts: 1 }]);
    expect(written).toBeLessThan(50_000_000);
  });

  it('39: signs with both secrets after a rotation in mid-retry, and with the new one alone in the end', async () => {
    const { id, secret } = await create();
    await reader('ada');
    receiver.onPost = () => 503;
    await brief();
    await deliver();
    const rotated = (await scout.post(`/webhooks/${id}/rotate`, { overlapHours: 2 })).json<View>();
    expect(rotated.secret).toMatch(/^whsec_[\w+/]{43}=$/);
    expect(rotated.secret).not.toBe(secret);
    expect(rotated.secrets).toMatchObject([{ expiresAt: null }, { expiresAt: '2026-07-06T07:00:00.000Z' }]);
    await deliverUntil(1);
    const during = receiver.posted.at(-1)!;
    expect(receiver.posted.length).toBeGreaterThan(1);
    expect([signedWith(secret, during), signedWith(rotated.secret, during)]).toEqual([true, true]);
    receiver.onPost = () => 200;
    await deliverUntil(3);
    const after = receiver.posted.at(-1)!;
    expect(await rows()).toMatchObject([{ status: 'sent' }]);
    expect([signedWith(secret, after), signedWith(rotated.secret, after)]).toEqual([
      Number(after.headers['webhook-timestamp']) < Date.parse('2026-07-06T07:00:00Z') / 1000,
      true,
    ]);
    expect(new Set(receiver.posted.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    // Without an overlap the old one ends at once.
    const again = (await scout.post(`/webhooks/${id}/rotate`, { overlapHours: 0 })).json<View>();
    expect(again.secrets).toHaveLength(1);
  });

  it('lets an endpoint rest that fails, and sends what waited when it answers again', async () => {
    const { id } = await create();
    for (let i = 0; i < 12; i++) await reader(`r${i}`);
    receiver.onPost = () => 500;
    await brief();
    await deliver();
    const asked = receiver.posted.length;
    const resting = await view(id);
    expect(resting.failures).toBeGreaterThanOrEqual(3);
    expect(Date.parse(resting.restsUntil!)).toBeGreaterThan(scout.clock.now().getTime());
    // Those under way when it began to rest may have asked.
    expect(asked).toBeLessThan(12);
    receiver.onPost = () => 200;
    await deliverUntil(2);
    expect(await view(id)).toMatchObject({ failures: 0, restsUntil: null });
    expect(await scout.database.query(`SELECT 1 FROM outbox WHERE status = 'sent'`)).toHaveLength(12);
    const ids = receiver.posted.slice(asked).map(({ headers }) => headers['webhook-id']);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('heeds Retry-After', async () => {
    await create();
    await reader('ada');
    receiver.onPost = () => (response) => response.writeHead(429, { 'retry-after': '1800' }).end();
    await brief();
    await deliver();
    receiver.onPost = () => 200;
    scout.at(29 * MINUTE);
    await deliver();
    expect(receiver.posted).toHaveLength(1);
    scout.at(2 * MINUTE);
    await deliver();
    expect(await rows()).toMatchObject([{ status: 'sent', attempts: 2 }]);
  });

  it('turns an endpoint off that has failed for more than five days', async () => {
    const { id } = await create();
    receiver.onPost = () => 500;
    await scout.database.query(
      `UPDATE webhook_endpoint SET failures = 50, failing_since = '2026-06-30T00:00:00Z' WHERE id = $1`,
      [id],
    );
    await reader('ada');
    await brief();
    await deliver();
    expect(await view(id)).toMatchObject({
      status: 'disabled',
      statusReason: expect.stringContaining('2026-06-30'),
    });
  });

  it('sends nothing where nobody listens, and nothing to a paused endpoint', async () => {
    await reader('ada');
    const { id } = await create();
    const paused = await scout.call('PATCH', `/webhooks/${id}`, { status: 'paused' });
    expect(paused.json()).toMatchObject({ status: 'paused' });
    await brief();
    await deliver();
    expect(receiver.posted).toEqual([]);
    expect(await rows()).toMatchObject([
      { status: 'suppressed', error: 'no webhook endpoint takes the briefings of this reader' },
    ]);
  });

  it('sends a test at once and says how it went', async () => {
    const { id, secret } = await create();
    const test = async () => (await scout.post(`/webhooks/${id}/test`)).json<object>();
    expect(await test()).toMatchObject({ taken: true, httpStatus: 204, error: null });
    expect(signedWith(secret, receiver.posted[0]!)).toBe(true);
    expect(JSON.parse(receiver.posted[0]!.body)).toMatchObject({ type: 'test', data: { endpoint: id } });
    receiver.onPost = () => 401;
    expect(await test()).toMatchObject({ taken: false, httpStatus: 401, error: 'answered 401' });
    expect(await view(id)).toMatchObject({ failures: 0 });
    // Failed ones count, and another endpoint has its own.
    for (let i = 0; i < 4; i++) expect(await test()).toMatchObject({ taken: false });
    const seventh = await scout.post(`/webhooks/${id}/test`);
    expect([seventh.statusCode, seventh.json().code]).toEqual([429, 'TOO_MANY_TESTS']);
    expect(receiver.posted).toHaveLength(6);
    expect((await scout.post(`/webhooks/${(await create()).id}/test`)).statusCode).toBe(200);
  });

  it('posts no more than two tests at once, so that silence holds up nobody else', async () => {
    const ids = [(await create()).id, (await create()).id, (await create()).id];
    const asked = Promise.withResolvers<undefined>();
    receiver.onPost = () => () => {
      if (receiver.posted.length === 2) asked.resolve(undefined);
    };
    const two = Promise.all(ids.slice(1).map((id) => scout.post(`/webhooks/${id}/test`)));
    await asked.promise;
    expect((await scout.post(`/webhooks/${ids[0]}/test`)).json().code).toBe('TOO_MANY_TESTS');
    for (const answer of await two)
      expect(answer.json()).toMatchObject({ taken: false, error: expect.stringContaining('FETCH_TIMEOUT') });
    receiver.onPost = () => 200;
    expect((await scout.post(`/webhooks/${ids[0]}/test`)).json()).toMatchObject({ taken: true });
  });

  it.each([
    ['http://example.com/hook', 'INVALID_INPUT'],
    ['https://127.0.0.1/hook', 'FETCH_FORBIDDEN_ADDRESS'],
    ['https://[::1]/hook', 'FETCH_FORBIDDEN_ADDRESS'],
    ['https://169.254.169.254/latest', 'FETCH_FORBIDDEN_ADDRESS'],
    ['https://user:pass@example.com/', 'FETCH_FORBIDDEN_ADDRESS'],
    ['https://hooks.internal/', 'FETCH_FORBIDDEN_ADDRESS'],
    ['https://example.com:5432/', 'FETCH_FORBIDDEN_ADDRESS'],
    ['ftp://example.com/', 'FETCH_FORBIDDEN_ADDRESS'],
    ['no address', 'FETCH_FORBIDDEN_ADDRESS'],
  ])('refuses %s', async (url, code) => {
    const answer = await scout.post('/webhooks', { name: 'App', url });
    expect([answer.statusCode, answer.json().code]).toEqual([422, code]);
    const { id } = await create();
    expect((await scout.call('PATCH', `/webhooks/${id}`, { url })).json().code).toBe(code);
  });

  it('posts nothing to a stored address that is not public any more', async () => {
    const { id } = await create();
    await scout.database.query(`UPDATE webhook_endpoint SET url = 'https://10.0.0.7/hook' WHERE id = $1`, [
      id,
    ]);
    await reader('ada');
    await brief();
    await deliver();
    expect(await rows()).toMatchObject([{ status: 'failed', error: expect.stringContaining('not public') }]);
  });

  it('shows a secret once, keeps it sealed, and forgets all with the endpoint', async () => {
    const { id, secret } = await create();
    for (const path of ['/webhooks', `/webhooks/${id}`])
      expect((await scout.get(path)).body).not.toContain(secret.slice(6, 20));
    const [row] = await scout.database.query<{ sealed: string }>('SELECT sealed FROM webhook_secret');
    expect(row!.sealed).not.toContain(secret.slice(6, 20));
    expect((await scout.call('DELETE', `/webhooks/${id}`)).statusCode).toBe(204);
    expect(await scout.database.query('SELECT 1 FROM webhook_secret')).toEqual([]);
    for (const [method, path] of [
      ['GET', ''],
      ['DELETE', ''],
      ['PATCH', ''],
      ['POST', '/rotate'],
      ['POST', '/test'],
      ['GET', '/attempts'],
    ] as const)
      expect(
        (await scout.call(method, `/webhooks/${id}${path}`, method === 'GET' ? undefined : {})).statusCode,
      ).toBe(404);
  });

  it('answers a repetition with the same secret, of which nothing lies open in the database', async () => {
    await reader('ada');
    const { id } = await create();
    for (const [path, body] of [
      ['/webhooks', { name: 'App', url: `${receiver.url}/hook` }],
      [`/webhooks/${id}/rotate`, {}],
      ['/readers/ada/feed-token', {}],
    ] as const) {
      const write = () => scout.post(path, body, { headers: { 'idempotency-key': path } });
      const [first, again] = [await write(), await write()];
      expect([again.statusCode, again.json()]).toEqual([first.statusCode, first.json()]);
      expect(again.headers['idempotency-replayed']).toBe('true');
      const { secret, token } = first.json<{ secret?: string; token?: string }>();
      const kept = await scout.database.query('SELECT key, response FROM idempotency_record WHERE key = $1', [
        path,
      ]);
      expect(kept).toHaveLength(1);
      expect(JSON.stringify(kept)).not.toContain((secret ?? token)!.slice(6, 26));
    }
    expect((await scout.get('/webhooks')).json()).toHaveLength(2);
  });

  it('takes twenty endpoints and no more', async () => {
    for (let i = 0; i < 20; i++) await create({ name: `App ${i}` });
    const answer = await scout.post('/webhooks', { name: 'One more', url: `${receiver.url}/hook` });
    expect([answer.statusCode, answer.json().code]).toEqual([409, 'TOO_MANY_WEBHOOKS']);
  });

  it('erases with a reader what was posted about them', async () => {
    await create();
    await reader('ada');
    await brief();
    await deliver();
    await scout.call('DELETE', '/readers/ada');
    expect(await scout.database.query('SELECT 1 FROM webhook_post')).toEqual([]);
    scout.at(HOUR);
    expect(await deliver()).toBe(0);
  });
});
