import { assertIfMatch, entityTag, noneMatch } from './etag.js';

describe('an entity tag', () => {
  const tag = entityTag({ id: 'r1', role: 'analyst' });

  it('is strong, and another for another body', () => {
    expect(tag).toMatch(/^"[\w-]{24}"$/);
    expect(entityTag({ id: 'r1', role: 'analyst' })).toBe(tag);
    expect(entityTag({ id: 'r1', role: 'founder' })).not.toBe(tag);
  });

  it('is compared with a list, weakly, for reading', () => {
    expect(noneMatch(undefined, tag)).toBe(true);
    expect(noneMatch('"other"', tag)).toBe(true);
    expect(noneMatch(`"other", W/${tag}`, tag)).toBe(false);
    expect(noneMatch('*', tag)).toBe(false);
  });

  it('is compared strongly for changing', () => {
    expect(() => assertIfMatch(undefined, tag)).not.toThrow();
    expect(() => assertIfMatch('*', tag)).not.toThrow();
    expect(() => assertIfMatch(`"other", ${tag}`, tag)).not.toThrow();
    expect(() => assertIfMatch(`W/${tag}`, tag)).toThrow(expect.objectContaining({ status: 412 }));
    expect(() => assertIfMatch('"other"', tag)).toThrow(
      expect.objectContaining({ code: 'PRECONDITION_FAILED' }),
    );
  });
});
