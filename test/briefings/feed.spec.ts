import { TOPICS } from '../../src/knowledge/topics.js';
import { inventedDay } from '../support/invented-stories.js';
import { HOUR, MINUTE, TestScout } from '../support/scout.js';

interface Page {
  readonly asOf: string;
  readonly items: readonly { readonly story: string; readonly score: number }[];
  readonly nextCursor?: string;
}

describe('the feed', () => {
  let scout: TestScout;

  beforeAll(async () => {
    scout = await TestScout.open();
    await scout.tellTheDay();
    await scout.reader('sec');
    // One who follows so much that no rule shortens the list.
    await scout.reader('wide', {
      role: 'investor-analyst',
      industry: 'capital-markets',
      followedTopics: TOPICS.map((topic) => topic.id),
    });
    await scout.reader('hr', { role: 'hr-talent-leader', industry: 'healthcare-providers' });
  });
  afterAll(() => scout.close());
  // Every test begins with a look of its own at the catalogue.
  beforeEach(() => scout.at(2 * MINUTE));

  const page = async (query: string): Promise<Page> => {
    const answer = await scout.get(`/readers/wide/feed?${query}`);
    expect(answer.statusCode).toBe(200);
    return answer.json<Page>();
  };
  const inOrder = (items: Page['items']): string[] => items.map((item) => item.story);

  it('is ranked for its reader', async () => {
    const [sec, hr] = [await scout.feedIds('sec'), await scout.feedIds('hr')];
    // The flaw that is being exploited and the attack on hospitals; the nurses whom hospitals look for.
    expect(sec.slice(0, 2).sort()).toEqual(['day-4', 'day-5']);
    expect(hr.slice(0, 3)).toContain('day-14');
    expect(hr).not.toEqual(sec);
  });

  it('says of each story why, from whom, with what figures and who else tells it', async () => {
    const answer = await scout.get('/readers/wide/feed?limit=100');
    const items = answer.json<{ items: Record<string, unknown>[] }>().items;
    for (const item of items) {
      expect(item).toMatchObject({
        headline: expect.stringMatching(/\w/),
        lead: expect.stringMatching(/\w/),
        source: { id: expect.stringMatching(/\w/), name: expect.stringMatching(/\w/) },
        publishedAt: expect.stringMatching(/^2026-07-06T/),
        citations: expect.arrayContaining([expect.objectContaining({ story: item['story'] })]),
      });
      const parts = Object.values(item['contributions'] as Record<string, number>);
      expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(item['score'] as number, 9);
      for (const reason of item['reasons'] as { text: string; evidence: { name: string } }[]) {
        expect(reason.text).toMatch(/\w{3}/);
        expect(reason.evidence.name).toMatch(/\w/);
      }
    }
    const deal = items.filter((item) => ['day-25', 'day-26', 'day-27'].includes(item['story'] as string));
    expect(deal).toHaveLength(1);
    expect(deal[0]!['alsoReportedBy']).toHaveLength(2);
    expect(JSON.stringify(deal[0]!['figures'])).toContain('7500000000');
  });

  it('quotes nobody whom the reader has muted, in the feed and in the briefing', async () => {
    const items = async (reader: string, list: string): Promise<Record<string, unknown>[]> =>
      (await scout.get(`/readers/${reader}/${list}`)).json<{ items: Record<string, unknown>[] }>().items;
    const plain = { role: 'investor-analyst', industry: 'capital-markets' };
    await scout.reader('hears-all', plain);
    const told = (await items('hears-all', 'feed?limit=100')).find(
      (item) => (item['alsoReportedBy'] as unknown[]).length > 0,
    )!;
    const also = (told['alsoReportedBy'] as { source: string }[]).map(({ source }) => source);
    await scout.reader('hears-less', { ...plain, mutedSources: also });
    for (const list of ['feed?limit=100', 'briefings/today']) {
      const heard = await items('hears-less', list);
      const same = heard.find((item) => item['story'] === told['story'])!;
      expect(same['alsoReportedBy']).toEqual([]);
      for (const source of also) expect(JSON.stringify(heard)).not.toContain(`"source":"${source}"`);
    }
  });

  it('is paged without a gap or a double', async () => {
    const all = await page('limit=100');
    const seen: string[] = [];
    let query = 'limit=3';
    for (;;) {
      const one = await page(query);
      expect(one.items.length).toBeGreaterThan(0);
      seen.push(...inOrder(one.items));
      if (one.nextCursor === undefined) break;
      query = `limit=3&cursor=${one.nextCursor}`;
    }
    expect(seen).toEqual(inOrder(all.items));
    expect(all.items.length).toBeGreaterThan(6);
  });

  it('keeps the list of the first page, whatever comes in between', async () => {
    const all = await page('limit=100');
    const first = await page('limit=4');
    scout.at(5 * MINUTE);
    const news = inventedDay(scout.clock.now(), 'later').slice(3, 5);
    await scout.tell(news.map((story) => ({ ...story, publishedAt: scout.clock.now().toISOString() })));
    await scout.event({ type: 'hide', reader: 'wide', story: all.items[5]!.story });
    const second = await page(`limit=4&cursor=${first.nextCursor}`);
    expect(inOrder(second.items)).toEqual(inOrder(all.items).slice(4, 8));
    expect(second.items.map((item) => item.score)).toEqual(all.items.slice(4, 8).map((item) => item.score));
    expect(second.asOf).toBe(first.asOf);

    scout.at(MINUTE);
    const now = inOrder((await page('limit=100')).items);
    expect(now).toEqual(expect.arrayContaining(['later-4']));
    expect(now).not.toContain(all.items[5]!.story);
  });

  it('is the same from another process', async () => {
    const first = await page('limit=4');
    const other = await TestScout.open({ databaseUrl: scout.databaseUrl, now: scout.clock.now() });
    try {
      const [here, there] = await Promise.all(
        [scout, other].map(async (one) =>
          (await one.get(`/readers/wide/feed?limit=4&cursor=${first.nextCursor}`)).json<Page>(),
        ),
      );
      expect(there).toEqual(here);
    } finally {
      await other.close();
    }
  });

  it('says FEED_CHANGED when the reader changed between two pages', async () => {
    const { nextCursor } = await page('limit=4');
    await scout.call('PATCH', '/readers/wide', { about: 'Looks after payment systems' });
    const answer = await scout.get(`/readers/wide/feed?limit=4&cursor=${nextCursor}`);
    expect([answer.statusCode, answer.json().code]).toEqual([409, 'FEED_CHANGED']);
  });

  it('says FEED_CHANGED when another ranking profile came into use between two pages', async () => {
    const { nextCursor } = await page('limit=4');
    const draft = await scout.post('/ranking-profiles', { reason: 'newer', weights: { freshness: 2 } });
    await scout.post(`/ranking-profiles/${draft.json().version}/activate`, { reason: 'newer' });
    const answer = await scout.get(`/readers/wide/feed?limit=4&cursor=${nextCursor}`);
    expect([answer.statusCode, answer.json().code]).toEqual([409, 'FEED_CHANGED']);
    await scout.post('/ranking-profiles/rollback', { reason: 'back' });
  });

  it('answers 304 to whoever has it already', async () => {
    const first = await scout.get('/readers/wide/feed?limit=5');
    const headers = { 'if-none-match': String(first.headers.etag) };
    const again = await scout.get('/readers/wide/feed?limit=5', { headers });
    expect([again.statusCode, again.body]).toEqual([304, '']);
    await scout.event({ type: 'hide', reader: 'wide', story: first.json<Page>().items[0]!.story });
    const changed = await scout.get('/readers/wide/feed?limit=5', { headers });
    expect(changed.statusCode).toBe(200);
    // Also for a reader from whom there is something to learn, whose events grow older with every moment.
    scout.at(500);
    const later = { 'if-none-match': String(changed.headers.etag) };
    expect((await scout.get('/readers/wide/feed?limit=5', { headers: later })).statusCode).toBe(304);
  });

  it.each([
    ['limit=1000000000', 'limit'],
    ['limit=0', 'limit'],
    ['limit=x', 'limit'],
    ['cursor=%27;drop', 'cursor'],
  ])('refuses %s by name', async (query, path) => {
    const answer = await scout.get(`/readers/wide/feed?${query}`);
    expect([answer.statusCode, answer.json().errors[0].path]).toEqual([422, path]);
  });

  it.each([
    [[1e300, 0, 0, 0, 1, 1]],
    [[-1e300, 0, 0, 0, 1, 1]],
    [[0, 1e300, 0, 0, 1, 1]],
    [[0, 0, 1e300, 0, 1, 1]],
    [[1.5, 0, 0, -3, 1, 1]],
  ])('refuses a cursor that somebody made up: %j', async (position) => {
    const { revision } = (
      await scout.database.query<{ revision: number }>(`SELECT revision FROM reader WHERE id = 'wide'`)
    )[0]!;
    const active = (await page('limit=1')) as unknown as { rankingProfile: { version: number } };
    position.splice(4, 2, revision, active.rankingProfile.version);
    const text = Buffer.from(JSON.stringify([1, 'feed', position])).toString('base64url');
    const answer = await scout.get(`/readers/wide/feed?cursor=${text}`);
    expect([answer.statusCode, answer.json().code]).toEqual([422, 'INVALID_CURSOR']);
  });

  it('knows nothing of a reader who does not exist', async () => {
    for (const id of ['nobody', '%00', "'%20or%201=1", '%F0%9F%92%A9']) {
      const answer = await scout.get(`/readers/${id}/feed`);
      expect([id, answer.statusCode, answer.json().code]).toEqual([id, 404, 'NOT_FOUND']);
    }
  });

  it('is short where little is worth the time, and empty when the window is past', async () => {
    scout.at(80 * HOUR);
    expect(await scout.feedIds('wide')).toEqual([]);
  });
});
