import { halfLifeHours, importancePrior } from './story-prior.js';

const story = (topic: string, kind?: 'law' | 'shopping' | 'market-wrap', entity?: string) => ({
  topics: [{ topic, confidence: 0.9, evidence: [] }],
  kinds: kind === undefined ? [] : [{ kind, confidence: 0.9 }],
  entities:
    entity === undefined
      ? []
      : [{ entity, name: entity, type: 'company', salience: 1, confidence: 1, mentions: [] }],
});

describe('importance of a story beforehand', () => {
  it('puts what every office talks about above a trade matter, and that above gossip', () => {
    expect(importancePrior(story('foundation-models'))).toBeGreaterThan(importancePrior(story('education')));
    expect(importancePrior(story('education'))).toBeGreaterThan(importancePrior(story('gaming')));
  });

  it('grows with a law and a great name, shrinks with a bargain', () => {
    const plain = importancePrior(story('antitrust-competition'));
    expect(importancePrior(story('antitrust-competition', 'law'))).toBeGreaterThan(plain);
    expect(importancePrior(story('antitrust-competition', undefined, 'google'))).toBeGreaterThan(plain);
    expect(importancePrior(story('antitrust-competition', 'shopping'))).toBeLessThan(plain);
  });

  it('stays within 0 and 1, also for a story without tags', () => {
    expect(importancePrior({ topics: [], kinds: [], entities: [] })).toBe(0);
    expect(importancePrior(story('foundation-models', 'law', 'openai'))).toBeLessThanOrEqual(1);
  });

  it('knows how long a story keeps', () => {
    expect(halfLifeHours(story('financial-markets'))).toBeLessThan(halfLifeHours(story('ai-research')));
    expect(halfLifeHours({ topics: [] })).toBeGreaterThan(0);
  });
});
