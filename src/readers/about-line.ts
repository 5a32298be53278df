import { ABOUT_LEXICON, type AboutPhrases } from '../knowledge/about-lexicon.js';

/** What a line about oneself says in the terms of the pool's tags; each value 0 to 1. */
export interface AboutLine {
  readonly topics: Readonly<Record<string, number>>;
  readonly entities: Readonly<Record<string, number>>;
}

/** The part of enrichment that reads a short text: the tagger and the linker of stories. */
export interface TextReader {
  topics(text: string): readonly { readonly topic: string; readonly confidence: number }[];
  entities(text: string): readonly { readonly entity: string; readonly salience: number }[];
}

/** The tagger is made for news (to it 'castings' are a film matter): it is asked only where our own phrases know nothing. */
const TAGGER_SHARE = 0.5;
/** A line longer than this is cut: nobody describes themselves in more, and work per reader stays bounded. */
const LONGEST_LINE = 600;
/** 'Not', 'no' and the like cancel the phrases up to the next comma or 'but'. */
const NEGATIONS = new Set(['not', 'no', 'never', 'without', 'except', 'excluding']);
const CLAUSE_END = new Set([',', ';', '.', 'but']);

interface IndexedPhrase {
  readonly words: readonly string[];
  readonly entry: AboutPhrases;
}

const phrasesByFirstWord = indexPhrases();

/** Reads a line about oneself by our own phrases and, where given, by the tagger and linker of stories. */
export function readAboutLine(line: string | null | undefined, reader?: TextReader): AboutLine {
  const text = (line ?? '').slice(0, LONGEST_LINE);
  const topics: Record<string, number> = {};
  const entities: Record<string, number> = {};
  if (text.trim() === '') return { topics, entities };
  for (const entry of phrasesIn(text)) {
    for (const [topic, weight] of Object.entries(entry.topics))
      topics[topic] = Math.max(topics[topic] ?? 0, weight);
  }
  if (Object.keys(topics).length === 0) {
    for (const { topic, confidence } of reader?.topics(text) ?? []) topics[topic] = TAGGER_SHARE * confidence;
  }
  for (const { entity, salience } of reader?.entities(text) ?? []) {
    entities[entity] = Math.max(entities[entity] ?? 0, salience);
  }
  return { topics, entities };
}

/** The phrases that stand in the line, longest first at every place, never two over the same word. */
function phrasesIn(text: string): AboutPhrases[] {
  const words = wordsOf(text);
  const found: AboutPhrases[] = [];
  let negated = false;
  for (let at = 0; at < words.length;) {
    const word = words[at]!;
    if (CLAUSE_END.has(word)) negated = false;
    else if (NEGATIONS.has(word)) negated = true;
    const match = phrasesByFirstWord
      .get(word)
      ?.find(({ words: phrase }) => phrase.every((part, k) => words[at + k] === part));
    if (match !== undefined && !negated) found.push(match.entry);
    at += match?.words.length ?? 1;
  }
  return found;
}

function indexPhrases(): ReadonlyMap<string, readonly IndexedPhrase[]> {
  const index = new Map<string, IndexedPhrase[]>();
  for (const entry of ABOUT_LEXICON) {
    for (const phrase of entry.say.split(',')) {
      const words = wordsOf(phrase);
      const first = words[0];
      if (first === undefined) continue;
      const list = index.get(first) ?? [];
      list.push({ words, entry });
      index.set(first, list);
    }
  }
  for (const list of index.values()) list.sort((a, b) => b.words.length - a.words.length);
  return index;
}

/** Lower-case words without plural s; `car-parts` is two words; commas and full stops stay as words of their own. */
function wordsOf(text: string): string[] {
  return (text.toLowerCase().match(/[\p{L}\p{N}&]+|[,;.]/gu) ?? []).map(singular);
}

function singular(word: string): string {
  if (word.length <= 3 || /(?:ss|is|[a-z]{3}us)$/.test(word)) return word;
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  return word.endsWith('s') ? word.slice(0, -1) : word;
}
