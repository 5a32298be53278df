import { createEntityLinker } from '../entities/entities.js';
import { developmentsOf, eventHistory, historySentence, type ToldStory } from './event-history.js';
import type { FactKind } from '../../knowledge/fact-kinds.js';
import { createUnderstanding } from '../understand.js';

const understander = createUnderstanding({ linker: createEntityLinker() });
const NINE = Date.parse('2026-03-02T09:12:00Z');
const MINUTE = 60_000;

const told = (
  id: string,
  source: string,
  minute: number,
  title: string,
  text: string,
  more: Partial<ToldStory> = {},
): ToldStory => {
  const story = { id, title, text, source, url: `https://${id}.example.com/` };
  const { figures, entities, kinds } = understander.understand(story);
  const publishedAt = NINE + minute * MINUTE;
  return { ...story, publishedAt, knownAt: publishedAt, figures, entities, kinds, siblings: [], ...more };
};

const FIRST = told(
  'a',
  'Halden Times',
  0,
  'Norvane Chips agrees to buy battery maker Voltara',
  'Norvane Chips agreed to buy the battery maker Voltara. The price was not disclosed. Both boards back the purchase.',
);
const PRICE = told(
  'b',
  'Ledger Wire',
  40,
  'Norvane Chips to pay $4.2 billion for Voltara',
  'Norvane Chips will pay $4.2 billion for the battery maker Voltara. Both boards back the purchase.',
);
const COPY = told('c', 'Copy Post', 60, PRICE.title, PRICE.text!, { duplicateOf: 'b' });
const AGAIN = told(
  'd',
  'Coast Mail',
  90,
  'Chip maker Norvane buys Voltara in battery deal',
  'Norvane Chips agreed to buy battery maker Voltara for $4.2 billion. Both boards back the purchase.',
);
const REGULATOR = told(
  'e',
  'Northgrid Report',
  160,
  'Microsoft objects as regulator opens inquiry into Norvane purchase',
  'The competition regulator opened an inquiry into the purchase of Voltara by Norvane. Microsoft filed an objection and asked for remedies.',
);
const EVENT = [FIRST, PRICE, COPY, AGAIN, REGULATOR];

describe('eventHistory', () => {
  it('says who came first and how many followed, hour by hour, copies apart', () => {
    const history = eventHistory([...EVENT].reverse());
    expect(history.firstReported).toEqual({ at: NINE, publisher: 'Halden Times', story: 'a' });
    expect(
      history.timeline.map(({ stories, originals, publishers }) => [stories, originals, publishers]),
    ).toEqual([
      [2, 2, 2],
      [4, 3, 4],
      [5, 4, 5],
    ]);
    expect(history.sentence).toBe('First reported 2 March at 09:12 UTC by Halden Times; 5 sources by noon.');
  });

  it('counts the publishers that an aggregator names', () => {
    const listed = { ...FIRST, siblings: ['Ledger Wire', 'Coast Mail'] };
    expect(eventHistory([listed, PRICE]).timeline.at(-1)).toMatchObject({ stories: 2, publishers: 3 });
  });

  it('says when nobody else has it, and on which day others had', () => {
    expect(eventHistory([FIRST]).sentence).toBe(
      'Reported 2 March at 09:12 UTC by Halden Times; no other source so far.',
    );
    const later = { ...PRICE, publishedAt: NINE + 15 * 60 * MINUTE };
    expect(eventHistory([FIRST, later]).sentence).toBe(
      'First reported 2 March at 09:12 UTC by Halden Times; 2 sources by 01:00 UTC on 3 March.',
    );
  });

  it('tells the hours of a zone', () => {
    const { firstReported, timeline } = eventHistory(EVENT);
    expect(historySentence(firstReported, timeline, 'Asia/Kolkata')).toBe(
      'First reported 2 March at 14:42 by Halden Times; 5 sources by 17:30.',
    );
  });

  it('has none without a story', () => {
    expect(() => eventHistory([])).toThrow(RangeError);
  });
});

describe('developmentsOf', () => {
  it('finds what was not told before, in the words of the story, and nothing in copies and repetitions', () => {
    const developments = developmentsOf(EVENT);
    expect(developments.map((one) => one.story)).toEqual(['b', 'e']);
    expect(developments[0]).toMatchObject({ publisher: 'Ledger Wire', at: PRICE.publishedAt });
    expect(developments[0]?.statements[0]).toMatchObject({ figures: ['$4.2 billion'] });
    expect(developments[1]?.statements.flatMap((one) => one.entities)).toContain('Microsoft');
  });

  it('cites the very words', () => {
    const byId = new Map(EVENT.map((story) => [story.id, story]));
    const statements = developmentsOf(EVENT).flatMap((one) => one.statements);
    expect(statements.length).toBeGreaterThan(1);
    for (const { story, field, start, end, text } of statements)
      expect(byId.get(story)?.[field]?.slice(start, end)).toBe(text);
  });

  it('takes another kind of fact for news, also where there is but a headline', () => {
    const kind = (name: FactKind, story: ToldStory): ToldStory => ({
      ...story,
      kinds: [{ kind: name, confidence: 0.9 }],
    });
    const bought = kind('deal', FIRST);
    const sued = kind(
      'law',
      told('s', 'Coast Mail', 200, 'Shareholders sue to stop the Voltara purchase', ''),
    );
    const again = kind(
      'law',
      told('t', 'Ledger Wire', 210, 'Owners go to court over the Voltara purchase', ''),
    );
    expect(developmentsOf([bought, sued, again]).map((one) => one.story)).toEqual(['s']);
    expect(developmentsOf([bought, kind('opinion', sued)])).toEqual([]);
  });

  it('takes a rounded amount for the same', () => {
    const rounded = told('r', 'Coast Mail', 100, 'Norvane pays about $4.23 billion for Voltara', '');
    expect(developmentsOf([FIRST, PRICE, rounded]).map((one) => one.story)).toEqual(['b']);
  });

  it('does not depend on the order in which stories are given', () => {
    expect(developmentsOf([...EVENT].reverse())).toEqual(developmentsOf(EVENT));
  });
});
