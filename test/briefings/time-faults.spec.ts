import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { TestScout } from '../support/scout.js';

/**
 * Bad inputs and faults of time, 25 to 30, on PostgreSQL; the hours that clock changes drop and double are tested for every
 * zone in src/briefings/every-zone.spec.ts. 6 July 2026 is a Monday.
 */
describe('time', () => {
  let scout: TestScout;

  beforeAll(async () => {
    scout = await TestScout.open({ settings: { DIGEST_PAGE_SIZE: '3' } });
  });
  afterAll(() => scout.close());
  beforeEach(async () => {
    await scout.database.query('DELETE FROM reader');
    await scout.database.query(
      `UPDATE digest_schedule SET local_time = '07:00', days = 127, cutoff_hours = 20, quiet_dates = '{}'`,
    );
    scout.jobs.jobs.length = 0;
    scout.at('2026-07-06T04:00:00Z');
  });

  const nextOf = async (reader: string): Promise<string | null> =>
    (await scout.get(`/readers/${reader}`)).json<{ nextDeliveryAt: string | null }>().nextDeliveryAt;
  const tickAndWork = async (moment: string): Promise<number> => {
    scout.at(moment);
    await scout.tick();
    return await scout.workPages();
  };
  /** Ticks every quarter of an hour of a span, as a scheduler does. */
  const tickThrough = async (from: string, to: string): Promise<void> => {
    for (let at = Date.parse(from); at <= Date.parse(to); at += 900_000)
      await tickAndWork(new Date(at).toISOString());
  };

  it.each([
    ['2026-03-28T12:00Z', '2026-03-31T00:00Z', 'Europe/Berlin', '02:30', '2026-03-29T01:00:00.000Z'],
    ['2026-10-24T12:00Z', '2026-10-27T00:00Z', 'Europe/Berlin', '02:30', '2026-10-25T00:30:00.000Z'],
    ['2026-10-02T12:00Z', '2026-10-05T12:00Z', 'Australia/Lord_Howe', '02:15', '2026-10-03T15:30:00.000Z'],
    ['2026-04-03T12:00Z', '2026-04-06T12:00Z', 'Australia/Lord_Howe', '01:45', '2026-04-04T14:45:00.000Z'],
    ['2026-09-05T12:00Z', '2026-09-08T12:00Z', 'America/Santiago', '00:15', '2026-09-06T04:00:00.000Z'],
    ['2028-02-28T12:00Z', '2028-03-02T00:00Z', 'Asia/Kathmandu', '07:00', '2028-02-29T01:15:00.000Z'],
  ])(
    '25, 26: from %s to %s in %s at %s delivers each date once',
    async (from, to, timeZone, hour, moment) => {
      scout.at(from);
      await scout.reader('one', { timeZone, deliveryTime: hour });
      await tickThrough(from, to);
      const rows = await scout.database.query<{ date: string; due: Date }>(
        'SELECT local_date AS date, due_at AS due FROM briefing ORDER BY due_at',
      );
      expect(rows.map(({ due }) => due.toISOString())).toContain(moment);
      const days = rows.map(({ date }) => Date.parse(date) / 86_400_000);
      expect(days).toEqual(days.map((_, i) => days[0]! + i));
      expect(days.length).toBeGreaterThanOrEqual(2);
    },
  );

  it.each([
    '',
    ' ',
    'Europe/Bern',
    'Mars/Olympus_Mons',
    'PST',
    'IST',
    '+05:45',
    'UTC+2',
    '../etc/passwd',
    'Europe/Berlin\0',
    5,
  ])('27: refuses %j for a zone', async (timeZone) => {
    const body = { role: 'security-engineer', industry: 'banking', timeZone };
    const put = await scout.call('PUT', '/readers/one', body);
    expect([put.statusCode, put.json().code]).toEqual([422, 'INVALID_INPUT']);
    expect(put.json().errors[0].path).toBe('timeZone');
    await scout.reader('one');
    const patch = await scout.call('PATCH', '/readers/one', { timeZone });
    expect([patch.statusCode, patch.json().errors[0].path]).toEqual([422, 'timeZone']);
  });

  it('27: a stored zone that the data no longer know holds up nobody', async () => {
    for (const id of ['a', 'lost', 'nameless', 'z']) await scout.reader(id, { timeZone: 'UTC' });
    await scout.database.query(`UPDATE reader SET time_zone = 'Asia/Atlantis' WHERE id = 'lost'`);
    await scout.database.query(`UPDATE reader SET time_zone = '' WHERE id = 'nameless'`);
    expect(await tickAndWork('2026-07-06T04:00:00Z')).toBe(0);
    expect(await tickAndWork('2026-07-06T07:00:00Z')).toBe(4);
    expect((await scout.post('/digests/run')).json().owed).toBe(0);
    expect((await scout.get('/readers/lost/briefings/today')).statusCode).toBe(200);
    expect((await scout.get('/digests/readers/lost')).json().plan).toMatchObject({ timeZone: 'UTC' });
    expect(await tickAndWork('2026-07-07T07:00:00Z')).toBe(4);
  });

  it.each([
    ['Pacific/Kiritimati', 'Pacific/Pago_Pago'],
    ['Pacific/Pago_Pago', 'Pacific/Kiritimati'],
  ])('28: a reader who moves from %s to %s has each date once, at whatever hour', async (from, to) => {
    for (let hour = 0; hour < 24; hour += 4) {
      await scout.database.query('DELETE FROM reader');
      scout.at('2026-07-05T00:00:00Z');
      await scout.reader('mover', { timeZone: from });
      const moving = new Date(Date.UTC(2026, 6, 6, hour, 1));
      for (let at = Date.UTC(2026, 6, 5); at < Date.UTC(2026, 6, 9); at += 3_600_000) {
        if (at > moving.getTime() && at <= moving.getTime() + 3_600_000) {
          scout.at(moving);
          await scout.call('PATCH', '/readers/mover', { timeZone: to });
        }
        await tickAndWork(new Date(at).toISOString());
      }
      const dates = (await scout.briefings()).map((text) => Date.parse(text.slice(-10)) / 86_400_000);
      // Westward a day is lived twice and has one briefing; eastward at most the date that was hurried over has none.
      const missing = dates.at(-1)! - dates[0]! + 1 - dates.length;
      expect(new Set(dates).size).toBe(dates.length);
      expect(missing).toBeLessThanOrEqual(to === 'Pacific/Pago_Pago' ? 0 : 1);
    }
  });

  it.each([
    ['earlier', '05:00'],
    ['later', '09:00'],
  ])('28: an hour that is made %s after the claim counts from the next date on', async (id, hour) => {
    await scout.reader(id, { timeZone: 'UTC' });
    await tickAndWork('2026-07-06T06:59:00Z');
    scout.at('2026-07-06T07:00:00Z');
    await scout.tick(); // claimed
    await scout.call('PATCH', `/readers/${id}`, { deliveryTime: hour });
    expect(await scout.workPages()).toBe(1);
    await tickThrough('2026-07-06T07:15:00Z', '2026-07-06T12:00:00Z');
    expect(await nextOf(id)).toBe(`2026-07-07T${hour}:00.000Z`);
    expect(await scout.briefings()).toEqual([`${id} 2026-07-06`]);
  });

  it.each([2, -2])(
    '29: a clock that is %d hours wrong for a while doubles and loses nothing',
    async (hours) => {
      await scout.reader('one', { timeZone: 'UTC' });
      const wrong = { from: Date.UTC(2026, 6, 6, 5), to: Date.UTC(2026, 6, 6, 8) };
      for (let at = Date.UTC(2026, 6, 6, 4); at < Date.UTC(2026, 6, 8); at += 600_000) {
        const shown = at >= wrong.from && at < wrong.to ? at + hours * 3_600_000 : at;
        await tickAndWork(new Date(shown).toISOString());
      }
      expect(await scout.briefings()).toEqual(['one 2026-07-06', 'one 2026-07-07']);
    },
  );

  it.each(['Asia/Kathmandu', 'America/St_Johns'])('29: a server whose own zone is %s', async (zone) => {
    const run = async (moment: string) => {
      const file = 'test/briefings/tick-elsewhere.ts';
      const { stdout } = await promisify(execFile)(
        process.execPath,
        ['--import', './test/support/typescript.mjs', file, scout.databaseUrl, moment],
        { env: { PATH: process.env['PATH'], TZ: zone } },
      );
      return JSON.parse(stdout) as { minutesBehindUtc: number; rows: object[] };
    };
    await scout.reader('east', { timeZone: 'Pacific/Kiritimati', deliveryTime: '00:00' });
    await scout.reader('west', { timeZone: 'Pacific/Pago_Pago', deliveryTime: '23:45' });
    await scout.tick();
    const { minutesBehindUtc, rows } = await run('2026-07-06T10:45:00.000Z');
    expect(minutesBehindUtc).toBe(zone === 'Asia/Kathmandu' ? -345 : 150);
    const created = '2026-07-06T10:45:00.000Z';
    expect(rows).toEqual([
      {
        id: 'east',
        date: '2026-07-07',
        due: '2026-07-06T10:00:00.000Z',
        created,
        next: '2026-07-07T10:00:00.000Z',
      },
      { id: 'west', date: '2026-07-05', due: created, created, next: '2026-07-07T10:45:00.000Z' },
    ]);
  });

  it('30: after 26 hours without a scheduler there is one briefing, not two', async () => {
    for (let i = 0; i < 7; i++) await scout.reader(`r${i}`, { timeZone: i < 4 ? 'UTC' : 'Asia/Kathmandu' });
    await tickAndWork('2026-07-06T06:00:00Z');
    expect(await tickAndWork('2026-07-07T08:00:00Z')).toBe(7);
    await tickThrough('2026-07-07T08:15:00Z', '2026-07-07T23:00:00Z');
    expect(new Set(await scout.briefings())).toEqual(
      new Set([0, 1, 2, 3, 4, 5, 6].map((i) => `r${i} 2026-07-07`)),
    );
  });

  describe('quiet dates', () => {
    const schedule = (body: object) =>
      scout.call('PUT', '/digests/schedules/default', { localTime: '07:00', days: 'daily', ...body });

    it('of a reader have no delivery', async () => {
      await scout.reader('one', { timeZone: 'UTC', quietDates: ['2026-07-08', '2026-07-06/2026-07-07'] });
      expect((await scout.get('/readers/one')).json().quietDates).toEqual([
        '2026-07-06/2026-07-07',
        '2026-07-08',
      ]);
      await tickThrough('2026-07-06T04:00:00Z', '2026-07-10T00:00:00Z');
      expect(await scout.briefings()).toEqual(['one 2026-07-09']);
      // Asked for, there is one.
      scout.at('2026-07-08T12:00:00Z');
      expect((await scout.get('/readers/one/briefings/today')).statusCode).toBe(200);
    });

    it('of a schedule are for everybody of the cohort, and may be taken back', async () => {
      await scout.reader('one', { timeZone: 'UTC' });
      await scout.reader('own', { timeZone: 'UTC', deliveryTime: '08:00', days: 'daily' });
      await scout.tick();
      const set = await schedule({ quietDates: ['2026-07-06/2026-07-08'] });
      expect([set.statusCode, set.json().quietDates]).toEqual([200, ['2026-07-06/2026-07-08']]);
      await tickThrough('2026-07-06T04:15:00Z', '2026-07-07T04:00:00Z');
      expect(await scout.briefings()).toEqual([]);
      expect((await schedule({})).json().quietDates).toEqual(['2026-07-06/2026-07-08']);
      await schedule({ quietDates: [] });
      await tickThrough('2026-07-07T04:15:00Z', '2026-07-07T23:00:00Z');
      expect(await scout.briefings()).toEqual(['one 2026-07-07', 'own 2026-07-07']);
    });

    it('named in the minute of the delivery hold it back', async () => {
      await scout.reader('one', { timeZone: 'UTC' });
      await scout.tick();
      scout.at('2026-07-06T07:00:10Z');
      await scout.call('PATCH', '/readers/one', { quietDates: ['2026-07-06'] });
      expect(await tickAndWork('2026-07-06T07:00:20Z')).toBe(0);
      expect(await nextOf('one')).toBe('2026-07-07T07:00:00.000Z');
    });

    it.each([
      ['no date', ['2026-02-30']],
      ['a span that ends before it begins', ['2026-07-07/2026-07-06']],
      ['a span of more than a year', ['2026-07-07/2028-07-06']],
      ['an end that is no date', ['2026-07-07/2026-06-31']],
      ['another notation', ['7 July']],
      ['a hundred and one', Array.from({ length: 101 }, () => '2026-07-07')],
    ])('%s is refused', async (_what, quietDates) => {
      const body = { role: 'security-engineer', industry: 'banking', quietDates };
      const answer = await scout.call('PUT', '/readers/one', body);
      expect([answer.statusCode, answer.json().code]).toEqual([422, 'INVALID_INPUT']);
      expect(answer.json().errors[0].path).toMatch(/^quietDates/);
      expect((await schedule({ quietDates })).statusCode).toBe(422);
    });
  });
});
