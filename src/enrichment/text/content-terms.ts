import { stemOf, wordsOf } from './natural.js';

const LONGEST_TEXT = 2_000;

/** Stems of the words of a text that can carry content, for likeness between texts; of the first 2,000 characters. */
export function contentTerms(text: string): string[] {
  return wordsOf(text.slice(0, LONGEST_TEXT))
    .filter((word) => word.length > 2)
    .map(stemOf);
}
