import { clusterStories, createEventClusterer, type EventClusterer } from './event-clusters.js';
import type { EventStory } from './event-terms.js';

const HOUR = 3_600_000;
const START = Date.parse('2026-03-02T06:00:00Z');
let number = 0;

function story(title: string, more: Partial<EventStory> = {}): EventStory {
  number++;
  return { id: `s${number}`, title, publishedAt: START + number * 60_000, ...more };
}

const FIRE = [
  'Fire at Kestrel Bearings stops supply of wheel hubs',
  'Kestrel Bearings fire threatens wheel hub supply',
  'Car makers cut shifts after Kestrel Bearings fire',
];
const RATES = [
  'Central bank cuts interest rates by a quarter point',
  'Quarter point interest rate cut from central bank as four dissent',
];

beforeEach(() => {
  number = 0;
});

describe('createEventClusterer', () => {
  it('names an event after its first story and gathers what tells the same', () => {
    const clusterer = createEventClusterer();
    const [first, second, third] = FIRE.map((title) => story(title));
    expect(clusterer.add(first!)).toEqual({ event: 's1', joined: false });
    expect(clusterer.add(second!)).toEqual({ event: 's1', joined: true });
    expect(clusterer.add(third!)).toEqual({ event: 's1', joined: true });
    expect(clusterer.add(story(RATES[0]!))).toEqual({ event: 's4', joined: false });
  });

  it('does not put stories together for one company in common', () => {
    const clusterer = createEventClusterer();
    clusterer.add(story('Harrowgate opens research centre for batteries in Lisbon'));
    expect(clusterer.add(story('Harrowgate sued over pension scheme of former pilots')).joined).toBe(false);
  });

  it('takes entities as evidence', () => {
    const apart = createEventClusterer();
    apart.add(story('Retailer names finance chief'));
    expect(apart.add(story('New finance boss for grocer')).joined).toBe(false);
    const together = createEventClusterer();
    const entities = ['brightmoor', 'dana-okafor', 'northquay', 'larkspur'];
    together.add(story('Retailer names finance chief', { entities }));
    expect(together.add(story('Retailer has new boss for finance', { entities })).joined).toBe(true);
  });

  it('reads sibling headlines as evidence for the event', () => {
    const title = 'Two Atlantic cables cut - Signal Grid';
    const summary =
      'Two Atlantic cables cut Signal Grid Carriers reroute traffic after subsea fibre failure Ledger Wire ' +
      'Subsea fibre failure slows transatlantic traffic Halden Times Repair ship leaves for subsea fibre failure';
    const late = 'Transatlantic traffic slows after subsea fibre failure';
    const without = createEventClusterer();
    without.add(story(title));
    expect(without.add(story(late)).joined).toBe(false);
    const clusterer = createEventClusterer();
    clusterer.add(story(title, { summary }));
    expect(clusterer.add(story(late)).joined).toBe(true);
  });

  it('ignores the publisher that an aggregator appends', () => {
    const clusterer = createEventClusterer();
    clusterer.add(story('Wheat jumps as drought cuts harvest - Weekly Bugle'));
    expect(clusterer.add(story('Striker seen at airport - Weekly Bugle')).joined).toBe(false);
  });

  it('reads the address, which often keeps the first headline', () => {
    const url = 'https://ledger-wire.example/2026/03/kestrel-bearings-fire-stops-wheel-hub-supply';
    const clusterer = createEventClusterer();
    clusterer.add(story(FIRE[0]!));
    expect(clusterer.add(story('Ostrava counts the damage', { url })).joined).toBe(true);
  });

  it('asks for more likeness within one publisher and from one day to the next', () => {
    const pair = ['Kestrel Bearings fire stops hubs', 'Kestrel Bearings hubs: insurers count fire damage'];
    const joins = (first: Partial<EventStory>, second: Partial<EventStory>): boolean => {
      const clusterer = createEventClusterer();
      clusterer.add(story(pair[0]!, first));
      return clusterer.add(story(pair[1]!, second)).joined;
    };
    const day = { publishedAt: START + 30 * HOUR };
    expect(joins({ source: 'Ledger Wire' }, { source: 'Halden Times' })).toBe(true);
    expect(joins({ source: 'Ledger Wire' }, { source: 'Ledger Wire', ...day })).toBe(false);
  });

  it('lets the columns of a day stand alone', () => {
    const clusterer = createEventClusterer();
    clusterer.add(story('Best savings account rates today, March 2, 2026'));
    expect(clusterer.add(story('Best deposit account rates today, March 2, 2026')).joined).toBe(false);
  });

  it('lets lists of bargains and tests in the first person stand alone', () => {
    const joins = (first: string, second: string): boolean => {
      const clusterer = createEventClusterer();
      clusterer.add(story(first));
      return clusterer.add(story(second)).joined;
    };
    expect(joins('Best Harrow Day deals on e-readers', 'Harrow Day deals still live on e-readers')).toBe(
      false,
    );
    expect(joins('I tried the Larkspur X2 glasses', 'I wore the Larkspur X2 glasses for a week')).toBe(false);
    expect(joins('Larkspur signs deals with Vell and Tarn', 'Vell and Tarn sign Larkspur deals')).toBe(true);
    expect(joins('Amazon deals with Vell Power worth $2bn', 'Vell Power in Amazon deals')).toBe(true);
    expect(joins('My Tarn Parade ends its tour early', 'My Tarn Parade: tour ends early')).toBe(true);
    expect(joins('I am leaving Larkspur band: Dana Okafor', 'Dana Okafor leaving Larkspur band')).toBe(true);
  });

  it('forgets stories behind the window and lets no event outlast it', () => {
    const clusterer = createEventClusterer({ windowMs: 24 * HOUR });
    for (const [day, title] of FIRE.entries()) {
      clusterer.add(story(title, { publishedAt: START + day * 20 * HOUR }));
    }
    expect(clusterer.size).toBe(2);
    const late = clusterer.add(story(`${FIRE[2]!} in Ostrava`, { publishedAt: START + 44 * HOUR }));
    expect(late).toEqual({ event: 's3', joined: true });
    expect(clusterer.add(story(FIRE[1]!, { publishedAt: START })).joined).toBe(false);
    expect(clusterer.size).toBe(3);
  });

  it('holds no more than the window however many stories pass', () => {
    const clusterer = createEventClusterer({ windowMs: 2 * HOUR });
    for (let i = 0; i < 3000; i++) {
      clusterer.add(
        story(`Plant number${i} opens line${i % 7} in town${i}`, { publishedAt: START + i * 60_000 }),
      );
    }
    expect(clusterer.size).toBeLessThanOrEqual(181);
  });

  it('answers the same for a story that comes twice', () => {
    const clusterer = createEventClusterer();
    const [first, second] = FIRE.map((title) => story(title));
    clusterer.add(first!);
    clusterer.add(second!);
    expect(clusterer.add(second!)).toEqual({ event: 's1', joined: true });
    expect(clusterer.size).toBe(2);
  });

  it('opens an event for a title of no content and refuses a time that is no number', () => {
    const clusterer = createEventClusterer();
    expect(clusterer.add(story(''))).toEqual({ event: 's1', joined: false });
    expect(clusterer.add(story('What is it about?'))).toEqual({ event: 's2', joined: false });
    expect(clusterer.add(story('…')).joined).toBe(false);
    expect(() => clusterer.add(story('Untimed', { publishedAt: Number.NaN }))).toThrow(RangeError);
  });

  it('joins fragments on consolidation and says which event went into which', () => {
    const clusterer = createEventClusterer();
    const events = [
      'Kestrel blaze halts hub output',
      'Ostrava furnace hall burnt out overnight',
      'Kestrel blaze in Ostrava furnace hall halts hub output',
      'Ostrava furnace hall blaze: Kestrel output halts',
    ].map((title) => clusterer.add(story(title)).event);
    expect(new Set(events).size).toBeGreaterThan(1);
    const merges = clusterer.consolidate();
    expect(merges).toEqual([{ from: 's2', into: 's1' }]);
    expect(clusterer.consolidate()).toEqual([]);
    expect(clusterer.add(story('Ostrava furnace hall burnt out')).event).toBe('s1');
  });
});

