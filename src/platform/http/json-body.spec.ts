import { jsonDepth } from './json-body.js';

const depth = (text: string, limit = 1_000) => jsonDepth(Buffer.from(text), limit);

describe('the depth of a JSON text', () => {
  it.each([
    ['', 0],
    ['7', 0],
    ['"[[[["', 0],
    ['"\\"[["', 0],
    ['"\\\\" ', 0],
    ['["\\\\", [1]]', 2],
    ['{}', 1],
    ['{"a":[{"b":1}],"c":[[]]}', 3],
    ['["]]", "\\"", {"{": "}"}, [[]]]', 3],
  ])('of %s is %i', (text, expected) => {
    expect(depth(text)).toBe(expected);
  });

  it('is not counted beyond the limit', () => {
    expect(depth('['.repeat(100_000), 64)).toBe(65);
  });
});
