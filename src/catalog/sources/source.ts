export type SourceStatus = 'active' | 'paused' | 'retired';

/** Whether the pages of its stories are fetched: never, or where the feed gives only a teaser and the host allows it. */
export type ArticleChoice = 'never' | 'teasers';

/** What came of a fetch: new items, nothing new, a failure. */
export type FetchMark = 'n' | 'u' | 'f';

/** So many fetches are remembered for the error rate. */
export const RECENT_FETCHES = 50;

/** Where stories come from: a feed that is fetched, or a name that somebody posts under (no `feedUrl`). */
export interface Source {
  readonly id: string;
  readonly name: string;
  readonly feedUrl: string | null;
  readonly siteUrl: string | null;
  readonly language: string | null;
  /** How much its word counts, 0 to 1. */
  readonly authority: number;
  readonly status: SourceStatus;
  /** Why it is paused or retired. */
  readonly statusReason: string | null;
  readonly articles: ArticleChoice;
  /** Shortest time between two fetches while all goes well, in seconds. */
  readonly fetchIntervalSeconds: number;
  /** What that has grown to, because the source seldom has something new; null before the first success. */
  readonly currentIntervalSeconds: number | null;
  /** Decayed estimate of new items, as of the last success. */
  readonly itemsPerDay: number;
  /** The last fetches, oldest first, {@link RECENT_FETCHES} at most. */
  readonly recentFetches: readonly FetchMark[];
  /** Since when every fetch has failed; null while the last one went well. */
  readonly failingSince: Date | null;
  readonly nextFetchAt: Date | null;
  readonly lastFetchAt: Date | null;
  readonly lastSuccessAt: Date | null;
  readonly lastErrorCode: string | null;
  readonly lastErrorDetail: string | null;
  /** Failed fetches in a row. */
  readonly failures: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What only the fetching of a source needs. */
export interface FetchState extends Source {
  readonly etag: string | null;
  readonly lastModified: string | null;
  /** Of the feed as it was last read. */
  readonly bodyHash: Buffer | null;
}

/** What an operator states of a source. */
export interface SourceStatement {
  readonly name: string;
  readonly feedUrl: string | null;
  readonly siteUrl: string | null;
  readonly language: string | null;
  readonly authority: number;
  readonly status: SourceStatus;
  readonly articles: ArticleChoice;
  readonly fetchIntervalSeconds: number;
}

/** What a fetch leaves behind. */
export interface FetchOutcome {
  readonly at: Date;
  readonly nextFetchAt: Date | null;
  readonly mark: FetchMark;
  readonly errorCode: string | null;
  readonly errorDetail: string | null;
  readonly failures: number;
  readonly failingSince: Date | null;
  readonly etag: string | null;
  readonly lastModified: string | null;
  readonly bodyHash: Buffer | null;
  readonly currentIntervalSeconds: number | null;
  readonly itemsPerDay: number;
  readonly status: SourceStatus;
  readonly statusReason: string | null;
}

/** Share of the remembered fetches that failed, 0 to 1; null before the first. */
export function errorRateOf({ recentFetches }: Pick<Source, 'recentFetches'>): number | null {
  if (recentFetches.length === 0) return null;
  return recentFetches.filter((mark) => mark === 'f').length / recentFetches.length;
}

/**
 * Sources in the order in which somebody should look at them: paused or retired by Scout, then failing, the longest first,
 * then by their error rate; last those that an operator has put out of use and those that have no feed.
 */
export function worstFirst(sources: readonly Source[]): Source[] {
  const rank = (source: Source): number => {
    if (source.feedUrl === null) return 5;
    if (source.status !== 'active')
      return source.statusReason === null ? 4 : source.status === 'paused' ? 0 : 1;
    return source.failures > 0 ? 2 : 3;
  };
  return [...sources].sort(
    (a, b) =>
      rank(a) - rank(b) ||
      (a.failingSince?.getTime() ?? 0) - (b.failingSince?.getTime() ?? 0) ||
      b.failures - a.failures ||
      (errorRateOf(b) ?? 0) - (errorRateOf(a) ?? 0) ||
      (a.id < b.id ? -1 : 1),
  );
}

const COMBINING = /\p{M}/gu;

/** Beside the sources lies the list of them, under this name; no source can have it for an id. */
export const OPML_ADDRESS = 'opml';

/** An id from a name: `The Halden Times` → `the-halden-times`. Names without Latin letters or digits give an id from `fallback`. */
export function slugOf(name: string, fallback: string): string {
  const slug = name
    .normalize('NFKD')
    .replace(COMBINING, '')
    .toLowerCase()
    .replace(/&/g, ' and ')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 64)
    .replace(/-+$/, '');
  if (slug === OPML_ADDRESS) return `${slug}-source`;
  return slug === '' ? fallback : slug;
}
