import type { WhyView } from '../../src/briefings/why.service.js';
import { TestScout, MINUTE } from '../support/scout.js';

interface Item {
  readonly story: string;
  readonly score: number;
  readonly kind: string;
  readonly topics: readonly { readonly id: string }[];
  readonly alsoReportedBy: readonly { readonly story: string }[];
  readonly contributions: Record<string, number>;
  readonly reasons: readonly { readonly group: string; readonly text: string }[];
}

/** What a reader can do about their own list, each seen in the next feed. */
describe('control by the reader', () => {
  let scout: TestScout;

  beforeAll(async () => {
    scout = await TestScout.open();
    await scout.tellTheDay();
  });
  afterAll(() => scout.close());

  let serial = 0;
  const newReader = async (wish: object = {}): Promise<string> => {
    const id = `reader-${++serial}`;
    await scout.reader(id, { role: 'investor-analyst', industry: 'capital-markets', ...wish });
    scout.at(MINUTE);
    return id;
  };
  const act = async (reader: string, type: string, story: string, more: object = {}): Promise<void> => {
    await scout.event({ type, reader, story, ...more });
    scout.at(2000);
  };
  const feed = async (reader: string): Promise<Item[]> =>
    (await scout.get(`/readers/${reader}/feed?limit=100`)).json<{ items: Item[] }>().items;
  /** z less what everybody does, which moves meanwhile too. */
  const scoreOf = async (reader: string, story: string): Promise<number> => {
    const { score, contributions } = await ask(reader, story);
    return score! - contributions['livePopularity']! - contributions['momentum']!;
  };
  const ask = async (reader: string, story: string, query = ''): Promise<WhyView> => {
    const answer = await scout.get(`/readers/${reader}/why?story=${story}${query}`);
    expect([answer.statusCode, answer.json().detail]).toEqual([200, undefined]);
    return answer.json<WhyView>();
  };
  const reset = (reader: string) => scout.post(`/readers/${reader}/reset`);

  /** Perimeter Daily on attacks; two of its stories besides the first. */
  const SECURITY = ['day-4', 'day-5'] as const;

  it.each(['save', 'share'])('more like this: %s lifts its kin', async (type) => {
    const reader = await newReader();
    const before = await scoreOf(reader, SECURITY[1]);
    await act(reader, type, SECURITY[0]);
    expect(await scoreOf(reader, SECURITY[1])).toBeGreaterThan(before + 0.1);
  });

  it('less like this: the story is gone and its kin sinks', async () => {
    const reader = await newReader();
    const before = await scoreOf(reader, SECURITY[1]);
    await act(reader, 'hide', SECURITY[0]);
    expect(await scout.feedIds(reader)).not.toContain(SECURITY[0]);
    expect(await scoreOf(reader, SECURITY[1])).toBeLessThan(before - 0.1);
    const why = await ask(reader, SECURITY[0]);
    expect(why.place).toBeNull();
    expect(why.obstacles[0]).toMatchObject({ stage: 'filter', name: 'hidden' });
    expect(why.text).toMatch(/^Not on your list: you asked for less like it/);
  });

  it('less like this: no other source brings the same news back', async () => {
    const reader = await newReader();
    const told = (await feed(reader)).find((item) => item.alsoReportedBy.length > 0)!;
    await act(reader, 'hide', told.story);
    const others = told.alsoReportedBy.map(({ story }) => story);
    const shown = await scout.feedIds(reader);
    for (const story of [told.story, ...others]) expect(shown).not.toContain(story);
    expect((await ask(reader, others[0]!)).obstacles[0]).toMatchObject({ stage: 'filter', name: 'hidden' });
    await reset(reader);
    expect(await scout.feedIds(reader)).not.toContain(others[0]);
    // Whichever report of it a why tells of, what it offers brings the event back.
    scout.at(2000);
    await act(reader, 'unhide', others[0]!);
    const again = await feed(reader);
    expect(again.flatMap((item) => [item.story, ...item.alsoReportedBy.map(({ story }) => story)])).toContain(
      told.story,
    );
  });

  it('less like this, taken back: the story and its kin are as before, once and for all', async () => {
    const reader = await newReader();
    const [story, kin] = SECURITY;
    const before = [await scoreOf(reader, story), await scoreOf(reader, kin)];
    await act(reader, 'hide', story, { id: 'h' });
    const early = new Date(scout.clock.now().getTime() - MINUTE).toISOString();
    await act(reader, 'unhide', story, { id: 'u' });
    const after = async () => {
      expect(await scout.feedIds(reader)).toContain(story);
      const now = [await scoreOf(reader, story), await scoreOf(reader, kin)];
      now.forEach((score, i) => expect(score).toBeCloseTo(before[i]!, 2));
    };
    await after();
    // Told again, and another hide of before that comes late.
    await act(reader, 'unhide', story, { id: 'u' });
    await act(reader, 'hide', story, { at: early });
    await after();
    const { events } = (await scout.get(`/readers/${reader}/export`)).json<{ events: { type: string }[] }>();
    expect(events.map(({ type }) => type)).toEqual(['hide', 'hide', 'unhide']);
    await act(reader, 'hide', story);
    expect(await scout.feedIds(reader)).not.toContain(story);
  });

  it('less like this can be taken back after a reset as well', async () => {
    const reader = await newReader();
    await act(reader, 'hide', SECURITY[0]);
    await reset(reader);
    scout.at(2000);
    expect(await scout.feedIds(reader)).not.toContain(SECURITY[0]);
    await act(reader, 'unhide', SECURITY[0]);
    expect(await scout.feedIds(reader)).toContain(SECURITY[0]);
  });

  it('mute: nothing of the topic or source is told, whatever is clicked', async () => {
    const reader = await newReader();
    const top = (await feed(reader))[0]!;
    for (let i = 0; i < 5; i++) await act(reader, 'click', top.story, { id: `c${i}` });
    await act(reader, 'mute', top.story);
    const muted = (await scout.get(`/readers/${reader}`)).json().mutedTopics as string[];
    expect(muted).toHaveLength(1);
    const shown = await feed(reader);
    expect(shown.length).toBeGreaterThan(0);
    expect(shown.flatMap((item) => item.topics.map((topic) => topic.id))).not.toContain(muted[0]);

    const source = shown[0]!;
    await scout.event({ type: 'mute', reader, source: 'Ledger Wire' });
    scout.at(2000);
    expect(await scout.feedIds(reader)).not.toEqual(expect.arrayContaining(['day-1']));
    expect(source.story).toMatch(/^day-/);
    const why = await ask(reader, 'day-1');
    expect(why.obstacles.map((one) => one.name)).toContain('mutedSource');
    expect(why.text).toContain('you have muted Ledger Wire');
  });

  it('follow: its stories rise and say so', async () => {
    const reader = await newReader();
    const before = await scoreOf(reader, 'day-20');
    await scout.event({ type: 'follow', reader, topic: 'gaming' });
    scout.at(2000);
    expect(await scoreOf(reader, 'day-20')).toBeGreaterThan(before + 0.5);
    const item = (await feed(reader)).find(({ story }) => story === 'day-20')!;
    expect(item.reasons.map((reason) => reason.text).join()).toContain('Because you follow gaming');
  });

  it('never lets behaviour override a follow', async () => {
    const reader = await newReader({ followedTopics: ['cybersecurity'] });
    const fresh = await ask(reader, SECURITY[1]);
    expect(fresh.contributions['topicAffinity']).toBeGreaterThan(0.5);
    for (const story of ['day-4', 'day-29', 'day-30', 'day-6']) await act(reader, 'hide', story);
    const now = await ask(reader, SECURITY[1]);
    const followed = 'cybersecurity';
    expect((await feed(reader)).some(({ topics }) => topics.some(({ id }) => id === followed))).toBe(true);
    // Other topics of the story may have sunk; the followed one has not.
    expect(now.contributions['topicAffinity']).toBeGreaterThan(0.5);
  });

  describe('reset', () => {
    it('forgets what was learned, and nothing that was stated', async () => {
      const reader = await newReader({ followedTopics: ['gaming'], mutedTopics: ['cybersecurity'] });
      const fresh = await feed(reader);
      await act(reader, 'save', 'day-13');
      await act(reader, 'share', 'day-14');
      await act(reader, 'hide', 'day-3');
      const learned = await feed(reader);
      const scores = (items: readonly Item[]) => new Map(items.map((item) => [item.story, item.score]));
      expect(scores(learned)).not.toEqual(scores(fresh));

      const answer = await reset(reader);
      expect(answer.statusCode).toBe(200);
      expect(answer.json()).toMatchObject({
        learnedFrom: scout.clock.now().toISOString(),
        followedTopics: ['gaming'],
        mutedTopics: ['cybersecurity'],
      });
      const after = await feed(reader);
      for (const item of after) {
        expect(item.contributions['contentSimilarity']).toBe(0);
        const before = fresh.find(({ story }) => story === item.story);
        expect(item.contributions['topicAffinity']).toBe(before?.contributions['topicAffinity']);
      }
      const ids = after.map(({ story }) => story);
      // What was hidden stays hidden, and what was read is not told again.
      for (const story of ['day-3', 'day-13', 'day-14']) expect(ids).not.toContain(story);
      const kept = (await scout.get(`/readers/${reader}/export`)).json<{ events: unknown[] }>().events;
      expect(kept).toHaveLength(3);
    });

    it('is of its moment: what comes after is learned from, what is told late is not', async () => {
      const reader = await newReader();
      const fresh = await scoreOf(reader, SECURITY[1]);
      await act(reader, 'save', SECURITY[0]);
      const at = new Date(scout.clock.now().getTime() - MINUTE).toISOString();
      await reset(reader);
      scout.at(2000);
      await act(reader, 'share', SECURITY[0], { at, id: 'late' });
      expect(await scoreOf(reader, SECURITY[1])).toBeCloseTo(fresh, 2);
      await act(reader, 'share', SECURITY[0], { id: 'after' });
      expect(await scoreOf(reader, SECURITY[1])).toBeGreaterThan(fresh + 0.1);
    });

    it('ends a feed that was being paged, is audited, and knows its reader', async () => {
      const reader = await newReader();
      const { nextCursor } = (await scout.get(`/readers/${reader}/feed?limit=2`)).json();
      await reset(reader);
      const next = await scout.get(`/readers/${reader}/feed?limit=2&cursor=${nextCursor}`);
      expect([next.statusCode, next.json().code]).toEqual([409, 'FEED_CHANGED']);
      const audited = await scout.database.query(
        `SELECT 1 FROM audit_entry WHERE action = 'reader.reset' AND target = $1`,
        [reader],
      );
      expect(audited).toHaveLength(1);
      expect((await reset('nobody')).statusCode).toBe(404);
    });
  });

  describe('why this', () => {
    it('tells place, reasons and the very numbers of the feed', async () => {
      const reader = await newReader();
      const items = await feed(reader);
      for (const [at, item] of items.entries()) {
        const why = await ask(reader, item.story);
        expect(why).toMatchObject({ place: at + 1, listed: items.length, slots: 10, kind: item.kind });
        expect([why.score, why.contributions, why.reasons]).toEqual([
          item.score,
          item.contributions,
          item.reasons,
        ]);
        if (at < 10) expect(why).toMatchObject({ obstacles: [], ways: [] });
        else expect(why.obstacles).not.toEqual([]);
      }
      const first = await ask(reader, items[0]!.story);
      expect(first.text).toMatch(/^Number 1 on your list\. .+\.$/);
      expect(first.text).toContain(items[0]!.reasons[0]!.text);
    });

    it('tells of every other story what stood in its way, with numbers that add up', async () => {
      const reader = await newReader({ mutedTopics: ['gaming'] });
      const listed = new Set(await scout.feedIds(reader));
      for (let i = 1; i <= 30; i++) {
        const story = `day-${i}`;
        const why = await ask(reader, story);
        expect(why.place !== null).toBe(listed.has(story));
        const sum = Object.values(why.contributions).reduce((total, part) => total + part, 0);
        expect(Math.abs(sum - why.score!)).toBeLessThan(1e-9);
        if (why.place === null) expect(why.text).toMatch(/^Not on your list: .+\./);
        for (const obstacle of why.obstacles) expect(obstacle.detail).toMatch(/\w/);
      }
      const [muted] = (await ask(reader, 'day-20')).obstacles;
      expect(muted).toMatchObject({ name: 'mutedTopic', evidence: [{ type: 'topic', id: 'gaming' }] });
    });

    it('names a follow that keeps its promise', async () => {
      const reader = await newReader({ role: 'hr-talent-leader', industry: 'healthcare-providers' });
      let kept = 0;
      for (const story of ['day-20', 'day-22', 'day-8', 'day-19']) {
        const way = (await ask(reader, story)).ways.find(({ changes }) =>
          changes.every(({ kind }) => kind === 'follow-topic'),
        );
        if (way === undefined) continue;
        const again = await newReader({
          role: 'hr-talent-leader',
          industry: 'healthcare-providers',
          followedTopics: way.changes.map(({ id }) => id),
        });
        expect((await scout.feedIds(again)).slice(0, 10)).toContain(story);
        kept++;
      }
      expect(kept).toBeGreaterThan(0);
    });

    it('answers for a delivered briefing with what stands in it', async () => {
      const reader = await newReader({ length: 5, timeZone: 'UTC' });
      const { date, items } = (await scout.get(`/readers/${reader}/briefings/today`)).json();
      const stories = (items as Item[]).map((item) => item.story);
      expect(stories).toHaveLength(5);
      for (const [at, item] of (items as Item[]).entries()) {
        const why = await ask(reader, item.story, `&date=${date}`);
        expect(why).toMatchObject({
          date,
          place: at + 1,
          listed: 5,
          score: item.score,
          contributions: item.contributions,
        });
      }
      scout.at(30 * MINUTE);
      for (let i = 1; i <= 30; i += 3) {
        const story = `day-${i}`;
        if (stories.includes(story)) continue;
        const why = await ask(reader, story, `&date=${date}`);
        expect(why).toMatchObject({ date, place: null, replay: { sameList: true } });
        expect(why.obstacles).not.toEqual([]);
      }
    });

    it('refuses what it does not know', async () => {
      const reader = await newReader();
      const codes = async (path: string): Promise<number> => (await scout.get(path)).statusCode;
      expect(await codes(`/readers/${reader}/why?story=nothing`)).toBe(404);
      expect(await codes(`/readers/nobody/why?story=day-1`)).toBe(404);
      expect(await codes(`/readers/${reader}/why?story=day-1&date=2020-01-01`)).toBe(404);
      expect(await codes(`/readers/${reader}/why?story=day-1&date=monday`)).toBe(422);
      expect(await codes(`/readers/${reader}/why`)).toBe(422);
      const key = await scout.newKey({ scopes: ['feed:read'], readerId: reader });
      expect((await scout.get(`/readers/${reader}/why?story=day-1`, { key })).statusCode).toBe(200);
      expect((await scout.get(`/readers/reader-1/why?story=day-1`, { key })).statusCode).toBe(403);
    });

    it('tells of a story that is too old for the list', async () => {
      const reader = await newReader();
      const publishedAt = new Date(scout.clock.now().getTime() - 100 * 60 * MINUTE).toISOString();
      await scout.tell([
        {
          id: 'old-1',
          source: 'Ledger Wire',
          title: 'Bank of old reports earnings',
          summary: 'Lending of the bank grew by a tenth.',
          publishedAt,
        },
      ]);
      scout.at(MINUTE);
      const why = await ask(reader, 'old-1');
      expect(why).toMatchObject({ place: null, score: null, obstacles: [{ name: 'tooOld' }] });
      expect(why.text).toBe('Not on your list: it is 100 hours old, and the list goes back 72 hours.');
    });
  });
});
