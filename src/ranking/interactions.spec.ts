import {
  INTERACTION_FEATURES,
  interactionColumns,
  READER_FEATURES,
  writeReaderColumns,
} from './interaction-features.js';
import { nearness, Nearness } from './interaction-nearness.js';
import { decayedCount, decayedFlow, type Interaction, Interactions, STORY_LIFE_MS } from './interactions.js';
import { mulberry32 } from './random.js';
import { slateRanks } from './slate-ranks.js';
import { StoryPartRows, StoryParts } from './story-parts.js';

const HOUR = 3_600_000;
const touch = (at: number, reader: string, story: string, groups: readonly string[] = []): Interaction => ({
  at,
  reader,
  story,
  groups,
});

function after(...interactions: readonly Interaction[]): Interactions {
  const state = new Interactions();
  for (const interaction of interactions) state.apply(interaction);
  return state;
}

describe('Interactions', () => {
  it('decays the counts of readers, by the clock and by what happens', () => {
    const state = after(touch(0, 'a', 's'), touch(2 * HOUR, 'b', 's'), touch(2 * HOUR, 'c', 't'));
    const story = state.story('s')!;
    expect(decayedCount(story, 2, 4 * HOUR)).toBeCloseTo(0.5 * 1.5, 12); // half-life 2 h
    expect(decayedFlow(story, 42)).toBeCloseTo((2 ** (-1 / 40) + 1) / 2, 12); // half-life 40 first touches
    expect(state.touches).toBe(3);
  });

  it('counts a reader of a story once, whoever floods it', () => {
    const flood = Array.from({ length: 1000 }, (_, k) => touch(k, 'bot', 's'));
    const state = after(...flood);
    expect(state.story('s')).toMatchObject({ readers: 1, lastAt: 999 });
    expect(decayedCount(state.story('s')!, 2, 0)).toBeCloseTo(1, 12);
    expect(state.reader('bot')).toMatchObject({ stories: 1, brought: 1, followers: 0 });
  });

  it('offers stories touched within the life of a story that the reader never touched', () => {
    const state = after(touch(0, 'a', 'old'), touch(1, 'a', 's'), touch(1, 'b', 't'));
    const codes = (reader: string, now: number) =>
      state.untouched(state.reader(reader), now).map((story) => story.firstAt);
    expect(codes('c', STORY_LIFE_MS)).toEqual([0, 1, 1]);
    expect(codes('c', STORY_LIFE_MS + 1)).toEqual([1, 1]);
    expect(codes('b', STORY_LIFE_MS + 1)).toEqual([1]);
  });

  it('keeps trails bounded, and forgets the oldest first', () => {
    const state = new Interactions();
    for (let k = 0; k < 500; k++) {
      state.apply(touch(k, 'reader', `s${k}`));
      state.apply(touch(k, `r${k}`, 'story'));
    }
    expect(state.reader('reader').history).toHaveLength(200);
    expect(state.reader('reader').historyAt[0]).toBe(300);
    expect(state.story('story')!.audience).toHaveLength(400);
    expect(state.story('story')!.readers).toBe(500);
    expect(state.hasTouched(state.reader('r0'), state.story('story')!)).toBe(true);
  });

  it('refuses a time that is none', () => {
    expect(() => {
      after(touch(NaN, 'a', 's'));
    }).toThrow(RangeError);
  });
});

