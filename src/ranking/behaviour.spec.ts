import {
  type BehaviourEvent,
  type BehaviourType,
  eventValue,
  learnBehaviour,
  type LearnedStory,
  MAX_DAILY_VALUE,
  MAX_EVENTS,
  popularActs,
} from './behaviour.js';
import { mulberry32 } from './random.js';

const NOW = Date.parse('2026-01-08T07:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const stories = new Map(
  Array.from({ length: 900 }, (_, i): [string, LearnedStory] => [
    `s${i}`,
    {
      event: `event-${i}`,
      publishedAt: NOW - 6 * HOUR,
      source: `source-${i % 7}`,
      topics: [{ topic: `topic-${i % 5}`, confidence: 1 }],
      entities: [],
      terms: ['chip'],
    },
  ]),
);
const learn = (events: readonly BehaviourEvent[]) => learnBehaviour(events, (id) => stories.get(id), NOW);
const event = (type: BehaviourType, story: number, ago: number): BehaviourEvent => ({
  type,
  story: `s${story}`,
  at: NOW - ago,
});
const many = (count: number, make: (i: number) => BehaviourEvent): BehaviourEvent[] =>
  Array.from({ length: count }, (_, i) => make(i));

describe('the value of an event', () => {
  it.each<[BehaviourType, number | undefined, number]>([
    ['impression', undefined, 0],
    ['click', undefined, 0.5],
    ['click', 5, 0.5],
    ['read', undefined, 1],
    ['read', 0, 0.5],
    ['read', 29.9, 0.5],
    ['read', 30, 1],
    ['save', 1, 2],
    ['share', undefined, 2],
    ['hide', undefined, -2],
    ['unhide', undefined, 0],
    ['follow', undefined, 0],
    ['mute', undefined, 0],
  ])('%s with a dwell of %p is %p', (type, dwellSeconds, value) => {
    expect(eventValue({ type, story: 's1', at: NOW, dwellSeconds })).toBe(value);
  });
});

describe('what is learned', () => {
  it('is of the latest acts, hides and impressions, and no flood of one washes away another', () => {
    const own = [event('click', 1, DAY), event('hide', 2, DAY), event('impression', 3, DAY)];
    const floods = [
      many(2000, (i) => event('impression', 100 + (i % 700), i)),
      many(2000, (i) => event('click', 100 + (i % 700), i)),
    ];
    const [shown, acted] = floods.map((flood) => learn([...own, ...flood]));
    for (const state of [shown!, acted!]) expect([...state.hiddenEvents]).toEqual(['event-2']);
    expect(shown!.readEvents.get('event-1')).toBe(NOW - 6 * HOUR);
    expect(acted!.shown.get('s3')).toBe(1);
    expect(shown!.shown.size).toBeLessThanOrEqual(MAX_EVENTS);
    expect(acted!.readEvents.size).toBeLessThanOrEqual(MAX_EVENTS);
  });

  it('is the same, bit for bit, in whatever order the events are told', () => {
    const random = mulberry32(3);
    const types = ['impression', 'click', 'read', 'save', 'share', 'hide', 'unhide'] as const;
    const events = many(3000, (i) =>
      event(types[i % 7]!, Math.floor(900 * random()), Math.floor(9 * random()) * HOUR),
    );
    const shuffled = events
      .map((one) => ({ one, key: random() }))
      .sort((a, b) => a.key - b.key)
      .map(({ one }) => one);
    expect(learn(shuffled)).toEqual(learn(events));
    expect(JSON.stringify(learn(shuffled))).toBe(JSON.stringify(learn(events)));
  });

  it('is of a hide that was taken back as if it had never been, whatever its order of arrival', () => {
    const others = [event('click', 2, HOUR), event('hide', 3, HOUR)];
    const takenBack = [event('hide', 1, 4 * HOUR), event('hide', 1, 3 * HOUR), event('unhide', 1, 2 * HOUR)];
    expect(learn([...takenBack, ...others])).toEqual(learn(others));
    expect(learn([...takenBack.reverse(), ...others])).toEqual(learn(others));
    expect(learn([...others, event('unhide', 9, HOUR)])).toEqual(learn(others));
    const again = event('hide', 1, HOUR);
    expect(learn([...takenBack, again, ...others])).toEqual(learn([again, ...others]));
  });

  it('stays within −1 and 1, however much is saved or hidden', () => {
    for (const type of ['save', 'hide'] as const) {
      const { topics, sources } = learn(many(5000, (i) => event(type, i % 900, i)));
      for (const value of [...Object.values(topics), ...Object.values(sources)])
        expect(Math.abs(value)).toBeLessThan(1);
    }
  });

  it('takes a story that was clicked by a slow clock as read when it was published, not before', () => {
    expect(learn([event('click', 1, 8 * HOUR)]).readEvents.get('event-1')).toBe(NOW - 6 * HOUR);
    expect(learn([event('click', 1, HOUR)]).readEvents.get('event-1')).toBe(NOW - HOUR);
  });

  it('counts what is a little ahead as of now, and what is far ahead not at all', () => {
    const state = learn([event('click', 1, -4 * MINUTE), event('hide', 2, -6 * MINUTE)]);
    expect(state.strength).toBe(0.5);
    expect(state.hiddenEvents.size).toBe(0);
  });

  it('is next to nothing from what lies years back', () => {
    const { topics } = learn(many(MAX_EVENTS, (i) => event('save', i, 20 * 365 * DAY)));
    for (const value of Object.values(topics)) expect(value).toBeLessThan(1e-50);
  });
});

describe('the part of a reader in what is popular', () => {
  it('is each story once, by the most that was done with it and the last time', () => {
    const acts = popularActs([
      event('click', 1, 3 * HOUR),
      event('save', 1, 2 * HOUR),
      event('click', 1, HOUR),
      event('hide', 1, 0),
      event('impression', 2, HOUR),
      event('hide', 3, HOUR),
    ]);
    expect(acts).toEqual([{ story: 's1', at: NOW - HOUR, value: 2 }]);
  });

  it('is bounded for who does everything, and untouched for who reads all day', () => {
    const sum = (events: BehaviourEvent[]): number =>
      popularActs(events).reduce((total, { value }) => total + value, 0);
    expect(sum(many(200_000, (i) => event('share', i % 900, i)))).toBeCloseTo(MAX_DAILY_VALUE, 9);
    expect(sum(many(40, (i) => event('click', i, i)))).toBe(20);
    expect(sum(many(12, (i) => event('read', i, i)))).toBe(12);
    expect(popularActs([])).toEqual([]);
  });
});
