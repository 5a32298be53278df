import { INDUSTRIES } from '../../src/knowledge/industries.js';
import { ROLES } from '../../src/knowledge/roles.js';
import { TOPICS } from '../../src/knowledge/topics.js';
import { TestScout } from '../support/scout.js';

describe('readers', () => {
  let scout: TestScout;

  beforeAll(async () => {
    scout = await TestScout.open();
  });
  afterAll(() => scout.close());

  const base = { role: 'designer', industry: 'gaming' };
  const put = (id: string, body: object) => scout.call('PUT', `/readers/${id}`, body);

  const everything = {
    name: 'Ilse Brandt',
    role: 'hardware-engineer',
    industry: 'semiconductors',
    seniority: 'senior',
    about: 'Lays out memory controllers',
    followedTopics: ['custom-silicon'],
    mutedTopics: ['gaming'],
    followedEntities: ['openai'],
    mutedSources: ['adroom-weekly'],
    timeZone: 'Asia/Kathmandu',
    deliveryTime: '06:45',
    days: ['mon', 'thu'],
    length: 6,
    channels: ['email'],
    email: 'ilse.brandt@example.org',
  };

  it('keeps all that was stated', async () => {
    expect((await put('all', everything)).json()).toMatchObject(everything);
    expect((await scout.get('/readers/all')).json()).toMatchObject({ id: 'all', ...everything });
  });

  it('accepts every role with every industry', async () => {
    const pairs = ROLES.map((role, i) => [role.id, INDUSTRIES[i % INDUSTRIES.length]!.id] as const);
    for (const [role, industry] of [...pairs, ['designer', 'nonprofit-research']] as const) {
      const answer = await put('pair', { role, industry });
      expect([role, industry, answer.statusCode, answer.json().matched]).toEqual([
        role,
        industry,
        200,
        undefined,
      ]);
    }
  });

  it('matches a free text to the nearest role and industry, and says what it took', async () => {
    const answer = await put('free', { role: 'VP of People', industry: 'chip start-up' });
    expect(answer.json()).toMatchObject({
      role: 'hr-talent-leader',
      industry: 'semiconductors',
      matched: {
        role: { given: 'VP of People', id: 'hr-talent-leader', confidence: expect.any(Number) },
        industry: { given: 'chip start-up', id: 'semiconductors' },
      },
    });
    expect((await scout.get('/readers/free')).json()).toMatchObject({ role: 'hr-talent-leader' });
  });

  it.each<[string, object, string, string]>([
    ['role', { role: 'xyzzy' }, 'role', 'UNKNOWN_ROLE'],
    ['industry', { industry: 'plugh' }, 'industry', 'UNKNOWN_INDUSTRY'],
    ['followed topic', { followedTopics: ['gaming', 'nonsense'] }, 'followedTopics.1', 'UNKNOWN_TOPIC'],
    ['muted topic', { mutedTopics: ['nonsense'] }, 'mutedTopics.0', 'UNKNOWN_TOPIC'],
    ['entity', { followedEntities: ['Nobody & Co'] }, 'followedEntities.0', 'UNKNOWN_ENTITY'],
    ['zone', { timeZone: 'Europe/Atlantis' }, 'timeZone', 'INVALID_INPUT'],
    ['empty zone', { timeZone: '' }, 'timeZone', 'INVALID_INPUT'],
    ['zone that is an offset', { timeZone: '+05:45' }, 'timeZone', 'INVALID_INPUT'],
    ['hour', { deliveryTime: '24:00' }, 'deliveryTime', 'INVALID_INPUT'],
    ['day', { days: ['mon', 'someday'] }, 'days', 'INVALID_INPUT'],
    ['length', { length: 51 }, 'length', 'INVALID_INPUT'],
    ['address', { email: 'nobody' }, 'email', 'INVALID_INPUT'],
    ['channel', { channels: ['pigeon'] }, 'channels.0', 'INVALID_INPUT'],
    ['line with a NUL', { about: 'a\0b' }, 'about', 'INVALID_INPUT'],
    ['source with a NUL', { mutedSources: ['\0'] }, 'mutedSources.0', 'INVALID_INPUT'],
    ['endless line', { about: 'x'.repeat(1001) }, 'about', 'INVALID_INPUT'],
    ['missing role', { role: undefined }, 'role', 'INVALID_INPUT'],
  ])('refuses an unknown or impossible %s by the name of the field', async (_what, change, path, code) => {
    for (const answer of [
      await put('wrong', { ...base, ...change }),
      ...(path === 'role' && code === 'INVALID_INPUT'
        ? []
        : [await scout.call('PATCH', '/readers/all', change)]),
    ]) {
      const { errors, code: given } = answer.json<{ code: string; errors: { path: string }[] }>();
      expect([answer.statusCode, given]).toEqual([422, code]);
      expect(errors.map((error) => error.path)).toEqual([path]);
    }
    expect((await scout.get('/readers/wrong')).statusCode).toBe(404);
  });

  it('names every wrong field at once', async () => {
    const { errors } = (await put('wrong', { ...base, timeZone: 'x', length: 0 })).json<{
      errors: { path: string }[];
    }>();
    expect(errors.map((error) => error.path).sort()).toEqual(['length', 'timeZone']);
  });

  it('does not let a body set what is not its own', async () => {
    const answer = await put('own', {
      ...base,
      id: 'other',
      ref: 1,
      revision: 99,
      nextDeliveryAt: '2000-01-01T00:00:00Z',
      createdAt: '2000-01-01T00:00:00Z',
    });
    expect(answer.json()).toMatchObject({
      id: 'own',
      nextDeliveryAt: null,
      createdAt: '2026-07-06T12:00:00.000Z',
    });
    expect((await scout.get('/readers/other')).statusCode).toBe(404);
  });

  it.each(['-a', 'a b', 'ä', 'x'.repeat(101), '%00'])('refuses the id %s', async (id) => {
    expect((await put(encodeURIComponent(id).replace('%2500', '%00'), base)).statusCode).toBe(422);
  });

  it('changes only what is named, and clears what is null', async () => {
    await put('some', everything);
    const answer = await scout.call('PATCH', '/readers/some', { length: 3, about: null, days: null });
    expect(answer.json()).toMatchObject({ ...everything, length: 3, about: null, days: null });
  });

  it('does not overwrite a change that the caller has not seen', async () => {
    await put('edited', base);
    const etag = String((await scout.get('/readers/edited')).headers.etag);
    await scout.call('PATCH', '/readers/edited', { length: 3 });
    const late = await scout.call(
      'PATCH',
      '/readers/edited',
      { length: 4 },
      { headers: { 'if-match': etag } },
    );
    expect([late.statusCode, late.json().code]).toEqual([412, 'PRECONDITION_FAILED']);
    const answers = await Promise.all(
      [5, 6, 7].map((length) => scout.call('PATCH', '/readers/edited', { length })),
    );
    for (const { statusCode } of answers) expect([200, 409]).toContain(statusCode);
    expect(answers.some((answer) => answer.statusCode === 200)).toBe(true);
  });

  it.each<[string, 'PUT' | 'POST', string, object]>([
    ['replaces', 'PUT', '', { ...base, length: 9 }],
    ['resets', 'POST', '/reset', {}],
  ])('%s no reader whom the caller has not seen as they are', async (_does, method, path, body) => {
    await put('guarded', base);
    const seen = await scout.get('/readers/guarded');
    const guarded = (tag: string) =>
      scout.call(method, `/readers/guarded${path}`, body, { headers: { 'if-match': tag } });
    await scout.call('PATCH', '/readers/guarded', { length: 3 });
    const changed = await scout.get('/readers/guarded');
    const late = await guarded(String(seen.headers.etag));
    expect([late.statusCode, late.json().code]).toEqual([412, 'PRECONDITION_FAILED']);
    expect((await scout.get('/readers/guarded')).body).toBe(changed.body);
    expect((await guarded(String(changed.headers.etag))).statusCode).toBe(200);
    expect((await guarded('*')).statusCode).toBe(200);
    // Two who saw the same: one of them is late, and is told so whether before or while writing.
    const tag = String((await scout.get('/readers/guarded')).headers.etag);
    const statuses = (await Promise.all([guarded(tag), guarded(tag)])).map(({ statusCode }) => statusCode);
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(1);
    for (const status of statuses) expect([200, 409, 412]).toContain(status);
  });

  it('makes no new reader of one whom the caller believes to exist', async () => {
    for (const tag of ['"made-up"', '*']) {
      const answer = await scout.call('PUT', '/readers/ghost', base, { headers: { 'if-match': tag } });
      expect([answer.statusCode, answer.json().code]).toEqual([412, 'PRECONDITION_FAILED']);
    }
    expect((await scout.get('/readers/ghost')).statusCode).toBe(404);
  });
});

