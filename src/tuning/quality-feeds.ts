import type { Section } from './quality-format.js';

/** How many cases of one corpus of feeds are read as they should be. */
export interface FeedQuality {
  readonly corpus: string;
  /** Cases that say something of a field of the contract. */
  readonly judged: number;
  readonly passed: number;
  /** Cases that were parsed and say nothing of such a field. */
  readonly outside: number;
  /** Share that must pass, 0 to 1. */
  readonly floor: number;
}

/** The measures as a part of the report. */
export function feedsSection(corpora: readonly FeedQuality[]): Section {
  return {
    title: 'I: feeds',
    text: "The conformance corpora of feedparser (without its folders for sanitising, CDF and places, and without UTF-32) and of gofeed, on the fields that Scout's contract names. Of an ill-formed feed only that it is read or refused by name. `scout feed-report` lists every case that fails, and why.",
    rows: [
      ['corpus', 'judged', 'passed', 'share', 'no field of the contract'],
      ...corpora.map(({ corpus, judged, passed, outside }) => [
        corpus,
        String(judged),
        String(passed),
        (passed / judged).toFixed(3).replace(/^0/, ''),
        String(outside),
      ]),
    ],
  };
}
