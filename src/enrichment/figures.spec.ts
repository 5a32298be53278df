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
    ['$1.5-2 billion', [1.5e9, 2e9]],
    ['$1.5 billion to $2 billion', [1.5e9, 2e9]],
    ['between $10 and $20 million', [1e7, 2e7]],
    ['$10 to 20 million', [1e7, 2e7]],
    ['$900 and $2 million', [900, 2e6]],
    ['5-7%', [5, 7]],
  ])('reads both ends of "%s"', (title, expected) => {
    expect(figuresOf({ id: 's', title }).map(({ value }) => value)).toEqual(expected);
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
    ['120TB of logs', ['data 120000000000000 B  120TB']],
  ])('reads quantities in "%s"', (title, expected) => {
    expect(read(title)).toEqual(expected);
  });

  it.each([
    'the 2025 vehicles',
    '10 GWh and 5 gigawatt-hours',
    '0.5 percentage points',
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
    const start = performance.now();
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
    ]) {
      const long = piece.repeat(1_000_000 / piece.length);
      expect(figuresOf({ id: 's', title: long, summary: long, text: long }).length).toBeLessThanOrEqual(40);
    }
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});