describe('restore', () => {
  it('goes on where another process stopped', () => {
    const before = createEventClusterer();
    const stories = [...FIRE, RATES[0]!].map((title) => story(title));
    const events = stories.map((one) => before.add(one));
    const after = createEventClusterer();
    stories.forEach((one, at) => {
      after.restore(one, events[at]!.event);
    });
    expect(after.size).toBe(before.size);
    const next = story(RATES[1]!);
    expect(after.add(next)).toEqual(before.add(next));
    expect(after.add(stories[1]!)).toEqual({ event: 's1', joined: true });
  });

  it('keeps copies with their original and moves a known story to the event given', () => {
    const clusterer = createEventClusterer();
    clusterer.restore(story(FIRE[0]!), 's1');
    const copy = story(`${FIRE[0]!} - Ledger Wire`);
    clusterer.restore(copy, 's1', 's1');
    expect(clusterer.size).toBe(1);
    expect(clusterer.add(copy)).toEqual({ event: 's1', joined: true, duplicateOf: 's1' });
    const other = story(RATES[0]!);
    clusterer.restore(other, 's3');
    clusterer.restore({ ...other }, 's1');
    expect(clusterer.add(other)).toEqual({ event: 's1', joined: true });
    clusterer.restore(story('A copy whose original nobody knows'), 's4', 'gone');
    expect(clusterer.size).toBe(3);
  });

  it('decides the same whatever was held before, and in whatever order stories were restored', () => {
    const places = ['Ostrava', 'Halden', 'Lisbon', 'Vell', 'Tarn'];
    const things = ['fire', 'strike', 'recall', 'flood', 'merger', 'outage', 'trial'];
    const stories = Array.from({ length: 240 }, (_, i) =>
      story(`${things[i % 7]!} in ${places[i % 5]!} stops line${i % 35} of plant${i % 11}`),
    );
    const decisions = (clusterer: EventClusterer): unknown => {
      clusterer.settle();
      return [stories.slice(200).map((one) => clusterer.add(one)), clusterer.revise()];
    };
    const lived = createEventClusterer({ windowMs: 150 * 60_000 });
    const rows = stories.slice(0, 200).map((one) => {
      const { event, duplicateOf } = lived.add(one);
      return { one, event, duplicateOf };
    });
    const openedAt = new Map(stories.map(({ id, publishedAt }) => [id, publishedAt]));
    // The newest first, so that both begin with the same window.
    const originalsFirst = rows
      .toReversed()
      .sort((a, b) => Number(!!a.duplicateOf) - Number(!!b.duplicateOf));
    const started = createEventClusterer({ windowMs: 150 * 60_000 });
    for (const { one, event, duplicateOf } of originalsFirst)
      started.restore(one, event, duplicateOf, openedAt.get(event));
    expect(decisions(started)).toEqual(decisions(lived));
  });

  it('ignores what lies behind the window', () => {
    const clusterer = createEventClusterer({ windowMs: HOUR });
    clusterer.add(story(FIRE[0]!));
    clusterer.restore(story(FIRE[1]!, { publishedAt: START - 5 * HOUR }), 's1');
    expect(clusterer.size).toBe(1);
    expect(() => {
      clusterer.restore(story('Untimed', { publishedAt: Number.NaN }), 's1');
    }).toThrow(RangeError);
  });
});

