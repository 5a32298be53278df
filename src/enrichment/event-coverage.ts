import { PUBLISHERS } from '../knowledge/publishers.js';
import { contentStems, eventWords, type EventStory } from './event-terms.js';
import { cleanStory } from './story-text.js';

/** Fewer words between two names are no headline. */
const HEADLINE_WORDS = 3;
const LONGEST_LIST = 4_000;

const byLength = [...new Set(PUBLISHERS)].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
const PUBLISHER = new RegExp(
  // A name ends its line: what follows begins another headline, or nothing does.
  `(?<![\\p{L}\\p{N}])(?:${byLength.map((name) => RegExp.escape(name)).join('|')}|[a-z0-9-]{2,30}(?:\\.[a-z]{2,12}){1,2})(?=\\s*$|\\s+(?:["'“‘$€£\\[(]?[\\p{Lu}\\p{N}]|i[A-Z]))`,
  'gu',
);

/**
 * Publishers of the other headlines that an aggregator lists in a story's summary (`headline publisher headline
 * publisher …`), without repeats: who else reports the event. Empty if the summary is no such list.
 * Only names of the table and addresses such as `example.com` are known, so this is a lower bound.
 */
export function siblingPublishers(
  story: Pick<EventStory, 'id' | 'title' | 'summary' | 'source' | 'url'>,
): string[] {
  const summary = (story.summary ?? '').slice(0, LONGEST_LIST).replace(/\s+/gu, ' ').trim();
  const { title, publisher } = cleanStory({ ...story, summary: '' });
  if (!summary.startsWith(title)) return [];
  let rest = summary.slice(title.length).replace(/^[\s\-–—|:]+/u, '');
  if (publisher === '' || !rest.startsWith(publisher)) return [];
  rest = rest.slice(publisher.length).replace(/\s*View Full Coverage on Google News.*$/u, '');
  const found = new Set<string>();
  let from = 0;
  for (const match of rest.matchAll(PUBLISHER)) {
    const headline = rest.slice(from, match.index).trim();
    if (headline.split(' ').length < HEADLINE_WORDS) continue;
    found.add(match[0]);
    from = match.index + match[0].length;
  }
  found.delete(publisher);
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
