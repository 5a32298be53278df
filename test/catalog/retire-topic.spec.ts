import { MONDAY_NOON, TestScout } from '../support/scout.js';

const HOURS = 3_600_000;

describe('retiring a topic of a product team', () => {
  let scout: TestScout;
  beforeAll(async () => {
    scout = await TestScout.open();
    const story = (id: string, title: string, hoursAgo: number) => ({
      ...{ id, title, text: 'The rind needs brine and a cool cellar.', source: 'Gazette' },
      publishedAt: new Date(MONDAY_NOON.getTime() - hoursAgo * HOURS).toISOString(),
    });
    await scout.call('POST', '/stories', {
      stories: [
        story('new', 'Cheese makers open a cellar', 2),
        story('old', 'Cheese wheels ripen in a cave', 200),
        ...Array.from({ length: 10 }, (_, n) => story(`o${n}`, `Town repairs bridge ${n}`, n + 1)),
      ],
    });
    await scout.enrichment.enrichAll();
  });
  afterAll(() => scout.close());

  const create = (id: string, body: object = {}) =>
    scout.call('POST', '/topics', {
      ...{ id, name: id, definition: 'How cheese is made', terms: ['cheese'], ...body },
    });
  const retire = (id: string) => scout.call('DELETE', `/topics/${id}`);
  const stateOf = async (id: string) => (await scout.get(`/topics/${id}`)).json<{ state?: string }>().state;
  const versions = async () =>
    (await scout.get('/topics/versions')).json<{ items: { version: number; topics: string[] }[] }>().items;
  const tagged = async (topic: string) =>
    (
      await scout.database.query<{ id: string }>(
        'SELECT id FROM story WHERE $1 = ANY (topic_ids) ORDER BY id',
        [topic],
      )
    ).map(({ id }) => id);
  const backfill = async () => {
    await scout.enrichment.enrichAll();
    await scout.enrichment.retagAll();
  };

  it('takes it out by a new version, keeps the earlier ones and tags the stories again', async () => {
    expect((await create('cheese')).statusCode).toBe(201);
    await create('dairy', { terms: ['ripen'] });
    await backfill();
    expect(await tagged('cheese')).toEqual(['new', 'old']);
    const before = await versions();
    scout.jobs.jobs.length = 0;

    expect((await retire('cheese')).statusCode).toBe(204);
    const after = await versions();
    expect(after.slice(1)).toEqual(before);
    expect(after[0]).toMatchObject({ version: before[0]!.version + 1, topics: ['dairy'] });
    expect(scout.jobs.jobs.map(({ queue }) => queue).sort()).toEqual(['backfill-topics', 'enrich-stories']);
    expect(await stateOf('cheese')).toBe('retired');

    await backfill();
    expect(await tagged('cheese')).toEqual([]);
    expect(await tagged('dairy')).toEqual(['old']);
    expect((await scout.get('/topics/backfill')).json()).toMatchObject({ version: after[0]!.version });
  });

  it('changes nothing when asked for twice, at once as well, and is undone by publishing', async () => {
    await create('cheddar');
    const before = (await versions()).length;
    const answers = await Promise.all([retire('cheddar'), retire('cheddar')]);
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([204, 204]);
    expect((await retire('cheddar')).statusCode).toBe(204);
    expect((await versions()).length).toBe(before + 1);

    expect((await create('cheddar')).json()).toMatchObject({ status: 409, code: 'TOPIC_EXISTS' });
    expect((await scout.call('POST', '/topics/cheddar/publish')).statusCode).toBe(200);
    expect(await stateOf('cheddar')).toBe('published');
    expect((await versions())[0]!.topics).toContain('cheddar');
  });

  it('deletes a draft, and makes no version of that', async () => {
    await create('draft', { publish: false });
    const before = await versions();
    expect((await retire('draft')).statusCode).toBe(204);
    expect((await retire('draft')).json()).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    expect(await versions()).toEqual(before);
    expect((await create('draft', { publish: false })).statusCode).toBe(201);
  });

  it('refuses a built-in topic, an unknown one and a key without the scope, and writes down who did it', async () => {
    expect((await retire('gaming')).json()).toMatchObject({ status: 409, code: 'TOPIC_BUILT_IN' });
    expect((await retire('no-such-topic')).json()).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    const key = await scout.newKey({ scopes: ['feed:read'] });
    expect((await scout.call('DELETE', '/topics/gaming', undefined, { key })).statusCode).toBe(403);
    const entries = await scout.database.query<{ action: string }>(
      `SELECT action FROM audit_entry WHERE action = 'topic.retire'`,
    );
    expect(entries.length).toBeGreaterThan(0);
  });

  it('keeps two topics that are retired and published at once apart', async () => {
    await create('brie');
    await create('gouda', { publish: false });
    await Promise.all([retire('brie'), scout.call('POST', '/topics/gouda/publish')]);
    const { topics } = (await versions())[0]!;
    expect(topics).toContain('gouda');
    expect(topics).not.toContain('brie');
  });

  it('leaves readers who follow it alone, and refuses to state it anew', async () => {
    await create('feta');
    const reader = { role: 'designer', industry: 'gaming', followedTopics: ['feta', 'gaming'] };
    expect((await scout.call('PUT', '/readers/ada', reader)).statusCode).toBe(200);
    await retire('feta');
    await backfill();

    expect((await scout.get('/readers/ada')).json()).toMatchObject({ followedTopics: ['feta', 'gaming'] });
    expect((await scout.call('PATCH', '/readers/ada', { deliveryTime: '06:30' })).json()).toMatchObject({
      deliveryTime: '06:30',
      followedTopics: ['feta', 'gaming'],
    });
    expect((await scout.get('/readers/ada/feed')).statusCode).toBe(200);
    const whole = (await scout.get('/readers/ada')).json();
    expect((await scout.call('PUT', '/readers/ada', whole)).json()).toMatchObject({
      followedTopics: ['feta', 'gaming'],
    });
    for (const [method, id, body] of [
      ['PUT', 'bea', reader],
      ['PATCH', 'ada', { mutedTopics: ['feta'], followedTopics: [] }],
    ] as const) {
      const answer = (await scout.call(method, `/readers/${id}`, body)).json();
      expect(answer).toMatchObject({ status: 422, code: 'UNKNOWN_TOPIC' });
      expect(JSON.stringify(answer)).toContain("there is no topic 'feta'");
    }
    expect((await scout.call('PATCH', '/readers/ada', { followedTopics: ['gaming'] })).json()).toMatchObject({
      followedTopics: ['gaming'],
    });
  });
});
