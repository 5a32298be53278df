import { openingLine } from './opening-line.js';

const item = (source: string, ...topics: string[]) => ({ source, topics });

describe('the opening line', () => {
  it('says day, name, how many stories from how many sources, and what most are on', () => {
    const items = [
      item('A', 'semiconductors', 'earnings'),
      item('B', 'semiconductors'),
      item('C', 'earnings'),
      item('A', 'semiconductors'),
    ];
    expect(openingLine('2026-07-06', 'Mei Tanaka', items, 6)).toBe(
      'Monday 6 July, Mei. Four stories from three sources, most on semiconductors and earnings and guidance.',
    );
  });

  it('says one as one', () => {
    expect(openingLine('2026-07-06', null, [item('A')], 1)).toBe('Monday 6 July. One story from one source.');
  });

  it('says that a thin day is thin and an empty one empty', () => {
    expect(openingLine('2026-07-06', ' ', [item('A', 'gaming')], 10)).toMatch(/quiet day/);
    expect(openingLine('2026-07-06', 'Mei', [], 10)).toBe(
      'Monday 6 July, Mei. Nothing today that is worth your time.',
    );
  });

  it('names no topic that one story alone is on', () => {
    expect(openingLine('2026-07-06', null, [item('A', 'gaming'), item('B', 'earnings')], 2)).not.toMatch(
      /most on/,
    );
  });

  it('counts beyond twelve in digits', () => {
    const many = Array.from({ length: 13 }, (_, i) => item(`S${i}`));
    expect(openingLine('2024-02-29', null, many, 13)).toBe(
      'Thursday 29 February. 13 stories from 13 sources.',
    );
  });
});
