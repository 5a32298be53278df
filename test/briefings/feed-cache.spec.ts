import { HOUR, MINUTE, TestScout } from '../support/scout.js';

interface Item {
  readonly story: string;
  readonly score: number;
}

/** Two API processes on one database, each with readers in its memory. */
describe('feeds from readers kept in memory', () => {
  let here: TestScout;
  let there: TestScout;

  beforeAll(async () => {
    here = await TestScout.open();
    await here.tellTheDay();
    there = await TestScout.open({ databaseUrl: here.databaseUrl, now: here.clock.now() });
  });
  afterAll(async () => {
    await there.close();
    await here.close();
  });
  beforeEach(() => {
    later(2 * MINUTE);
  });

  const later = (milliseconds: number): void => {
    here.at(milliseconds);
    there.at(here.clock.now());
  };

  const itemsOf = async (scout: TestScout, reader: string, query = 'limit=100'): Promise<Item[]> => {
    const answer = await scout.get(`/readers/${reader}/feed?${query}`);
    expect([answer.statusCode, answer.json().detail]).toEqual([200, undefined]);
    return answer.json<{ items: Item[] }>().items;
  };
  const ids = (items: readonly Item[]): string[] => items.map((item) => item.story);
  /** Asked twice, so that both processes hold the reader. */
  const known = async (reader: string): Promise<Item[]> => {
    await itemsOf(here, reader);
    await itemsOf(there, reader);
    expect(await itemsOf(there, reader)).toEqual(await itemsOf(here, reader));
    return await itemsOf(there, reader);
  };
  /** What a process says that has never seen the reader; a little later, so that all have built their candidates anew. */
  const afresh = async (reader: string): Promise<Item[]> => {
    later(2 * MINUTE);
    const other = await TestScout.open({ databaseUrl: here.databaseUrl, now: here.clock.now() });
    try {
      return await itemsOf(other, reader);
    } finally {
      await other.close();
    }
  };

  const expectTheSame = async (reader: string): Promise<void> => {
    const fresh = await afresh(reader);
    expect(await itemsOf(here, reader)).toEqual(fresh);
    expect(await itemsOf(there, reader)).toEqual(fresh);
  };

  it.each(['click', 'hide', 'impression', 'share'])(
    'show a %s that another process took in',
    async (type) => {
      const reader = `one-who-${type}s`;
      await here.reader(reader);
      const before = await known(reader);
      await here.event({ type, reader, story: before[1]!.story });
      const after = await itemsOf(there, reader);
      expect(after).not.toEqual(before);
      expect(after).toEqual(await itemsOf(here, reader));
      await expectTheSame(reader);
    },
  );

  it('show each of two events of one moment', async () => {
    await here.reader('quick');
    const before = await known('quick');
    await here.event({ type: 'hide', reader: 'quick', story: before[0]!.story });
    expect(ids(await itemsOf(there, 'quick'))).not.toContain(before[0]!.story);
    await here.event({ type: 'hide', reader: 'quick', story: before[1]!.story });
    const after = ids(await itemsOf(there, 'quick'));
    expect(after).not.toContain(before[0]!.story);
    expect(after).not.toContain(before[1]!.story);
  });

  it('show an event of a batch for many readers', async () => {
    const readers = ['many-1', 'many-2', 'many-3'];
    for (const reader of readers) await here.reader(reader);
    const before = await Promise.all(readers.map((reader) => known(reader)));
    const at = here.clock.now().toISOString();
    const events = readers.map((reader, i) => ({ type: 'hide', reader, story: before[i]![0]!.story, at }));
    await here.post('/events', { events });
    const after = await Promise.all(readers.map((reader) => itemsOf(there, reader)));
    after.forEach((items, i) => {
      expect(ids(items)).not.toContain(before[i]![0]!.story);
    });
    // Sent again it is nothing new, and nothing has to be loaded again.
    const heard = () => here.database.query('SELECT id, heard FROM reader ORDER BY id');
    const counts = await heard();
    await here.post('/events', { events });
    expect(await heard()).toEqual(counts);
  });

  it.each([
    ['a follow', { type: 'follow', topic: 'healthcare-biotech' }],
    ['a mute', { type: 'mute', topic: 'cybersecurity' }],
  ])('show %s', async (_what, event) => {
    const reader = `wishing-${event.type}`;
    await here.reader(reader);
    const before = await known(reader);
    await here.event({ ...event, reader });
    const after = await itemsOf(there, reader);
    expect(after).not.toEqual(before);
    await expectTheSame(reader);
  });

  it('show another statement, whole or in part', async () => {
    await here.reader('changed', { mutedSources: ['Nobody Ever'] });
    const first = await known('changed');
    await here.call('PATCH', '/readers/changed', { role: 'hr-talent-leader' });
    const second = await itemsOf(there, 'changed');
    expect(second).not.toEqual(first);
    await here.reader('changed', { mutedSources: ['Nobody Ever'] });
    expect(ids(await itemsOf(there, 'changed'))).toEqual(ids(first));
    await expectTheSame('changed');
  });

  it('show a reset, and keep what was hidden hidden', async () => {
    await here.reader('resets');
    const untouched = await known('resets');
    await here.event({ type: 'share', reader: 'resets', story: untouched[2]!.story });
    await here.event({ type: 'hide', reader: 'resets', story: untouched[0]!.story });
    const learned = await known('resets');
    later(1_000);
    await here.post('/readers/resets/reset');
    const after = await itemsOf(there, 'resets');
    expect(after.map(({ score }) => score)).not.toEqual(learned.map(({ score }) => score));
    expect(ids(after)).not.toContain(untouched[0]!.story);
    await expectTheSame('resets');
  });

  it('end with the reader, and begin anew with another of the same name', async () => {
    await here.reader('leaves');
    const before = await known('leaves');
    await here.event({ type: 'hide', reader: 'leaves', story: before[0]!.story });
    await known('leaves');
    expect((await here.call('DELETE', '/readers/leaves')).statusCode).toBe(204);
    const gone = await there.get('/readers/leaves/feed');
    expect([gone.statusCode, gone.json().code]).toEqual([404, 'NOT_FOUND']);
    await here.reader('leaves');
    expect(ids(await itemsOf(there, 'leaves'))).toEqual(ids(before));
  });

  it('are the very bits of a process that has never seen the reader', async () => {
    await here.reader('full', {
      role: 'investor-analyst',
      industry: 'capital-markets',
      about: 'Covers chip makers and cloud providers',
      followedTopics: ['healthcare-biotech', 'cybersecurity'],
      mutedSources: ['Nobody Ever'],
    });
    const first = await known('full');
    for (const [i, type] of (['click', 'read', 'save', 'impression'] as const).entries()) {
      const at = new Date(here.clock.now().getTime() - i * HOUR).toISOString();
      await here.event({ type, reader: 'full', story: first[i]!.story, at });
    }
    await known('full');
    // Not only at once: the events grow older with the next pool.
    later(3 * MINUTE);
    await expectTheSame('full');
    const kept = await itemsOf(here, 'full');
    expect(kept.map((item) => item.score)).not.toEqual(first.map((item) => item.score));
  });

  it('continue a list with what was known then, and in every process alike', async () => {
    await here.reader('pages', { role: 'investor-analyst', industry: 'capital-markets' });
    const all = await known('pages');
    const first = (await here.get('/readers/pages/feed?limit=3')).json<{ nextCursor: string }>();
    later(2_000);
    await there.event({ type: 'hide', reader: 'pages', story: all[4]!.story });
    const pages = await Promise.all(
      [here, there].map((scout) => itemsOf(scout, 'pages', `limit=3&cursor=${first.nextCursor}`)),
    );
    expect(pages[0]).toEqual(all.slice(3, 6));
    expect(pages[1]).toEqual(pages[0]);
  });

  it('are not sent again while nothing happens, and at once when something does', async () => {
    await here.reader('calm');
    const first = await there.get('/readers/calm/feed');
    const headers = { 'if-none-match': String(first.headers.etag) };
    const again = await there.get('/readers/calm/feed', { headers });
    expect([again.statusCode, again.body, again.headers.etag]).toEqual([304, '', first.headers.etag]);
    expect((await there.get('/readers/calm/feed?limit=1', { headers })).statusCode).toBe(200);
    await here.event({
      type: 'hide',
      reader: 'calm',
      story: first.json<{ items: Item[] }>().items[0]!.story,
    });
    const changed = await there.get('/readers/calm/feed', { headers });
    expect(changed.statusCode).toBe(200);
    expect(changed.headers.etag).not.toBe(first.headers.etag);
  });

  it('ask of many at once for each their own', async () => {
    const readers = Array.from({ length: 12 }, (_, i) => `crowd-${i}`);
    for (const [i, reader] of readers.entries())
      await here.reader(reader, { role: i % 2 === 0 ? 'security-engineer' : 'hr-talent-leader' });
    const asked = [...readers, 'nobody-there', ...readers];
    const answers = await Promise.all(asked.map((reader) => there.get(`/readers/${reader}/feed`)));
    answers.forEach((answer, i) => {
      const expected = asked[i] === 'nobody-there' ? [404, undefined] : [200, asked[i]];
      expect([answer.statusCode, answer.json<{ reader?: string }>().reader]).toEqual(expected);
    });
  });

  it('refuse a key that was revoked a moment ago, by whichever process', async () => {
    const key = await here.newKey({ scopes: ['feed:read'] });
    await here.reader('keyed');
    expect((await there.get('/readers/keyed/feed', { key })).statusCode).toBe(200);
    await here.database.query(`UPDATE api_key SET revoked_at = $1 WHERE id = $2`, [
      here.clock.now(),
      key.split('_')[2],
    ]);
    const answer = await there.get('/readers/keyed/feed', { key });
    expect([answer.statusCode, answer.json().code]).toEqual([401, 'REVOKED_KEY']);
  });
});
