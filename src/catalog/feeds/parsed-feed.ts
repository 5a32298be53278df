/** A feed as read from its file, before anything is stored. Values are the feed's own; nothing is invented for what it leaves out. */
export interface ParsedFeed {
  /** `rss 2.0`, `rdf 1.0`, `atom 1.0`, `json 1.1` …; the version is left out where the file does not say. */
  readonly format: string;
  /** The encoding that the bytes were read in, as a lower-case label. */
  readonly encoding: string;
  readonly feed: ParsedFeedInfo;
  readonly items: readonly ParsedItem[];
  /** What was wrong and survived: one sentence each, at most twenty. */
  readonly warnings: readonly string[];
}

export interface ParsedFeedInfo {
  readonly title: string | null;
  readonly link: string | null;
  readonly description: string | null;
  /** BCP 47 tag as written. */
  readonly language: string | null;
  readonly id: string | null;
  readonly author: string | null;
  /** RFC 3339 in UTC. */
  readonly published: string | null;
  readonly updated: string | null;
  readonly rights: string | null;
  readonly generator: string | null;
  readonly image: string | null;
  readonly categories: readonly string[];
}

export type TextField = 'title' | 'summary' | 'content';

export interface ParsedItem {
  /** The guid, Atom id or JSON Feed id. */
  readonly id: string | null;
  /** Text or HTML as the feed has it, relative addresses made absolute; see `markup`. */
  readonly title: string | null;
  readonly link: string | null;
  readonly author: string | null;
  /** RFC 3339 in UTC; null where there is none or it cannot be read. */
  readonly published: string | null;
  readonly updated: string | null;
  readonly summary: string | null;
  readonly content: string | null;
  readonly categories: readonly string[];
  readonly language: string | null;
  readonly enclosures: readonly ParsedEnclosure[];
  /** The fields whose value is HTML (or may be: RSS does not say); the others are plain text. */
  readonly markup: readonly TextField[];
}

export interface ParsedEnclosure {
  readonly url: string;
  readonly type: string | null;
  /** In bytes. */
  readonly length: number | null;
}

/** Bounds that keep a hostile feed harmless; every one is far above what real feeds have. */
export const FEED_LIMITS = {
  /** Bytes of the file. */
  bytes: 32 * 1024 * 1024,
  /** Levels of elements. */
  depth: 256,
  /** Items kept; what comes after is left out with a warning. */
  items: 10_000,
  /** Characters of one text (title, summary, content). */
  text: 2_000_000,
  /** Characters of a title. */
  title: 4_096,
  /** Elements and texts of one item. */
  nodes: 200_000,
} as const;
