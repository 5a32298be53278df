import { contentStems } from './event-terms.js';
import { meaningOf } from './same-meaning.js';

const meaning = (word: string): string | undefined => contentStems([word]).map(meaningOf)[0];

describe('the meaning of a stem', () => {
  it.each([
    ['announced', 'unveils'],
    ['acquisition', 'buying'],
    ['layoffs', 'cut'],
    ['lawsuit', 'sued'],
    ['shares', 'shares'],
  ])('is one for %s and %s', (one, other) => {
    expect(meaning(one)).toBe(meaning(other));
  });

  it('keeps apart what is not the same', () => {
    expect(meaning('rose')).not.toBe(meaning('fell'));
    expect(meaning('approved')).not.toBe(meaning('rejected'));
  });
});