describe('revise', () => {
  it('parts an event that holds two, names the stories that leave, and does not put them together again', () => {
    const clusterer = createEventClusterer();
    const fire = FIRE.map((title) => story(title));
    const rates = [...RATES, 'Central bank cuts rates: quarter point, four dissent'].map((title) =>
      story(title),
    );
    for (const one of [...fire, ...rates]) clusterer.restore(one, 's1');
    const copy = story(RATES[0]!);
    expect(clusterer.add(copy).duplicateOf).toBe('s4');
    expect(clusterer.revise()).toEqual({
      splits: [{ from: 's1', event: 's4', stories: ['s4', copy.id, 's5', 's6'] }],
      merges: [],
    });
    expect(clusterer.revise()).toEqual({ splits: [], merges: [] });
    expect(clusterer.add(rates[1]!)).toEqual({ event: 's4', joined: true });
    expect(clusterer.add(copy)).toEqual({ event: 's4', joined: true, duplicateOf: 's4' });
  });

  it('leaves one event whole', () => {
    const clusterer = createEventClusterer();
    for (const title of [...FIRE, 'Kestrel Bearings fire: wheel hub supply stops']) {
      clusterer.restore(story(title), 's1');
    }
    expect(clusterer.revise()).toEqual({ splits: [], merges: [] });
  });
});

