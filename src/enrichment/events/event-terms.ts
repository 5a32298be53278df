import { stemOf } from '../text/natural.js';
import { cleanStory } from '../text/story-text.js';
import { tokensOf } from '../text/tokens.js';
import type { StoryText } from '../understanding.js';

/** A story as clustering takes it; more of the text and its source help to tell the story from its page. */
export interface EventStory extends Pick<StoryText, 'id' | 'title' | 'summary' | 'text' | 'source' | 'url'> {
  /** Milliseconds since the epoch; finite. A date in the future must be clamped by the caller. */
  readonly publishedAt: number;
  /** Ids of companies, products, people that the story names. */
  readonly entities?: readonly string[] | undefined;
}

/** The words that clustering compares: lower case, without accents. */
export interface EventWords {
  /** The headline without the publisher's name. */
  readonly title: readonly string[];
  /** The beginning of the story's own text; empty if there is only a headline. */
  readonly body: readonly string[];
  /**
   * Headlines of the same event from other publishers, as Google News lists them in its summaries: evidence for the
   * event, but no text of this story.
   */
  readonly siblings: readonly string[];
  /** Words of the address, where it spells out a headline: the first one, before an editor changed it. */
  readonly slug: readonly string[];
  /** The publisher's name in one spelling, without `The`, `.com` and the name of a feed; empty if unknown. */
  readonly publisher: string;
  /**
   * Whether the headline is no report of an event: a column that carries its date and comes every day, whatever happens; a
   * list of bargains; what somebody tried out and tells in the first person. Such pieces share words, but no happening.
   */
  readonly column: boolean;
  /** Words of the title in capitals, as they stand: tickers and initials, which tell one notice of a series from another. */
  readonly capitals: readonly string[];
}

/** Words that every desk uses whatever the event; beside grammar, the vocabulary of headlines. */
const STOP_WORDS = new Set(
  `a about after again ago all also am amid among an and any are as at back be because been before being below between
  but by can could day days did do does doing down during each ever every few first for from further get gets getting
  goes going got had has have having he her here hers him his how i if in inside into is isn it its just know last
  latest let like live look made make makes many may me might month months more most much must my near new news next
  no nor not now of off on once one only or other our out over own per photo photos read really report reported
  reportedly reports review s said same say saying says see set she should show shows since so some still such take
  takes tell tells than that the their them then there these they this those three through time to today told tomorrow
  too top two under until up update updated us use used using very via video videos want wants was watch way we week
  weeks well were what when where which while who whom why will with within without won would year years yesterday
  yet you your`.split(/\s+/),
);

/** Publisher suffix of aggregators: ` - Publisher`, ` | Publisher`; short and at the very end. A dated show is none. */
const PUBLISHER_SUFFIX = /\s[-–—|]\s(?![^-–—|]*\d\/\d)[^-–—|]{2,40}$/u;

const DATED =
  /\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}\b|\b\d{1,2}\/\d{1,2}\/\d{4}\b/i;

/** The name of a broadcast behind the headline of what it is about. */
const DATED_SHOW = /\s\|\s[^|]*$/;

/** Lists of what is cheap at the moment; `deals` alone are those of companies and governments as well. */
const BARGAINS =
  /\b(?:best(?! buy)|prime day|black friday|cyber monday)\b.{0,60}\bdeals\b|\bdeals (?:for today|of the day|you can|still (?:live|available)|available|live|to shop)\b|\bon sale for (?:just |only |as low as )?[$£€\d]|\b(?:coupon|promo|discount) codes?\b/i;

