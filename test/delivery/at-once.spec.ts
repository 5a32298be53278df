import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { SubscriptionsService } from '../../src/delivery/subscriptions.service.js';
import { TokensService } from '../../src/delivery/tokens.service.js';
import { TestScout } from '../support/scout.js';

/** Two people, or a person and a worker, who change the same row in the same instant. */
describe('what is changed by two at once', () => {
  let scout: TestScout;
  let outside: pg.Client;

  beforeAll(async () => {
    scout = await TestScout.open({ settings: { FETCH_ALLOW: '127.0.0.1:9' } });
    outside = new pg.Client({ connectionString: scout.databaseUrl });
    await outside.connect();
  });
  afterAll(async () => {
    await outside.end();
    await scout.close();
  });

  /** Has both stand before a row that is locked, the first in front, and then lets them go on. */
  async function atOnce<A, B>(
    rows: string,
    first: () => Promise<A>,
    second: () => Promise<B>,
  ): Promise<[A, B]> {
    const standing = async (count: number): Promise<void> => {
      const waiting = `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
      while ((await scout.database.query<{ n: number }>(waiting))[0]!.n < count) await wait(5);
    };
    await outside.query(`BEGIN; SELECT FROM ${rows} FOR UPDATE`);
    try {
      const one = first();
      await standing(1);
      const two = second();
      await standing(2);
      await outside.query('COMMIT');
      return await Promise.all([one, two]);
    } finally {
      await outside.query('ROLLBACK');
    }
  }

  it('38: an unsubscription outlives a client that changes the channel in that instant', async () => {
    await scout.reader('ada', { channels: ['email'], email: 'ada@readers.example' });
    const put = (body: object) => scout.call('PUT', '/readers/ada/channels/email', body);
    await put({ skipIfEmpty: true });
    const [row] = await scout.database.query<{ ref: number }>(`SELECT ref FROM reader WHERE id = 'ada'`);
    const token = await scout.app.get(TokensService).ofReader(row!.ref);
    const [left, changed] = await atOnce(
      'channel_preference',
      () => scout.app.get(SubscriptionsService).unsubscribe(token),
      () => put({ skipIfEmpty: false }),
    );
    expect([left, changed.statusCode]).toEqual([true, 200]);
    expect((await scout.get('/readers/ada/channels/email')).json()).toMatchObject({
      on: false,
      skipIfEmpty: false,
      unsubscribedAt: scout.clock.now().toISOString(),
    });
  });

  describe('of a webhook endpoint', () => {
    let id: string;
    beforeEach(async () => {
      await scout.database.query('DELETE FROM webhook_endpoint');
      const made = await scout.post('/webhooks', { name: 'App', url: 'http://127.0.0.1:9/hook' });
      ({ id } = made.json<{ id: string }>());
    });
    const patch = (body: object) => scout.call('PATCH', `/webhooks/${id}`, body);
    const view = async () => (await scout.get(`/webhooks/${id}`)).json<Record<string, unknown>>();

    it('is kept of both', async () => {
      await atOnce(
        'webhook_endpoint',
        () => patch({ status: 'paused' }),
        () => patch({ name: 'Intranet' }),
      );
      expect(await view()).toMatchObject({ status: 'paused', name: 'Intranet' });
    });

    it('does not take an endpoint back that has just said that it is gone', async () => {
      const gone = `UPDATE webhook_endpoint SET status = 'disabled', status_reason = 'it answered 410 Gone' RETURNING 1`;
      await atOnce(
        'webhook_endpoint',
        () => scout.database.query(gone),
        () => patch({ name: 'Intranet' }),
      );
      expect(await view()).toMatchObject({ status: 'disabled', statusReason: 'it answered 410 Gone' });
    });

    it('leaves one secret that signs for good, whoever rotates at once', async () => {
      const rotate = () => scout.post(`/webhooks/${id}/rotate`, { overlapHours: 1 });
      await atOnce('webhook_secret', rotate, rotate);
      const { secrets } = (await scout.get(`/webhooks/${id}`)).json<{
        secrets: { expiresAt: string | null }[];
      }>();
      expect(secrets.filter(({ expiresAt }) => expiresAt === null)).toHaveLength(1);
    });

    it('is no new beginning for one that fails, unless it gets another address or is taken back', async () => {
      const fail = () =>
        scout.database.query(
          `UPDATE webhook_endpoint SET failures = 4, failing_since = now(), rests_until = now()`,
        );
      for (const [change, failures] of [
        [{ name: 'Intranet' }, 4],
        [{ url: 'http://127.0.0.1:9/hook' }, 4],
        [{ url: 'http://127.0.0.1:9/other' }, 0],
        [{ status: 'active' }, 0],
      ] as const) {
        await fail();
        expect((await patch(change)).json()).toMatchObject({ failures });
        expect((await view())['failingSince'] === null).toBe(failures === 0);
      }
    });
  });

  it('of a schedule is kept of both', async () => {
    const plan = { role: 'designer', localTime: '06:00', days: ['mon'] };
    const put = (change: object) => scout.call('PUT', '/digests/schedules/designers', { ...plan, ...change });
    expect((await put({})).statusCode).toBe(200);
    const schedule = async () =>
      (await scout.get('/digests/schedules'))
        .json<{ items: { id: string }[] }>()
        .items.find((one) => one.id === 'designers');
    await atOnce(
      `digest_schedule WHERE id = 'designers'`,
      () => put({ localTime: '09:00' }),
      () => scout.post('/digests/schedules/designers/pause'),
    );
    expect(await schedule()).toMatchObject({ localTime: '09:00', paused: true });
    await atOnce(
      `digest_schedule WHERE id = 'designers'`,
      () => put({ quietDates: ['2026-12-24'] }),
      () => put({ localTime: '10:00' }),
    );
    expect(await schedule()).toMatchObject({ localTime: '10:00', paused: true, quietDates: ['2026-12-24'] });
    await atOnce(
      `digest_schedule WHERE id = 'designers'`,
      () => scout.post('/digests/schedules/designers/resume'),
      () => put({ localTime: '11:00' }),
    );
    expect(await schedule()).toMatchObject({ localTime: '11:00', paused: false });
  });
});
