import { contentStems, eventWords, type EventStory } from './event-terms.js';
import { siblingHeadlines } from '../text/sibling-headlines.js';
import { cleanStory } from '../text/story-text.js';

/** Fewer words between two names are no headline. */
const HEADLINE_WORDS = 3;

/**
 * Publishers of the other headlines that an aggregator lists in a story's summary, without repeats: who else reports the
 * event. A lower bound, for only known names divide the list.
 */
export function siblingPublishers(
  story: Pick<EventStory, 'id' | 'title' | 'summary' | 'source' | 'url'>,
): string[] {
  const found = new Set<string>();
  let words = 0;
  for (const { words: more, publisher } of siblingHeadlines(story)) {
    if (publisher === undefined) continue;
    words += more === '' ? 0 : more.split(' ').length;
    // What is too short to be a headline belongs to the next.
    if (words < HEADLINE_WORDS) {
      words += publisher.split(' ').length;
      continue;
    }
    found.add(publisher);
    words = 0;
  }
  found.delete(cleanStory({ ...story, summary: '' }).publisher);
  return [...found];
}

/** A story of an event, as its representative is chosen. */
export interface CoveringStory extends EventStory {
  /** The story that this one republishes. */
  readonly duplicateOf?: string | undefined;
  /** How far its source is trusted, 0 to 1; default 0.5. */
  readonly authority?: number | undefined;
}

const WEIGHTS = { central: 1, authority: 0.5, early: 0.3, hasText: 0.3 };

/**
 * The story that stands for an event: its words are those that most others use too, its source is trusted, it came
 * early and it has text to show. A copy stands for it only where there is nothing else. Equals go by time, then by id.
 * @throws RangeError if there is no story.
 */
export function representativeOf(stories: readonly CoveringStory[]): string {
  const originals = stories.filter(({ duplicateOf }) => duplicateOf === undefined);
  const candidates = (originals.length > 0 ? originals : stories).toSorted(
    (a, b) => a.publishedAt - b.publishedAt || (a.id < b.id ? -1 : 1),
  );
  if (candidates.length === 0) throw new RangeError('an event without stories has no representative');
  const titles = candidates.map((story) => new Set(contentStems(eventWords(story).title)));
  const tellers = new Map<string, number>();
  for (const title of titles) for (const stem of title) tellers.set(stem, (tellers.get(stem) ?? 0) + 1);
  const scores = candidates.map((story, rank) => {
    const title = titles[rank]!;
    let shared = 0;
    for (const stem of title) shared += (tellers.get(stem) ?? 1) - 1;
    // The root keeps a long headline from winning by its length and a headline of one word by its brevity.
    const central =
      candidates.length > 1 ? shared / ((candidates.length - 1) * Math.sqrt(title.size || 1)) : 0;
    return {
      central,
      rest:
        WEIGHTS.authority * (story.authority ?? 0.5) +
        (WEIGHTS.early * (candidates.length - rank)) / candidates.length +
        (cleanStory(story).text === '' ? 0 : WEIGHTS.hasText),
    };
  });
  const most = Math.max(...scores.map(({ central }) => central)) || 1;
  let best = 0;
  let bestScore = -Infinity;
  for (const [at, { central, rest }] of scores.entries()) {
    const score = (WEIGHTS.central * central) / most + rest;
    if (score > bestScore) {
      best = at;
      bestScore = score;
    }
  }
  return candidates[best]!.id;
}
