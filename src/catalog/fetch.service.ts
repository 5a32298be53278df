import { createHash } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { NotFoundError, ScoutError } from '../platform/errors.js';
import { FetchError } from '../platform/fetch/fetch-errors.js';
import { GuardedFetch } from '../platform/fetch/guarded-fetch.js';
import type { FetchResult } from '../platform/fetch/guarded-fetch.js';
import { JobQueue } from '../platform/queue/job-queue.js';
import { IngestService } from './ingest.service.js';
import { parseFeed } from './parse-feed.js';
import { RETRY_BOUNDS, retryAfterSeconds } from './retry-after.js';
import { SourceRepository } from './source.repository.js';
import type { FetchOutcome, FetchState } from './source.js';
import type { IngestResult } from './story.js';

const ACCEPT =
  'application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5';
/** A claimed source whose job was lost is due again after this. */
const LEASE_SECONDS = 900;
const MOST_DUE = 500;

export type FetchReport =
  | { readonly kind: 'fetched'; readonly taken: IngestResult }
  | { readonly kind: 'unchanged' | 'skipped' }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

/** Fetches feeds, politely: conditional requests, bounded back-off, `Retry-After` and 410 heeded, moves remembered. */
@Injectable()
export class FetchService {
  private readonly logger = new Logger(FetchService.name);

  constructor(
    private readonly sources: SourceRepository,
    private readonly ingest: IngestService,
    private readonly client: GuardedFetch,
    private readonly jobs: JobQueue,
    private readonly clock: Clock,
  ) {}

  /** Queues every source that is due. Two processes never queue the same one. Returns how many. */
  async scheduleDue(): Promise<number> {
    const due = await this.sources.claimDue(this.clock.now(), MOST_DUE, LEASE_SECONDS);
    for (const id of due) await this.request(id);
    return due.length;
  }

  /** Queues one fetch now. */
  async request(sourceId: string): Promise<void> {
    await this.jobs.add('fetch-source', { sourceId }, { jobId: `fetch-${sourceId}` });
  }

  /**
   * Fetches one source and takes its stories in. What goes wrong with the feed is recorded at the source, not thrown:
   * the next time is `next_fetch_at`, not the queue's.
   * @throws NotFoundError
   */
  async fetchSource(sourceId: string): Promise<FetchReport> {
    const source = await this.sources.find(sourceId);
    if (!source) throw new NotFoundError('source', sourceId);
    if (source.feedUrl === null || source.status !== 'active') return { kind: 'skipped' };
    try {
      const result = await this.client.get(source.feedUrl, {
        accept: ACCEPT,
        etag: source.etag ?? undefined,
        lastModified: source.lastModified ?? undefined,
      });
      return await this.settle(source, source.feedUrl, result);
    } catch (error) {
      if (!(error instanceof FetchError) && !(error instanceof ScoutError && error.status === 422))
        throw error;
      const forbidden = error.code === 'FETCH_FORBIDDEN_ADDRESS';
      return await this.failed(source, error.code, error.message, forbidden ? 'paused' : undefined);
    }
  }

  private async settle(source: FetchState, feedUrl: string, result: FetchResult): Promise<FetchReport> {
    const { status, headers } = result;
    if (status === 304) {
      await this.succeeded(source, source.etag, source.lastModified);
      return { kind: 'unchanged' };
    }
    if (status < 200 || status > 299) {
      const wait = retryAfterSeconds(headers['retry-after'], this.clock.now());
      const message = `The server answered ${status}.`;
      return await this.failed(
        source,
        'FETCH_BAD_STATUS',
        message,
        status === 410 ? 'retired' : undefined,
        wait,
      );
    }
    const parsed = parseFeed(result.body, { contentType: headers['content-type'], url: result.finalUrl });
    const taken = await this.ingest.ingestFeed(source.id, parsed);
    await this.succeeded(source, headers['etag'] ?? null, headers['last-modified'] ?? null);
    if (result.permanentUrl !== undefined)
      await this.sources.moveFeed(source.id, feedUrl, result.permanentUrl);
    return { kind: 'fetched', taken };
  }

  private async succeeded(
    source: FetchState,
    etag: string | null,
    lastModified: string | null,
  ): Promise<void> {
    await this.sources.recordFetch(source, {
      ...this.outcome(source, source.fetchIntervalSeconds),
      success: true,
      failures: 0,
      etag,
      lastModified,
    });
  }

  private async failed(
    source: FetchState,
    code: string,
    message: string,
    status: 'paused' | 'retired' | undefined,
    waitSeconds?: number,
  ): Promise<FetchReport> {
    const failures = source.failures + 1;
    const backOff = source.fetchIntervalSeconds * 2 ** Math.min(failures, 10);
    const wait = Math.min(waitSeconds ?? backOff, Math.max(RETRY_BOUNDS.most, source.fetchIntervalSeconds));
    const planned = this.outcome(source, wait);
    await this.sources.recordFetch(source, {
      ...planned,
      errorCode: code,
      errorDetail: message.slice(0, 500),
      failures,
      ...(status === undefined
        ? {}
        : { status, statusReason: `${code}: ${message}`.slice(0, 500), nextFetchAt: null }),
    });
    this.logger.warn(`Source ${source.id}: ${code} ${message}`);
    return { kind: 'failed', code, message };
  }

  /** A fetch at this moment, with the next one after `seconds` and up to a tenth more, so that sources spread out. */
  private outcome(source: FetchState, seconds: number): FetchOutcome {
    const at = this.clock.now();
    const spread = createHash('sha256').update(`${source.id} ${at.toISOString()}`).digest()[0] ?? 0;
    return {
      at,
      nextFetchAt: new Date(at.getTime() + seconds * (1 + spread / 2560) * 1000),
      success: false,
      errorCode: null,
      errorDetail: null,
      failures: 0,
      etag: source.etag,
      lastModified: source.lastModified,
      status: 'active',
      statusReason: null,
    };
  }
}