describe('what a reader gets', () => {
  let scout: TestScout;

  beforeAll(async () => {
    scout = await TestScout.open();
    await scout.tellTheDay();
  });
  afterAll(() => scout.close());

  const today = async (id: string) =>
    (await scout.get(`/readers/${id}/briefings/today`)).json<{
      opening: string;
      items: { story: string; kind: string }[];
    }>();

  it('is an opening line and the stories', async () => {
    await scout.reader('inv', { name: 'Ines Vogt', role: 'investor-analyst', industry: 'capital-markets' });
    const { opening, items } = await today('inv');
    expect(opening).toMatch(/^Monday 6 July, Ines\. \w+ stories from \w+ sources/);
    expect(items.length).toBeGreaterThan(0);
  });

  it('is short on a thin day and says so, never padded', async () => {
    await scout.reader('thin', { role: 'designer', industry: 'gaming', length: 50 });
    const { opening, items } = await today('thin');
    expect(items.length).toBeGreaterThan(0);
    expect(items.length).toBeLessThan(12);
    expect(opening).toMatch(/quiet day/);
  });

  it('is empty and says so for a reader who mutes everything', async () => {
    await scout.reader('mute', { mutedTopics: TOPICS.map((topic) => topic.id), about: 'Wants nothing' });
    expect(await today('mute')).toMatchObject({ opening: expect.stringMatching(/Nothing today/), items: [] });
    expect(await scout.feedIds('mute')).toEqual([]);
  });

  it('is empty and says so on a day without news', async () => {
    await scout.reader('quiet');
    scout.at('2026-07-20T12:00:00Z');
    expect(await today('quiet')).toMatchObject({
      opening: expect.stringMatching(/Nothing today/),
      items: [],
    });
    scout.at('2026-07-06T12:01:00Z');
  });

  it('does not hold stories of 1970 above those of today, nor those of 9999 for ever', async () => {
    const answer = await scout.post('/stories', {
      stories: ['1970-01-01T00:00:00Z', '9999-12-31T23:59:59Z', 'soon'].map((publishedAt, i) => ({
        id: `odd-${i}`,
        source: 'Odd Clock',
        title: `Ransomware gang number ${i} exploits a vulnerability of VPN appliances`,
        publishedAt,
      })),
    });
    expect(answer.json()).toMatchObject({
      errors: [],
      warnings: [0, 1, 2].map((index) => ({ index, code: 'DATE_IGNORED' })),
    });
    await scout.tellTheDay('again');
    const story = (await scout.get('/stories/odd-1')).json<{ publishedAt: string }>();
    expect(story.publishedAt).toBe('2026-07-06T12:01:00.000Z');
    await scout.reader('sec');
    expect((await scout.get('/readers/sec/feed')).statusCode).toBe(200);
  });
});

