import { jest } from '@jest/globals';
import { EngagementService } from '../../src/engagement/engagement.service.js';
import { type BehaviourEvent, MAX_DAILY_VALUE, popularActs } from '../../src/ranking/behaviour.js';
import { mulberry32 } from '../../src/ranking/random.js';
import { DEFAULT_PROFILE } from '../../src/ranking/ranking-profile.js';
import { inventedDay } from '../support/invented-stories.js';
import { HOUR, MINUTE, MONDAY_NOON, TestScout } from '../support/scout.js';

interface Item {
  readonly story: string;
  readonly kind: string;
  readonly score: number;
  readonly contributions: Readonly<Record<string, number>>;
  readonly topics: readonly { readonly id: string }[];
}

const FOLLOWED = ['earnings', 'gaming', 'layoffs-restructuring'];
const BOTS = 10;

describe('behaviour that is none', () => {
  let scout: TestScout;
  let day: readonly string[];

  beforeEach(async () => {
    scout = await TestScout.open();
    day = (await scout.tellTheDay()).map(({ id }) => id);
    await scout.reader('human', {
      role: 'investor-analyst',
      industry: 'capital-markets',
      followedTopics: FOLLOWED,
    });
  });
  afterEach(() => scout.close());

  const feed = async (reader = 'human'): Promise<Item[]> => {
    scout.at(2 * MINUTE);
    const answer = await scout.get(`/readers/${reader}/feed?limit=100`);
    expect(answer.statusCode).toBe(200);
    return answer.json<{ items: Item[] }>().items;
  };
  const send = async (events: readonly object[]): Promise<void> => {
    const answer = await scout.post('/events', { events });
    expect(answer.json()).toEqual({ accepted: events.length, duplicates: 0, errors: [] });
  };
  /** Readers of the human's own cohort, where they weigh most. */
  const bots = async (): Promise<string[]> => {
    const ids = Array.from({ length: BOTS }, (_, i) => `bot-${i}`);
    for (const id of ids) await scout.reader(id, { role: 'investor-analyst', industry: 'capital-markets' });
    return ids;
  };
  /** What speaks for a story besides what it is and how old. */
  const others = ({ contributions }: Item): number =>
    contributions['livePopularity']! + contributions['momentum']!;
  const kept = (items: readonly Item[]): string[] =>
    items
      .slice(0, 10)
      .filter(({ kind, topics }) => kind === 'must-know' || topics.some(({ id }) => FOLLOWED.includes(id)))
      .map(({ story }) => story);

  it('ten bots that click, read and save every story move nothing beyond the weights of popularity, and nobody loses a followed story', async () => {
    const before = await feed();
    expect(kept(before).length).toBeGreaterThan(1);
    for (const reader of await bots())
      await send(
        day.flatMap((story) =>
          ['click', 'read', 'save'].map((type) => ({
            reader,
            type,
            story,
            at: scout.clock.now().toISOString(),
          })),
        ),
      );
    const after = await feed();
    expect(after.map(({ story }) => story)).toEqual(expect.arrayContaining(kept(before)));
    expect(kept(after)).toEqual(kept(before));
    // Who takes everything says nothing of anything: the shares stay even.
    for (const item of after) expect(Math.abs(item.contributions['livePopularity']!)).toBeLessThan(0.01);
    // Everything is new and busy at once: what missed the least score by less than momentum is worth may come in at the end.
    const listed = new Set(before.map(({ story }) => story));
    const [stayed, came] = [
      after.filter(({ story }) => listed.has(story)),
      after.filter(({ story }) => !listed.has(story)),
    ];
    expect(stayed).toHaveLength(before.length);
    for (const { score } of came) expect(score).toBeLessThanOrEqual(DEFAULT_PROFILE.weights.momentum);
  });

  it('ten bots that push one story a thousand times move it by no more than the weights of popularity allow', async () => {
    const before = await feed();
    const pushed = before.at(-1)!.story;
    for (const reader of await bots())
      await send(
        Array.from({ length: 100 }, (_, i) => ({
          id: `push-${i}`,
          reader,
          type: 'share',
          story: pushed,
          at: scout.clock.now().toISOString(),
        })),
      );
    const after = await feed();
    const { livePopularity, momentum } = DEFAULT_PROFILE.weights;
    for (const item of after) {
      const earlier = before.find(({ story }) => story === item.story);
      if (earlier === undefined) continue;
      const moved = others(item) - others(earlier);
      expect(Math.abs(moved)).toBeLessThanOrEqual(livePopularity + momentum);
      if (item.story === pushed) expect(moved).toBeGreaterThan(0);
    }
    expect(kept(after)).toEqual(expect.arrayContaining(kept(before)));
  });

  it('a reader counts for popularity as popularActs says, short reads, doubles, floods and all', async () => {
    const random = mulberry32(5);
    const types = ['impression', 'click', 'read', 'save', 'share', 'hide'] as const;
    for (const [reader, count] of [
      ['human', 12],
      ['flood', 900],
    ] as const) {
      if (reader === 'flood') await scout.reader('flood');
      const events = Array.from({ length: count }, (_, i) => {
        const type = types[Math.floor(random() * types.length)]!;
        return {
          id: `${reader}-${i}`,
          reader,
          type,
          story: day[Math.floor(random() * day.length)]!,
          at: new Date(scout.clock.now().getTime() - Math.floor(random() * 20 * HOUR)).toISOString(),
          ...(type === 'read' && random() < 0.7 ? { dwellSeconds: Math.floor(60 * random()) } : {}),
        };
      });
      await send(events);
      const expected = popularActs(
        events.map((event): BehaviourEvent => ({ ...event, at: Date.parse(event.at) })),
      );
      scout.at(1);
      const all = await scout.app.get(EngagementService).engagements(scout.clock.now());
      const told = all.cohorts.flatMap(({ role }, c) =>
        (role === 'security-engineer') === (reader === 'flood')
          ? Array.from({ length: all.start[c + 1]! - all.start[c]! }, (_, k) => all.start[c]! + k).map(
              (i) => ({
                story: all.stories[all.story[i]!]!,
                at: all.at[i]!,
                value: all.value[i]!,
              }),
            )
          : [],
      );
      const order = (a: { story: string }, b: { story: string }): number => (a.story < b.story ? -1 : 1);
      expect(told.sort(order)).toEqual(
        expected.map((act) => ({ ...act, value: expect.closeTo(act.value, 12) as number })).sort(order),
      );
      const total = told.reduce((sum, { value }) => sum + value, 0);
      expect(total).toBeLessThanOrEqual(MAX_DAILY_VALUE + 1e-9);
    }
  });

  it('a hide outlives what a reader is shown and does afterwards', async () => {
    const before = await feed();
    const hidden = before[0]!.story;
    await send([{ reader: 'human', type: 'hide', story: hidden, at: scout.clock.now().toISOString() }]);
    const rest = day.filter((id) => id !== hidden);
    for (const type of ['impression', 'click'])
      await send(
        Array.from({ length: 600 }, (_, i) => ({
          id: `${type}-${i}`,
          reader: 'human',
          type,
          story: rest[i % rest.length]!,
          at: new Date(scout.clock.now().getTime() + i).toISOString(),
        })),
      );
    expect((await feed()).map(({ story }) => story)).not.toContain(hidden);
  });

  it.each([
    ['two hours slow', -2 * HOUR],
    ['of the year 2001', Date.parse('2001-01-01T00:00:00Z') - MONDAY_NOON.getTime()],
    ['four minutes fast', 4 * MINUTE],
  ])(
    'a click by a clock that is %s is a click: the story was read, and nothing else rises for it',
    async (_clock, off) => {
      const before = await feed();
      // The youngest story, which was published after a slow clock believes to be.
      const read = day.at(-1)!;
      const at = new Date(scout.clock.now().getTime() + off).toISOString();
      await send([{ reader: 'human', type: 'click', story: read, at }]);
      const after = await feed();
      expect(after.map(({ story }) => story)).not.toContain(read);
      for (const item of after) {
        expect(item.contributions['seenPenalty']).toBe(0);
        const earlier = before.find(({ story }) => story === item.story);
        if (earlier !== undefined) expect(Math.abs(item.score - earlier.score)).toBeLessThan(0.5);
      }
    },
  );

  it('clicks from outside of our time are refused and change nothing', async () => {
    const before = await scout.get('/readers/human/feed');
    const events = ['2026-07-06T14:00:00Z', '9999-12-31T23:59:59Z', '1999-12-31T23:59:59Z', '1970-01-01'].map(
      (at) => ({
        reader: 'human',
        type: 'hide',
        story: day[0],
        at,
      }),
    );
    const answer = await scout.post('/events', { events });
    expect(answer.json()).toMatchObject({
      accepted: 0,
      errors: events.map((_, index) => ({ index, code: 'IMPLAUSIBLE_TIME' })),
    });
    expect((await scout.get('/readers/human/feed')).body).toBe(before.body);
  });

  it('a new day without behaviour is ranked by what was stated, and by what was learned before', async () => {
    await send(
      day
        .slice(0, 6)
        .map((story) => ({ reader: 'human', type: 'save', story, at: scout.clock.now().toISOString() })),
    );
    await scout.reader('stranger', {
      role: 'investor-analyst',
      industry: 'capital-markets',
      followedTopics: FOLLOWED,
    });
    scout.at(30 * HOUR);
    await scout.tell(inventedDay(scout.clock.now(), 'next'));
    const [human, stranger] = [await feed('human'), await feed('stranger')];
    for (const items of [human, stranger]) {
      expect(items.filter(({ story }) => story.startsWith('next-')).length).toBeGreaterThan(5);
      for (const item of items) expect(others(item)).toBe(0);
    }
    expect(kept(stranger).length).toBeGreaterThan(0);
    // Nobody has done anything for a day, and everybody's lists still differ by what they did before.
    expect(human.map(({ score }) => score)).not.toEqual(stranger.map(({ score }) => score));
  });
});