describe('near-duplicates', () => {
  const lead =
    'Kestrel Bearings expects its Ostrava plant, hit by fire on its night shift, to be out for up to ten weeks. ' +
    'Two car makers have cut shifts at four plants and analysts see 45,000 cars delayed.';

  it('knows the same headline and the same text under another', () => {
    const clusterer = createEventClusterer();
    clusterer.add(story('Kestrel Bearings fire threatens output at four plants', { summary: lead }));
    const same = story('Kestrel Bearings Fire Threatens Output at Four Plants - Ledger Wire');
    expect(clusterer.add(same)).toEqual({ event: 's1', joined: true, duplicateOf: 's1' });
    const renamed = story('Ten weeks without hubs: what the Kestrel Bearings fire means', { summary: lead });
    expect(clusterer.add(renamed).duplicateOf).toBe('s1');
    expect(clusterer.size).toBe(1);
  });

  it('does not take a column, a rate table or page furniture for a republished story', () => {
    const clusterer = createEventClusterer();
    const table = `Savers can still lock in good rates if they compare banks and read the small print. ${lead}`;
    const titles = ['Business highlights', 'Best savings rates today, March 2', 'Robot vacuum climbs stairs'];
    for (const title of titles) clusterer.add(story(title, { summary: table }));
    expect(
      clusterer.add(story('Business highlights', { summary: 'Another day.' })).duplicateOf,
    ).toBeUndefined();
    expect(
      clusterer.add(story('Best savings rates today, March 3', { summary: table })).duplicateOf,
    ).toBeUndefined();
    expect(clusterer.add(story('Pop star marries on ferry', { summary: table })).duplicateOf).toBeUndefined();
  });

  it('tells notices of a series apart by their ticker, and columns by their day', () => {
    const clusterer = createEventClusterer();
    const notice = (ticker: string): EventStory =>
      story(`${ticker} investors with losses may join the claim`, { summary: lead });
    clusterer.add(notice('KBX'));
    expect(clusterer.add(notice('HRG')).duplicateOf).toBeUndefined();
    const column = (day: number): EventStory =>
      story('What bond traders expect before the opening bell', {
        source: 'Ledger Wire',
        publishedAt: START + day * 24 * HOUR,
      });
    const [first, second] = [column(0), column(0)];
    clusterer.add(first);
    expect(clusterer.add(second).duplicateOf).toBe(first.id);
    expect(clusterer.add(column(1)).duplicateOf).toBeUndefined();
  });

  it('is not fooled by one headline over two texts', () => {
    const clusterer = createEventClusterer();
    const other =
      'Dealers warn of a long wait for spare parts as insurers look at the claim and unions ask for pay during the stop.';
    clusterer.add(story('What we know about the fire so far', { summary: lead }));
    const second = clusterer.add(story('What we know about the fire so far', { summary: other }));
    expect(second.duplicateOf).toBeUndefined();
  });
});

describe('clusterStories', () => {
  it('gives groups of two and more, in order of time, whatever the order of its input', () => {
    const stories = [...FIRE, ...RATES, 'Dragon Quarry sells four million copies'].map((title) =>
      story(title),
    );
    const expected = [
      ['s1', 's2', 's3'],
      ['s4', 's5'],
    ];
    expect(clusterStories(stories)).toEqual(expected);
    expect(clusterStories(stories.toReversed())).toEqual(expected);
    expect(clusterStories([])).toEqual([]);
  });

  it('survives an id that comes twice and stories years apart', () => {
    const [first, second] = FIRE.map((title) => story(title));
    const ancient = story(FIRE[2]!, { publishedAt: 0 });
    const future = story(FIRE[2]!, { publishedAt: Date.parse('9999-12-31T00:00:00Z') });
    expect(clusterStories([first!, future, second!, first!, ancient])).toEqual([['s1', 's2']]);
  });
});
