import { stemOf } from './natural.js';
import { tokensOf } from './tokens.js';

const MOST_TOKENS = 200;

/** Stems of the words of a text that can carry content, for likeness between texts; at most 200. */
export function contentTerms(text: string): string[] {
  return tokensOf(text, MOST_TOKENS)
    .filter((token) => token.word.length > 2)
    .map((token) => stemOf(token.word));
}
