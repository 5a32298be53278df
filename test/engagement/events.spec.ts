import { BehaviourEventRepository } from '../../src/engagement/behaviour-event.repository.js';
import { TOPICS } from '../../src/knowledge/topics.js';
import { HOUR, MINUTE, MONDAY_NOON, TestScout } from '../support/scout.js';

interface Intake {
  readonly accepted: number;
  readonly duplicates: number;
  readonly errors: readonly { readonly index: number; readonly code: string; readonly message: string }[];
}

describe('behaviour events', () => {
  let scout: TestScout;
  let next = 0;

  beforeAll(async () => {
    scout = await TestScout.open();
    await scout.tellTheDay();
  });
  afterAll(() => scout.close());

  /** A reader of their own for each test, whose feed holds nearly everything. */
  async function newReader(): Promise<string> {
    const id = `reader-${++next}`;
    await scout.reader(id, {
      role: 'investor-analyst',
      industry: 'capital-markets',
      followedTopics: TOPICS.map((topic) => topic.id),
    });
    return id;
  }
  const send = async (...events: unknown[]): Promise<Intake> => {
    const answer = await scout.post('/events', { events });
    expect(answer.statusCode).toBe(200);
    return answer.json<Intake>();
  };
  const click = (reader: string, extra: object = {}) => ({
    type: 'click',
    reader,
    story: 'day-4',
    at: scout.clock.now().toISOString(),
    ...extra,
  });
  const stored = async (reader: string): Promise<number> => {
    const rows = await scout.database.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM behaviour_event e JOIN reader r ON r.ref = e.reader_ref WHERE r.id = $1`,
      [reader],
    );
    return rows[0]!.n;
  };
  const stated = async (reader: string) =>
    (await scout.get(`/readers/${reader}`)).json<{
      mutedTopics: string[];
      followedTopics: string[];
      followedEntities: string[];
      mutedSources: string[];
    }>();

  it('a click takes the story off the next feed and lifts what is like it', async () => {
    const reader = await newReader();
    const feed = async () =>
      (await scout.get(`/readers/${reader}/feed?limit=100`)).json<{
        items: { story: string; score: number }[];
      }>();
    const items = (page: { items: { story: string; score: number }[] }) =>
      new Map(page.items.map((item) => [item.story, item.score]));
    const before = items(await feed());
    await scout.event(click(reader));
    const after = items(await feed());
    expect(before.has('day-4')).toBe(true);
    expect(after.has('day-4')).toBe(false);
    expect(after.get('day-5')).toBeGreaterThan(before.get('day-5')!);
  });

  it('a mute without a target mutes the leading topic of the story', async () => {
    const reader = await newReader();
    const { topics } = (await scout.get('/stories/day-4')).json<{ topics: { topic: string }[] }>();
    await scout.event({ type: 'mute', reader, story: 'day-4' });
    const { mutedTopics, followedTopics } = await stated(reader);
    expect(mutedTopics).toEqual([topics[0]!.topic]);
    expect(followedTopics).not.toContain(topics[0]!.topic);
    const { items } = (await scout.get(`/readers/${reader}/feed?limit=100`)).json<{
      items: { topics: { id: string }[] }[];
    }>();
    expect(items.length).toBeGreaterThan(5);
    expect(items.filter((item) => item.topics.some((topic) => topic.id === topics[0]!.topic))).toEqual([]);
  });

  it('a follow takes the mute back, and the other way round', async () => {
    const reader = await newReader();
    const wish = (type: string) => scout.event({ type, reader, topic: 'gaming' });
    await wish('mute');
    expect((await stated(reader)).mutedTopics).toEqual(['gaming']);
    scout.at(1);
    await wish('follow');
    expect(await stated(reader)).toMatchObject({ mutedTopics: [] });
    expect((await stated(reader)).followedTopics).toContain('gaming');
  });

  it('a follow takes the mute back where both were stated', async () => {
    await scout.reader('torn', { followedTopics: ['gaming'], mutedTopics: ['gaming'] });
    await scout.event({ type: 'follow', reader: 'torn', topic: 'gaming' });
    expect(await stated('torn')).toMatchObject({ followedTopics: ['gaming'], mutedTopics: [] });
  });

  it('a follow of an entity by its name lifts its stories', async () => {
    const reader = await newReader();
    await scout.event({ type: 'follow', reader, entity: 'OpenAI' });
    expect((await stated(reader)).followedEntities).toEqual(['openai']);
  });

  it('a wish that names two things is of both', async () => {
    const reader = await newReader();
    await scout.event({ type: 'follow', reader, story: 'day-4', topic: 'gaming', entity: 'openai' });
    expect((await stated(reader)).followedTopics).toContain('gaming');
    expect((await stated(reader)).followedEntities).toEqual(['openai']);
    await scout.event({ type: 'mute', reader, topic: 'earnings', source: 'perimeter-daily' });
    expect(await stated(reader)).toMatchObject({
      mutedTopics: ['earnings'],
      mutedSources: ['perimeter-daily'],
    });
  });

  it.each(['Perimeter Daily', 'perimeter-daily'])(
    'a mute of the source %s removes its stories',
    async (source) => {
      const reader = await newReader();
      expect(await scout.feedIds(reader)).toContain('day-4');
      await scout.event({ type: 'mute', reader, source });
      expect(await scout.feedIds(reader)).not.toContain('day-4');
    },
  );

  it('a hide takes the story off and sinks what is like it', async () => {
    const reader = await newReader();
    const before = await scout.feedIds(reader);
    await scout.event({ type: 'hide', reader, story: before[0] });
    expect(await scout.feedIds(reader)).not.toContain(before[0]);
  });

  it('the same event twice is one, by id or by content, in one batch or in two', async () => {
    const reader = await newReader();
    const plain = click(reader);
    const named = { ...click(reader, { story: 'day-5' }), id: 'e1' };
    expect(await send(plain, plain, named, named)).toEqual({ accepted: 2, duplicates: 2, errors: [] });
    expect(await send(plain, named)).toEqual({ accepted: 0, duplicates: 2, errors: [] });
    expect(await stored(reader)).toBe(2);
  });

  it('of two different events with one id the first counts, its wish and all', async () => {
    const reader = await newReader();
    const at = scout.clock.now().toISOString();
    const result = await send(
      { id: 'w', type: 'mute', reader, topic: 'gaming', at },
      { id: 'w', type: 'mute', reader, topic: 'earnings', at },
    );
    expect(result).toEqual({ accepted: 1, duplicates: 1, errors: [] });
    expect((await stated(reader)).mutedTopics).toEqual(['gaming']);
  });

  it('two senders of the same events at once store them once', async () => {
    const reader = await newReader();
    const batch = Array.from({ length: 200 }, (_, i) => ({ ...click(reader), id: `p${i}` }));
    const results = await Promise.all([send(...batch), send(...[...batch].reverse())]);
    expect(results.map((result) => result.accepted).reduce((a, b) => a + b)).toBe(200);
    expect(await stored(reader)).toBe(200);
  });

  it('takes a batch of 1,000 with one bad line and names the line', async () => {
    const reader = await newReader();
    const batch: unknown[] = Array.from({ length: 1000 }, (_, i) => ({ ...click(reader), id: `b${i}` }));
    batch[417] = { ...click(reader), type: 'stare' };
    const result = await send(...batch);
    expect(result).toMatchObject({ accepted: 999, duplicates: 0, errors: [{ index: 417 }] });
    expect(result.errors[0]!.message).toMatch(/^type: /);
  });

  it('refuses more than 1,000', async () => {
    const answer = await scout.post('/events', { events: Array(1001).fill(click('reader-1')) });
    expect([answer.statusCode, answer.json().code]).toEqual([422, 'INVALID_INPUT']);
    expect((await scout.post('/events', { event: 1 })).json().detail).toContain('a list of 1 to 1000 events');
  });

  it('survives that a reader or a story is erased while their events come in', async () => {
    const reader = await newReader();
    const [row] = await scout.database.query<{ ref: number }>(`SELECT ref FROM reader WHERE id = $1`, [
      reader,
    ]);
    const events = new BehaviourEventRepository(scout.database);
    const event = {
      type: 'click',
      at: scout.clock.now(),
      slot: null,
      dwellSeconds: null,
      briefing: null,
    } as const;
    const known = { ...event, readerRef: row!.ref };
    const stored = await events.insert(
      [
        { ...known, id: 'kept', storyRef: null },
        { ...known, id: 'no story', storyRef: 2_000_000_000 },
        { ...event, readerRef: 2_000_000_000, id: 'no reader', storyRef: null },
      ],
      scout.clock.now(),
    );
    expect([...stored]).toEqual([`${row!.ref} kept`]);
  });

  it.each<[string, object | string, string, RegExp]>([
    ['from the future', { at: '2026-07-06T12:30:00Z' }, 'IMPLAUSIBLE_TIME', /^at: .*future/],
    ['of the year 9999', { at: '9999-12-31T00:00:00Z' }, 'IMPLAUSIBLE_TIME', /^at: .*future/],
    ['of 1970', { at: '1970-01-01' }, 'IMPLAUSIBLE_TIME', /^at: .*2000/],
    ['of no time', { at: 'yesterday' }, 'INVALID_INPUT', /^at: /],
    ['of an unknown reader', { reader: 'nobody' }, 'UNKNOWN_READER', /^reader: .*'nobody'/],
    ['of an unknown story', { story: 'day-99' }, 'UNKNOWN_STORY', /^story: .*'day-99'/],
    ['without a story', { story: undefined, topic: 'gaming' }, 'INVALID_INPUT', /^story: /],
    ['of an unknown topic', { type: 'follow', topic: 'nonsense' }, 'UNKNOWN_TOPIC', /^topic: .*'nonsense'/],
    ['of an unknown entity', { type: 'follow', entity: 'Nobody & Co' }, 'UNKNOWN_ENTITY', /^entity: /],
    [
      'that mutes an entity',
      { type: 'mute', story: undefined, entity: 'openai' },
      'INVALID_INPUT',
      /^(story|entity): /,
    ],
    ['that mutes an entity of a story', { type: 'mute', entity: 'openai' }, 'INVALID_INPUT', /^entity: /],
    ['that follows a source', { type: 'follow', source: 'Ledger Wire' }, 'INVALID_INPUT', /^source: /],
    ['with a NUL in its id', { id: 'a\0b' }, 'INVALID_INPUT', /^id: .*NUL/],
    ['with a NUL for a reader', { reader: '\0' }, 'INVALID_INPUT', /^reader: .*NUL/],
    ['in a briefing of the year 0', { briefing: '0000-01-01' }, 'INVALID_INPUT', /^briefing: /],
    ['with an endless dwell', { type: 'read', dwellSeconds: 1e9 }, 'INVALID_INPUT', /^dwellSeconds: /],
    ['that is a text', 'click', 'INVALID_INPUT', /./],
  ])('reports an event %s and takes the others', async (_what, change, code, message) => {
    scout.clock.set(MONDAY_NOON);
    const reader = await newReader();
    const bad = typeof change === 'string' ? change : { ...click(reader), id: 'bad', ...change };
    const result = await send(click(reader), bad, { ...click(reader), id: 'good' });
    expect(result).toMatchObject({ accepted: 2, errors: [{ index: 1, code }] });
    expect(result.errors[0]!.message).toMatch(message);
  });

  it('learns nothing more of a reader than their latest 500 events say', async () => {
    const reader = await newReader();
    scout.at(HOUR);
    for (let batch = 0; batch < 3; batch++) {
      const events = Array.from({ length: 1000 }, (_, i) => ({
        ...click(reader, { type: 'impression', story: `day-${(i % 30) + 1}` }),
        id: `m${batch}-${i}`,
      }));
      expect((await send(...events)).accepted).toBe(1000);
    }
    expect((await scout.get(`/readers/${reader}/feed`)).statusCode).toBe(200);
  });

  it('leaves a reader who muted hundreds of sources changeable', async () => {
    const reader = await newReader();
    const mutes = Array.from({ length: 250 }, (_, i) => ({
      type: 'mute',
      reader,
      source: `source-${i}`,
      at: new Date(scout.clock.now().getTime() - 300 + i).toISOString(),
    }));
    expect((await send(...mutes)).accepted).toBe(250);
    const { mutedSources } = await stated(reader);
    expect([mutedSources.length, mutedSources[0], mutedSources.at(-1)]).toEqual([
      200,
      'source-50',
      'source-249',
    ]);
    const answer = await scout.call('PATCH', `/readers/${reader}`, { length: 7 });
    expect([answer.statusCode, answer.json().length]).toEqual([200, 7]);
    const again = await scout.call('PUT', `/readers/${reader}`, await stated(reader));
    expect(again.statusCode).toBe(200);
  });

  it('makes a story more popular for the cohort, but no reader counts twice', async () => {
    const [one, other] = [await newReader(), await newReader()];
    const popularity = async (): Promise<number> => {
      scout.at(2 * MINUTE);
      const { items } = (await scout.get(`/readers/${one}/feed?limit=100`)).json<{
        items: { story: string; contributions: Record<string, number> }[];
      }>();
      return items.find((item) => item.story === 'day-2')!.contributions['livePopularity']!;
    };
    const before = await popularity();
    await scout.event({ type: 'save', reader: other, story: 'day-2' });
    const once = await popularity();
    expect(once).toBeGreaterThan(before);
    await scout.event({ type: 'save', reader: other, story: 'day-2' });
    expect(await popularity()).toBeLessThanOrEqual(once + 1e-3);
  });
});