describe('a reader who leaves', () => {
  let scout: TestScout;
  const secret = ['Zelda Quixwood', 'Keeps bees beside the smelter', 'zelda.quixwood@example.org', 'zelda-q'];

  beforeAll(async () => {
    scout = await TestScout.open();
    await scout.tellTheDay();
    const body = {
      name: secret[0],
      about: secret[1],
      email: secret[2],
      role: 'investor-analyst',
      industry: 'capital-markets',
      timeZone: 'Europe/Berlin',
    };
    const headers = { 'idempotency-key': 'kept-for-a-day' };
    expect((await scout.call('PUT', '/readers/zelda-q', body, { headers })).statusCode).toBe(200);
    await scout.event({ id: 'click-1', type: 'click', reader: 'zelda-q', story: 'day-4', slot: 2 });
    await scout.event({ type: 'mute', reader: 'zelda-q', story: 'day-20' });
    await scout.get('/readers/zelda-q/briefings/today');
    scout.at('2026-07-07T04:00:00Z');
    await scout.tick();
    scout.at('2026-07-07T05:00:00Z');
    await scout.tick(); // claimed and not made
  });
  afterAll(() => scout.close());

  it('takes everything that is stored along', async () => {
    const answer = await scout.get('/readers/zelda-q/export');
    expect(answer.headers['content-disposition']).toBe('attachment');
    const all = answer.json();
    expect(all.reader).toMatchObject({ id: 'zelda-q', name: secret[0], about: secret[1], email: secret[2] });
    expect(all.events).toHaveLength(2);
    expect(all.events).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ id: 'click-1', type: 'click', story: 'day-4', slot: 2 }),
      ]),
    );
    expect(all.briefings).toEqual([await scout.briefing('zelda-q', '2026-07-06')]);
    expect(all.deliveries).toMatchObject([{ date: '2026-07-07', status: 'pending' }]);
    // No internal key leaves the process.
    expect(JSON.stringify(all)).not.toMatch(/"(reader_)?ref"/);
  });

  it('leaves nothing in any table but the line of the audit log that says so', async () => {
    expect((await scout.call('DELETE', '/readers/zelda-q')).statusCode).toBe(204);
    const tables = await scout.database.query<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables
       WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`,
    );
    expect(tables.length).toBeGreaterThan(12);
    const found: string[] = [];
    for (const { name } of tables) {
      const rows = await scout.database.query<{ row: string }>(`SELECT t::text AS row FROM "${name}" AS t`);
      for (const { row } of rows)
        if (secret.some((text) => row.includes(text))) found.push(`${name}: ${row}`);
    }
    expect(found).toEqual([expect.stringMatching(/^audit_entry: .*reader\.erase/)]);
    for (const table of ['behaviour_event', 'briefing', 'delivery', 'reader'])
      expect(await scout.database.query(`SELECT 1 FROM ${table}`)).toEqual([]);
    expect(await scout.workPages()).toBe(0);
    for (const path of ['', '/feed', '/briefings', '/briefings/today', '/briefings/2026-07-06', '/export'])
      expect((await scout.get(`/readers/zelda-q${path}`)).statusCode).toBe(404);
    expect((await scout.call('DELETE', '/readers/zelda-q')).statusCode).toBe(404);
  });
});

describe('a key that is bound to one reader', () => {
  let scout: TestScout;
  let key: string;

  beforeAll(async () => {
    scout = await TestScout.open();
    await scout.tellTheDay();
    await scout.reader('mine');
    await scout.reader('theirs');
    key = await scout.newKey({ readerId: 'mine', scopes: ['feed:read', 'readers:write', 'events:write'] });
    for (const id of ['mine', 'theirs']) await scout.get(`/readers/${id}/briefings/today`);
  });
  afterAll(() => scout.close());

  it.each(['', '/feed', '/briefings', '/briefings/today', '/briefings/2026-07-06', '/export'])(
    'reads %s of that reader alone',
    async (path) => {
      expect((await scout.get(`/readers/mine${path}`, { key })).statusCode).toBe(200);
      for (const id of ['theirs', 'nobody', 'MINE', 'mine%20']) {
        const answer = await scout.get(`/readers/${id}${path}`, { key });
        expect([id, answer.statusCode, answer.json().code]).toEqual([id, 403, 'WRONG_READER']);
      }
    },
  );

  it('sends events of that reader alone, and nothing of a batch that holds another', async () => {
    const event = (reader: string) => ({ type: 'hide', reader, story: 'day-4', at: '2026-07-06T11:00:00Z' });
    const mixed = await scout.post('/events', { events: [event('mine'), event('theirs')] }, { key });
    expect([mixed.statusCode, mixed.json().code]).toEqual([403, 'WRONG_READER']);
    expect(await scout.database.query('SELECT 1 FROM behaviour_event')).toEqual([]);
    const own = await scout.post('/events', { events: [event('mine')] }, { key });
    expect(own.json()).toMatchObject({ accepted: 1 });
  });

  it('changes and erases nobody else', async () => {
    const change = await scout.call('PATCH', '/readers/theirs', { length: 1 }, { key });
    const replace = await scout.call(
      'PUT',
      '/readers/new',
      { role: 'designer', industry: 'gaming' },
      { key },
    );
    const erase = await scout.call('DELETE', '/readers/theirs', undefined, { key });
    expect([change, replace, erase].map((answer) => answer.statusCode)).toEqual([403, 403, 403]);
  });

  it('cannot page on in the feed of another with a cursor of its own', async () => {
    const { nextCursor } = (await scout.get('/readers/theirs/feed?limit=1')).json<{ nextCursor: string }>();
    const answer = await scout.get(`/readers/theirs/feed?limit=1&cursor=${nextCursor}`, { key });
    expect(answer.json().code).toBe('WRONG_READER');
  });
});
