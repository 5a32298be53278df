import { NO_BEHAVIOUR } from './reader.js';
import { withFacts, withinWishes } from './wishes.js';

const behaviour = {
  ...NO_BEHAVIOUR,
  strength: 9,
  topics: { power: -0.4, chips: 0.3, law: -0.2 },
  entities: { norvane: -0.5 },
};

describe('explicit wishes beside behaviour', () => {
  it('what is followed may be learned to matter more, never less', () => {
    const { topics, entities } = withinWishes(
      { followedTopics: ['power', 'chips', 'gaming'], followedEntities: ['norvane'] },
      behaviour,
    );
    expect(topics).toEqual({ power: 0, chips: 0.3, law: -0.2 });
    expect(entities).toEqual({ norvane: 0 });
    expect(behaviour.topics.power).toBe(-0.4);
  });

  it('what was read and hidden before a reset stays so, and nothing else', () => {
    const earlier = { ...behaviour, hiddenStories: new Set(['a']), readEvents: new Map([['e', 1]]) };
    const later = {
      ...NO_BEHAVIOUR,
      topics: { power: 0.1 },
      hiddenStories: new Set(['b']),
      readEvents: new Map([['e', 5]]),
    };
    const both = withFacts(later, earlier);
    expect([...both.hiddenStories]).toEqual(['a', 'b']);
    expect([...both.readEvents]).toEqual([['e', 5]]);
    expect([both.topics, both.strength]).toEqual([{ power: 0.1 }, 0]);
  });
});
