import { titleLikeness } from './title-likeness.js';

describe('titleLikeness', () => {
  const likeness = titleLikeness(['Python for beginners', 'python, for experts', 'cooking', '', 'cooking']);

  it('weighs words by rarity, 1 for equal titles, 0 for none', () => {
    const common = Math.log(5 / 2) ** 2;
    const rare = Math.log(5) ** 2;
    expect(likeness(0)[1]).toBeCloseTo((2 * common) / (2 * common + rare), 12);
    expect(likeness(2)[4]).toBeCloseTo(1, 12);
    expect([...likeness(3)]).toEqual([0, 0, 0, 0, 0]);
    expect(likeness(0)[2]).toBe(0);
  });
});
