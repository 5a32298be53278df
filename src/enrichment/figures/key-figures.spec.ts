import { withinCpu } from '../../../test/support/cpu-time.js';
import type { CompositeSource, KeyFigure } from '../composite.js';
import { figuresOf } from './figures.js';
import { keyFiguresOf } from './key-figures.js';

const DAY = Date.UTC(2026, 2, 2, 9);

function told(id: string, title: string, text = '', more: Partial<CompositeSource> = {}): CompositeSource {
  const story = {
    id,
    title,
    text,
    source: `Paper ${id}`,
    publishedAt: DAY + id.charCodeAt(0) * 60_000,
    entities: [],
    ...more,
  };
  return { ...story, figures: figuresOf(story) };
}

const read = (...sources: CompositeSource[]): KeyFigure[] => keyFiguresOf(sources);
const short = ({ value, unit, of }: Pick<KeyFigure, 'value' | 'unit' | 'of'>): unknown[] => [value, unit, of];
const find = (figures: readonly KeyFigure[], value: number): KeyFigure | undefined =>
  figures.find((figure) => figure.value === value);

/** A bet told by five invented papers. */
const BET = [
  told(
    'a',
    'Amazon pledges $50 billion equity investment in OpenAI',
    'Amazon said it would invest $50 billion in OpenAI. It pays $15 billion at once and a further $35 billion when conditions are met in the coming months. OpenAI commits to about 2 gigawatts of Trainium capacity.',
  ),
  told(
    'b',
    'Inside the $150 billion bet of Amazon on OpenAI',
    'The bet of about $150 billion combines a $50 billion equity investment by Amazon in OpenAI with $100 billion of cloud contracts.',
  ),
  told(
    'c',
    'OpenAI and Amazon widen their cloud agreement',
    'The AWS agreement of OpenAI grows by about $100 billion in cloud contracts over eight years. OpenAI takes 2,000 MW of Trainium capacity from Amazon.',
  ),
  told(
    'd',
    'OpenAI books two gigawatts of Trainium capacity at Amazon',
    'Analysts put the capital spending of AWS near $200 billion for 2026.',
  ),
];