it('an export that breaks off half way is no whole document, and the process goes on', async () => {
  const scout = await TestScout.open();
  try {
    await scout.reader('human');
    const broken = jest
      .spyOn(scout.app.get(EngagementService), 'everythingOf')
      .mockImplementation(async function* () {
        yield [];
        await Promise.reject(new Error('the database is gone'));
      });
    await scout.app.listen(0, '127.0.0.1');
    const url = `${await scout.app.getUrl()}/v1/readers/human/export`;
    const headers = { authorization: `Bearer ${await scout.newKey({})}` };
    await expect(fetch(url, { headers }).then((answer) => answer.text())).rejects.toThrow();
    broken.mockRestore();
    expect(await (await fetch(url, { headers })).json()).toMatchObject({
      reader: { id: 'human' },
      events: [],
    });
  } finally {
    await scout.close();
  }
});

describe('an edition', () => {
  it('of one source gives a briefing of as many stories as one source may have, and a feed that goes on', async () => {
    const scout = await TestScout.open();
    try {
      await scout.tell(inventedDay(scout.clock.now()).map((story) => ({ ...story, source: 'The Only One' })));
      await scout.reader('human', { role: 'investor-analyst', industry: 'capital-markets', timeZone: 'UTC' });
      scout.at(2 * MINUTE);
      const items = (await scout.get('/readers/human/feed?limit=100')).json<{ items: Item[] }>().items;
      expect(items.length).toBeGreaterThan(DEFAULT_PROFILE.rules.maxPerSource);
      const briefing = (await scout.get('/readers/human/briefings/today')).json<{
        date: string;
        items: Item[];
      }>();
      expect(briefing.items).toHaveLength(DEFAULT_PROFILE.rules.maxPerSource);
      expect(briefing.items.map(({ story }) => story)).toEqual(
        items.slice(0, DEFAULT_PROFILE.rules.maxPerSource).map(({ story }) => story),
      );
      const why = await scout.get(`/readers/human/why?story=${items[4]!.story}&date=${briefing.date}`);
      expect([why.statusCode, why.json().obstacles[0]?.name]).toEqual([200, 'maxPerSource']);
    } finally {
      await scout.close();
    }
  });

  it('without stories gives an empty feed and an empty briefing that says so', async () => {
    const scout = await TestScout.open();
    try {
      await scout.reader('human', { timeZone: 'UTC' });
      scout.at(2 * MINUTE);
      const feed = await scout.get('/readers/human/feed');
      expect([feed.statusCode, feed.json().items, feed.json().nextCursor]).toEqual([200, [], undefined]);
      const briefing = await scout.get('/readers/human/briefings/today');
      expect([briefing.statusCode, briefing.json().items]).toEqual([200, []]);
      expect(briefing.json().opening).toMatch(/\w/);
      await scout.event({ type: 'follow', reader: 'human', topic: FOLLOWED[0] });
      expect((await scout.get('/readers/human/export')).json().briefings).toHaveLength(1);
    } finally {
      await scout.close();
    }
  });
});
