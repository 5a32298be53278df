import type { CompositeView } from '../catalog/events/event-schema.js';
import { withoutMuted } from './muted-voices.js';

const teller = (id: string, sourceName: string) => ({
  id,
  sourceId: sourceName.toLowerCase().replaceAll(' ', '-'),
  sourceName,
  url: null,
});
const span = (story: string) => ({
  story,
  field: 'text' as const,
  start: 0,
  end: 4,
  source: story,
  url: null,
});
const tellers = [teller('a', 'Ledger Wire'), teller('b', 'Chip Daily'), teller('c', 'The Ad Room')];
const composite: CompositeView = {
  headline: 'It happened',
  headlineFrom: span('a'),
  lead: 'Here.',
  leadFrom: [{ text: 'Here.', ...span('a'), alsoIn: [] }],
  statements: [{ text: 'It did.', ...span('a'), alsoIn: [{ story: 'b', source: 'b', url: null }] }],
  figures: [],
};

describe('an event for a reader who muted sources', () => {
  it('is the same where nothing is muted, or nobody who tells it', () => {
    expect(withoutMuted(composite, tellers)).toMatchObject({ composite, tellers });
    expect(withoutMuted(composite, tellers, ['Elsewhere'])).toMatchObject({ composite, tellers });
  });

  it.each(['chip-daily', 'Chip Daily'])('has nothing of %s, which is quoted', (source) => {
    const heard = withoutMuted(composite, tellers, [source]);
    expect(heard.composite).toBeUndefined();
    expect(heard.tellers.map(({ id }) => id)).toEqual(['a', 'c']);
    expect([...heard.muted]).toEqual(['b']);
  });

  it('keeps its composite where those who are muted say nothing in it', () => {
    const heard = withoutMuted(composite, tellers, ['the-ad-room']);
    expect(heard.composite).toBe(composite);
    expect(heard.tellers.map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('finds the muted in figures and their parts', () => {
    const amount = { kind: 'money' as const, value: 1, unit: 'USD', of: 'it', disputed: false };
    const figures = [
      {
        ...amount,
        says: [{ value: 1, ...span('a') }],
        parts: [{ ...amount, says: [{ value: 1, ...span('c') }] }],
      },
    ];
    expect(withoutMuted({ ...composite, figures }, tellers, ['the-ad-room']).composite).toBeUndefined();
  });
});
