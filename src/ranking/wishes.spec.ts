import { NO_BEHAVIOUR } from './reader.js';
import { withFacts, withinWishes } from './wishes.js';

const vector = (values: Readonly<Record<string, number>>): Map<string, number> =>
  new Map(Object.entries(values));

const behaviour = {
  ...NO_BEHAVIOUR,
  strength: 9,
  topics: vector({ power: -0.4, chips: 0.3, law: -0.2 }),
  entities: vector({ norvane: -0.5 }),
};

describe('explicit wishes beside behaviour', () => {
  it('what is followed may be learned to matter more, never less', () => {
    const { topics, entities } = withinWishes(
      { followedTopics: ['power', 'chips', 'gaming'], followedEntities: ['norvane'] },
      behaviour,
    );
    expect(topics).toEqual(vector({ power: 0, chips: 0.3, law: -0.2 }));
    expect(entities).toEqual(vector({ norvane: 0 }));
    expect(behaviour.topics.get('power')).toBe(-0.4);
  });

  it('what was read and hidden before a reset stays so, and nothing else', () => {
    const earlier = { ...behaviour, hiddenEvents: new Set(['a']), readEvents: new Map([['e', 1]]) };
    const later = {
      ...NO_BEHAVIOUR,
      topics: vector({ power: 0.1 }),
      hiddenEvents: new Set(['b']),
      readEvents: new Map([['e', 5]]),
    };
    const both = withFacts(later, earlier);
    expect([...both.hiddenEvents]).toEqual(['a', 'b']);
    expect([...both.readEvents]).toEqual([['e', 5]]);
    expect([both.topics, both.strength]).toEqual([vector({ power: 0.1 }), 0]);
  });
});