describe('interactionColumns', () => {
  function column(state: Interactions, reader: string, now: number, name: string, groups: string[] = []) {
    const trail = state.reader(reader);
    const columns = interactionColumns(state, trail, groups, state.untouched(trail, now), now);
    expect(columns).toHaveLength(INTERACTION_FEATURES.length);
    return [...columns[INTERACTION_FEATURES.findIndex((feature) => feature === name)]!];
  }

  it('is finite whatever was seen, also for a reader without a past and for no candidates', () => {
    const random = mulberry32(5);
    const state = new Interactions();
    for (let k = 0; k < 300; k++) {
      const at = k * HOUR * random();
      state.apply(touch(Math.max(at, k), `r${Math.floor(random() * 20)}`, `s${Math.floor(random() * 40)}`));
    }
    for (const reader of ['r1', 'stranger']) {
      const trail = state.reader(reader);
      for (const candidates of [state.untouched(trail, 200 * HOUR), []])
        for (const values of interactionColumns(state, trail, ['BR'], candidates, 400 * HOUR))
          expect(values.every(Number.isFinite)).toBe(true);
    }
  });

  it('knows what readers of a like history touched', () => {
    const state = after(
      touch(0, 'twin', 's1'),
      touch(0, 'other', 's2'),
      touch(1, 'me', 's1'),
      touch(HOUR, 'twin', 'near'),
      touch(HOUR, 'other', 'far'),
    );
    // candidates: s2, near, far
    for (const name of ['neighbours', 'meanLikeness', 'ledFast', 'next', 'bringerLikeness']) {
      const [s2, near, far] = column(state, 'me', 2 * HOUR, name);
      expect(near).toBeGreaterThan(0);
      expect([s2, far]).toEqual([0, 0]);
    }
    expect(column(state, 'me', 2 * HOUR, 'bringerRate')[1]).toBeCloseTo((3 * 1.1) / 5, 12);
  });

  it('compares groups with those of who brought the story', () => {
    const state = after(touch(0, 'a', 's', ['BR', 'BR/SP']), touch(0, 'b', 't', ['US', 'US/TX']));
    expect(column(state, 'c', HOUR, 'bringerGroup', ['BR', 'BR/RJ'])).toEqual([1, 0]);
    expect(column(state, 'c', HOUR, 'bringerFineGroup', ['BR', 'BR/RJ'])).toEqual([0, 0]);
  });
});

describe('nearness', () => {
  it('is the same bits where the stories were looked at before, sitting by sitting', () => {
    const random = mulberry32(8);
    const state = new Interactions();
    for (let k = 0; k < 600; k++) {
      const reader = `r${Math.floor(random() * 25)}`;
      state.apply(touch(k * HOUR, reader, `s${Math.floor(random() * 60)}`));
    }
    const now = 600 * HOUR;
    for (const id of ['r1', 'r2', 'stranger']) {
      const trail = state.reader(id);
      const candidates = state.untouched(trail, now);
      const plain = new Nearness(candidates.length);
      const parts = new StoryParts(candidates.length);
      parts.read(candidates, now);
      nearness(state, trail, parts, now, plain);
      const faded = new StoryParts(candidates.length);
      faded.read([...candidates].reverse(), now);
      for (let k = 0; k < candidates.length; k++) faded.audiences.fade(k, now);
      const slate = new StoryParts(candidates.length + 1);
      slate.count = candidates.length;
      for (let k = 0; k < slate.count; k++) slate.places[k] = slate.count - 1 - k;
      new StoryPartRows(faded).write(slate);
      for (const name of ['readers2h', 'sinceTouch', 'age', 'firstAt', 'rootReaders', 'bringers'] as const)
        expect(slate[name].subarray(0, slate.count)).toEqual(parts[name]);
      const near = new Nearness(candidates.length);
      nearness(state, trail, slate, now, near);
      expect(near).toEqual(plain);
      const columns = READER_FEATURES.map(() => new Float64Array(slate.count));
      writeReaderColumns(columns, state, trail, slate, now);
      expect(columns).toEqual(interactionColumns(state, trail, [], candidates, now, READER_FEATURES));
      expect(plain.mates.some((value) => value > 0)).toBe(id !== 'stranger');
    }
  });
});

describe('slateRanks', () => {
  it('shares the mean rank among equal values', () => {
    const rank = (place: number) => -Math.log1p(place) / 2;
    expect([...slateRanks(Float64Array.of(2, 5, 2, 1))]).toEqual([rank(1.5), rank(0), rank(1.5), rank(3)]);
  });
});
