import porter from 'natural/lib/natural/stemmers/porter_stemmer.js';
import tokenizers from 'natural/lib/natural/tokenizers/regexp_tokenizer.js';

/**
 * The one door to `natural`: its Porter stemmer and its tokenizer for bags of words, by sub-path, because the package's root
 * loads database drivers. Where evidence needs offsets, `tokens.ts` finds the words: natural's tokenizers give none.
 */
const MEMO_LIMIT = 50_000;
const LONGEST_WORD = 40;
/** Consonant, vowel, consonant, e: `plane` must not become `plan`. */
const SHORT_WITH_E = /[^aeiou][aeiouy][^aeiouwxy]e$/;
/** Letters of every script; natural's own patterns drop those outside ASCII. */
const tokenizer = new tokenizers.RegexpTokenizer({ pattern: /[^\p{L}\p{N}]+/u });
const whole = new Map<string, string>();
const inflected = new Map<string, string>();

/**
 * Porter stem of a lower-case word (Porter 1980), for statistics over words; words with anything but a–z and words over
 * 40 letters come back as they are. The memo is emptied at 50,000 words, so hostile texts cannot fill the memory.
 */
export function stemOf(word: string): string {
  return remembered(whole, word, (plain) => porter.stem(plain));
}

/**
 * The word without plural, -ed and -ing: Porter's first step alone. For written lists of terms: the later steps join
 * what is different in news (`experience` and `experiment`, `production` and `product`, `university` and `universe`).
 */
export function inflectionStemOf(word: string): string {
  return remembered(inflected, word, withoutInflection);
}

function withoutInflection(word: string): string {
  if (word.length < 4) return word;
  const bare = porter.step1b(porter.step1a(word));
  if (bare.length < 3) return word;
  const stem = bare.length > 4 ? porter.step1c(bare) : bare;
  if (!stem.endsWith('e') || stem.length < 4) return stem;
  if (word.endsWith('xes')) return stem.slice(0, -1);
  // Step 1b gives short stems their e back (`hired`, `hire`), others not (`raised`, `acquired`): drop it there.
  const short = stem.length <= 5 && SHORT_WITH_E.test(stem);
  return short ? stem : stem.slice(0, -1);
}

function remembered(memo: Map<string, string>, word: string, make: (word: string) => string): string {
  const known = memo.get(word);
  if (known !== undefined) return known;
  const stem = word.length > LONGEST_WORD || !/^[a-z]+$/.test(word) ? word : make(word);
  if (memo.size >= MEMO_LIMIT) memo.clear();
  memo.set(word, stem);
  return stem;
}

/** The words of a text in lower case, from left to right, without signs and without offsets. */
export function wordsOf(text: string): string[] {
  return tokenizer.tokenize(text.toLowerCase());
}
