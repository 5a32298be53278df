import { assignEvents } from './event-assignment.js';
import type { WindowStory } from './event-assignment.js';

const HOUR = 3_600_000;
const story = (ref: number, title: string, eventRef: number | null = null, hour = ref): WindowStory => ({
  ref,
  id: `s${ref}`,
  title,
  publishedAt: Date.parse('2026-03-01T00:00:00Z') + hour * HOUR,
  eventRef,
});
const eventsOf = (window: readonly WindowStory[]): Map<number, number | null> => {
  const events = new Map(window.map((one) => [one.ref, one.eventRef]));
  for (const { ref, eventRef } of assignEvents(window)) events.set(ref, eventRef);
  return events;
};
const DEAL = 'Halden Motors buys battery maker Voltara for $4 billion';

describe('assignEvents', () => {
  it('gives an event the ref of its first story', () => {
    const events = eventsOf([
      story(3, `${DEAL}, regulator asked`),
      story(2, DEAL),
      story(4, 'Storm closes the port of Ostend'),
    ]);
    expect([...events]).toEqual([
      [3, 2],
      [2, 2],
      [4, 4],
    ]);
  });
  it('leaves alone what was decided', () => {
    const decided = [
      story(1, DEAL, 1),
      story(2, `${DEAL} today`, 2),
      story(3, 'Storm closes the port of Ostend', 1),
    ];
    expect(assignEvents(decided)).toEqual([]);
  });
  it('puts a late story into the event that is there', () => {
    expect(assignEvents([story(1, DEAL, 1), story(2, `${DEAL} today`, 1), story(9, DEAL, null, 0)])).toEqual([
      { ref: 9, eventRef: 1 },
    ]);
  });
  it('joins two events that a new story shows to be one', () => {
    const window = [
      story(1, DEAL, 1),
      story(2, `${DEAL} today`, 1),
      story(3, `${DEAL}, sources`, 3),
      story(4, DEAL),
    ];
    expect(new Set(eventsOf(window).values())).toEqual(new Set([1]));
  });
});
