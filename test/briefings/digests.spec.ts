import { setTimeout as wait } from 'node:timers/promises';
import { jest } from '@jest/globals';
import { AssemblyService } from '../../src/briefings/assembly.service.js';
import { DigestService } from '../../src/briefings/digest.service.js';
import { dailyBriefing } from '../../src/ranking/daily-briefing.js';
import { TestScout } from '../support/scout.js';

/** Default schedule: 07:00 local on weekdays, cut-off 20 hours. 6 July 2026 is a Monday; Berlin is two hours ahead of UTC. */
describe('digests', () => {
  let scout: TestScout;

  beforeAll(async () => {
    scout = await TestScout.open({ settings: { DIGEST_PAGE_SIZE: '3' } });
  });
  afterAll(() => scout.close());
  beforeEach(async () => {
    await scout.database.query('DELETE FROM reader');
    await scout.database.query(`DELETE FROM digest_schedule WHERE id <> 'default'`);
    await scout.database.query(
      `UPDATE digest_schedule SET local_time = '07:00', days = 31, cutoff_hours = 20, paused = false`,
    );
    scout.jobs.jobs.length = 0;
    scout.at('2026-07-06T04:00:00Z');
  });

  const put = (id: string, body: object) => scout.call('PUT', `/digests/schedules/${id}`, body);
  const nextOf = async (reader: string): Promise<string | null> =>
    (await scout.get(`/readers/${reader}`)).json<{ nextDeliveryAt: string | null }>().nextDeliveryAt;
  const tickAndWork = async (moment: string): Promise<number> => {
    scout.at(moment);
    await scout.tick();
    return await scout.workPages();
  };

  it('plans readers, and claims exactly those who are due', async () => {
    await scout.reader('berlin');
    await scout.reader('kathmandu', { timeZone: 'Asia/Kathmandu' });
    await scout.reader('early', { deliveryTime: '06:30' });
    await scout.reader('never', { days: [] });
    await scout.reader('sunday', { days: ['sun'] });
    expect(await scout.tick()).toMatchObject({ planned: 5, owed: 0, pages: [] });
    expect(await nextOf('berlin')).toBe('2026-07-06T05:00:00.000Z');
    expect(await nextOf('kathmandu')).toBe('2026-07-07T01:15:00.000Z');
    expect(await nextOf('early')).toBe('2026-07-06T04:30:00.000Z');
    expect(await nextOf('never')).toBeNull();
    expect(await nextOf('sunday')).toBe('2026-07-12T05:00:00.000Z');

    scout.at('2026-07-06T04:59:59Z');
    expect(await scout.tick()).toMatchObject({ owed: 1 });
    scout.at('2026-07-06T05:00:00Z');
    expect(await scout.tick()).toMatchObject({ owed: 1 });
    expect(await scout.deliveries()).toEqual(['berlin 2026-07-06 pending', 'early 2026-07-06 pending']);
    expect(await scout.workPages()).toBe(2);
    expect(await scout.briefings()).toEqual(['berlin 2026-07-06', 'early 2026-07-06']);
    expect(await scout.deliveries()).toEqual([]);
    expect(await nextOf('berlin')).toBe('2026-07-07T05:00:00.000Z');
  });

  it('fans out in pages', async () => {
    for (let i = 0; i < 8; i++) await scout.reader(`r${i}`);
    await scout.tick();
    scout.at('2026-07-06T05:00:10Z');
    const claimed = await scout.tick();
    expect(claimed.owed).toBe(8);
    expect(claimed.pages).toHaveLength(3);
    expect(scout.jobs.jobs.map((job) => job.payload)).toEqual(claimed.pages.map((page) => ({ page })));
    expect(await scout.workPages()).toBe(8);
  });

  it('makes one briefing for a reader and date, whatever runs twice', async () => {
    await scout.reader('one');
    await scout.reader('two');
    await scout.tick();
    scout.at('2026-07-06T05:00:00Z');
    const digest = scout.app.get(DigestService);
    const [claimed, nothing] = [await digest.tick(), await digest.tick()];
    expect([claimed.owed, nothing.owed]).toEqual([2, 0]);
    const assembly = scout.app.get(AssemblyService);
    const [page] = claimed.pages;
    const made = await Promise.all([1, 2, 3].map(() => assembly.assemblePage(page!)));
    expect(made.reduce((a, b) => a + b)).toBe(2);
    expect(await assembly.assemblePage(page!)).toBe(0);

    const first = await scout.briefing('one', '2026-07-06');
    expect((await digest.run()).owed).toBe(0);
    expect((await scout.get('/readers/one/briefings/today')).json()).toEqual(first);
    expect((await scout.post('/digests/run')).json().owed).toBe(0);
    await put('default', { localTime: '09:00', days: 'daily' });
    expect(await tickAndWork('2026-07-06T07:30:00Z')).toBe(0);
    expect(await scout.briefings()).toEqual(['one 2026-07-06', 'two 2026-07-06']);
    expect(await scout.deliveries()).toEqual([]);
  });

  it('shares due readers between two schedulers at once', async () => {
    const other = await TestScout.open({
      databaseUrl: scout.databaseUrl,
      settings: { DIGEST_PAGE_SIZE: '3' },
      now: scout.clock.now(),
    });
    try {
      for (let i = 0; i < 20; i++) await scout.reader(`r${i}`);
      const plans = await Promise.all([scout.tick(), other.tick()]);
      expect(plans[0].planned + plans[1].planned).toBe(20);
      for (const one of [scout, other]) one.at('2026-07-06T05:00:00Z');
      const claims = await Promise.all([scout.tick(), other.tick()]);
      expect(claims[0].owed + claims[1].owed).toBe(20);
      // Both work on all pages, and a run by hand and the readers themselves come in between.
      other.jobs.jobs.push(...scout.jobs.jobs);
      scout.jobs.jobs.splice(0, Infinity, ...other.jobs.jobs);
      const today = [0, 1, 2, 3].map((i) => other.get(`/readers/r${i}/briefings/today`));
      const [here, there] = await Promise.all([scout.workPages(), other.workPages()]);
      for (const answer of await Promise.all(today)) expect(answer.statusCode).toBe(200);
      expect(here + there).toBeLessThanOrEqual(20);
      expect(new Set(await scout.briefings()).size).toBe(20);
      expect(await scout.deliveries()).toEqual([]);
    } finally {
      await other.close();
    }
  });

  it('a reader who asks before the hour gets the one briefing of the date', async () => {
    await scout.reader('eager');
    await scout.tick();
    const today = (await scout.get('/readers/eager/briefings/today')).json();
    expect(today).toMatchObject({ date: '2026-07-06', createdAt: '2026-07-06T04:00:00.000Z' });
    expect(await tickAndWork('2026-07-06T05:00:00Z')).toBe(0);
    expect(await scout.briefing('eager', '2026-07-06')).toEqual(today);
  });

  it('a reader who asks between claim and page gets it at once', async () => {
    await scout.reader('eager');
    await scout.reader('patient');
    await scout.tick();
    scout.at('2026-07-06T05:00:00Z');
    await scout.tick();
    scout.at(2000);
    const answer = await scout.get('/readers/eager/briefings/today');
    expect([answer.statusCode, answer.json().dueAt]).toEqual([200, '2026-07-06T05:00:00.000Z']);
    expect(await scout.deliveries()).toEqual(['patient 2026-07-06 pending']);
    expect(await scout.workPages()).toBe(1);
  });

  it('follows the schedule of the cohort: role and industry, role, industry, default', async () => {
    const cohort = { days: 'daily' };
    await put('banks', { ...cohort, industry: 'banking', localTime: '08:00' });
    await put('security', { ...cohort, role: 'security-engineer', localTime: '09:00' });
    await put('both', { ...cohort, role: 'security-engineer', industry: 'banking', localTime: '10:00' });
    await scout.reader('both', { timeZone: 'UTC' });
    await scout.reader('role', { timeZone: 'UTC', industry: 'gaming' });
    await scout.reader('industry', { timeZone: 'UTC', role: 'designer' });
    await scout.reader('neither', { timeZone: 'UTC', role: 'designer', industry: 'gaming' });
    await scout.reader('own', { timeZone: 'UTC', deliveryTime: '11:00' });
    const planned = async () => {
      await scout.tick();
      const ids = ['both', 'role', 'industry', 'neither', 'own'];
      return (await Promise.all(ids.map(nextOf))).map((next) => next?.slice(8, 13));
    };
    expect(await planned()).toEqual(['06T10', '06T09', '06T08', '06T07', '06T11']);
    await scout.call('DELETE', '/digests/schedules/both');
    expect(await planned()).toEqual(['06T09', '06T09', '06T08', '06T07', '06T11']);
    await put('default', { localTime: '06:00', days: 'daily' });
    expect(await planned()).toEqual(['06T09', '06T09', '06T08', '06T06', '06T11']);
  });

  it.each<[string, string, object, number, string]>([
    ['a cohort for the default', 'default', { role: 'designer' }, 422, 'INVALID_INPUT'],
    ['no cohort for another', 'x', {}, 422, 'INVALID_INPUT'],
    ['an unknown role', 'x', { role: 'wizard' }, 422, 'INVALID_INPUT'],
    ['an impossible hour', 'default', { localTime: '24:00' }, 422, 'INVALID_INPUT'],
    ['no day', 'default', { days: [] }, 422, 'INVALID_INPUT'],
    ['a cut-off of two days', 'default', { cutoffHours: 48 }, 422, 'INVALID_INPUT'],
    ['a bad id', 'A_B', { role: 'designer' }, 422, 'INVALID_INPUT'],
  ])('refuses a schedule with %s', async (_what, id, change, status, code) => {
    const answer = await put(id, { localTime: '07:00', days: 'daily', ...change });
    expect([answer.statusCode, answer.json().code]).toEqual([status, code]);
  });

  it('refuses a second schedule for one cohort, and removing the default', async () => {
    const body = { localTime: '07:00', days: 'daily', role: 'designer' };
    expect((await put('a', body)).statusCode).toBe(200);
    const { items } = (await scout.get('/digests/schedules')).json<{ items: { id: string }[] }>();
    expect(items.map(({ id }) => id).sort()).toEqual(['a', 'default']);
    const again = await put('b', body);
    expect([again.statusCode, again.json().code]).toEqual([409, 'SCHEDULE_EXISTS']);
    const removed = await scout.call('DELETE', '/digests/schedules/default');
    expect([removed.statusCode, removed.json().code]).toEqual([409, 'DEFAULT_SCHEDULE']);
  });

  it('delivers nothing while a schedule is paused, and does not make up for it', async () => {
    await scout.reader('one');
    await scout.tick();
    await scout.post('/digests/schedules/default/pause');
    expect(await tickAndWork('2026-07-06T05:01:00Z')).toBe(0);
    scout.at('2026-07-06T08:00:00Z');
    await scout.post('/digests/schedules/default/resume');
    expect(await tickAndWork('2026-07-06T08:01:00Z')).toBe(0);
    expect(await nextOf('one')).toBe('2026-07-07T05:00:00.000Z');
    expect(await tickAndWork('2026-07-07T05:00:00Z')).toBe(1);
    expect(await scout.briefings()).toEqual(['one 2026-07-07']);
  });

  it('makes nothing later than the cut-off', async () => {
    await put('default', { localTime: '07:00', days: 'weekdays', cutoffHours: 2 });
    await scout.reader('one');
    await scout.tick();
    expect(await tickAndWork('2026-07-06T07:00:01Z')).toBe(0);
    expect(await nextOf('one')).toBe('2026-07-07T05:00:00.000Z');
    expect(await tickAndWork('2026-07-07T07:00:00Z')).toBe(1);
  });

  it('makes up once for 26 hours without a scheduler', async () => {
    await scout.reader('one');
    await scout.tick();
    expect(await tickAndWork('2026-07-07T06:00:00Z')).toBe(1);
    expect(await tickAndWork('2026-07-07T06:01:00Z')).toBe(0);
    expect(await scout.briefings()).toEqual(['one 2026-07-07']);
    expect(await nextOf('one')).toBe('2026-07-08T05:00:00.000Z');
  });

  it('keeps dates apart for a reader who moves from UTC+14 to UTC−11 on the day', async () => {
    scout.at('2026-07-05T12:00:00Z');
    await scout.reader('mover', { timeZone: 'Pacific/Kiritimati', days: 'daily' });
    await scout.tick();
    expect(await tickAndWork('2026-07-05T17:00:00Z')).toBe(1);
    expect(await scout.briefings()).toEqual(['mover 2026-07-06']);
    await scout.call('PATCH', '/readers/mover', { timeZone: 'Pacific/Pago_Pago' });
    // There it is still the 5th, of which there was no briefing for want of time to plan one; the 6th has been read.
    expect(await tickAndWork('2026-07-05T18:00:00Z')).toBe(1);
    expect(await tickAndWork('2026-07-06T18:00:00Z')).toBe(0);
    expect(await tickAndWork('2026-07-07T18:00:00Z')).toBe(1);
    expect(await scout.briefings()).toEqual(['mover 2026-07-05', 'mover 2026-07-06', 'mover 2026-07-07']);
  });

  it('delivers once when the hour is changed after the claim', async () => {
    await scout.reader('one');
    await scout.tick();
    scout.at('2026-07-06T05:00:00Z');
    await scout.tick();
    await scout.call('PATCH', '/readers/one', { deliveryTime: '09:00' });
    expect(await scout.workPages()).toBe(1);
    expect(await tickAndWork('2026-07-06T07:00:00Z')).toBe(0);
    expect(await nextOf('one')).toBe('2026-07-07T07:00:00.000Z');
    expect(await scout.briefings()).toEqual(['one 2026-07-06']);
  });

  it.each([
    { about: 'Looks after cards' },
    { deliveryTime: '07:00' },
    { deliveryTime: '06:59' },
    { deliveryTime: '09:00' },
  ])('loses nothing to a change %j in the minute of the delivery', async (change) => {
    await scout.reader('one');
    await scout.tick();
    scout.at('2026-07-06T05:00:20Z');
    await scout.call('PATCH', '/readers/one', change);
    await tickAndWork('2026-07-06T05:00:30Z');
    const later = 'deliveryTime' in change && change.deliveryTime === '09:00';
    expect(await scout.briefings()).toEqual(later ? [] : ['one 2026-07-06']);
    await tickAndWork('2026-07-06T07:00:00Z');
    expect(await scout.briefings()).toEqual(['one 2026-07-06']);
  });

  it('plans by the schedules of the moment, also where they change during a tick', async () => {
    for (let i = 0; i < 4; i++) await scout.reader(`r${i}`);
    await Promise.all([scout.tick(), put('default', { localTime: '08:00', days: 'daily' }), scout.tick()]);
    await scout.tick();
    const next = await Promise.all([0, 1, 2, 3].map((i) => nextOf(`r${i}`)));
    expect(new Set(next)).toEqual(new Set(['2026-07-06T06:00:00.000Z']));
  });

  it('does nothing twice when the clock of the server jumps two hours ahead and back', async () => {
    await scout.reader('one');
    await scout.tick();
    expect(await tickAndWork('2026-07-06T06:30:00Z')).toBe(1); // it is 04:30
    expect(await tickAndWork('2026-07-06T04:30:00Z')).toBe(0);
    expect(await tickAndWork('2026-07-06T05:00:00Z')).toBe(0);
    expect(await tickAndWork('2026-07-07T03:00:00Z')).toBe(0); // it is 05:00
    expect(await tickAndWork('2026-07-07T05:00:00Z')).toBe(1);
    expect(await scout.briefings()).toEqual(['one 2026-07-06', 'one 2026-07-07']);
  });

  it('leaves nothing of a reader who is erased between claim and page', async () => {
    await scout.reader('gone');
    await scout.reader('stays');
    await scout.tick();
    scout.at('2026-07-06T05:00:00Z');
    await scout.tick();
    expect((await scout.call('DELETE', '/readers/gone')).statusCode).toBe(204);
    expect(await scout.workPages()).toBe(1);
    expect(await scout.briefings()).toEqual(['stays 2026-07-06']);
    expect(await scout.deliveries()).toEqual([]);
  });

  it('erases a reader whose page is being made, with the briefing that was under way', async () => {
    for (const id of ['gone', 'stays']) await scout.reader(id);
    await scout.tick();
    scout.at('2026-07-06T05:00:00Z');
    const { pages } = await scout.tick();
    const original = scout.database.query.bind(scout.database);
    const { promise: storing, resolve: begins } = Promise.withResolvers<undefined>();
    const slow = jest.spyOn(scout.database, 'query').mockImplementation(async (sql, params) => {
      if (sql.startsWith('INSERT INTO briefing')) {
        begins(undefined);
        await wait(200); // the erasure comes as far as it can
      }
      return await original(sql, params);
    });
    try {
      const page = scout.app.get(AssemblyService).assemblePage(pages[0]!);
      await storing;
      const erased = scout.call('DELETE', '/readers/gone');
      expect(await page).toBe(2);
      expect((await erased).statusCode).toBe(204);
    } finally {
      slow.mockRestore();
    }
    expect(await scout.briefings()).toEqual(['stays 2026-07-06']);
    expect(await scout.deliveries()).toEqual([]);
  });

  it('runs for the readers named, and says who does not exist', async () => {
    for (const id of ['a', 'b', 'c']) await scout.reader(id);
    expect((await scout.post('/digests/run', { readers: ['a', 'c', 'a'] })).json().owed).toBe(2);
    expect(await scout.workPages()).toBe(2);
    const answer = await scout.post('/digests/run', { readers: ['b', 'nobody'] });
    expect([answer.statusCode, answer.json().detail]).toEqual([404, expect.stringContaining('nobody')]);
    expect(await scout.briefings()).toEqual(['a 2026-07-06', 'c 2026-07-06']);
  });

  it('keeps a cancelled delivery undone', async () => {
    await scout.reader('one');
    await scout.tick();
    scout.at('2026-07-06T05:00:00Z');
    await scout.tick();
    const pending = (await scout.get('/digests/pending')).json();
    expect(pending.items).toMatchObject([{ reader: 'one', localDate: '2026-07-06', status: 'pending' }]);
    const cancel = () => scout.call('DELETE', '/digests/pending/one/2026-07-06');
    expect((await cancel()).statusCode).toBe(204);
    expect((await cancel()).statusCode).toBe(404);
    expect(await scout.workPages()).toBe(0);
    expect((await scout.post('/digests/run', { readers: ['one'] })).json().owed).toBe(0);
    expect(await tickAndWork('2026-07-06T05:10:00Z')).toBe(0);
    expect((await scout.get('/readers/one/briefings/today')).statusCode).toBe(404);
    expect(await scout.deliveries()).toEqual(['one 2026-07-06 cancelled']);
    expect(await tickAndWork('2026-07-07T05:00:00Z')).toBe(1);
  });

  it('lets one reader who cannot be served hold up nobody, and tries again when asked', async () => {
    for (const id of ['a', 'broken', 'c']) await scout.reader(id);
    await scout.tick();
    scout.at('2026-07-06T05:00:00Z');
    await scout.tick();
    const { rank } = dailyBriefing;
    const spy = jest.spyOn(dailyBriefing, 'rank').mockImplementation((request) => {
      if (request.reader.reader().id === 'broken') throw new Error('Bad data');
      return rank(request);
    });
    expect(await scout.workPages()).toBe(2);
    spy.mockRestore();
    expect(await scout.deliveries()).toEqual(['broken 2026-07-06 failed']);
    const pending = (await scout.get('/digests/pending')).json();
    expect(pending.items[0]).toMatchObject({ reader: 'broken', error: expect.stringContaining('Bad data') });
    expect((await scout.get('/digests/status')).json()).toMatchObject({ failedDeliveries: 1 });
    expect((await scout.post('/digests/run', { readers: ['broken'] })).json().owed).toBe(1);
    expect(await scout.workPages()).toBe(1);
    expect(await scout.briefings()).toHaveLength(3);
    expect(await scout.deliveries()).toEqual([]);
  });

  it('hands a page out again whose job was lost', async () => {
    await scout.reader('one');
    await scout.tick();
    scout.at('2026-07-06T05:00:00Z');
    await scout.tick();
    scout.jobs.jobs.length = 0; // the queue has lost everything
    scout.at(30_000);
    await scout.tick();
    expect(scout.jobs.jobs).toEqual([]);
    scout.at(31_000);
    await scout.tick();
    expect(await scout.workPages()).toBe(1);
  });

  it('hands out again only pages whose turn has passed: the others wait still', async () => {
    for (let i = 0; i < 9; i++) await scout.reader(`r${i}`);
    await scout.tick();
    scout.at('2026-07-06T05:00:00Z');
    const [first, second, third] = (await scout.tick()).pages;
    const { jobs } = scout.jobs;
    const queued = () => jobs.map(({ payload }) => (payload as { page: number }).page);
    expect(queued()).toEqual([first, second, third]);
    scout.at(61_000);
    await scout.tick();
    expect(queued()).toEqual([first, second, third]);
    // The job of the second is lost; that of the first is not done yet.
    jobs.splice(1, 1);
    await scout.tick();
    expect(queued()).toEqual([first, third]);
    await scout.app.get(AssemblyService).assemblePage(first!);
    jobs.shift();
    await scout.tick();
    expect(queued()).toEqual([third, second]);
    expect(await scout.workPages()).toBe(6);
    expect(await scout.deliveries()).toEqual([]);
  });

  it('tells what a tick would claim and changes nothing', async () => {
    await scout.reader('one');
    await scout.tick();
    const dry = async (at: string) => (await scout.post('/digests/dry-run', { at })).json<unknown>();
    expect(await dry('2026-07-06T04:59:00Z')).toMatchObject({ due: 0, sample: [] });
    expect(await dry('2026-07-06T05:00:00Z')).toMatchObject({
      due: 1,
      sample: [{ reader: 'one', localDate: '2026-07-06', dueAt: '2026-07-06T05:00:00.000Z' }],
    });
    expect(await scout.deliveries()).toEqual([]);
    expect(await nextOf('one')).toBe('2026-07-06T05:00:00.000Z');
  });

  it('tells of nobody whom a tick would pass over', async () => {
    await put('banks', { industry: 'insurance', localTime: '07:00', days: 'daily', cutoffHours: 2 });
    await scout.reader('paused', { industry: 'insurance' });
    await scout.reader('one');
    await scout.tick();
    const dry = async (at: string) => {
      const answer = await scout.post('/digests/dry-run', { at, sample: 1 });
      const { due, sample } = answer.json<{ due: number; sample: { reader: string }[] }>();
      return [due, ...sample.map(({ reader }) => reader)];
    };
    expect(await dry('2026-07-06T05:00:00Z')).toEqual([2, 'paused']);
    expect(await dry('2026-07-06T07:30:00Z')).toEqual([1, 'one']);
    expect((await scout.post('/digests/schedules/banks/pause')).statusCode).toBe(200);
    await scout.tick();
    expect(await dry('2026-07-06T05:00:00Z')).toEqual([1, 'one']);
    scout.at('2026-07-06T05:00:00Z');
    expect((await scout.tick()).owed).toBe(1);
  });

  it('tells of the end of time without thinking for as long', async () => {
    await scout.reader('one');
    await scout.tick();
    const from = performance.now();
    const answer = await scout.post('/digests/dry-run', { at: '9999-12-30T00:00:00Z' });
    expect(answer.json()).toMatchObject({ due: 1, sample: [{ localDate: '9999-12-29' }] });
    expect(performance.now() - from).toBeLessThan(10_000);
  });

  it('shows a reader with plan, debts and briefings, and how late they were', async () => {
    await scout.reader('one');
    await scout.tick();
    scout.at('2026-07-06T05:00:00Z');
    await scout.tick();
    scout.at(40_000);
    expect((await scout.get('/digests/status')).json()).toMatchObject({
      pendingDeliveries: 1,
      oldestPendingSeconds: 40,
    });
    await scout.workPages();
    expect((await scout.get('/digests/readers/one')).json()).toMatchObject({
      schedule: { id: 'default' },
      plan: { timeZone: 'Europe/Berlin', localTime: '07:00', days: ['mon', 'tue', 'wed', 'thu', 'fri'] },
      nextDeliveryAt: '2026-07-07T05:00:00.000Z',
      pending: [],
      briefings: [{ date: '2026-07-06', stories: 0 }],
    });
    const { lastDay } = (await scout.get('/digests/status')).json();
    expect(lastDay).toMatchObject({ p50: 40, max: 40 });
  });

  it.each(['0000-01-01', '2026-02-30', '%2B275760-09-13', '2026-07-06%5Bu-ca%3Dhebrew%5D', 'tomorrow'])(
    'refuses %s for a date',
    async (date) => {
      await scout.reader('one');
      const answer = await scout.get(`/readers/one/briefings/${date}`);
      expect([answer.statusCode, answer.json().errors[0].path]).toEqual([422, 'date']);
      expect((await scout.call('DELETE', `/digests/pending/one/${date}`)).statusCode).toBe(422);
    },
  );

  it('lists the briefings of a reader in pages, newest first', async () => {
    await scout.reader('one', { days: 'daily' });
    await scout.tick();
    for (let day = 6; day < 11; day++) await tickAndWork(`2026-07-${String(day).padStart(2, '0')}T05:00:00Z`);
    const dates: string[] = [];
    for (let cursor = ''; ;) {
      const page = (await scout.get(`/readers/one/briefings?limit=2${cursor}`)).json<{
        items: { date: string }[];
        nextCursor?: string;
      }>();
      dates.push(...page.items.map((item) => item.date));
      if (page.nextCursor === undefined) break;
      cursor = `&cursor=${page.nextCursor}`;
    }
    expect(dates).toEqual(['2026-07-10', '2026-07-09', '2026-07-08', '2026-07-07', '2026-07-06']);
  });

  it('delivers once at an hour that comes twice', async () => {
    scout.at('2026-10-24T12:00:00Z');
    await scout.reader('one', { days: 'daily', deliveryTime: '02:30' });
    await scout.tick();
    expect(await nextOf('one')).toBe('2026-10-25T00:30:00.000Z');
    expect(await tickAndWork('2026-10-25T00:30:00Z')).toBe(1);
    expect(await tickAndWork('2026-10-25T01:30:00Z')).toBe(0);
    expect(await nextOf('one')).toBe('2026-10-26T01:30:00.000Z');
  });

  it('delivers after an hour that does not exist, also where the clock jumps by half an hour', async () => {
    scout.at('2026-10-03T12:00:00Z');
    await scout.reader('one', { days: 'daily', deliveryTime: '02:15', timeZone: 'Australia/Lord_Howe' });
    await scout.tick();
    expect(await nextOf('one')).toBe('2026-10-03T15:30:00.000Z');
    expect(await tickAndWork('2026-10-03T15:30:00Z')).toBe(1);
    expect(await scout.briefings()).toEqual(['one 2026-10-04']);
  });
});
