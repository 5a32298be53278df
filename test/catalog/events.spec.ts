import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { ClusteringRepository } from '../../src/catalog/events/clustering.repository.js';
import { CompositionService } from '../../src/catalog/events/composition.service.js';
import type { Composite, CompositeSource } from '../../src/enrichment/composite.js';
import { verifyComposite } from '../../src/enrichment/composites/verify-composite.js';
import { EventRepository } from '../../src/catalog/events/event.repository.js';
import { compositeSourceOf } from '../../src/catalog/events/event.js';
import { eventViewOf } from '../../src/catalog/events/event-view.js';
import { openCatalog } from './catalog-fixture.js';
import type { TestCatalog } from './catalog-fixture.js';

const DEAL = 'Norvane Chips buys battery maker Voltara for $4.2 billion';
const TEXT =
  'Norvane Chips agreed to buy the battery maker Voltara for $4.2 billion. Both boards back the purchase. It is to close in autumn.';

interface Posted {
  readonly id: string;
  readonly title: string;
  readonly at: string;
  readonly text?: string;
  readonly source?: string;
  readonly summary?: string;
}

describe('events', () => {
  let world: TestCatalog;
  beforeAll(async () => {
    world = await openCatalog();
  });
  afterAll(() => world.close());
  beforeEach(() => world.database.query('TRUNCATE story, source, event, erased_story CASCADE'));

  const post = async (...stories: readonly Posted[]): Promise<void> => {
    const { errors } = await world.ingest.ingestStories(
      stories.map(({ at, ...story }) => ({ source: `Paper ${story.id}`, ...story, publishedAt: at })),
    );
    expect(errors).toEqual([]);
  };
  /** Ids of each event's stories, in order. */
  const groups = async (): Promise<string[]> => {
    const rows = await world.database.query<{ ids: string }>(
      `SELECT string_agg(id, ' ' ORDER BY id) AS ids FROM story WHERE event_ref IS NOT NULL GROUP BY event_ref ORDER BY 1`,
    );
    return rows.map((row) => row.ids);
  };
  const day = (hour: number, minute = 0): string =>
    new Date(Date.UTC(2026, 1, 27, hour, minute)).toISOString();
  const first: Posted = { id: 'a', title: DEAL, text: TEXT, at: day(9, 12) };
  const second: Posted = {
    id: 'b',
    title: 'Norvane Chips to buy Voltara, the battery maker',
    text: 'Norvane Chips is to buy battery maker Voltara. The chip maker wants batteries for its data centers.',
    at: day(10),
  };
  const soup: Posted = { id: 'soup', title: 'A recipe for lentil soup with lemon', at: day(10, 30) };
  const third: Posted = {
    id: 'c',
    title: 'Microsoft objects as Norvane Chips buys battery maker Voltara',
    text: 'Microsoft filed an objection against the purchase of battery maker Voltara by Norvane Chips.',
    at: day(11, 40),
  };

  it('are rows with counts, representative, history and a composite that verifies', async () => {
    await post(first, second, soup, { ...first, id: 'copy', at: day(10, 45) });
    expect(await world.enrichment().enrichAll()).toMatchObject({ refused: 0, composed: 2 });
    const { event, stories, history } = await world.events.get('b');
    expect(event).toMatchObject({ id: 'a', stories: 3, originals: 2 });
    expect(stories.map((one) => [one.id, one.duplicateOf])).toEqual([
      ['a', undefined],
      ['b', undefined],
      ['copy', 'a'],
    ]);
    expect(['a', 'b']).toContain(event.representative);
    expect(history.sentence).toBe(
      'First reported 27 February at 09:12 UTC by Paper a; 3 sources by 11:00 UTC.',
    );
    expect(verifyComposite(event.composite!, stories.map(compositeSourceOf))).toEqual([]);
    await expect(world.events.get('nobody')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const rows = await world.database.query('SELECT sources FROM event ORDER BY stories DESC');
    expect(rows).toEqual([{ sources: 3 }, { sources: 1 }]);
    expect((await world.catalog.get('copy')).event).toBe('a');
    expect((await world.catalog.byIds(['copy']))[0]?.isCopy).toBe(true);
  });

  it('know the publishers that an aggregator lists', async () => {
    const title = 'Norvane Chips buys battery maker Voltara';
    await post({
      id: 'g',
      title: `${title} - Reuters`,
      source: 'Google News (Business)',
      summary: `${title} Reuters Norvane agrees to acquire Voltara in battery push Bloomberg Chip maker swallows battery maker The Verge`,
      at: day(9),
    });
    await world.enrichment().enrichAll();
    expect((await world.catalog.byIds(['g']))[0]?.siblings).toEqual(['Bloomberg', 'The Verge']);
    expect((await world.events.get('g')).history.timeline.at(-1)).toMatchObject({
      stories: 1,
      publishers: 3,
    });
  });

  it('are the same whichever process puts a story in, and after a restart', async () => {
    const stories = [first, soup, second, third, { ...first, id: 'copy', at: day(12) }];
    const lone = world.enrichment();
    for (const story of stories) {
      await post(story);
      await lone.enrichAll();
    }
    const expected = await groups();
    expect(expected).toEqual(['a b c copy', 'soup']);
    await world.database.query('TRUNCATE story, source, event CASCADE');
    const [one, other] = [world.enrichment(), world.enrichment()];
    for (const [n, story] of stories.entries()) {
      await post(story);
      await [one, other, world.enrichment()][n % 3]!.enrichAll();
    }
    expect(await groups()).toEqual(expected);
    const copies = await world.database.query<{ id: string }>(
      'SELECT id FROM story WHERE duplicate_of IS NOT NULL',
    );
    expect(copies).toEqual([{ id: 'copy' }]);
  });

  it('are joined and parted with all their stories, and counted anew', async () => {
    const titles = [
      'Ferry to Oslo runs aground',
      'Choir of Tarn wins a prize',
      'Museum of Vell reopens its doors',
    ];
    await post(...titles.map((title, n) => ({ id: `s${n}`, title, at: day(9 + n) })));
    await post({ id: 'copy', title: titles[1]!, at: day(12) });
    await world.enrichment().enrichAll();
    const refs = await world.catalog.refsOf(['s0', 's1', 's2']);
    const [ferry, choir] = [refs.get('s0')!, refs.get('s1')!];
    await world.database.query(
      'UPDATE story SET event_ref = $1, duplicate_of = CASE WHEN id = $2 THEN $3::bigint END',
      [ferry, 'copy', choir],
    );
    const rows = new ClusteringRepository(world.database);
    const { run } = await rows.nextRun(false);
    const parted = { placed: [], moved: [{ ref: choir, from: ferry, eventRef: choir }], merged: [] };
    await rows.save(parted, [refs.get('s2')!], run, world.clock.now());
    expect(await groups()).toEqual(['copy s1', 's0 s2']);
    expect((await world.events.get('copy')).event).toMatchObject({ id: 's1', stories: 2, originals: 1 });
    const next = await rows.nextRun(false);
    const joined = { placed: [], moved: [], merged: [{ from: choir, into: ferry }] };
    expect(await rows.save(joined, [], next.run, world.clock.now())).toBe(2);
    expect((await world.events.get('copy')).event).toMatchObject({ id: 's0', stories: 4, originals: 3 });
    expect(await world.database.query('SELECT ref FROM event')).toEqual([{ ref: ferry }]);
    expect((await rows.since(run)).map((one) => one.eventRef)).toEqual([ferry, ferry]);
  });

  it('take a story that is late for the window in where it belongs', async () => {
    const worker = world.enrichment();
    await post(first, { ...soup, id: 'new', title: 'Choir of Tarn wins a national prize', at: day(9 + 70) });
    await worker.enrichAll();
    await post({
      ...soup,
      id: 'newest',
      title: 'Ferry to Oslo runs aground near the harbour',
      at: day(9 + 72),
    });
    await worker.enrichAll();
    await post(second, { ...soup, at: day(8) });
    expect(await worker.enrichAll()).toMatchObject({ clustered: 2 });
    expect(await groups()).toEqual(['a b', 'new', 'newest', 'soup']);
  });

  it('compose again what a source has changed, and never serve the old words', async () => {
    const worker = world.enrichment();
    await post(first, second);
    await worker.enrichAll();
    const before = await world.events.get('a');
    const changed = TEXT.replaceAll('$4.2 billion', '$4.6 billion');
    await post({ ...first, title: DEAL.replace('4.2', '4.6'), text: changed });
    expect((await world.events.get('a')).event.composite).toBeNull();
    expect(await worker.enrichAll()).toMatchObject({ clustered: 0, composed: 1 });
    const { event, stories } = await world.events.get('a');
    expect(event.version).toBeGreaterThan(before.event.version);
    expect(JSON.stringify(event.composite)).toContain('$4.6 billion');
    expect(JSON.stringify(event.composite)).not.toContain('$4.2 billion');
    expect(verifyComposite(event.composite!, stories.map(compositeSourceOf))).toEqual([]);
    expect(await groups()).toEqual(['a b']);
  });

  it('forget an erased story, also in the memory of every process', async () => {
    const [one, other] = [world.enrichment(), world.enrichment()];
    await post(first, second, { ...first, id: 'copy', at: day(10, 45) });
    await one.enrichAll();
    await other.enrichAll();
    await world.database.query(`DELETE FROM story WHERE id = 'a'`);
    // Before anything has taken notice, nothing of it is shown.
    const shown = eventViewOf(await world.events.get('b'));
    expect(JSON.stringify(shown)).not.toContain('"story":"a"');
    await other.enrichAll();
    const { event, stories } = await world.events.get('b');
    expect(event).toMatchObject({ id: 'b', stories: 2, originals: 2 });
    expect(event.composite).not.toBeNull();
    expect(verifyComposite(event.composite!, stories.map(compositeSourceOf))).toEqual([]);
    await world.database.query('DELETE FROM source');
    await post(third);
    await one.enrichAll();
    expect(await groups()).toEqual(['c']);
    expect(await world.database.query('SELECT ref FROM event')).toHaveLength(1);
  });

  it('give the copies of an erased story a new original', async () => {
    await post(
      first,
      { ...first, id: 'copy1', at: day(9, 30) },
      { ...first, id: 'copy2', at: day(9, 45) },
      { ...first, id: 'copy3', at: day(10) },
    );
    await world.enrichment().enrichAll();
    await world.sources.delete('paper-a');
    expect(world.jobs.jobs).toContainEqual(expect.objectContaining({ queue: 'enrich-stories' }));
    await world.enrichment().enrichAll();
    await post({ ...first, id: 'copy4', at: day(11) });
    await world.enrichment().enrichAll();
    const copies = await world.database.query<{ id: string; original: string | null }>(
      `SELECT s.id, o.id AS original FROM story s LEFT JOIN story o ON o.ref = s.duplicate_of ORDER BY s.id`,
    );
    expect(copies).toEqual([
      { id: 'copy1', original: null },
      { id: 'copy2', original: 'copy1' },
      { id: 'copy3', original: 'copy1' },
      { id: 'copy4', original: 'copy1' },
    ]);
    const { event } = await world.events.get('copy4');
    expect(event).toMatchObject({ stories: 4, originals: 1 });
  });

  it('throw away what a failed transaction has left in memory', async () => {
    const worker = world.enrichment();
    await post(first);
    await worker.enrichAll();
    await post(second, soup);
    const real = world.database.query.bind(world.database);
    const broken = jest.spyOn(world.database, 'query').mockImplementation((sql, params) => {
      if (sql.includes('INSERT INTO event ')) return Promise.reject(new Error('the connection is gone'));
      return real(sql, params);
    });
    await expect(worker.enrichAll()).rejects.toThrow('the connection is gone');
    broken.mockRestore();
    expect(await groups()).toEqual(['a']);
    await world.database.query(`DELETE FROM story WHERE id = 'soup'`);
    await post({ ...third, id: 'd' });
    expect(await worker.enrichAll()).toMatchObject({ clustered: 2 });
    expect(await groups()).toEqual(['a b d']);
  });

  it('keep no composite whose words are not those of the stories', async () => {
    await post(first);
    await world.enrichment().enrichAll();
    await world.database.query('UPDATE event SET version = version + 1, composite = NULL');
    class Careless extends CompositionService {
      protected override read(event: string, sources: readonly CompositeSource[]): Composite | undefined {
        const composite = super.read(event, sources);
        return composite && { ...composite, headline: `${composite.headline} at once` };
      }
    }
    const careless = new Careless(new EventRepository(world.database), world.database, world.clock);
    const logged = jest.spyOn(Logger.prototype, 'error').mockReturnValue(undefined);
    const report = await careless.composeAll();
    expect(logged).toHaveBeenCalledTimes(1);
    logged.mockRestore();
    expect(report).toMatchObject({ composed: 0, refused: 1 });
    const [row] = await world.database.query<{ composite: unknown; compose_error: string }>(
      'SELECT composite, compose_error FROM event',
    );
    expect(row?.composite).toBeNull();
    expect(row?.compose_error).toContain('headline');
    // It does not come up again and again.
    expect(await world.enrichment().enrichAll()).toMatchObject({ composed: 0, refused: 0 });
  });

  it('say what came to be known after a moment', async () => {
    await post(first, second, third);
    await world.enrichment().enrichAll();
    const eventRef = (await world.catalog.byIds(['a']))[0]!.eventRef!;
    const news = async (since: string, until = day(23)) =>
      (await world.events.newsSince([{ eventRef, since: new Date(since), until: new Date(until) }]))
        .get(eventRef)
        ?.map((one) => one.story);
    world.clock.set(new Date(day(23)));
    // Known here only since the posting: what nobody knew at `until` is not told.
    expect(await news(day(11), day(12))).toEqual([]);
    await world.database.query('UPDATE story SET first_seen_at = published_at');
    expect(await news(day(11), day(12))).toEqual(['c']);
    expect(await news(day(11), day(11, 30))).toEqual([]);
    expect(await news(day(12))).toEqual([]);
  });
});
