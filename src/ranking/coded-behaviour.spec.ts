import { type BehaviourType, type EventOf, type KnownStory, learnBehaviour } from './behaviour.js';
import { buildCandidatePool } from './candidate-pool.js';
import { learnInPool } from './coded-behaviour.js';
import { learnedInPool } from './compiled-reader.js';
import { mulberry32 } from './random.js';
import { withinWishes } from './wishes.js';

const NOW = Date.parse('2026-01-08T07:00:00Z');
const HOUR = 3_600_000;
const TYPES: readonly BehaviourType[] = [
  'impression',
  'impression',
  'click',
  'read',
  'save',
  'share',
  'hide',
  'unhide',
];

const random = mulberry32(7);
const upTo = (count: number): number => Math.floor(count * random());
const many = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));

const stories = many(60, (i): KnownStory => ({
  id: `s${i}`,
  learned: {
    event: `e${upTo(40)}`,
    publishedAt: NOW - upTo(48) * HOUR,
    source: `source-${upTo(6)}`,
    topics: many(upTo(4), () => ({ topic: `t${upTo(12)}`, confidence: random() })),
    entities: many(upTo(4), () => ({ entity: `n${upTo(30)}`, salience: random() })),
    terms: [`word${i}`],
  },
}));
/** What is older than the pool is known to nobody but learning. */
const pool = buildCandidatePool(
  stories.slice(0, 40).map(({ id, learned }) => ({
    ...learned,
    id,
    kinds: [],
    importancePrior: 0.5,
    authority: 0.5,
    halfLifeHours: 24,
  })),
  NOW,
);
const byId = new Map(stories.map(({ id, learned }) => [id, learned]));

function someEvents(): EventOf<KnownStory>[] {
  return many(upTo(upTo(10) === 0 ? 1500 : 40), () => ({
    type: TYPES[upTo(TYPES.length)]!,
    story: stories[upTo(stories.length)]!,
    // Often several of one moment; some by a clock that is ahead.
    at: NOW - (upTo(30) - 1) * HOUR,
    dwellSeconds: random() < 0.5 ? undefined : upTo(60),
  }));
}

describe('what is learned in the coordinates of a pool', () => {
  it('is to the last bit what is learned by names', () => {
    for (let reader = 0; reader < 300; reader++) {
      const events = someEvents();
      const stated = {
        followedTopics: many(upTo(4), () => `t${upTo(14)}`),
        followedEntities: many(upTo(4), () => `n${upTo(35)}`),
      };
      const named = learnBehaviour(
        events.map((event) => ({ ...event, story: event.story.id })),
        (id) => byId.get(id),
        NOW,
      );
      const expected = learnedInPool(pool, withinWishes(stated, named));
      const inOrder = ({ codes, values }: typeof expected.topics) =>
        codes.map((code, i): [number, number] => [code, values[i]!]).sort(([a], [b]) => a - b);
      const learned = learnInPool(pool, events, stated, NOW);
      expect({
        ...learned,
        topics: inOrder(learned.topics),
        entities: inOrder(learned.entities),
      }).toEqual({
        ...expected,
        // A follow that was disliked comes last by names, as 0 either way.
        topics: inOrder(expected.topics),
        entities: inOrder(expected.entities),
      });
    }
  });

  it('is nothing of one who did nothing', () => {
    const stated = { followedTopics: ['t1'], followedEntities: [] };
    const { topics, hidden, reads } = learnInPool(pool, [], stated, NOW);
    expect([topics.codes, hidden, reads]).toEqual([[], [], []]);
  });
});
