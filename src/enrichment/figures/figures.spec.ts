import { withinCpu } from '../../../test/support/cpu-time.js';
import { figuresOf } from './figures.js';

const read = (title: string) =>
  figuresOf({ id: 's', title }).map(({ kind, value, unit, of, text }) =>
    [kind, value, unit, of ?? '', text].join(' '),
  );

describe('figures', () => {
  it.each([
    ['It pledges 50 billion dollars of equity', ['money 50000000000 USD equity 50 billion dollars']],
    ['It raised $1.5bn in funding', ['money 1500000000 USD funding $1.5bn']],
    ['a €200 million loan', ['money 200000000 EUR loan €200 million']],
    ['a $20 Billion swap line', ['money 20000000000 USD  $20 Billion']],
    ['AU$49.5 million and US$3m', ['money 49500000 AUD  AU$49.5 million', 'money 3000000 USD  US$3m']],
    [
      'Rs 500 crore and ₹2 lakh crore',
      ['money 5000000000 INR  Rs 500 crore', 'money 2000000000000 INR  ₹2 lakh crore'],
    ],
    ['¥300 billion or £2.5bn', ['money 300000000000 JPY  ¥300 billion', 'money 2500000000 GBP  £2.5bn']],
    ['revenue of about $39.3 billion', ['money 39300000000 USD revenue $39.3 billion']],
    ['$4 per million input tokens', ['money 4 USD  $4']],
    ['worth $1.1 billion', ['money 1100000000 USD  $1.1 billion']],
  ])('reads money in "%s"', (title, expected) => {
    expect(read(title)).toEqual(expected);
  });

  it.each([
    ['$1.5-2 billion', '$1.5-2 billion', [1.5e9, 2e9, 'USD']],
    ['$1.5 billion to $2 billion', '$1.5 billion to $2 billion', [1.5e9, 2e9, 'USD']],
    ['between $10 and $20 million', '$10 and $20 million', [1e7, 2e7, 'USD']],
    ['$10 to 20 million', '$10 to 20 million', [1e7, 2e7, 'USD']],
    ['€20–25bn', '€20–25bn', [2e10, 2.5e10, 'EUR']],
    ['50 to 60 million dollars', '50 to 60 million dollars', [5e7, 6e7, 'USD']],
    ['5-7%', '5-7%', [5, 7, '%']],
    ['4 to 6 per cent', '4 to 6 per cent', [4, 6, '%']],
    ['between 10 and 12 GW', '10 and 12 GW', [1e10, 1.2e10, 'W']],
    ['300 MW to 2 GW', '300 MW to 2 GW', [3e8, 2e9, 'W']],
    ['two to three gigawatts', 'two to three gigawatts', [2e9, 3e9, 'W']],
    ['200 to 300 engineers', '200 to 300 engineers', [200, 300, 'engineers']],
    ['25 to 50 basis points', '25 to 50 basis points', [0.25, 0.5, 'points']],
  ])('reads both ends of "%s"', (title, written, [value, upTo, unit]) => {
    expect(figuresOf({ id: 's', title })).toEqual([
      expect.objectContaining({ text: written, value, upTo, unit }),
    ]);
  });

  it.each([
    ['$900 and $2 million', [900, 2e6]],
    ['grew from 4% to 6%', [4, 6]],
    ['rose from $10 to $20 million', [1e7, 2e7]],
    ['$3 million to 200 people', [3e6, 200]],
    ['$2 billion to $100 billion', [2e9, 1e11]],
  ])('takes the amounts of "%s" for two', (title, expected) => {
    const figures = figuresOf({ id: 's', title });
    expect(figures.map(({ value }) => value)).toEqual(expected);
    expect(figures.every(({ upTo }) => upTo === undefined)).toBe(true);
  });

  it.each([
    ['about 2 gigawatts of Trainium capacity', ['power 2000000000 W Trainium capacity 2 gigawatts']],
    [
      'two gigawatts, 500 MW and a 300-megawatt plant',
      ['power 2000000000 W  two gigawatts', 'power 500000000 W  500 MW', 'power 300000000 W  300-megawatt'],
    ],
    ['cut 1,200 jobs', ['count 1200 jobs  1,200 jobs']],
    ['3 million vehicles', ['count 3000000 vehicles  3 million vehicles']],
    ['900 million weekly active users', ['count 900000000 users  900 million weekly active users']],
    ['over eight years', ['duration 8 years  eight years']],
    ['down -3.5% on the day', ['percent -3.5 %  -3.5%']],
    ['about 300 engineers', ['count 300 engineers  300 engineers']],
    [
      '10 GWh and 5 gigawatt-hours',
      ['power 10000000000 Wh  10 GWh', 'power 5000000000 Wh  5 gigawatt-hours'],
    ],
    ['0.5 percentage points', ['percent 0.5 points  0.5 percentage points']],
    [
      '2 per cent points and 25 basis points',
      ['percent 2 points  2 per cent points', 'percent 0.25 points  25 basis points'],
    ],
    ['12% of its revenue', ['percent 12 % revenue 12%']],
    ['a 10% stake', ['percent 10 % stake 10%']],
    ['half of its workforce', ['percent 50 % workforce half']],
    ['A third of its global staff', ['percent 33.3 % staff A third']],
    ['120TB of logs', ['data 120000000000000 B  120TB']],
  ])('reads quantities in "%s"', (title, expected) => {
    expect(read(title)).toEqual(expected);
  });

  it.each([
    'the 2025 vehicles',
    'the second half of 2027',
    'half a loaf and a third of three doors',
    'the H200 chips and Q1 200 jobs5',
    '5 million pounds of beef',
    'the team won 5 won games',
    'CVE-2025-1234 people',
    'F-35 jets',
    '$1,5 million',
    '1.234.567',
    'GPT-5.6',
    '7 apps for users',
    'on 12/5/2026 at 3:30',
    'XY$5 million',
  ])('reads nothing in "%s"', (title) => {
    expect(read(title)).toEqual([]);
  });

  it('gives spans that cut the figure out as written', () => {
    const story = { id: 's', title: '🚀 $5bn', summary: 'Up 7 % on 2,000 jobs', text: 'In 3 GW we trust' };
    const figures = figuresOf(story);
    expect(figures).toHaveLength(4);
    for (const { field, start, end, text } of figures) expect(story[field].slice(start, end)).toBe(text);
  });

  it('survives long and hostile input', () => {
    withinCpu(2_000, () => {
      for (const piece of [
        '1',
        '1,',
        '$',
        '$1 ',
        '1 to ',
        'between ',
        '1,234,567.89 ',
        'two ',
        'new ',
        '5 new ',
        '5-',
        '1 to 2 ',
        '$1-2 ',
        'half of ',
        'half of its ',
      ]) {
        const long = piece.repeat(1_000_000 / piece.length);
        expect(figuresOf({ id: 's', title: long, summary: long, text: long }).length).toBeLessThanOrEqual(40);
      }
    });
  });

  it.each(['$1e308 billion', '10^400 billion euros', '$99999999999999999999', '−$12 million', 'minus 30%'])(
    'leaves %s alone',
    (text) => {
      expect(figuresOf({ id: 'x', title: `A loss of ${text} was booked` })).toEqual([]);
    },
  );
});
