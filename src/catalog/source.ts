export type SourceStatus = 'active' | 'paused' | 'retired';

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
  /** Seconds between two fetches while all goes well. */
  readonly fetchIntervalSeconds: number;
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
}

/** What an operator states of a source. */
export interface SourceStatement {
  readonly name: string;
  readonly feedUrl: string | null;
  readonly siteUrl: string | null;
  readonly language: string | null;
  readonly authority: number;
  readonly status: SourceStatus;
  readonly fetchIntervalSeconds: number;
}

/** What a fetch leaves behind. */
export interface FetchOutcome {
  readonly at: Date;
  readonly nextFetchAt: Date | null;
  readonly success: boolean;
  readonly errorCode: string | null;
  readonly errorDetail: string | null;
  readonly failures: number;
  readonly etag: string | null;
  readonly lastModified: string | null;
  readonly status: SourceStatus;
  readonly statusReason: string | null;
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
