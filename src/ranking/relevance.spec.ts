import { priorRelevance } from './relevance.js';

describe('relevance to a prior', () => {
  it('rises without a step at 0, but says little more of ten dislikes than of one', () => {
    expect(priorRelevance(0)).toBe(0);
    expect(priorRelevance(-0.01)).toBeCloseTo(-priorRelevance(0.01), 5);
    expect(priorRelevance(-20)).toBeGreaterThan(-0.31);
    expect(priorRelevance(20)).toBeCloseTo(1, 3);
  });
});
