import type { EntityTag, Figure, KindTag, TopicTag } from '../../enrichment/understanding.js';

/** A story as other features see it. `ref` is the compact internal key; it never leaves the API. */
export interface StoryRecord {
  readonly ref: number;
  readonly id: string;
  readonly title: string;
  readonly url: string | null;
  readonly sourceId: string;
  readonly sourceName: string;
  /** 0 to 1. */
  readonly sourceAuthority: number;
  readonly publishedAt: Date;
  readonly lead: string;
  readonly topics: readonly TopicTag[];
  readonly entities: readonly EntityTag[];
  readonly kinds: readonly KindTag[];
  readonly figures: readonly Figure[];
  /** Ref of the first story of the same event; null until it has been enriched. */
  readonly eventRef: number | null;
  /** Whether it republishes another story. */
  readonly isCopy: boolean;
  /** Publishers that an aggregator lists beside it. */
  readonly siblings: readonly string[];
  readonly language: string | null;
}

/** A record with its text. */
export interface StoryDetail extends StoryRecord {
  readonly author: string | null;
  readonly summary: string | null;
  readonly text: string | null;
  readonly firstSeenAt: Date;
  readonly updatedAt: Date;
  readonly enrichedAt: Date | null;
  /** The version of the taxonomy that tagged it; 0: none yet. */
  readonly taxonomyVersion: number;
  /** Id of the story that opened its event; null until it has been put into one. */
  readonly event: string | null;
  /** Whether the text is what the source gave or was read from the story's page; null where there is none. */
  readonly textFrom: 'source' | 'page' | null;
  /** How far the reading of its page is; null where it is not wanted. */
  readonly article: { readonly status: ArticleStatus; readonly code: string | null } | null;
  /** Everyone who carries the story, the one that owns the text first. */
  readonly sources: readonly { readonly id: string; readonly name: string }[];
}

/** `refused`: the page has no text for us; the code says why. */
export type ArticleStatus = 'waiting' | 'taken' | 'refused';

/** A story on its way in: cleaned, dated, with its identity; one row whichever source or process brings it. */
export interface StoryDraft {
  /** Where it stood in its batch or feed, from 0. */
  readonly index: number;
  readonly id: string;
  readonly identity: Buffer;
  readonly sourceId: string;
  readonly guid: string | null;
  readonly url: string | null;
  readonly author: string | null;
  readonly title: string;
  readonly summary: string | null;
  readonly text: string | null;
  readonly language: string | null;
  readonly publishedAt: Date;
  /** Whether the source stated the date; else it is the time of first sight. */
  readonly dated: boolean;
  readonly contentHash: Buffer;
}

export interface IngestError {
  readonly index: number;
  /** As the caller wrote it: `items.3.title`, `stories.3.title`. */
  readonly path: string;
  readonly message: string;
  readonly code: string;
}

export interface IngestOutcome {
  readonly index: number;
  readonly id: string;
  readonly status: 'created' | 'updated' | 'unchanged';
}

export interface IngestResult {
  readonly results: readonly IngestOutcome[];
  readonly errors: readonly IngestError[];
  /** What was wrong and survived, such as an impossible date. */
  readonly warnings: readonly IngestError[];
}
