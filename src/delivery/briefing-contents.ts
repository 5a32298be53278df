import type { Reader } from '../readers/reader.js';

export interface Cited {
  readonly sentence: string;
  readonly source: string;
  readonly url: string | null;
}

/** One story as every channel tells it. */
export interface ContentItem {
  readonly story: string;
  readonly headline: string;
  readonly url: string | null;
  readonly source: string;
  /** Shown beside the headline; ordinary items have none. */
  readonly mark: 'must-know' | 'exploring' | null;
  readonly topics: readonly string[];
  readonly lead: readonly Cited[];
  /** What is new since an earlier briefing told of the event. */
  readonly whatIsNew: readonly Cited[];
  /** What the sources say beyond the lead, verbatim; may be empty. */
  readonly statements: readonly Cited[];
  /** Amounts in words, taken apart where a source does: `150 bn USD (deal) = 50 bn USD (equity) + 100 bn USD (cloud)`. */
  readonly figures: readonly string[];
  readonly alsoReportedBy: readonly { readonly source: string; readonly url: string | null }[];
  /** Why it is here, in plain words, the strongest first. */
  readonly reasons: readonly string[];
}

/** One briefing in words; every channel makes its message from this and nothing else. */
export interface BriefingContent {
  readonly reader: string;
  /** The reader's date, `YYYY-MM-DD`. */
  readonly localDate: string;
  /** The same in words: `Monday, 6 July 2026`. */
  readonly dateText: string;
  readonly timeZone: string;
  readonly createdAt: Date;
  readonly opening: string;
  readonly items: readonly ContentItem[];
}

/** Where delivery gets the words from; the room of the briefings provides it. */
export abstract class BriefingContents {
  /** Undefined without such a briefing. */
  abstract of(reader: Reader, localDate: string): Promise<BriefingContent | undefined>;

  /** The reader's newest briefing, for a test; undefined where there is none. */
  abstract newest(reader: Reader): Promise<BriefingContent | undefined>;

  /** After this moment a briefing of the reader that was due then is not delivered any more. */
  abstract cutOff(reader: Reader, dueAt: Date): Promise<Date>;
}
