/** UTF-16 units a piece of furniture may span; the bound keeps the search linear. */
const REACH = 420;

interface Furniture {
  readonly from: string;
  /** Where it ends, searched within REACH; without one of them it ends after `atMost`. */
  readonly to: readonly string[];
  readonly atMost: number;
}

/**
 * What pages print inside their text that names companies the story is not about: event advertisements, disclosures,
 * invitations to follow. Kept as plain strings so that a page cannot slow an expression.
 */
const FURNITURE: readonly Furniture[] = [
  { from: 'Techcrunch event', to: ['REGISTER NOW', 'REGISTER', 'Register now', 'Learn more'], atMost: 400 },
  { from: 'heavyweights join the Disrupt', to: ['agenda. '], atMost: 250 },
  { from: 'Join 10k+ tech and VC leaders', to: ['REGISTER NOW', 'Register'], atMost: 400 },
  { from: 'Disclosure: Ziff Davis', to: ['AI systems.', 'AI systems'], atMost: 260 },
  { from: 'Follow ZDNET', to: ['on Google.', 'on Google', 'on Chrome'], atMost: 110 },
  { from: 'Listen on Apple Podcasts', to: ['Spotify'], atMost: 60 },
  { from: 'Subscribe to Equity on', to: ['Threads'], atMost: 200 },
  { from: 'window.open(', to: [';">'], atMost: 120 },
];

/** Start and end of the furniture in a text, in order of the table. */
export function furnitureIn(text: string): readonly (readonly [number, number])[] {
  const spans: (readonly [number, number])[] = [];
  for (const { from, to, atMost } of FURNITURE) {
    for (let at = text.indexOf(from); at >= 0; at = text.indexOf(from, at + from.length)) {
      spans.push([at, furnitureEnd(text, at + from.length, to, atMost)]);
    }
  }
  return spans;
}

function furnitureEnd(text: string, from: number, to: readonly string[], atMost: number): number {
  const piece = text.slice(from, from + REACH);
  for (const mark of to) {
    const at = piece.indexOf(mark);
    if (at >= 0) return from + at + mark.length;
  }
  return from + atMost;
}
