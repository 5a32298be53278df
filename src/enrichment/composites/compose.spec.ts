import { withinCpu } from '../../../test/support/cpu-time.js';
import { composeEvent } from './compose.js';
import type { CompositeSource } from '../composite.js';
import { figuresOf } from '../figures/figures.js';
import { verifyComposite } from './verify-composite.js';

const source = (id: string, story: Partial<CompositeSource>): CompositeSource => {
  const told = { id, title: 'Acme buys Beta for $5 billion', source: `${id}.example`, ...story };
  return { publishedAt: 0, entities: [], figures: figuresOf(told), ...told };
};

const EVENT: readonly CompositeSource[] = [
  source('wire', {
    title: 'Acme to buy Beta for $5 billion - Wire',
    source: 'Google News (Business)',
    summary:
      'Acme to buy Beta for $5 billion Wire Beta jumps on bid Other Paper Rivals weigh a counter-offer Third Site',
  }),
  source('ledger', {
    publishedAt: 1,
    title: 'Acme agrees to buy chip maker Beta for $5 billion',
    text: 'By Jo Poe\n\nAcme has agreed to buy the chip maker Beta for $5 billion in cash. It hopes to close the deal in June. Beta employs 900 people at two plants in Ohio. “Nobody will lose a job over this purchase,” said Ann Lee, chief executive of Acme. “We are glad,” she added.',
  }),
  source('gazette', {
    publishedAt: 2,
    title: 'Beta sold to Acme',
    text: 'Acme will pay $5 billion in cash for Beta, a maker of chips. The purchase of Beta means that carmakers lose their last independent supplier of radar chips. Regulators in Brussels are expected to look at the takeover for at least six months. Want to know more? Sign up for our newsletter and read more every day.',
  }),
  source('copy', {
    publishedAt: 3,
    title: 'Acme agrees to buy chip maker Beta for $5 billion',
    text: 'Acme has agreed to buy the chip maker Beta for $5 billion in cash. Beta employs 900 people at two plants in Ohio.',
  }),
];
const composite = composeEvent('e1', EVENT)!;
const said = [...composite.leadFrom, ...composite.statements];

