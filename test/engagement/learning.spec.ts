import { jest } from '@jest/globals';
import pg from 'pg';
import type { BriefingView } from '../../src/briefings/briefings.service.js';
import { LearnedRepository } from '../../src/engagement/learned.repository.js';
import { INTERACTION_FEATURES } from '../../src/ranking/interaction-features.js';
import { HOUR, MINUTE, TestScout } from '../support/scout.js';

interface Item {
  readonly story: string;
  readonly score: number;
  readonly contributions: Readonly<Record<string, number>>;
}
interface Page {
  readonly items: readonly Item[];
  readonly nextCursor?: string;
}

/** Readers of two camps that read every other story of the invented day. */
const READERS = Array.from({ length: 10 }, (_, i) => `reader-${i}`);
const story = (i: number): string => `day-${1 + (i % 30)}`;

describe('learning from choices', () => {
  let scout: TestScout;

  beforeEach(async () => {
    scout = await TestScout.open();
    await scout.tellTheDay();
    for (const id of [...READERS, 'new'])
      await scout.reader(id, { role: 'investor-analyst', industry: 'capital-markets' });
    scout.at(MINUTE);
  });
  afterEach(() => scout.close());

  const learn = (one = scout): Promise<number | undefined> => one.learn();
  /** Everybody opens some more of what their camp reads. */
  const read = async (from: number, to: number): Promise<void> => {
    for (let i = from; i < to; i++) {
      const events = READERS.map((reader, r) => ({
        type: 'click',
        reader,
        story: story(2 * ((i * 3 + r) % 8) + (r % 2)),
        at: scout.clock.now().toISOString(),
      }));
      const answer = await scout.post('/events', { events });
      expect([answer.statusCode, answer.json().errors]).toEqual([200, []]);
      scout.at(MINUTE / 2);
    }
  };
  const page = async (reader: string, query = 'limit=100', one = scout): Promise<Page> => {
    const answer = await one.get(`/readers/${reader}/feed?${query}`);
    expect([answer.statusCode, answer.json().detail]).toEqual([200, undefined]);
    return answer.json<Page>();
  };
  const residuals = async (reader: string): Promise<Record<string, number>> =>
    Object.fromEntries(
      (await page(reader)).items.map((item) => [item.story, item.contributions['residual']!]),
    );
  const counts = async (): Promise<Record<string, number>> => {
    const [row] = await scout.database.query<Record<string, number>>(
      `SELECT (SELECT count(*) FROM learned_weights) AS versions, (SELECT count(*) FROM learned_offset) AS offsets,
         (SELECT count(*) FROM reader_touch) AS touches`,
    );
    return row!;
  };

  it('moves the next feed within the bound, to be seen among the contributions, and nothing before', async () => {
    const before = await page('reader-0');
    expect(before.items.every(({ contributions }) => contributions['residual'] === 0)).toBe(true);
    await read(0, 4);
    scout.at(2 * MINUTE);
    expect(Object.values(await residuals('reader-0')).every((value) => value === 0)).toBe(true);
    expect(await learn()).toBe(1);
    scout.at(6000);
    const { items } = await page('reader-0');
    const values = items.map(({ contributions }) => contributions['residual']!);
    expect(Math.max(...values.map(Math.abs))).toBeGreaterThan(0.05);
    for (const { score, contributions } of items) {
      expect(Math.abs(contributions['residual']!)).toBeLessThanOrEqual(1);
      expect(Object.values(contributions).reduce((sum, part) => sum + part, 0)).toBeCloseTo(score, 9);
    }
    const why = (await scout.get(`/readers/reader-0/why?story=${items[0]!.story}`)).json();
    expect(why).toMatchObject({ learned: 1, contributions: items[0]!.contributions });
  });

  it('is seen within seconds of what was done, without a new pool', async () => {
    await read(0, 3);
    await learn();
    scout.at(2 * MINUTE);
    const first = await page('new');
    const { story: opened } = first.items.at(-1)!;
    for (const reader of READERS) await scout.event({ type: 'save', reader, story: opened });
    scout.at(8000);
    const second = await page('new');
    const why = (await scout.get(`/readers/new/why?story=${opened}`)).json<Item>();
    expect(why.contributions['livePopularity']).toBeGreaterThan(
      first.items.at(-1)!.contributions['livePopularity']! + 0.1,
    );
    expect((second as unknown as { asOf: string }).asOf).toBe((first as unknown as { asOf: string }).asOf);
  });

  it('learns nothing twice, and one process at a time', async () => {
    await read(0, 4);
    const client = new pg.Client({ connectionString: scout.databaseUrl });
    await client.connect();
    try {
      await client.query(`SELECT pg_advisory_lock(hashtextextended('scout.learning', 0))`);
      expect(await learn()).toBeUndefined();
    } finally {
      await client.end();
    }
    const other = await TestScout.open({ databaseUrl: scout.databaseUrl, now: scout.clock.now() });
    try {
      const runs = await Promise.all([learn(), learn(other), learn(), learn(other)]);
      expect(runs.filter((version) => version !== undefined)).toEqual([1]);
    } finally {
      await other.close();
    }
    const known = await counts();
    expect(known['offsets']).toBeGreaterThan(5);
    expect(await learn()).toBeUndefined();
    expect(await counts()).toEqual(known);
  });

  it('leaves nothing of a run that dies, and goes on from where it was', async () => {
    await read(0, 3);
    await learn();
    const known = await counts();
    await read(3, 5);
    const dies = jest
      .spyOn(scout.app.get(LearnedRepository, { strict: false }), 'insertOffsets')
      .mockRejectedValueOnce(new Error('killed'));
    await expect(learn()).rejects.toThrow('killed');
    dies.mockRestore();
    expect((await counts())['versions']).toBe(known['versions']);
    expect(await learn()).toBeGreaterThan(1);
    expect((await counts())['versions']).toBe(2);
  });

  it('gives the same list in two processes', async () => {
    await read(0, 4);
    await learn();
    scout.at(2 * MINUTE);
    const other = await TestScout.open({ databaseUrl: scout.databaseUrl, now: scout.clock.now() });
    try {
      for (const reader of ['reader-0', 'reader-1', 'new'])
        expect(await page(reader, 'limit=100', other)).toEqual(await page(reader));
      // One that has learned of a version after the other, by a longer way.
      await read(4, 6);
      await learn();
      scout.at(6000);
      await page('reader-3');
      await read(6, 7);
      await learn();
      scout.at(2 * MINUTE);
      other.clock.set(scout.clock.now());
      for (const reader of READERS)
        expect(await page(reader, 'limit=100', other)).toEqual(await page(reader));
    } finally {
      await other.close();
    }
  });

  it('keeps the list of the first page while events come in and are learned from', async () => {
    await read(0, 3);
    await learn();
    scout.at(2 * MINUTE);
    await page('new');
    await read(3, 4);
    scout.at(6000);
    const all = await page('new');
    const first = await page('new', 'limit=4');
    await read(4, 6);
    await learn();
    scout.at(6000);
    expect((await page('new')).items).not.toEqual(all.items);
    const second = await page('new', `limit=100&cursor=${first.nextCursor}`);
    expect([...first.items, ...second.items]).toEqual(all.items);
    const other = await TestScout.open({ databaseUrl: scout.databaseUrl, now: scout.clock.now() });
    try {
      expect(await page('new', `limit=100&cursor=${first.nextCursor}`, other)).toEqual(second);
    } finally {
      await other.close();
    }
  });

  it('forgets a reader who asks for it, at once and for good', async () => {
    await read(0, 4);
    await learn();
    const draft = await scout.post('/ranking-profiles', { reason: 'wide', rules: { residualBound: 10 } });
    await scout.post(`/ranking-profiles/${draft.json().version}/activate`, { reason: 'wide' });
    scout.at(2 * MINUTE);
    const stranger = await residuals('new');
    const before = await residuals('reader-0');
    expect(before).not.toEqual(stranger);
    expect((await scout.post('/readers/reader-0/reset')).statusCode).toBe(200);
    const forgotten = async (): Promise<void> => {
      const own = await residuals('reader-0');
      const others = await residuals('new');
      // What was read is not told again, so the two lists are centred over different stories.
      const both = Object.keys(own).filter((id) => others[id] !== undefined && others[id] !== 0);
      expect(both.length).toBeGreaterThan(3);
      const apart = own[both[0]!]! - others[both[0]!]!;
      for (const id of both) expect(own[id]! - others[id]!).toBeCloseTo(apart, 9);
    };
    await forgotten();
    await scout.event({ type: 'click', reader: 'reader-1', story: 'day-20' });
    await learn();
    scout.at(2 * MINUTE);
    await forgotten();
    const told = (await scout.get('/readers/reader-0/export')).json<{ learned: unknown }>();
    expect(told.learned).toBeNull();
  });

  it('names what was learned of a reader in the export, and erases it with them', async () => {
    await read(0, 4);
    await learn();
    const { learned } = (await scout.get('/readers/reader-0/export')).json<{
      learned: { offsets: Record<string, number> };
    }>();
    expect(Object.keys(learned.offsets)).toEqual(INTERACTION_FEATURES);
    expect(Object.values(learned.offsets).some((value) => value !== 0)).toBe(true);
    const before = await counts();
    expect((await scout.call('DELETE', '/readers/reader-0')).statusCode).toBe(204);
    const after = await counts();
    expect(after['touches']).toBeLessThan(before['touches']!);
    expect(after['offsets']).toBe(before['offsets']! - 1);
    scout.at(2 * MINUTE);
    expect((await page('reader-1')).items.length).toBeGreaterThan(3);
    await read(4, 5).catch(() => undefined);
  });

  it('counts who floods a story once', async () => {
    const events = Array.from({ length: 1000 }, (_, i) => ({
      type: i % 2 === 0 ? 'click' : 'read',
      id: `flood-${i}`,
      reader: 'reader-0',
      story: 'day-4',
      at: scout.clock.now().toISOString(),
    }));
    expect((await scout.post('/events', { events })).json()).toMatchObject({ accepted: 1000 });
    expect((await counts())['touches']).toBe(1);
  });

  it('obeys the team: nothing beyond the weights, nor of the weights, where it says so', async () => {
    await read(0, 4);
    await learn();
    scout.at(2 * MINUTE);
    const draft = await scout.post('/ranking-profiles', {
      reason: 'as set',
      rules: { residualBound: 0, learnedWeights: 0 },
    });
    const activate = { reason: 'as set' };
    await scout.post(`/ranking-profiles/${draft.json().version}/activate`, activate);
    const { items } = await page('reader-0');
    for (const { contributions } of items) expect(contributions['residual']).toBe(0);
    await scout.post('/ranking-profiles/rollback', { reason: 'back' });
    expect(Object.values(await residuals('reader-0')).some((value) => value !== 0)).toBe(true);
  });

  it('starts the weights of the team anew when it changes them', async () => {
    await read(0, 3);
    await learn();
    const draft = await scout.post('/ranking-profiles', {
      reason: 'double',
      weights: { livePopularity: 1.2 },
    });
    await scout.post(`/ranking-profiles/${draft.json().version}/activate`, { reason: 'double' });
    await read(3, 4);
    await learn();
    const rows = await scout.database.query<{ initial: number[]; weights: number[] }>(
      'SELECT initial, weights FROM learned_weights ORDER BY version',
    );
    const at = INTERACTION_FEATURES.indexOf('readers2h');
    expect(rows.map(({ initial }) => initial[at])).toEqual([1, 2]);
    expect(rows[1]!.weights[at]).toBeGreaterThanOrEqual(1);
    const rest = INTERACTION_FEATURES.indexOf('sinceTouch');
    expect(Math.abs(rows[1]!.weights[rest]! - rows[0]!.weights[rest]!)).toBeLessThan(0.5);
  });

  it('writes into a briefing which version it was made with', async () => {
    await read(0, 4);
    await learn();
    await scout.call('PATCH', '/readers/new', { deliveryTime: '12:10', timeZone: 'UTC' });
    await scout.tick();
    scout.at('2026-07-06T12:30:00Z');
    await scout.tick();
    expect(await scout.workPages()).toBeGreaterThan(0);
    const made: BriefingView = await scout.briefing('new', '2026-07-06');
    expect(made.trace.learned).toBe(1);
    const top = made.items[0]!;
    const why = await scout.get(`/readers/new/why?story=${top.story}&date=2026-07-06`);
    expect(why.json()).toMatchObject({ learned: 1, contributions: top.contributions });
  });

  it('forgets old versions, but neither the latest nor what each reader has', async () => {
    await read(0, 3);
    await learn();
    await read(3, 4);
    await learn();
    scout.at(80 * HOUR);
    await scout.tellTheDay('next');
    await scout.event({ type: 'click', reader: 'reader-0', story: 'next-3' });
    await learn();
    const rows = await scout.database.query<{ version: number }>('SELECT version FROM learned_weights');
    expect(rows).toHaveLength(1);
    const [{ readers }] = (await scout.database.query<{ readers: number }>(
      'SELECT count(DISTINCT reader_ref) AS readers FROM learned_offset',
    )) as [{ readers: number }];
    expect(readers).toBe(READERS.length);
  });
});