/** How a test or a complaint in the first person begins … */
const FIRST_PERSON = /^(?:I|I['’](?:ve|m|d)|My(?= [\p{Ll}\d]))\s/u;
/** … and how a quotation ends, which is news of whoever said it: `…: Name`. */
const QUOTED = /:\s[^:]{2,30}$|['"’”]?,? (?:says|said)\b/;

/** A word of the text counts this much against the title's 1; repeated words more, but sub-linearly. */
const BODY_WEIGHT = 0.25;
const SIBLING_WEIGHT = 0.4;
const SLUG_WEIGHT = 0.4;
const ENTITY_WEIGHT = 0.3;
/** Shorter parts of an address are the names of its sections. */
const SLUG_WORDS = 3;

/** Longer headlines and texts say nothing new about the event. */
const TITLE_WORDS = 60;
const BODY_WORDS = 60;
const SIBLING_WORDS = 160;
const LONGEST_URL = 500;

export function eventWords(story: EventStory): EventWords {
  const clean = cleanStory(story);
  const bare = clean.title.replace(PUBLISHER_SUFFIX, '');
  const short = wordsOf(bare, TITLE_WORDS);
  const title = short.length >= 3 ? short : wordsOf(clean.title, TITLE_WORDS);
  const summary = wordsOf(story.summary ?? '', SIBLING_WORDS);
  // A list of headlines begins with the story's own and goes on with others.
  const listed =
    title.length >= 3 &&
    summary.length > title.length + 6 &&
    title.slice(0, 6).every((word, i) => summary[i] === word);
  return {
    title,
    body: listed ? [] : wordsOf(clean.text, BODY_WORDS),
    siblings: listed ? summary : [],
    slug: slugOf(story.url ?? ''),
    publisher: publisherKey(clean.publisher),
    capitals: tokensOf(bare, TITLE_WORDS)
      .filter(({ letterCase }) => letterCase === 'upper')
      .map(({ word }) => word),
    column:
      DATED.test(clean.title.replace(DATED_SHOW, '')) ||
      BARGAINS.test(clean.title) ||
      (FIRST_PERSON.test(clean.title) && !QUOTED.test(clean.title)),
  };
}

function publisherKey(name: string): string {
  return name
    .toLowerCase()
    .replace(/\(.*\)/, '')
    .replace(/\.(?:com|org|net|co\.uk)$|\s(?:markets|news|top news|top stories|rss)\s*$/g, '')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .replace(/^the(?=.{3})/, '');
}

function slugOf(url: string): string[] {
  if (url.includes('://news.google.')) return []; // a code, not words
  const path = url.slice(0, LONGEST_URL).replace(/^[a-z]+:\/\/[^/]*|[?#].*$/gi, '');
  return path.split('/').flatMap((part) => {
    const words = part.toLowerCase().split(/[-_+]+/);
    if (words.length < SLUG_WORDS) return [];
    const plain = words
      .flatMap((word) => word.split(/[^a-z]+/))
      .filter((word) => word.length > 2 && word.length < 20);
    return plain.length < SLUG_WORDS ? [] : plain;
  });
}

/** The stems that carry a text's content, in order: no grammar, none of the words of every desk. */
export function contentStems(words: readonly string[]): string[] {
  return words.filter((word) => word.length > 1 && !STOP_WORDS.has(word)).map(stemOf);
}

function wordsOf(text: string, limit: number): string[] {
  return tokensOf(text, limit).map((token) => token.word);
}

/**
 * The terms by which a story is compared, with weights of Euclidean length 1: stems of the title, of the text or the
 * sibling headlines at a lower weight, and entities. A sibling list repeats the event's words and so weighs them up.
 */
export function eventTerms(words: EventWords, entities: readonly string[] = []): Map<string, number> {
  const terms = new Map<string, number>();
  const add = (term: string, weight: number): void => {
    terms.set(term, (terms.get(term) ?? 0) + weight);
  };
  for (const word of contentStems(words.title)) add(word, 1);
  const counts = new Map<string, number>();
  for (const word of contentStems([...words.body, ...words.siblings])) {
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const weight = words.siblings.length > 0 ? SIBLING_WEIGHT : BODY_WEIGHT;
  for (const [word, count] of counts) add(word, weight * Math.log2(1 + count));
  for (const word of new Set(contentStems(words.slug))) add(word, SLUG_WEIGHT);
  for (const entity of entities) add(`entity:${entity}`, ENTITY_WEIGHT);

  let squares = 0;
  for (const [term, weight] of terms) {
    const damped = weight > 1 ? 1 + Math.log(weight) : weight;
    terms.set(term, damped);
    squares += damped * damped;
  }
  const length = Math.sqrt(squares);
  if (length > 0) for (const [term, weight] of terms) terms.set(term, weight / length);
  return terms;
}
