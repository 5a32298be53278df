import type { CompositeSource } from '../composite.js';
import { contentStems, eventWords, type EventWords } from '../events/event-terms.js';
import { NearDuplicateIndex } from '../events/near-duplicates.js';
import { ownSentences, ownTitleSpan, type OwnSentence } from '../text/own-sentences.js';
import { quotationOf } from '../text/quotations.js';
import { meaningOf } from '../events/same-meaning.js';
import { standsAlone } from '../text/stands-alone.js';
import { cleanStory } from '../text/story-text.js';
import { tokensOf } from '../text/tokens.js';
import type { Figure } from '../understanding.js';

/** What is known of a story as a whole. */
export interface Origin {
  readonly source: CompositeSource;
  /** Who published it, in small letters. */
  readonly publisher: string;
  /** The story of which this one is a copy, else its own id: copies agree with nobody. */
  readonly original: string;
}

/** Words of a story that the composite may use or compare. */
export interface Passage extends OwnSentence {
  readonly origin: Origin;
  /** Place among the sentences of its story, from 0; a title has −1. */
  readonly position: number;
  /** The stems that carry its content, one for each meaning. */
  readonly terms: ReadonlySet<string>;
  readonly hasAmount: boolean;
  /** Its amounts as concepts, by kind and unit. */
  readonly amounts: ReadonlyMap<string, ReadonlySet<string>>;
  /** What it says: its terms and its amounts. */
  readonly concepts: ReadonlySet<string>;
  readonly words: number;
  /** Whom it quotes. */
  readonly speaker?: string | undefined;
  /** Whether it can be shown by itself. */
  readonly isFit: boolean;
}

/** One story, cut into passages. */
export interface Report extends Origin {
  readonly title: Passage;
  readonly sentences: readonly Passage[];
  /** Everything it is known to be about, the headlines of its siblings included. */
  readonly terms: ReadonlySet<string>;
}

/** Stories of one event that are read; a larger event has said everything by then. */
const MOST_REPORTS = 120;
/** Sentences of all reports together, and of one report. */
const MOST_SENTENCES = 900;
const SENTENCES_OF_REPORT = 30;
const WORDS_READ = 80;
/** A story that shares this much of its sentences with another is a copy. */
const COPIED = 0.6;

/** The reports of an event in order of publication. */
export function reportsOf(sources: readonly CompositeSource[]): Report[] {
  const ordered = [...sources]
    .sort((a, b) => a.publishedAt - b.publishedAt || (a.id < b.id ? -1 : 1))
    .slice(0, MOST_REPORTS);
  const most = Math.max(4, Math.min(SENTENCES_OF_REPORT, Math.floor(MOST_SENTENCES / ordered.length)));
  const drafts = ordered.map((source) => {
    const clean = cleanStory(source);
    return { source, clean, sentences: ownSentences(source, most, clean) };
  });
  const small = smallWords(drafts.flatMap(({ sentences }) => sentences));
  const isName = (word: string): boolean => !small.has(word.toLowerCase());
  const copies = new Copies();
  return drafts.map(({ source, clean, sentences }): Report => {
    const words = eventWords(source);
    const origin: Origin = {
      source,
      publisher: clean.publisher.toLowerCase(),
      original: copies.originalOf(source.id, words, sentences),
    };
    return {
      ...origin,
      title: passageOf(origin, ownTitleSpan(source, clean), -1, true),
      sentences: sentences.map((one, position) =>
        passageOf(origin, one, position, standsAlone(one.text, isName)),
      ),
      terms: new Set(contentStems([...words.title, ...words.body, ...words.siblings]).map(meaningOf)),
    };
  });
}

/** Tells what a story republishes: the same headline or text, or most of its sentences word for word. */
class Copies {
  private readonly index = new NearDuplicateIndex();
  private readonly firstWith = new Map<string, string>();

  originalOf(id: string, words: EventWords, sentences: readonly OwnSentence[]): string {
    const keys = sentences.map(({ text }) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' '));
    const known = keys.flatMap((key) => this.firstWith.get(key) ?? []);
    for (const key of keys) if (!this.firstWith.has(key)) this.firstWith.set(key, id);
    const copied = known.length > 0 && known.length >= COPIED * keys.length ? known[0] : undefined;
    const original = copied ?? this.index.find(words);
    if (original === undefined) this.index.add(id, words);
    return original ?? id;
  }
}

function passageOf(origin: Origin, own: OwnSentence, position: number, readsAlone: boolean): Passage {
  const { quotes, speaker } = quotationOf(own.text);
  const terms = new Set(contentStems(tokensOf(own.text, WORDS_READ).map(({ word }) => word)).map(meaningOf));
  const amounts = amountsOf(
    origin.source.figures.filter(
      (figure) => figure.field === own.field && figure.start >= own.start && figure.end <= own.end,
    ),
  );
  return {
    ...own,
    origin,
    position,
    terms,
    hasAmount: amounts.size > 0,
    amounts,
    concepts: new Set([...terms, ...[...amounts.values()].flatMap((values) => [...values])]),
    words: wordCount(own.text),
    ...(speaker === undefined ? {} : { speaker }),
    isFit: readsAlone && (!quotes || speaker !== undefined),
  };
}

/** Sign of a concept that is an amount. */
export const AMOUNT = '#';

/** Amounts rounded to two figures, so that `$1.02 billion` and `about $1 billion` are one. */
function amountsOf(figures: readonly Figure[]): Map<string, Set<string>> {
  const amounts = new Map<string, Set<string>>();
  for (const { kind, unit, value } of figures) {
    const measure = `${AMOUNT}${kind}:${unit}`;
    const known = amounts.get(measure);
    const concept = `${measure}:${value.toPrecision(2)}`;
    if (known === undefined) amounts.set(measure, new Set([concept]));
    else known.add(concept);
  }
  return amounts;
}

/** Words as a reader counts them. */
export function wordCount(text: string): number {
  return text.trim() === '' ? 0 : text.trim().split(/\s+/).length;
}

/** Words that the sources write with a small letter: as the first of a sentence they are no names. */
function smallWords(sentences: readonly OwnSentence[]): ReadonlySet<string> {
  const small = new Set<string>();
  for (const { text } of sentences) {
    for (const { word, letterCase } of tokensOf(text, WORDS_READ))
      if (letterCase === 'lower') small.add(word);
  }
  return small;
}