describe('a composite', () => {
  it('says only what stands in its sources, at the place that it names', () => {
    expect(verifyComposite(composite, EVENT)).toEqual([]);
    for (const { story, field, start, end, text } of said) {
      expect(EVENT.find(({ id }) => id === story)?.[field]?.slice(start, end)).toBe(text);
    }
  });

  it('has a headline without its publisher and with its amount', () => {
    expect(composite.headline).toMatch(/\$5 billion$/);
    expect(composite.headlineFrom).toMatchObject({ field: 'title', start: 0 });
  });

  it('opens with what happened and says why it matters', () => {
    expect(composite.leadFrom[0]?.text).toMatch(/^Acme (?:has agreed|will pay) .*\$5 billion in cash/);
    expect(composite.leadFrom[1]?.text).toMatch(/^The purchase of Beta means/);
    expect(composite.lead.split(' ').length).toBeLessThanOrEqual(60);
  });

  it('repeats nothing and leaves out what does not stand alone, other headlines and furniture', () => {
    const all = said.map(({ text }) => text).join('\n');
    expect(all.match(/5 billion/g)).toHaveLength(1);
    expect(all).not.toMatch(/It hopes|she added|newsletter|Want to know|counter-offer|Jo Poe/);
    expect(all).toMatch(/900 people/);
  });

  it('keeps the speaker of a quotation', () => {
    expect(said.find(({ text }) => text.startsWith('“Nobody'))?.speaker).toBe('Ann Lee');
  });

  it('names who else says so, but no copy', () => {
    const { story, alsoIn } = composite.leadFrom[0]!;
    expect(alsoIn).toContain(story === 'ledger' ? 'gazette' : 'ledger');
    expect(said.flatMap((one) => one.alsoIn)).not.toContain('copy');
  });

  it('does not depend on the order of its sources', () => {
    expect(composeEvent('e1', [...EVENT].reverse())).toEqual(composite);
  });

  it('speaks one language', () => {
    const foreign = source('zeitung', {
      publishedAt: 4,
      title: 'Acme kauft Beta für 5 Milliarden Dollar',
      text: 'Acme kauft den Chiphersteller Beta mit 900 Beschäftigten in Ohio für 5 Milliarden Dollar.',
      language: 'de-DE',
    });
    const english = EVENT.map((one) => ({ ...one, language: 'en' }));
    const { leadFrom, statements } = composeEvent('e5', [...english, foreign])!;
    expect([...leadFrom, ...statements].map(({ story }) => story)).not.toContain('zeitung');
  });

  it('makes do with headlines where no source gives a sentence', () => {
    const poor = [
      source('a', { title: 'Acme closes plant in Ohio' }),
      source('b', { title: 'Nine hundred jobs go as Acme leaves Ohio' }),
    ];
    const told = composeEvent('e2', poor)!;
    expect(verifyComposite(told, poor)).toEqual([]);
    expect([told.headline, told.lead].sort()).toEqual(poor.map(({ title }) => title).sort());
    expect(composeEvent('e3', [source('a', { title: ' ' })])).toBeUndefined();
  });

  it('tells a figure and what it measures once', () => {
    const told = composeEvent('e6', [
      source('a', {
        title: 'Acme opens plant in Ohio',
        text: 'Acme opened a plant for 400 million dollars in Ohio on Monday after years of delay.',
      }),
      source('b', {
        title: 'Acme plant opens in Ohio',
        text: 'The chip maker Acme has spent $400 million on a plant in Ohio, its first opened since the war. Unions in Toledo criticise the wages that Acme offers to night shifts.',
      }),
    ])!;
    const all = [...told.leadFrom, ...told.statements].map(({ text }) => text).join('\n');
    expect(all.match(/400 million/g)).toHaveLength(1);
    expect(all).toMatch(/night shifts/);
  });

  it('leaves out what stories tell that only touch the event', () => {
    const stray = source('stray', {
      title: 'Markets: gold falls; Gamma recalls cars; Beta in talks',
      text: 'Gamma recalls nine thousand cars in Sweden because of faulty brakes. Gold fell to its lowest price since March on Monday in London.',
    });
    const { leadFrom, statements } = composeEvent('e7', [...EVENT, stray])!;
    expect([...leadFrom, ...statements].map(({ story }) => story)).not.toContain('stray');
  });

  it('does not fill the body with headlines that ask or repeat', () => {
    const told = composeEvent('e8', [
      ...EVENT,
      source('q', { title: 'Why Acme needs Beta: everything you need to know' }),
    ])!;
    expect(told.statements.map(({ field }) => field)).not.toContain('title');
  });

  it.each([
    ['quotation marks', '“'.repeat(1_000_000)],
    ['abbreviations', 'Mr. '.repeat(250_000)],
    ['names', 'Ceo Of The Said '.repeat(60_000)],
    ['glued words', 'aa.Bb'.repeat(200_000)],
    ['half characters', '\ud800. '.repeat(300_000)],
  ])('is not stopped by a megabyte of %s', (_, text) => {
    const hostile = [
      source('a', { text }),
      source('b', { text: 'Acme bought Beta for $5 billion in cash in June.' }),
    ];
    expect(withinCpu(5_000, () => verifyComposite(composeEvent('e4', hostile)!, hostile))).toEqual([]);
  });
});

describe('the check of a composite', () => {
  const change = (with_: object): string[] => verifyComposite({ ...composite, ...with_ }, EVENT);
  const first = composite.statements[0]!;

  it.each([
    [
      'a word that no source says',
      { statements: [{ ...first, text: `${first.text}!` }] },
      /not what its source says/,
    ],
    ['a place outside the field', { statements: [{ ...first, end: 1e6 }] }, /not what its source says/],
    ['an unknown story', { headlineFrom: { ...composite.headlineFrom, story: 'x' } }, /headline/],
    ['a repetition', { statements: [first, first] }, /twice/],
    ['a lead that is too long', { lead: 'so '.repeat(61) }, /61 words/],
    ['an invented speaker', { statements: [{ ...first, speaker: 'Nobody Real' }] }, /speaker/],
    ['a false witness', { statements: [{ ...first, alsoIn: ['x'] }] }, /agreement/],
    ['too much', { statements: Array.from({ length: 9 }, () => first) }, /9 statements/],
  ])('finds %s', (_, with_, problem) => {
    expect(change(with_).join('; ')).toMatch(problem);
  });

  it('finds a total that is not the sum of its parts', () => {
    const claim = { story: 'ledger', field: 'title', start: 0, end: 4, value: 5 } as const;
    const figure = {
      kind: 'money',
      value: 5,
      unit: 'USD',
      of: 'price',
      says: [claim],
      disputed: false,
    } as const;
    expect(change({ figures: [{ ...figure, parts: [figure, figure] }] })).toEqual([
      'figure 1 is not the sum of its parts',
    ]);
    expect(change({ figures: [{ ...figure, says: [] }] })).toEqual(['figure 1 has no source']);
  });
});
