import { FixedClock } from '../../src/platform/clock.js';
import { CHEESE, OTHER } from '../support/cheese-words.js';
import { NOW, openCatalog, type TestCatalog } from './catalog-fixture.js';

const word = (words: readonly string[], n: number) => words[n % words.length]!;

/** Ends its worker in the middle of the second page. */
class FailingClock extends FixedClock {
  private asked = 0;

  override now(): Date {
    if (++this.asked === 2) throw new Error('killed');
    return super.now();
  }
}

describe('topics that learn', () => {
  let world: TestCatalog;
  beforeAll(async () => {
    world = await openCatalog();
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    await world.database.query('TRUNCATE story, source, topic CASCADE');
    world.jobs.jobs.length = 0;
    const story = (id: string, title: string, text: string, day: number) => ({
      ...{ id, title, text, source: 'Gazette' },
      publishedAt: `2026-02-${String(10 + (day % 15)).padStart(2, '0')}T08:00:00Z`,
    });
    await world.ingest.ingestStories([
      ...Array.from({ length: 30 }, (_, n) =>
        story(
          `c${n}`,
          `Maker tends ${word(CHEESE, n)} and ${word(CHEESE, n + 3)} ${n}`,
          `The ${word(CHEESE, n + 1)} of the cheese needs ${word(CHEESE, n + 4)} and ${word(CHEESE, n + 7)}.`,
          n,
        ),
      ),
      ...Array.from({ length: 220 }, (_, n) =>
        story(
          `o${n}`,
          `Town repairs ${word(OTHER, n)} near ${word(OTHER, n + 3)} ${n}`,
          `The ${word(OTHER, n + 1)} of the town needs paint and ${word(OTHER, n + 4)}.`,
          n,
        ),
      ),
    ]);
    await world.enrichment().enrichAll();
  });

  const input = {
    name: 'Cheese making',
    section: 'Custom',
    definition: 'How cheese is made',
    terms: ['cheese', 'curd'],
    examples: ['c0', 'c1', 'c2', 'c3', { title: 'Maker tends whey', text: 'The cheese needs brine.' }],
  };
  const tagged = async (topic: string) =>
    (await world.database.query<{ id: string }>(`SELECT id FROM story WHERE $1 = ANY (topic_ids)`, [topic]))
      .length;

  it('preview what they catch, with evidence, what they just miss, and the share', async () => {
    const preview = await world.topics.preview(input, 500);
    expect(preview.stories).toBe(250);
    const right = preview.caught.filter(({ id }) => id.startsWith('c')).length;
    expect(right).toBeGreaterThanOrEqual(26);
    expect(preview.caught.length - right).toBeLessThanOrEqual(3);
    expect(preview.caught[0]!.evidence.length).toBeGreaterThan(0);
    expect(preview.share).toBeCloseTo(preview.caught.length / 250);
    expect(preview.nearMisses.length).toBeLessThanOrEqual(20);
    expect(preview.examples).toContainEqual(expect.objectContaining({ id: 'c0', caught: true }));
    expect(await world.topics.preview(input, 500)).toEqual(preview);
  });

  it('stay drafts until they are published, and each publication is a version that is kept', async () => {
    const versionsBefore = (await world.topics.versions()).items.length;
    expect(await world.topics.create({ ...input, publish: false }, 'key')).toMatchObject({ state: 'draft' });
    await world.enrichment().retagAll();
    expect(await tagged('cheese-making')).toBe(0);

    const patched = await world.topics.patch('cheese-making', {
      addExamples: ['c5'],
      removeExamples: ['c0', 'Maker tends whey'],
      terms: ['cheese'],
    });
    expect(patched.examples.map(({ id }) => id)).toEqual(['c1', 'c2', 'c3', 'c5']);
    const { version } = await world.topics.publish('cheese-making', 'key');
    expect(await world.topics.get('cheese-making')).toMatchObject({ state: 'published', terms: ['cheese'] });

    world.clock.set(new Date(world.clock.now().getTime() + 1_000));
    await world.topics.patch('cheese-making', { definition: 'Otherwise' });
    expect(await world.topics.get('cheese-making')).toMatchObject({ state: 'changed' });
    expect((await world.topics.publish('cheese-making', 'key')).version).toBe(version + 1);
    const { items } = await world.topics.versions();
    expect(items).toHaveLength(versionsBefore + 2);
    expect(items[0]).toMatchObject({ version: version + 1, topics: ['cheese-making'], createdBy: 'key' });
  });

  it('keep every topic when two are published at once', async () => {
    for (const name of ['One topic', 'Two topic'])
      await world.topics.create({ ...input, name, publish: false }, 'k');
    await Promise.all(['one-topic', 'two-topic'].map((id) => world.topics.publish(id, 'k')));
    expect((await world.topics.versions()).items[0]!.topics).toEqual(['one-topic', 'two-topic']);
  });

  it('reach older stories by a back-fill, which two workers share and a third run finds done', async () => {
    await world.topics.create(input, 'key');
    expect(await tagged('cheese-making')).toBe(0);
    const before = await world.topics.startBackfill();
    expect(before).toMatchObject({ total: 250, done: 0 });
    expect(world.jobs.jobs).toContainEqual(
      expect.objectContaining({ queue: 'backfill-topics', options: { jobId: 'backfill' } }),
    );
    const events = await world.database.query('SELECT id, event_ref FROM story ORDER BY id');
    const shares = await Promise.all([world.enrichment().retagAll(), world.enrichment().retagAll()]);
    expect(shares[0] + shares[1]).toBe(250);
    expect(await world.topics.backfill()).toEqual({ version: before.version, total: 250, done: 250 });
    expect(await tagged('cheese-making')).toBeGreaterThanOrEqual(26);
    expect(await world.database.query('SELECT id, event_ref FROM story ORDER BY id')).toEqual(events);
    expect(await world.enrichment().retagAll()).toBe(0);
  });

  it('go on where a back-fill was killed', async () => {
    await world.topics.create(input, 'key');
    const dying = world.enrichment(new FailingClock(NOW));
    await expect(dying.retagAll()).rejects.toThrow('killed');
    expect(await world.topics.backfill()).toMatchObject({ total: 250, done: 200 });
    expect(await world.enrichment().retagAll()).toBe(50);
  });

  it('name what is wrong', async () => {
    await expect(world.topics.preview({ ...input, examples: ['c0', 'no-such'] }, 500)).rejects.toMatchObject({
      code: 'UNKNOWN_STORY',
      errors: [{ path: 'examples.1', message: expect.stringContaining('no-such') }],
    });
    await expect(
      world.topics.preview({ ...input, entities: ['nobody'], entityTypes: ['ghost'] }, 500),
    ).rejects.toMatchObject({
      code: 'UNKNOWN_ENTITY',
      errors: [{ path: 'entities.0' }, { path: 'entityTypes.0' }],
    });
    await expect(world.topics.preview({ ...input, terms: ['town'] }, 500)).rejects.toMatchObject({
      code: 'TOPIC_TOO_BROAD',
      message: expect.stringContaining('88 %'),
    });
    await expect(world.topics.preview({ ...input, terms: [], examples: [] }, 500)).rejects.toMatchObject({
      errors: [{ path: 'terms' }],
    });
    await expect(world.topics.publish('none', 'key')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await world.topics.create({ ...input, publish: false }, 'key');
    await expect(world.topics.patch('cheese-making', { removeExamples: ['c9'] })).rejects.toMatchObject({
      code: 'UNKNOWN_EXAMPLE',
    });
    await expect(world.topics.patch('cheese-making', { addExamples: ['not a story'] })).rejects.toMatchObject(
      {
        code: 'UNKNOWN_STORY',
      },
    );
    const many = Array.from({ length: 97 }, (_, n) => ({ title: `Story ${n}`, text: '' }));
    await expect(world.topics.patch('cheese-making', { addExamples: many })).rejects.toMatchObject({
      errors: [{ path: 'addExamples' }],
    });
  });
});
