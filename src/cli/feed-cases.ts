import { plainText } from '../catalog/feeds/plain-text.js';

/** One case of a conformance corpus, judged on the fields that Scout's contract names. */
export interface CorpusCase {
  readonly corpus: 'feedparser-wellformed' | 'feedparser-encoding' | 'feedparser-illformed' | 'gofeed';
  readonly file: string;
  /** `outside`: it says nothing of a field of the contract, and was parsed. */
  readonly verdict: 'passed' | 'failed' | 'outside';
  /** What should have come out, and what did. */
  readonly detail?: string;
}

/** What a corpus expects of a field. */
export type Value = string | number | null;

/** Whether a field has the expected value: white space and the spelling of markup aside, dates to the second. */
export function same(actual: Value, expected: Value, isDate: boolean): boolean {
  if (actual === expected) return true;
  if (actual === null || expected === null) return (actual ?? '') === (expected ?? '');
  if (isDate) return Math.abs(Date.parse(String(actual)) - Date.parse(String(expected))) < 1000;
  const a = String(actual);
  const b = String(expected);
  return fold(a) === fold(b) || (/[<&]/.test(b) && fold(plainText(a)) === fold(plainText(b)));
}

function fold(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
