import { dueDelivery, nextDelivery, type DeliveryPlan } from './delivery-time.js';

const DAILY = 0b1111111;
const at = (text: string): number => Date.parse(text);
const next = (plan: DeliveryPlan, after: string): [string, string] | undefined => {
  const moment = nextDelivery(plan, at(after));
  return moment && [new Date(moment.at).toISOString().slice(0, 16), moment.localDate];
};

describe('nextDelivery', () => {
  it.each([
    ['the same day', 'Europe/Berlin', '07:00', '2026-01-08T05:00Z', '2026-01-08T06:00', '2026-01-08'],
    ['strictly after', 'Europe/Berlin', '07:00', '2026-01-08T06:00Z', '2026-01-09T06:00', '2026-01-09'],
    ['quarter-hour zones', 'Asia/Kathmandu', '07:00', '2026-01-08T00:00Z', '2026-01-08T01:15', '2026-01-08'],
    [
      'the hour that does not exist',
      'America/New_York',
      '02:30',
      '2026-03-08T05:00Z',
      '2026-03-08T07:00',
      '2026-03-08',
    ],
    [
      'the hour that comes twice',
      'America/New_York',
      '01:30',
      '2026-11-01T04:00Z',
      '2026-11-01T05:30',
      '2026-11-01',
    ],
    [
      'a half-hour change',
      'Australia/Lord_Howe',
      '02:15',
      '2026-10-03T12:00Z',
      '2026-10-03T15:30',
      '2026-10-04',
    ],
    ['a gap at midnight', 'America/Santiago', '00:15', '2026-09-05T12:00Z', '2026-09-06T04:00', '2026-09-06'],
    [
      'a date that the zone skipped',
      'Pacific/Apia',
      '07:00',
      '2011-12-29T18:00Z',
      '2011-12-30T17:00',
      '2011-12-31',
    ],
    ['29 February', 'UTC', '07:00', '2028-02-28T08:00Z', '2028-02-29T07:00', '2028-02-29'],
  ])('%s', (_name, timeZone, localTime, after, expected, date) => {
    expect(next({ timeZone, localTime, days: DAILY }, after)).toEqual([expected, date]);
  });

  it('keeps to the chosen weekdays', () => {
    const plan = { timeZone: 'UTC', localTime: '07:00', days: 0b0000001 };
    expect(next(plan, '2026-01-08T00:00Z')).toEqual(['2026-01-12T07:00', '2026-01-12']);
    expect(next({ ...plan, days: 0 }, '2026-01-08T00:00Z')).toBeUndefined();
  });

  it('leaves out quiet dates and spans, however many follow each other', () => {
    const plan = { timeZone: 'Europe/Berlin', localTime: '07:00', days: 0b0011111 };
    const quietDates = ['2026-01-08', '2026-01-09/2026-12-31', '2027-01-04'];
    expect(next({ ...plan, quietDates }, '2026-01-07T12:00Z')).toEqual(['2027-01-01T06:00', '2027-01-01']);
    expect(next({ ...plan, quietDates }, '2027-01-01T12:00Z')).toEqual(['2027-01-05T06:00', '2027-01-05']);
    const mondays = Array.from({ length: 100 }, (_, week) =>
      new Date(Date.UTC(2026, 0, 12 + 7 * week)).toISOString().slice(0, 10),
    );
    expect(next({ ...plan, days: 1, quietDates: mondays }, '2026-01-08T00:00Z')?.[1]).toBe('2027-12-13');
  });

  it('serves a zone that the data do not know by UTC', () => {
    expect(next({ timeZone: 'Mars/Olympus', localTime: '07:00', days: DAILY }, '2026-01-08T00:00Z')).toEqual([
      '2026-01-08T07:00',
      '2026-01-08',
    ]);
  });
});

describe('dueDelivery', () => {
  it('makes up for the latest date only after 26 hours of sleep', () => {
    const plan = { timeZone: 'UTC', localTime: '07:00', days: DAILY };
    const { due, next: following } = dueDelivery(plan, at('2026-01-08T07:00Z'), at('2026-01-09T09:00Z'));
    expect(due?.localDate).toBe('2026-01-09');
    expect(following?.localDate).toBe('2026-01-10');
  });

  it('makes up for nothing on a quiet date', () => {
    const plan = { timeZone: 'UTC', localTime: '07:00', days: DAILY, quietDates: ['2026-01-09'] };
    const { due, next: following } = dueDelivery(plan, at('2026-01-08T07:00Z'), at('2026-01-09T09:00Z'));
    expect([due?.localDate, following?.localDate]).toEqual(['2026-01-08', '2026-01-10']);
  });

  it('has nothing due for a plan that was changed to a later hour after the moment was set', () => {
    const plan = { timeZone: 'UTC', localTime: '09:00', days: DAILY };
    const { due, next: following } = dueDelivery(plan, at('2026-01-08T07:00Z'), at('2026-01-08T07:01Z'));
    expect(due).toBeUndefined();
    expect(following?.localDate).toBe('2026-01-08');
  });
});
