import { jest } from '@jest/globals';
import { BriefingPartitionRepository } from '../../src/briefings/briefing-partition.repository.js';
import { DigestOperationsService } from '../../src/briefings/digest-operations.service.js';
import { RetentionService } from '../../src/briefings/retention.service.js';
import { JobQueue } from '../../src/platform/queue/job-queue.js';
import { HOUR, TestScout } from '../support/scout.js';

const DAY = 24 * HOUR;

/** 6 July 2026 is a Monday; its readers have their briefing at 07:00, 05:00 by UTC. */
describe('the operation of digests', () => {
  let scout: TestScout;

  beforeAll(async () => {
    scout = await TestScout.open({
      settings: { DIGEST_PAGE_SIZE: '3', BRIEFING_RETENTION_DAYS: '30', EVENT_RETENTION_DAYS: '30' },
    });
  });
  afterAll(() => scout.close());
  beforeEach(async () => {
    await scout.database.query('DELETE FROM reader');
    scout.jobs.jobs.length = 0;
    scout.at('2026-07-06T04:00:00Z');
  });

  const partitions = async (): Promise<string[]> =>
    (await scout.app.get(BriefingPartitionRepository).list()).map((one) => one.name);
  const metrics = async (): Promise<string> => {
    const authorization = `Bearer ${await scout.newKey({})}`;
    return (await scout.app.inject({ url: '/metrics', headers: { authorization } })).body;
  };
  const metric = async (name: string): Promise<number> =>
    Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(await metrics())?.[1] ?? 0);

  it('makes a date again for a cohort, and nobody gets a second one', async () => {
    await scout.reader('a');
    await scout.reader('b', { role: 'designer' });
    await scout.reader('c', { role: 'designer', industry: 'gaming' });
    const run = (body: object) => scout.post('/digests/run', body);
    expect((await run({ role: 'designer', industry: 'banking', date: '2026-07-05' })).json().owed).toBe(1);
    expect(await scout.workPages()).toBe(1);
    expect((await run({ role: 'designer', date: '2026-07-05' })).json().owed).toBe(1);
    expect(await scout.workPages()).toBe(1);
    expect((await run({ date: '2026-07-05' })).json().owed).toBe(1);
    expect((await run({ date: '2026-07-05' })).json().owed).toBe(0);
    expect(await scout.workPages()).toBe(1);
    expect(await scout.briefings()).toEqual(['a 2026-07-05', 'b 2026-07-05', 'c 2026-07-05']);
    for (const date of ['2026-06-30', '2026-07-09', 'yesterday']) {
      const answer = await run({ date });
      expect([answer.statusCode, answer.json().code]).toEqual([422, 'INVALID_INPUT']);
    }
    expect((await run({ role: 'wizard' })).statusCode).toBe(422);
  });

  it('takes for a schedule only a name by which the API reaches it', async () => {
    const operations = scout.app.get(DigestOperationsService);
    const body = { role: 'designer', localTime: '07:00', cutoffHours: 20 } as const;
    for (const id of ['X9', '', 'my schedule', 'a/b', 'a'.repeat(61)])
      await expect(operations.setSchedule(id, { ...body, days: ['mon'] })).rejects.toMatchObject({
        code: 'INVALID_INPUT',
      });
    expect(await operations.listSchedules()).toHaveLength(1);
  });

  it('makes no date that has not come to a reader yet', async () => {
    await scout.reader('berlin');
    await scout.reader('kiritimati', { timeZone: 'Pacific/Kiritimati' });
    scout.at('2026-07-05T21:00:00Z');
    expect((await scout.post('/digests/run', { date: '2026-07-06' })).json().owed).toBe(1);
    expect((await scout.post('/digests/run', { date: '2026-07-06', readers: ['berlin'] })).json().owed).toBe(
      0,
    );
    await scout.workPages();
    expect(await scout.briefings()).toEqual(['kiritimati 2026-07-06']);
  });

  it('lets those who were due at the moment of an edition that is still claimed belong to it', async () => {
    for (let i = 0; i < 4; i++) await scout.reader(`r${i}`);
    await scout.tick();
    scout.at('2026-07-06T05:00:00Z');
    await scout.database.query(
      `UPDATE reader SET next_delivery_at = next_delivery_at + interval '10 s' WHERE id = 'r3'`,
    );
    await scout.tick();
    // As if the first tick had not come to it yet.
    await scout.database.query(`UPDATE reader SET next_delivery_at = '2026-07-06T05:00:00Z' WHERE id = 'r2'`);
    await scout.database.query(
      `DELETE FROM delivery WHERE reader_ref = (SELECT ref FROM reader WHERE id = 'r2')`,
    );
    scout.at('2026-07-06T05:00:30Z');
    await scout.tick();
    const claimed = await scout.database.query(
      `SELECT r.id, d.claimed_at AS at FROM delivery d JOIN reader r ON r.ref = d.reader_ref ORDER BY r.id`,
    );
    expect(claimed).toEqual(
      [0, 0, 0, 30].map((seconds, i) => ({ id: `r${i}`, at: new Date(Date.UTC(2026, 6, 6, 5, 0, seconds)) })),
    );
  });

  it('stores briefings of weeks to come, and drops the weeks that are older than they are kept', async () => {
    await scout.reader('one', { days: 'daily' });
    const first = await partitions();
    const far = new Date('2031-03-05T04:00:00Z');
    scout.at(far);
    await scout.tick();
    scout.at('2031-03-06T07:00:00Z');
    await scout.tick();
    expect(await scout.workPages()).toBe(1);
    expect(await scout.briefings()).toEqual(['one 2031-03-06']);
    await scout.database.query(
      `INSERT INTO outbox (reader_ref, local_date, channel, status, due_at, next_attempt_at)
       SELECT ref, '2031-03-06', channel, 'sent', $1, $1 FROM reader, unnest(ARRAY['email', 'webhook']) AS channel`,
      [scout.clock.now()],
    );
    expect(await partitions()).toEqual([
      'briefing_20310224',
      'briefing_20310303',
      'briefing_20310310',
      'briefing_20310317',
      ...first,
    ]);
    const retention = scout.app.get(RetentionService);
    expect(await retention.run()).toMatchObject({ partitions: first });
    scout.at(35 * DAY);
    // Whoever holds the table keeps it from being dropped, and nothing else from being forgotten.
    await scout.database.transaction(async () => {
      await scout.database.query('LOCK TABLE briefing IN ACCESS SHARE MODE');
      await expect(scout.database.apart(() => retention.run())).rejects.toThrow();
    });
    expect(await scout.database.query('SELECT 1 FROM outbox')).toEqual([]);
    expect(await retention.run()).toEqual({
      partitions: ['briefing_20310224', 'briefing_20310303'],
      briefings: 0,
      deliveries: 0,
      messages: 0,
      events: 0,
    });
    expect(await scout.briefings()).toEqual([]);
    // A date whose partition is gone is made anew.
    scout.at('2031-03-07T07:00:00Z');
    await scout.tick();
    expect(await scout.workPages()).toBe(1);
  });

  it('shows first what is owed, and forgets by age what was cancelled', async () => {
    for (let i = 0; i < 3; i++) await scout.reader(`r${i}`, { days: 'daily' });
    await scout.tick();
    scout.at('2026-07-06T05:00:00Z');
    await scout.tick();
    for (const id of ['r0', 'r1'])
      expect((await scout.call('DELETE', `/digests/pending/${id}/2026-07-06`)).statusCode).toBe(204);
    await scout.workPages();
    scout.at('2026-07-07T05:00:00Z');
    await scout.tick();
    const pending = async (limit: number) => {
      const { items } = (await scout.get(`/digests/pending?limit=${limit}`)).json<{
        items: { reader: string; status: string }[];
      }>();
      return items.map(({ reader, status }) => `${reader} ${status}`);
    };
    expect(await pending(3)).toEqual(['r0 pending', 'r1 pending', 'r2 pending']);
    expect(await pending(9)).toHaveLength(5);
    scout.at(31 * DAY);
    expect(await scout.app.get(RetentionService).run()).toMatchObject({ deliveries: 2 });
    // What is still owed is a worker's, however old.
    expect(await pending(9)).toHaveLength(3);
    scout.jobs.jobs.length = 0;
  });

  it('measures what is due, owed and made', async () => {
    await scout.reader('one');
    await scout.tick();
    scout.at('2026-07-06T05:00:07Z');
    await scout.tick();
    const made = await metric('scout_briefings_made_total');
    await scout.workPages();
    expect(await metric('scout_briefings_made_total')).toBe(made + 1);
    expect(await metrics()).toMatch(/^scout_digest_deliveries\{state="pending"\} \d+$/m);
    expect(await metrics()).toMatch(/^scout_queue_oldest_waiting_seconds\{queue="digest-page"\} 0$/m);
    expect(await metric('scout_briefing_lateness_seconds_count')).toBeGreaterThan(0);
  });

  it('shows every queue to who may see it', async () => {
    const answer = await scout.get('/queues');
    const names = answer.json<{ name: string }[]>().map((one) => one.name);
    expect(names).toEqual(expect.arrayContaining(['digest-tick', 'digest-page']));
    expect((await scout.get('/queues/digest-page/failed')).json()).toEqual({ items: [] });
    expect((await scout.get('/queues/nothing/failed')).statusCode).toBe(422);
    expect((await scout.post('/queues/digest-page/failed/7/retry')).statusCode).toBe(404);
  });

  it('notices that no worker takes the tick, and goes on serving', async () => {
    const ready = async () => {
      const answer = await scout.app.inject({ url: '/health/ready' });
      const { status, checks } = answer.json<{
        status: string;
        checks: { name: string; status: string }[];
      }>();
      return [answer.statusCode, status, checks.find((check) => check.name === 'worker')?.status];
    };
    expect(await ready()).toEqual([200, 'ready', 'up']);
    const counts = { waiting: 0, active: 0, delayed: 1, failed: 0, oldestWaitingMs: HOUR };
    const silent = jest.spyOn(scout.app.get(JobQueue), 'counts').mockResolvedValue(counts);
    expect(await ready()).toEqual([200, 'degraded', 'late']);
    silent.mockRestore();
  });
});
