import { TestScout } from '../support/scout.js';

describe('private feeds', () => {
  let scout: TestScout;

  beforeAll(async () => {
    scout = await TestScout.open({ now: new Date('2026-07-06T05:00:00Z') });
    await scout.tellTheDay();
    for (const id of ['ada', 'bea']) await scout.reader(id);
    await scout.post('/digests/run');
    expect(await scout.workPages()).toBe(2);
  });
  afterAll(() => scout.close());

  const open = async (id: string): Promise<string> =>
    (await scout.post(`/readers/${id}/feed-token`)).json<{ token: string }>().token;
  /** Without a key, as a feed reader asks. */
  const fetch = (id: string, token: string, kind: 'rss' | 'json' = 'json', remoteAddress = '192.0.2.1') =>
    scout.app.inject({ url: `/v1/readers/${id}/briefings.${kind}?token=${token}`, remoteAddress });
  /** Asks until it is refused; a slow machine gets a few more through. @returns the answers before */
  const untilRefused = async (ask: () => Promise<{ statusCode: number }>): Promise<number[]> => {
    const all: number[] = [];
    for (let i = 0; i < 500; i++) {
      const { statusCode } = await ask();
      if (statusCode === 429) break;
      all.push(statusCode);
    }
    expect(all.length).toBeGreaterThanOrEqual(60);
    expect(all.length).toBeLessThan(500);
    return all;
  };

  it('show the briefings of their reader until another address is made or they are ended', async () => {
    const first = await open('ada');
    const { items } = await scout.briefing('ada', '2026-07-06');
    const feed = await fetch('ada', first);
    expect(feed.json<{ items: { title: string }[] }>().items.map(({ title }) => title)).toEqual(
      items.map(({ headline }) => headline),
    );
    const etag = String(feed.headers.etag);
    const again = await scout.app.inject({
      url: `/v1/readers/ada/briefings.json?token=${first}`,
      headers: { 'if-none-match': etag },
    });
    expect([again.statusCode, again.body]).toEqual([304, '']);
    expect((await fetch('bea', first)).statusCode).toBe(404);
    const second = await open('ada');
    expect((await fetch('ada', first)).statusCode).toBe(404);
    expect((await fetch('ada', second, 'rss')).statusCode).toBe(200);
    await scout.call('DELETE', '/readers/ada/feed-token');
    const ended = await fetch('ada', second);
    expect([ended.statusCode, ended.json().code]).toEqual([404, 'NOT_FOUND']);
  });

  it('are answered sixty times a minute, and those of others from the same place as ever', async () => {
    const [ada, bea] = [await open('ada'), await open('bea')];
    expect(new Set(await untilRefused(() => fetch('ada', ada)))).toEqual(new Set([200]));
    const refused = await fetch('ada', ada, 'rss', '192.0.2.2');
    expect([refused.statusCode, refused.json().code]).toEqual([429, 'RATE_LIMITED']);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    expect((await fetch('bea', bea)).statusCode).toBe(200);
  });

  it('guessed wrong are soon refused to an address, which fetches right ones as before', async () => {
    const wrong = await untilRefused(() => fetch('bea', 'wrong', 'json', '192.0.2.3'));
    expect(new Set(wrong)).toEqual(new Set([404]));
    expect((await fetch('nobody', 'wrong', 'rss', '192.0.2.3')).statusCode).toBe(429);
    expect((await fetch('bea', 'wrong', 'json', '192.0.2.4')).statusCode).toBe(404);
    expect((await fetch('bea', await open('bea'), 'json', '192.0.2.3')).statusCode).toBe(200);
  });
});