describe('key figures', () => {
  it('takes the headline figure of a bet apart', () => {
    const figures = read(...BET);
    const bet = find(figures, 150e9);
    expect(bet?.parts?.map(({ value }) => value)).toEqual([50e9, 100e9]);
    const equity = find(figures, 50e9);
    expect(equity?.parts?.map(({ value, of }) => [value, of])).toEqual([
      [15e9, expect.any(String)],
      [35e9, expect.any(String)],
    ]);
    // What is shown as a part isn't shown again, unless it has parts of its own.
    expect(find(figures, 100e9)).toBeUndefined();
    expect(find(figures, 15e9)).toBeUndefined();
    expect(figures.some(({ disputed }) => disputed)).toBe(false);
  });

  it('reads one capacity in three ways of writing', () => {
    const power = find(read(...BET), 2e9);
    expect(power?.unit).toBe('W');
    expect(power?.of).toMatch(/Trainium capacity/);
    expect(power?.says.map(({ story }) => story)).toEqual(['a', 'c', 'd']);
  });

  it('gives spans that cut each claim out of its source', () => {
    const byId = new Map(BET.map((story) => [story.id, story]));
    for (const figure of read(...BET)) {
      for (const one of [figure, ...(figure.parts ?? [])]) {
        expect(one.of).not.toBe('');
        for (const { story, field, start, end } of one.says) {
          expect(byId.get(story)?.[field]?.slice(start, end)).toMatch(/\d|two/);
        }
      }
    }
  });

  it('aligns what is rounded, and keeps the value of each claim', () => {
    const [figure, ...others] = read(
      told('a', 'Acme agrees takeover of Globex for about $150 billion'),
      told('b', 'Acme to buy Globex in $149.6bn takeover'),
      told('c', 'Globex accepts $149.6 billion takeover by Acme'),
    );
    expect(others).toEqual([]);
    expect(figure).toMatchObject({ value: 149.6e9, disputed: false });
    expect(figure?.says.map(({ value }) => value)).toEqual([150e9, 149.6e9, 149.6e9]);
  });

  it('says where sources differ', () => {
    const [figure, ...others] = read(
      told('a', 'Acme plans to invest $40 billion in Globex, Reuters reports'),
      told('b', 'Acme is to invest $45 billion in Globex, says the FT'),
    );
    expect(others).toEqual([]);
    expect(figure).toMatchObject({ disputed: true, of: 'invest' });
    expect(figure?.says.map(({ value }) => value)).toEqual([40e9, 45e9]);
  });

  it.each([
    ['years', 'Acme reports revenue of $40 billion for 2025', 'Acme expects revenue of $45 billion for 2026'],
    [
      'currencies',
      'Acme plans to invest $40 billion in Globex',
      'Acme plans to invest €40 billion in Globex',
    ],
    ['measures', 'Acme buys Globex in $40 billion takeover', 'Acme market value passes $40 billion'],
    ['firms', 'Acme plans to invest $40 billion in ore', 'Globex plans to invest $45 billion in ore'],
    [
      'qualifiers',
      'Acme makes initial investment of $40 billion',
      'Acme makes total investment of $45 billion',
    ],
    ['magnitudes', 'Acme plans to invest $4 billion in Globex', 'Acme plans to invest $45 billion in Globex'],
    ['changes and levels', 'Revenue of Acme rose 20%', 'Acme takes 20% stake in Globex'],
    ['rises and falls', 'Acme profit rose 20% in the quarter', 'Acme profit fell 20% in the quarter'],
  ])('never aligns different %s', (_, one, other) => {
    const figures = read(told('a', one), told('b', other));
    expect(figures.every(({ says, disputed }) => says.length === 1 && !disputed)).toBe(true);
  });

  it('does not lend a round sum from one firm to another', () => {
    const figures = read(
      told('a', 'Tessaro to invest $2 billion in Zeta Labs'),
      told('b', 'Zeta Labs seeks money', 'Last year Orbitron agreed to invest $2 billion in Zeta Labs.'),
    );
    expect(figures.map(({ says }) => says.map(({ story }) => story))).toEqual([['a']]);
  });

  it('gives changes their sign and what changed', () => {
    expect(read(told('a', 'Revenue of Acme rises 12%, operating profit falls 3.5%')).map(short)).toEqual([
      [12, '%', 'Revenue'],
      [-3.5, '%', 'operating profit'],
    ]);
    expect(read(told('a', 'Acme sales drop 8% on tariffs')).map(short)).toEqual([[-8, '%', 'Acme sales']]);
  });

  it('keeps both ends of a range', () => {
    expect(read(told('a', 'Acme to invest between $10 and $12 billion in Globex'))).toEqual([
      expect.objectContaining({ value: 10e9, upTo: 12e9, of: 'invest' }),
    ]);
  });

  it('counts people who go once, whatever they are called', () => {
    const [figure, ...others] = read(
      told('a', 'Acme lays off over 4,000 people'),
      told('b', 'Acme is axing more than 4,000 jobs'),
    );
    expect(others).toEqual([]);
    expect(figure?.says).toHaveLength(2);
  });

  it('counts a copy once', () => {
    const text =
      'Acme said on Monday that it would buy Globex, a maker of lamps in the north, and keep its two works open for at least as long as the town wants them.';
    const title = 'Acme to buy Globex in a $3.2 billion deal this spring';
    const [figure] = read(told('a', title, text), told('b', title, text));
    expect(figure?.says).toHaveLength(1);
  });

  it('takes no figure from the other headlines of an aggregator', () => {
    const figures = read(
      told('a', 'Acme to buy Globex in $3.2 billion deal - Lamp Daily', '', {
        source: 'Google News (Business)',
        summary:
          'Acme to buy Globex in $3.2 billion deal - Lamp Daily Initech raises $700 million - Bulb Weekly',
      }),
    );
    expect(figures.map(short)).toEqual([[3.2e9, 'USD', 'deal']]);
  });

  describe('parts', () => {
    const total = 'Acme plans to invest $50 billion in Globex';
    it.each([
      [
        'a list',
        'The $50 billion investment of Acme in Globex includes $20 billion for works, $18 billion for chips and $12 billion for homes.',
        [20e9, 18e9, 12e9],
      ],
      [
        'a first and a rest',
        'Acme pays $15 billion at once and the remaining $35 billion later.',
        [15e9, 35e9],
      ],
    ])('are told by %s', (_, text, parts) => {
      expect(find(read(told('a', total, text)), 50e9)?.parts?.map(({ value }) => value)).toEqual(parts);
    });

    it.each([
      [
        'a wrong sum',
        'The $50 billion investment of Acme in Globex includes $20 billion for works and $18 billion for chips.',
      ],
      [
        'a change',
        'The $50 billion investment of Acme, including options, is up from $30 billion and $20 billion above the plan.',
      ],
      [
        'no word of it',
        'Acme invests $50 billion; Globex has $20 billion of debt and Initech $30 billion of debt.',
      ],
      [
        'different units',
        'The $50 billion investment of Acme includes €20 billion for works and $30 billion for chips.',
      ],
      [
        'what stands beside',
        'Besides its $50 billion investment, Acme pays Globex $20 billion in total for chips and $30 billion for homes.',
      ],
      [
        'what was raised',
        'Acme, now valued at $50 billion, first raised $20 billion and later another $30 billion.',
      ],
      ['another measure', 'Acme first raised $20 billion and later another $30 billion in funding.'],
      [
        'a first and a rest of something else',
        'Initech pays $15 billion at once and the remaining $35 billion later.',
      ],
      [
        'a first and a rest of another sum',
        'Acme pays $15 billion at once and the remaining $30 billion later.',
      ],
    ])('are not made of %s', (_, text) => {
      expect(read(told('a', total, text)).filter(({ parts }) => parts !== undefined)).toEqual([]);
    });
  });

  describe('dates', () => {
    const date = (figures: readonly KeyFigure[]): unknown[] =>
      figures
        .filter(({ kind }) => kind === 'date')
        .map(({ value, upTo }) =>
          [value, upTo].filter((at) => at !== undefined).map((at) => new Date(at).toISOString().slice(0, 10)),
        );

    it.each([
      ['The merger of Acme and Globex is expected to close by 30 June 2026.', [['2026-06-30']]],
      [
        'The merger of Acme and Globex is expected to close in the second half of 2027.',
        [['2027-07-01', '2027-12-31']],
      ],
      ['The Acme rules take effect on 1 July.', [['2026-07-01']]],
      ['The lamp of Acme launches on April 3, 2026.', [['2026-04-03']]],
      ['Acme met Globex on 4 March 2026.', []],
      ['The merger of Acme is expected to close by 31 June 2026.', []],
      ['The old rules of Acme took effect on 1 January 2020.', []],
    ])('are read from "%s"', (text, expected) => {
      expect(date(read(told('a', 'Acme and Globex agree on merger rules and lamp', text)))).toEqual(expected);
    });
  });

  it.each([
    'Shares of Acme rose 5% in the afternoon.',
    'The lamp, now $49, is $20 off and 30% off for members.',
    'Read page 23 at 9:30 for 12 minutes.',
  ])('leaves out noise: %s', (text) => {
    expect(read(told('a', 'Acme and Globex talk', text))).toEqual([]);
  });

  it('gives eight figures at most, those of most sources first', () => {
    const words = [
      'revenue',
      'net income',
      'capital spending',
      'debt',
      'valuation',
      'net loss',
      'operating profit',
      'free cash flow',
      'backlog',
      'settlement',
    ];
    const text = words
      .map((word, at) => `Acme reports its numbers: ${word} of $${String(at + 11)}.3 billion.`)
      .join(' ');
    const figures = read(
      told('a', 'Acme reports its numbers for spring', text),
      told('b', 'Acme reports numbers with backlog of $19.3 billion'),
    );
    expect(figures).toHaveLength(8);
    expect(figures[0]).toMatchObject({ value: 19.3e9 });
  });

  it('is the same whatever the order of the sources', () => {
    expect(read(...[...BET].reverse())).toEqual(read(...BET));
    expect(read()).toEqual([]);
  });

  it('survives long and hostile input', () => {
    withinCpu(8_000, () => {
      for (const piece of [
        '1',
        '1,',
        '$1 ',
        '$1 billion ',
        'up from $1bn and ',
        '5% ',
        'rose ',
        'June 1 ',
        'launch ',
        'the A B ',
        'valued at ',
        '1 to 2% ',
        'first $1bn, another $2bn ',
      ]) {
        const long = piece.repeat(1_000_000 / piece.length);
        const source = told('a', long.slice(0, 5_000), long, { summary: long });
        expect(keyFiguresOf([source, { ...source, id: 'b' }]).length).toBeLessThanOrEqual(8);
      }
    });
  });
});
