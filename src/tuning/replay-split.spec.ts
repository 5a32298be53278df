import { mulberry32 } from '../ranking/random.js';
import type { ReplayEvent } from './replay-log.js';
import { shuffled, splitTable, touchTable, untouchedSample, withoutRareReaders } from './replay-split.js';

const touch = (reader: string, story: string, kind: ReplayEvent['kind'] = 'view'): ReplayEvent => ({
  reader,
  story,
  kind,
  groups: [],
});

describe('touchTable', () => {
  it('sorts readers and stories and sums strengths to log2(1 + sum)', () => {
    const table = touchTable([touch('b', '10'), touch('a', '9', 'bookmark'), touch('a', '9', 'comment')]);
    expect(table.readers).toEqual(['a', 'b']);
    expect(table.stories).toEqual(['10', '9']);
    expect([...table.rows[0]!]).toEqual([[1, Math.log2(7.5)]]);
    expect([...table.rows[1]!]).toEqual([[0, 1]]);
  });

  it('refuses a log without events', () => {
    expect(() => touchTable([])).toThrow('no events');
  });
});

describe('splitTable', () => {
  const log = ['x', 'y', 'z'].flatMap((reader, r) =>
    Array.from({ length: [8, 4, 5][r]! }, (_, s) => touch(reader, `s${s}`)),
  );

  it('hides floor(.2n + .5) stories of readers with five, drawn from one stream', () => {
    const { training, test } = splitTable(touchTable(log), 1);
    const random = mulberry32(1);
    const first = shuffled([0, 1, 2, 3, 4, 5, 6, 7], random).slice(0, 2);
    const third = shuffled([0, 1, 2, 3, 4], random).slice(0, 1);
    expect(test).toEqual([first, [], third]);
    expect(training.rows.map((row) => row.length)).toEqual([6, 4, 4]);
    for (const story of first) expect([...training.rows[0]!]).not.toContain(story);
  });

  it('leaves readers with fewer than five out where they are not even training', () => {
    const table = withoutRareReaders(touchTable(log));
    expect(table.readers).toEqual(['x', 'z']);
    expect(table.stories).toHaveLength(8);
  });
});

describe('shuffled', () => {
  it('swaps from the end', () => {
    const numbers = [0.1, 0.5]; // k = 2: j = 0; k = 1: j = 1
    expect(shuffled([1, 2, 3], () => numbers.shift()!)).toEqual([3, 2, 1]);
  });
});

describe('untouchedSample', () => {
  it('draws again for repeats and for what was touched', () => {
    const numbers = [0.0, 0.3, 0.3, 0.99, 0.6];
    expect(untouchedSample(new Set([0]), 4, 3, () => numbers.shift()!)).toEqual([1, 3, 2]);
  });

  it('refuses a reader who touched nearly all', () => {
    expect(() => untouchedSample(new Set([0]), 4, 4, () => 0)).toThrow('fewer than 4 stories');
  });
});
