import { Logger } from '@nestjs/common';
import { DeliverService } from '../../src/delivery/deliver.service.js';
import { MetricsRegistry } from '../../src/platform/health/metrics.js';
import { MINUTE, TestScout, type Method } from '../support/scout.js';
import { Mailbox } from './mailbox.js';
import { Receiver } from './receiver.js';

/** An installation may use addresses as ids. */
const ID = 'zoe.quistgaard@staff.example';
const EMAIL = 'Zoe.Quistgaard@readers.example';
const STATED = { name: 'Zoe Quistgaard', about: 'Quistgaard of the pitcher plants, in Java and Kotlin' };
const TRACES = ['quistgaard', 'pitcher plant'];

describe('a reader who was erased', () => {
  let scout: TestScout;
  let mailbox: Mailbox;
  let receiver: Receiver;
  let calls = 0;
  const logged: string[] = [];

  beforeAll(async () => {
    [mailbox, receiver] = [await Mailbox.open(), await Receiver.open()];
    scout = await TestScout.open({
      now: new Date('2026-07-06T04:00:00Z'),
      settings: {
        SMTP_URL: mailbox.url,
        MAIL_FROM: 'Scout <briefing@scout.example>',
        FETCH_ALLOW: receiver.host,
      },
    });
    const log = (...words: unknown[]): void => void logged.push(words.map(String).join(' '));
    Logger.overrideLogger({ log, error: log, warn: log });
    await scout.tellTheDay();
  });
  afterAll(async () => {
    Logger.overrideLogger(false);
    await scout.close();
    await mailbox.close();
    await receiver.close();
  });

  /** As a careful client calls: every write may be repeated. */
  const write = (method: Method, path: string, body?: unknown) =>
    scout.call(method, path, body, { headers: { 'idempotency-key': `write-${calls++}` } });
  const done = async (method: Method, path: string, body?: unknown) => {
    const answer = await write(method, path, body);
    if (answer.statusCode >= 300) throw new Error(`${method} ${path}: ${answer.body}`);
  };
  const deliver = (): Promise<number> => scout.app.get(DeliverService).run();

  /** `table: row` of every row of the database that shows a trace, as text or as bytes. */
  const traces = async (): Promise<string[]> => {
    const tables = await scout.database.query<{ name: string }>(
      `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
       WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')`,
    );
    expect(tables.length).toBeGreaterThan(20);
    const patterns = TRACES.flatMap((trace) => [trace, Buffer.from(trace.slice(1)).toString('hex')]);
    const found: string[] = [];
    for (const { name } of tables) {
      const rows = await scout.database.query<{ row: string }>(
        `SELECT t::text AS row FROM ${name} AS t WHERE t::text ILIKE ANY ($1)`,
        [patterns.map((pattern) => `%${pattern}%`)],
      );
      found.push(...rows.map(({ row }) => `${name}: ${row.slice(0, 200)}`));
    }
    return found;
  };

  it('leaves no word about them in the database, the queue, the log or the metrics', async () => {
    await done('PUT', `/readers/${ID}`, {
      ...STATED,
      role: 'software-engineer',
      industry: 'banking',
      timeZone: 'Europe/Berlin',
      channels: ['email', 'webhook'],
      email: EMAIL,
    });
    const bound = await scout.newKey({
      name: 'Zoe Quistgaard’s telephone',
      readerId: ID,
      scopes: ['readers:write'],
    });
    await done('POST', '/webhooks', { name: 'App', url: `${receiver.url}/hook` });
    await done('POST', `/readers/${ID}/feed-token`);
    await done('POST', `/readers/${ID}/channels/email/test`);
    // Words of a server about whom it does not want, with and without the domain.
    mailbox.onRecipient = () => [450, `4.2.1 <${EMAIL}>: zoe.quistgaard has a full box`];
    receiver.onPost = () => 500;
    await scout.tick();
    scout.at('2026-07-06T05:00:00Z');
    await scout.tick();
    expect(await scout.workPages()).toBe(1);
    await deliver();
    mailbox.onRecipient = () => [550, `5.1.1 <${EMAIL}>: no such user zoe.quistgaard`];
    receiver.onPost = () => 204;
    scout.at(10 * MINUTE);
    await deliver();
    const listed = (await scout.get('/delivery/suppressions')).json<{ items: { id: string }[] }>();
    expect(listed.items).toHaveLength(1);
    const suppressed = async (): Promise<string[]> =>
      (await scout.database.query<{ detail: string }>('SELECT detail FROM suppression')).map(
        ({ detail }) => detail,
      );
    expect(await suppressed()).toEqual([expect.stringContaining('no such user (address)')]);
    await done('DELETE', `/delivery/suppressions/${EMAIL}`);
    await done('POST', '/delivery/suppressions', { email: EMAIL, detail: `${EMAIL} called` });
    expect(await suppressed()).toEqual(['(address) called']);
    const back = { kind: 'bounce-permanent', reader: ID, detail: 'zoe.quistgaard is unknown' };
    await done('POST', '/delivery/bounces', { items: [back, { ...back, kind: 'complaint' }] });
    expect(await suppressed()).toEqual(['(address) is unknown']);
    await done('PUT', `/readers/${ID}/channels/email`, { on: true });
    await done('POST', `/delivery/outbox/${ID}/2026-07-06/retry`);
    await done('DELETE', `/delivery/outbox/${ID}/2026-07-06`);
    await done('POST', '/ranking-profiles/preview', { name: 'x', reason: 'x', readers: [ID] });
    const [story] = await scout.feedIds(ID);
    await done('POST', '/events', {
      events: [{ id: 'e1', type: 'save', reader: ID, story, at: scout.clock.now().toISOString() }],
    });
    await scout.learn();
    await done('POST', `/readers/${ID}/reset`);
    await done('PATCH', `/readers/${ID}`, { length: 7 });
    expect((await write('PATCH', `/readers/${ID}`, { role: STATED.name })).statusCode).toBe(422);
    const exported = (await scout.get(`/readers/${ID}/export`)).body;
    for (const word of [EMAIL, STATED.name, STATED.about, story!]) expect(exported).toContain(word);
    expect(await traces()).not.toEqual([]);

    await done('DELETE', `/readers/${ID}`);
    expect((await scout.call('DELETE', `/readers/${ID}`)).statusCode).toBe(404);
    await scout.tick();
    await deliver();

    expect(await traces()).toEqual([]);
    const metrics = scout.app.get(MetricsRegistry).text();
    for (const words of [JSON.stringify(scout.jobs.jobs), logged.join('\n'), metrics])
      for (const trace of TRACES) expect(words.toLowerCase()).not.toContain(trace);
    expect((await scout.get(`/readers/${ID}`, { key: bound })).statusCode).toBe(401);
    // A row that breaks a rule would otherwise stand in the server's log as a whole.
    expect(await scout.database.query('SHOW log_error_verbosity')).toEqual([
      { log_error_verbosity: 'terse' },
    ]);
    // Who complained is not written to if they come back, and the list says so by the hash alone.
    expect((await scout.get('/delivery/suppressions')).json().items).toEqual([
      { ...listed.items[0], kind: 'complaint', detail: '(address) is unknown', at: expect.any(String) },
    ]);
  });
});
