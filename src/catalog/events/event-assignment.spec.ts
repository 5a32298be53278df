import { EventMemory, placeLate } from './event-assignment.js';
import type { Assignment, ClusterStory } from './event-assignment.js';

const HOUR = 3_600_000;
const story = (
  ref: number,
  title: string,
  eventRef: number | null = null,
  hour = ref,
  more: Partial<ClusterStory> = {},
): ClusterStory => ({
  ref,
  id: String(ref),
  title,
  publishedAt: Date.parse('2026-03-01T00:00:00Z') + hour * HOUR,
  eventRef,
  duplicateOf: null,
  openedAt: undefined,
  ...more,
});
const DEAL = 'Halden Motors buys battery maker Voltara for $4 billion';
const STORM = 'Storm closes the port of Ostend';

/** Where stories are after an assignment has been written. */
function eventsAfter({ placed, moved, merged }: Assignment, before: readonly ClusterStory[] = []) {
  const events = new Map(before.map((one) => [one.ref, one.eventRef]));
  for (const { ref, eventRef } of [...placed, ...moved]) events.set(ref, eventRef);
  for (const { from, into } of merged)
    for (const [ref, event] of events) if (event === from) events.set(ref, into);
  return Object.fromEntries(events);
}

describe('EventMemory', () => {
  it('gives an event the ref of its first story', () => {
    const memory = new EventMemory();
    const placed = memory.place([story(2, DEAL), story(3, `${DEAL}, regulator asked`), story(4, STORM)]);
    expect(eventsAfter(placed)).toEqual({ 2: 2, 3: 2, 4: 4 });
  });

  it('says which story republishes another, and counts as one with it', () => {
    const { placed } = new EventMemory().place([story(1, DEAL), story(2, DEAL)]);
    expect(placed.map((one) => one.duplicateOf)).toEqual([null, 1]);
  });

  it('goes on from what was decided elsewhere', () => {
    const memory = new EventMemory();
    memory.restore([story(1, DEAL, 1), story(2, `${DEAL} today`, 1)]);
    expect(eventsAfter(memory.place([story(9, `${DEAL}, sources say`, null, 9)]))).toEqual({ 9: 1 });
  });

  it('leaves a story that has changed in its event, unless it plainly belongs elsewhere', () => {
    const memory = new EventMemory();
    memory.place([story(1, DEAL), story(2, `${DEAL}, sources say`)]);
    const changed = story(2, `${DEAL}, both say`, 1);
    expect(memory.place([changed])).toMatchObject({
      placed: [{ ref: 2, eventRef: 1 }],
      moved: [],
      merged: [],
    });
  });

  it('takes what comes too late for the window apart, into the event that was there then', () => {
    const around = [story(1, DEAL, 1), story(2, `${DEAL} today`, 1), story(3, STORM, 3)];
    const late = [
      story(90, `${DEAL}, sources say`, null, 2),
      story(91, 'Choir of Tarn wins a prize', null, 2),
    ];
    expect(eventsAfter(placeLate(around, late))).toEqual({ 90: 1, 91: 91 });
  });
});
