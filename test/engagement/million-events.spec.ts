import { jest } from '@jest/globals';
import { ExportService } from '../../src/briefings/export.service.js';
import { EngagementService } from '../../src/engagement/engagement.service.js';
import { MAX_DAILY_VALUE, MAX_EVENTS } from '../../src/ranking/behaviour.js';
import type { EngagementColumns } from '../../src/ranking/engagements.js';
import { HOUR, MINUTE, TestScout } from '../support/scout.js';

const EVENTS = 1_000_000;
/** In statements that stay far below the longest time of one. */
const CHUNK = 100_000;

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly PlanNode[];
}

describe('a reader with a million events', () => {
  let scout: TestScout;
  let ref: number;
  let before: string[];
  /** Told by the reader before the flood. */
  let hidden: string;
  let read: string;

  beforeAll(async () => {
    scout = await TestScout.open();
    await scout.tellTheDay();
    for (const id of ['flood', 'bystander'])
      await scout.reader(id, {
        role: 'investor-analyst',
        industry: 'capital-markets',
        followedTopics: ['earnings'],
      });
    before = await scout.feedIds('flood');
    hidden = before[1]!;
    read = before[2]!;
    await scout.event({ type: 'hide', reader: 'flood', story: hidden });
    await scout.event({ type: 'read', reader: 'flood', story: read });
    scout.at(2 * HOUR);
    [{ ref }] = (await scout.database.query<{ ref: number }>(
      `SELECT ref FROM reader WHERE id = 'flood'`,
    )) as [{ ref: number }];
    // Nine of ten are impressions, one a click; of every story of the day but the two, and two hundred at each moment.
    await scout.database.query('ALTER TABLE behaviour_event DISABLE TRIGGER ALL');
    for (let from = 0; from < EVENTS; from += CHUNK)
      await scout.database.query(
        `INSERT INTO behaviour_event (reader_ref, id, type, story_ref, at, received_at)
         SELECT $1, 'flood-' || i, CASE WHEN i % 10 = 0 THEN 'click' ELSE 'impression' END, s.refs[1 + (i / 10) % cardinality(s.refs)],
           $2::timestamptz - (i / 10 % 5000) * interval '1 second', $2
         FROM generate_series($3::int, $4::int) i,
           (SELECT array_agg(ref ORDER BY ref) AS refs FROM story WHERE id <> ALL ($5)) s`,
        [ref, scout.clock.now(), from, from + CHUNK - 1, [hidden, read]],
      );
    await scout.database.query('ALTER TABLE behaviour_event ENABLE TRIGGER ALL');
    await scout.database.query('ANALYZE behaviour_event');
    scout.at(2 * MINUTE);
  }, 300_000);
  afterAll(() => scout.close());

  /** What PostgreSQL does for the statements of a call that read events. */
  async function plansOf(call: () => Promise<unknown>): Promise<PlanNode[][]> {
    const { database } = scout;
    const asked: { sql: string; params: readonly unknown[] }[] = [];
    const query = database.query.bind(database);
    const spy = jest.spyOn(database, 'query').mockImplementation((sql, params = []) => {
      if (sql.includes('behaviour_event')) asked.push({ sql, params });
      return query(sql, params);
    });
    await call();
    spy.mockRestore();
    const plans: PlanNode[][] = [];
    for (const { sql, params } of asked) {
      const [row] = await database.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
        `EXPLAIN (ANALYZE, FORMAT JSON) ${sql}`,
        params,
      );
      plans.push(
        flat(row!['QUERY PLAN'][0].Plan).filter((node) => node['Relation Name'] === 'behaviour_event'),
      );
    }
    return plans;
  }

  it('is learned from by their latest acts, hides and impressions, found by an index and without reading more', async () => {
    const engagement = scout.app.get(EngagementService);
    const now = scout.clock.now();
    const learned = (await engagement.behaviourOf([ref], now)).get(ref)!;
    const counts = Object.groupBy(learned, ({ type }) => type);
    expect(counts.impression).toHaveLength(MAX_EVENTS);
    expect(counts.click).toHaveLength(MAX_EVENTS);
    expect(counts.hide).toHaveLength(1);

    const plans = await plansOf(async () => {
      await engagement.behaviourOf([ref], now);
    });
    expect(plans).toHaveLength(1);
    for (const nodes of plans) {
      expect(nodes.map((node) => node['Index Name']).sort()).toEqual([
        'behaviour_event_acts',
        'behaviour_event_hides',
        'behaviour_event_impressions',
      ]);
      for (const node of nodes)
        expect(node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)).toBeLessThanOrEqual(MAX_EVENTS);
    }
  });

  it('is learned from alike every time, though thousands of events have one moment', async () => {
    const [one, two] = await Promise.all(
      [1, 2].map(async () => (await scout.get('/readers/flood/feed?limit=100')).body),
    );
    expect(one).toBe(two);
  });

  it('still has a list, without what they hid, and with the topic that they follow', async () => {
    const now = await scout.feedIds('flood');
    expect(now).not.toContain(hidden);
    // They clicked everything else of the day, so that nothing of it is told again. What they read lies before the latest acts that
    // count, so it may be.
    expect(now.filter((id) => id !== read && before.includes(id))).toEqual([]);
    const news = {
      id: 'after-the-flood',
      source: 'Ledger Wire',
      title: 'Marrowgate reports quarterly earnings below guidance',
      summary:
        'Quarterly revenue of the insurer fell 3% to $1.2 billion and earnings per share missed the guidance.',
      publishedAt: scout.clock.now().toISOString(),
    };
    await scout.tell([news]);
    scout.at(2 * MINUTE);
    expect(await scout.feedIds('flood')).toContain(news.id);
    const answer = await scout.get('/readers/flood/briefings/today');
    expect(answer.statusCode).toBe(200);
    expect(JSON.stringify(answer.json())).toContain(news.id);
  });

  it('speaks for popularity no louder than one who is awake all day', async () => {
    let engagements!: EngagementColumns;
    const [acts] = await plansOf(async () => {
      engagements = await scout.app.get(EngagementService).engagements(scout.clock.now());
    });
    const total = engagements.value.reduce((sum, value) => sum + value, 0);
    expect(engagements.story.length).toBeLessThan(40);
    expect(total).toBeLessThanOrEqual(MAX_DAILY_VALUE + 1e-9);
    expect(acts!.map((node) => node['Node Type'])).not.toContain('Seq Scan');
  });

  it('can go on: new events are taken, known ones are doubles', async () => {
    const event = (i: number) => ({
      id: `flood-${i}`,
      type: 'impression',
      reader: 'flood',
      story: 'after-the-flood',
      at: scout.clock.now().toISOString(),
    });
    const batch = Array.from({ length: 1000 }, (_, i) => event(EVENTS - 500 + i));
    const answer = await scout.post('/events', { events: batch });
    expect(answer.json()).toEqual({ accepted: 500, duplicates: 500, errors: [] });
  });

  it('is exported whole, in pieces, of which each is one short walk along an index', async () => {
    const plans = await plansOf(async () => {
      const pages = scout.app.get(EngagementService).everythingOf(ref);
      const size = (await pages.next()).value!.length;
      expect((await pages.next()).value).toHaveLength(size);
    });
    expect(plans).toHaveLength(2);
    for (const [node, ...more] of plans) {
      expect([node!['Index Name'], more]).toEqual(['behaviour_event_in_order', []]);
      expect(node!['Actual Rows'] + (node!['Rows Removed by Filter'] ?? 0)).toBeLessThanOrEqual(10_000);
    }
    let events = 0;
    let longest = 0;
    let last = '';
    for await (const piece of await scout.app.get(ExportService).export('flood')) {
      longest = Math.max(longest, piece.length);
      events += piece.split('"receivedAt":').length - 1;
      last = piece;
    }
    // The two from before the flood, and what came in since.
    expect(events).toBe(EVENTS + 2 + 500);
    expect(longest).toBeLessThan(5_000_000);
    expect(last).toBe('}');
  });

  it('is erased with all of it', async () => {
    expect((await scout.call('DELETE', '/readers/flood')).statusCode).toBe(204);
    expect(await scout.database.query('SELECT 1 FROM behaviour_event LIMIT 1')).toEqual([]);
  });
});

function flat(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(flat)];
}
