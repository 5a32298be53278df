import { pageOf, pageQuerySchema } from './pagination.js';

describe('the limit of a page', () => {
  it.each([
    [undefined, 20],
    ['1', 1],
    ['100', 100],
  ])('%s is %i', (limit, expected) => {
    expect(pageQuerySchema.parse({ limit }).limit).toBe(expected);
  });

  it.each(['0', '-1', '101', '1e9', '1.5', '', 'all', 'Infinity', 'NaN', ['5', '6'], { $gt: '' }, null])(
    '%j is refused',
    (limit) => {
      const result = pageQuerySchema.safeParse({ limit });
      expect(result.error?.issues[0]?.path).toEqual(['limit']);
    },
  );
});

describe('a page', () => {
  const cursor = (last: number) => `after-${last}`;

  it('has a cursor only when there is more', () => {
    expect(pageOf([1, 2, 3], 2, cursor)).toEqual({ items: [1, 2], nextCursor: 'after-2' });
    expect(pageOf([1, 2], 2, cursor)).toEqual({ items: [1, 2] });
    expect(pageOf([], 2, cursor)).toEqual({ items: [] });
  });
});
