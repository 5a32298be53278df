import { worstFirst, type Source } from '../catalog/sources/source.js';
import { sourceTable } from './source-table.js';

const NOW = new Date('2026-03-02T12:00:00Z');
const before = (hours: number): Date => new Date(NOW.getTime() - hours * 3_600_000);

const source = (id: string, more: Partial<Source> = {}): Source => ({
  id,
  name: id,
  feedUrl: `https://${id}.example.net/feed`,
  siteUrl: null,
  language: null,
  authority: 0.5,
  articles: 'teasers',
  status: 'active',
  statusReason: null,
  fetchIntervalSeconds: 1_800,
  currentIntervalSeconds: 5_400,
  itemsPerDay: 3.25,
  recentFetches: ['n', 'u', 'u', 'f'],
  failingSince: null,
  nextFetchAt: new Date(NOW.getTime() + 600_000),
  lastFetchAt: before(1),
  lastSuccessAt: before(1),
  lastErrorCode: null,
  lastErrorDetail: null,
  failures: 0,
  createdAt: before(1_000),
  updatedAt: before(1_000),
  ...more,
});

const SOURCES = [
  source('posted', { feedUrl: null }),
  source('well', { recentFetches: ['n'] }),
  source('shaky'),
  source('put-away', { status: 'paused', nextFetchAt: null }),
  source('new', { currentIntervalSeconds: null, lastSuccessAt: null, recentFetches: [], nextFetchAt: NOW }),
  source('ill', {
    failures: 1,
    failingSince: before(2),
    lastErrorCode: 'FETCH_DNS',
    lastErrorDetail: 'No\u001b[31m such\nname.',
  }),
  source('very-ill', {
    failures: 9,
    failingSince: before(50),
    lastErrorCode: 'FETCH_TLS',
    lastErrorDetail: 'No.',
  }),
  source('gone', { status: 'retired', statusReason: 'FETCH_BAD_STATUS: The server answered 410.' }),
  source('given-up', { status: 'paused', statusReason: 'FETCH_GIVEN_UP: 20 fetches in a row have failed' }),
];

describe('the table of sources', () => {
  it('has those first that want attention', () => {
    expect(worstFirst(SOURCES).map((one) => one.id)).toEqual([
      'given-up',
      'gone',
      'very-ill',
      'ill',
      'shaky',
      'new',
      'well',
      'put-away',
      'posted',
    ]);
  });

  it('says how each is, why, and when it is asked again', () => {
    const lines = sourceTable(worstFirst(SOURCES), NOW).split('\n');
    expect(lines[0]).toBe('9 sources: 3 well, 2 failing, 2 paused, 1 retired, 1 without a feed');
    const row = (id: string) => lines.find((line) => line.startsWith(`${id} `))?.split(/ {2,}/);
    expect(row('shaky')).toEqual(['shaky', 'active', '60 min ago', '25 %', '3.3', '90 min', 'in 10 min']);
    expect(row('new')).toEqual(['new', 'active', 'never', '3.3', '30 min', 'now']);
    expect(row('ill')?.slice(1, 2)).toEqual(['failing']);
    expect(row('ill')?.at(-1)).toBe('FETCH_DNS: No [31m such name. (1 in a row)');
    expect(row('gone')?.at(-1)).toBe('FETCH_BAD_STATUS: The server answered 410.');
    expect(row('posted')).toEqual(['posted', 'no feed']);
  });

  it('of no sources is a line', () => {
    expect(sourceTable([], NOW)).toBe('0 sources: 0 well, 0 failing, 0 paused, 0 retired, 0 without a feed');
  });
});
