import { BodyMemory } from './body-memory.js';

describe('the memory of bodies', () => {
  it('holds the pieces one after the other, texts as UTF-8', () => {
    const { bytes } = new BodyMemory().join(['{"a":"ü€😀"', Buffer.from(',"b":1'), '}']);
    expect(bytes.toString()).toBe('{"a":"ü€😀","b":1}');
  });

  it('is used again after it was given back, once, and not before', () => {
    const memory = new BodyMemory();
    const first = memory.join(['first']);
    const second = memory.join(['second']);
    expect(first.bytes.toString()).toBe('first');
    first.release();
    first.release();
    const third = memory.join(['third']);
    const fourth = memory.join(['fourth']);
    expect(third.bytes.buffer).toBe(first.bytes.buffer);
    expect(fourth.bytes.buffer).not.toBe(first.bytes.buffer);
    expect([second, third, fourth].map(({ bytes }) => bytes.toString())).toEqual([
      'second',
      'third',
      'fourth',
    ]);
  });

  it('is not shared by what is larger than a block', () => {
    const memory = new BodyMemory();
    const large = memory.join(['x'.repeat(300_000)]);
    large.release();
    expect(memory.join(['small']).bytes.buffer).not.toBe(large.bytes.buffer);
    expect(large.bytes.length).toBe(300_000);
  });
});
