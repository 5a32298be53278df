import { openCatalog } from './catalog-fixture.js';
import type { TestCatalog } from './catalog-fixture.js';

const DEAL = [
  'Amazon in talks to invest $50 billion in OpenAI',
  'Amazon may put $50 billion into OpenAI, sources say',
  'OpenAI close to $50 billion investment from Amazon',
];

describe('understanding stories', () => {
  let world: TestCatalog;
  beforeAll(async () => {
    world = await openCatalog();
  });
  afterAll(() => world.close());
  beforeEach(() => world.database.query('TRUNCATE story, source, topic CASCADE'));

  const post = (titles: readonly string[], prefix: string) =>
    world.ingest.ingestStories(
      titles.map((title, n) => ({
        id: `${prefix}${n}`,
        title,
        source: `Paper ${n}`,
        summary: `${title}. The companies declined to comment.`,
        publishedAt: `2026-03-02T0${n}:00:00Z`,
      })),
    );
  const snapshot = () =>
    world.database.query(
      `SELECT id, topics, entities, kinds, figures, lead, event_ref, enriched_at FROM story ORDER BY id`,
    );

  it('tags, links and groups, and a second run changes nothing', async () => {
    await post([...DEAL, 'A recipe for lentil soup'], 'd');
    expect(await world.enrichment().enrichAll()).toMatchObject({ enriched: 4 });
    const before = await snapshot();
    const deal = await world.catalog.byIds(['d0', 'd1', 'd2']);
    expect(new Set(deal.map((story) => story.eventRef)).size).toBe(1);
    const [soup] = await world.catalog.byIds(['d3']);
    expect(soup?.eventRef).toBe(soup?.ref);
    expect(deal[0]?.entities.map((tag) => tag.name)).toEqual(expect.arrayContaining(['Amazon', 'OpenAI']));
    expect(deal[0]?.figures.length).toBeGreaterThan(0);
    expect(await world.enrichment().enrichAll()).toEqual({
      enriched: 0,
      clustered: 0,
      composed: 0,
      refused: 0,
    });
    expect(await snapshot()).toEqual(before);
  });

  it('gives the same result from two workers at once, in whatever batches the stories come', async () => {
    await post(DEAL.slice(0, 2), 'w');
    await world.enrichment().enrichAll();
    await world.ingest.ingestStories([
      { id: 'late', title: DEAL[2], source: 'Late Paper', publishedAt: '2026-03-02T02:00:00Z' },
      ...Array.from({ length: 450 }, (_, n) => ({
        id: `n${n}`,
        title: `Village ${n} elects mayor number ${n * 7}`,
        source: 'Local',
      })),
    ]);
    const reports = await Promise.all([world.enrichment().enrichAll(), world.enrichment().enrichAll()]);
    expect(reports[0].enriched + reports[1].enriched).toBe(451);
    const rows = await world.catalog.byIds(['w0', 'w1', 'late']);
    expect(new Set(rows.map((story) => story.eventRef)).size).toBe(1);
    const waiting = await world.database.query(
      'SELECT 1 FROM story WHERE event_ref IS NULL OR enriched_at IS NULL',
    );
    expect(waiting).toEqual([]);
  });

  it('serves as candidates what has been enriched, from and up to a time', async () => {
    await post(DEAL, 'c');
    const range = { from: new Date('2026-03-02T01:00:00Z'), to: new Date('2026-03-02T12:00:00Z') };
    expect(await world.catalog.candidateStamps(range)).toEqual([]);
    await world.enrichment().enrichAll();
    const refs = await world.catalog.refsOf(['c1', 'c2']);
    const stamps = await world.catalog.candidateStamps(range);
    expect(stamps.map(({ ref }) => ref)).toEqual([refs.get('c2'), refs.get('c1')]);
  });

  it('is held up by no odd text', async () => {
    await world.ingest.ingestStories([
      {
        id: 'odd',
        title: 'Nvidia \ud800 buys\u0000 Intel for $4 billion \udc00',
        source: '\ud83d',
        language: 'x\u0000',
        text: '\udfff'.repeat(50),
      },
      { id: 'long', title: 'a'.repeat(5_000), source: 'a', text: '$'.repeat(200_000) },
      { id: 'deep', title: '<b>'.repeat(1_000), source: 'a' },
    ]);
    expect(await world.enrichment().enrichAll()).toMatchObject({ enriched: 2 });
  });

  it('previews a topic, refuses one that is too broad, and tags again after a new one', async () => {
    await post(
      [...DEAL, ...Array.from({ length: 30 }, (_, n) => `Village ${n} buys a ferry named after ${n} storks`)],
      't',
    );
    await world.enrichment().enrichAll();
    const input = {
      name: 'Stork ferries',
      section: 'Custom',
      definition: 'Ferries and storks',
      terms: ['stork ferry', 'investment from'],
      examples: ['Investment from abroad', 'Nothing of it'],
    };
    const preview = await world.topics.preview(input, 500);
    expect(preview).toMatchObject({
      stories: 33,
      caught: [{ id: 't2', evidence: [expect.stringContaining('investment')] }],
      examples: [{ caught: true }, { caught: false }],
    });
    expect(preview.share).toBeCloseTo(1 / 33);
    await expect(world.topics.preview({ ...input, terms: ['village'] }, 500)).rejects.toMatchObject({
      code: 'TOPIC_TOO_BROAD',
      message: expect.stringContaining('91 %'),
    });
    expect(await world.topics.create(input, 'tester')).toMatchObject({ id: 'stork-ferries', custom: true });
    await expect(world.topics.create(input, 'tester')).rejects.toMatchObject({ code: 'TOPIC_EXISTS' });
    await expect(world.topics.create({ ...input, id: 'earnings' }, 'tester')).rejects.toMatchObject({
      code: 'TOPIC_EXISTS',
    });
    await world.enrichment().enrichAll();
    expect((await world.catalog.list({ topic: 'stork-ferries', limit: 9 })).map((story) => story.id)).toEqual(
      ['t2'],
    );
  });
});
