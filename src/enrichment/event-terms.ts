import { stemOf } from './natural.js';
import { cleanStory } from './story-text.js';
import { tokensOf } from './tokens.js';
import type { StoryText } from './understanding.js';

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

/** Publisher suffix of aggregators: ` - Publisher`, ` | Publisher`; short and at the very end. */
const PUBLISHER_SUFFIX = /\s[-–—|]\s[^-–—|]{2,40}$/u;

/** A word of the text counts this much against the title's 1; repeated words more, but sub-linearly. */
const BODY_WEIGHT = 0.4;
const ENTITY_WEIGHT = 0.5;

/** Longer headlines and texts say nothing new about the event. */
const TITLE_WORDS = 60;
const BODY_WORDS = 60;
const SIBLING_WORDS = 160;

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
  return listed
    ? { title, body: [], siblings: summary }
    : { title, body: wordsOf(clean.text, BODY_WORDS), siblings: [] };
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
  for (const [word, count] of counts) add(word, BODY_WEIGHT * Math.log2(1 + count));
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
