import type { StoredEvent } from '../engagement/behaviour-event.repository.js';
import { packEvents, unpackEvents } from './packed-events.js';

describe('packed events', () => {
  it('come out as they were put in', () => {
    const events: StoredEvent[] = [
      { storyRef: 1, type: 'impression', at: 1_768_000_000_001, dwellSeconds: undefined, forgotten: false },
      { storyRef: 2 ** 31 + 7, type: 'read', at: 1.5, dwellSeconds: 29.700000762939453, forgotten: true },
      { storyRef: 2 ** 50, type: 'mute', at: 0, dwellSeconds: 0, forgotten: false },
    ];
    expect(unpackEvents(packEvents(events))).toEqual(events);
  });

  it('take nothing where there are none', () => {
    expect(packEvents([])).toBe('');
    expect(unpackEvents('')).toEqual([]);
  });

  it('take less than twenty bytes each', () => {
    const event: StoredEvent = {
      storyRef: 4_711,
      type: 'click',
      at: 1_768_000_000_001,
      dwellSeconds: undefined,
      forgotten: false,
    };
    expect(packEvents(Array.from({ length: 100 }, () => event)).length).toBeLessThan(2_000);
  });
});
