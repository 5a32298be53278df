import { z } from 'zod';
import { cursorOf } from './cursor.js';

const position = z.tuple([z.iso.datetime(), z.int()]);
const cursor = cursorOf('stories', position);
const text = cursor.encode(['2026-07-06T07:00:00Z', 12]);

const raw = (content: unknown) => Buffer.from(JSON.stringify(content)).toString('base64url');

describe('a cursor', () => {
  it('comes back as it went', () => {
    expect(cursor.decode(text)).toEqual(['2026-07-06T07:00:00Z', 12]);
    expect(text).toMatch(/^[\w-]+$/);
  });

  it.each([
    ['empty', ''],
    ['of another list', cursorOf('sources', position).encode(['2026-07-06T07:00:00Z', 12])],
    ['of another version', raw([2, 'stories', ['2026-07-06T07:00:00Z', 12]])],
    ['with a wrong position', raw([1, 'stories', ['yesterday', 12]])],
    ['not a list', raw({ v: 1 })],
    ['null', raw(null)],
    ['cut off', text.slice(0, -5)],
    ['no base64url', `${text}'; DROP TABLE story`],
    ['endless', 'A'.repeat(100_000)],
  ])('that is %s is refused', (_what, broken) => {
    expect(() => cursor.decode(broken)).toThrow(
      expect.objectContaining({ code: 'INVALID_CURSOR', status: 422 }),
    );
  });
});
