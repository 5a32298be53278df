import { PUBLISHERS } from '../../knowledge/publishers.js';
import { cleanStory, type CleanStory } from './story-text.js';
import type { StoryText } from '../understanding.js';

/** What another publisher wrote above the same event. */
export interface SiblingHeadline {
  readonly words: string;
  /** Undefined for the last one where the list was cut. */
  readonly publisher: string | undefined;
}

const LONGEST_LIST = 4_000;

const byLength = [...new Set(PUBLISHERS)].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
const PUBLISHER = new RegExp(
  // A name ends its line: what follows begins another headline, or nothing does.
  `(?<![\\p{L}\\p{N}])(?:${byLength.map((name) => RegExp.escape(name)).join('|')}|[a-z0-9-]{2,30}(?:\\.[a-z]{2,12}){1,2})(?=\\s*$|\\s+(?:["'“‘$€£\\[(]?[\\p{Lu}\\p{N}]|i[A-Z]))`,
  'gu',
);

/**
 * The other headlines that an aggregator lists in a story's summary (`headline publisher headline publisher …`).
 * Empty if the summary is no such list. Only names of the table and addresses such as `example.com` divide the list, so
 * two headlines may come as one.
 * @param clean the story without its page's furniture, where the caller has it already
 */
export function siblingHeadlines(
  story: Pick<StoryText, 'id' | 'title' | 'summary' | 'source' | 'url'>,
  clean: Pick<CleanStory, 'title' | 'publisher'> = cleanStory({ ...story, summary: '' }),
): SiblingHeadline[] {
  const { title, publisher } = clean;
  const summary = (story.summary ?? '').slice(0, LONGEST_LIST).replace(/\s+/gu, ' ').trim();
  if (publisher === '' || !summary.startsWith(title)) return [];
  let rest = summary.slice(title.length).replace(/^[\s\-–—|:]+/u, '');
  if (!rest.startsWith(publisher)) return [];
  rest = rest.slice(publisher.length).replace(/\s*View Full Coverage on Google News.*$/u, '');
  const headlines: SiblingHeadline[] = [];
  let from = 0;
  for (const match of rest.matchAll(PUBLISHER)) {
    headlines.push({ words: rest.slice(from, match.index).trim(), publisher: match[0] });
    from = match.index + match[0].length;
  }
  const last = rest.slice(from).trim();
  if (last !== '') headlines.push({ words: last, publisher: undefined });
  return headlines;
}
