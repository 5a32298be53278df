import type { StoredEvent } from '../engagement/behaviour-event.repository.js';
import type { BehaviourType } from '../ranking/behaviour.js';
import { TextReader, TextWriter } from '../readers/packed-text.js';

/** In an order of its own, for it is kept in memory only. */
const TYPES: readonly BehaviourType[] = [
  'impression',
  'click',
  'read',
  'save',
  'share',
  'hide',
  'follow',
  'mute',
  'unhide',
];

/** A reader's events in some thirteen bytes each; empty for none. */
export function packEvents(events: readonly StoredEvent[]): string {
  if (events.length === 0) return '';
  const out = new TextWriter();
  out.whole(events.length);
  for (const { storyRef, type, at, dwellSeconds, forgotten } of events) {
    // Whole numbers end at 2^31 − 1; a catalogue may not.
    out.float(at);
    out.whole(Math.floor(storyRef / 2 ** 24));
    out.whole(storyRef % 2 ** 24);
    out.whole(4 * TYPES.indexOf(type) + 2 * Number(forgotten) + Number(dwellSeconds !== undefined));
    if (dwellSeconds !== undefined) out.float(dwellSeconds);
  }
  return out.text();
}

/** What was packed, equal to the last bit. */
export function unpackEvents(text: string): StoredEvent[] {
  if (text === '') return [];
  const from = new TextReader(text);
  const events: StoredEvent[] = [];
  for (let left = from.whole(); left > 0; left--) {
    const at = from.float();
    const storyRef = from.whole() * 2 ** 24 + from.whole();
    const code = from.whole();
    events.push({
      storyRef,
      type: TYPES[code >> 2]!,
      at,
      forgotten: (code & 2) !== 0,
      dwellSeconds: (code & 1) === 0 ? undefined : from.float(),
    });
  }
  return events;
}
