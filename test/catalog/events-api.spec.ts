import type { EventView } from '../../src/catalog/events/event-schema.js';
import { TestScout } from '../support/scout.js';

const TITLE = 'Norvane Chips buys battery maker Voltara for $4.2 billion';
const TEXT =
  'Norvane Chips agreed to buy the battery maker Voltara for $4.2 billion. Both boards back the purchase. The deal is to close in autumn.';

describe('GET /v1/events/{id}', () => {
  let scout: TestScout;
  beforeAll(async () => {
    scout = await TestScout.open();
    await scout.tell([
      {
        id: 'first',
        source: 'Halden Times',
        title: TITLE,
        summary: TEXT,
        url: 'https://halden.example.com/1',
        publishedAt: '2026-07-06T09:12:00Z',
      },
      {
        id: 'second',
        source: 'Ledger Wire',
        title: `${TITLE} as Microsoft objects`,
        summary:
          'Microsoft filed an objection against the purchase of battery maker Voltara by Norvane Chips. It asks for remedies.',
        url: 'https://ledger.example.com/2',
        publishedAt: '2026-07-06T11:40:00Z',
      },
    ]);
  });
  afterAll(() => scout.close());

  const eventOf = async (id: string): Promise<EventView> => {
    const answer = await scout.get(`/events/${id}`);
    expect(answer.statusCode).toBe(200);
    return answer.json<EventView>();
  };

  it('tells the event with its history, developments and stories, by any of them', async () => {
    const event = await eventOf('first');
    expect(await eventOf('second')).toEqual(event);
    expect(event).toMatchObject({
      id: 'first',
      history: 'First reported 6 July at 09:12 UTC by Halden Times; 2 sources by noon.',
      firstReported: { at: '2026-07-06T09:12:00.000Z', source: 'Halden Times', story: 'first' },
      counts: { stories: 2, originals: 2, sources: 2 },
      timeline: [{ sources: 1 }, { sources: 2 }],
      developments: [{ story: 'second', source: 'Ledger Wire', url: 'https://ledger.example.com/2' }],
      developedAt: '2026-07-06T11:40:00.000Z',
      stories: [{ id: 'first' }, { id: 'second' }],
    });
    expect((await scout.get('/stories/second')).json()).toMatchObject({ event: 'first' });
  });

  it('cites every word of the composite with publisher, link and place', async () => {
    const { composite } = await eventOf('first');
    expect(composite).not.toBeNull();
    const spans = [
      { ...composite!.headlineFrom, text: composite!.headline },
      ...composite!.leadFrom,
      ...composite!.statements,
    ];
    expect(spans.length).toBeGreaterThan(1);
    for (const { story, field, start, end, text, source, url } of spans) {
      const stored = (await scout.get(`/stories/${story}`)).json<
        Record<string, string> & { source: { name: string } }
      >();
      expect(stored[field]?.slice(start, end)).toBe(text);
      expect([source, url]).toEqual([stored.source.name, stored['url']]);
    }
  });

  it('knows no event of a story that is not there', async () => {
    const answer = await scout.get('/events/nobody');
    expect([answer.statusCode, answer.json().code]).toEqual([404, 'NOT_FOUND']);
  });
});
