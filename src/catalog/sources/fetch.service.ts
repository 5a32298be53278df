import { createHash } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import { NotFoundError, ScoutError } from '../../platform/errors.js';
import { FetchError } from '../../platform/fetch/fetch-errors.js';
import { GuardedFetch } from '../../platform/fetch/guarded-fetch.js';
import type { FetchResult } from '../../platform/fetch/guarded-fetch.js';
import { JobQueue } from '../../platform/queue/job-queue.js';
import { FeedReader } from './feed-reader.js';
import { nextPace } from './fetch-interval.js';
import { HostTurns, isSameHost } from '../hosts/host-turns.js';
import { IngestService } from './ingest.service.js';
import { RETRY_BOUNDS, retryAfterSeconds } from '../../platform/fetch/retry-after.js';
import { SourceRepository } from './source.repository.js';
import type { FetchMark, FetchOutcome, FetchState } from './source.js';
import type { IngestResult } from '../stories/story.js';

const ACCEPT =
  'application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5';
/** A claimed source whose job was lost is due again after this. */
const LEASE_SECONDS = 900;
const MOST_DUE = 500;
/** Who is due so soon is claimed already, his job delayed: a little longer than the time between two looks, in milliseconds. */
const AHEAD_MS = 35_000;
/** A source is paused after so long without success, and so many failures, in milliseconds and fetches. */
const GIVE_UP = { afterMs: 14 * 86_400_000, failures: 10 } as const;

export type FetchReport =
  | { readonly kind: 'fetched'; readonly taken: IngestResult }
  | { readonly kind: 'unchanged' | 'skipped' }
  /** Its host is busy, or has asked for a pause. */
  | { readonly kind: 'put-off'; readonly retryAt: Date }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

/** What went wrong with a fetch, and what follows from that. */
interface Failure {
  readonly code: string;
  readonly message: string;
  readonly status?: 'paused' | 'retired';
  /** Seconds that the server asks for. */
  readonly waitSeconds?: number | undefined;
}

/**
 * Fetches feeds, politely: one request at a time to a host, conditional requests, intervals that follow the source, bounded
 * back-off, `Retry-After` and 410 heeded, moves remembered.
 */
@Injectable()
export class FetchService {
  private readonly logger = new Logger(FetchService.name);

  constructor(
    private readonly sources: SourceRepository,
    private readonly ingest: IngestService,
    private readonly client: GuardedFetch,
    private readonly turns: HostTurns,
    private readonly reader: FeedReader,
    private readonly jobs: JobQueue,
    private readonly clock: Clock,
  ) {}

  /** Queues every source that is due or soon will be. Two processes never queue the same one. Returns how many. */
  async scheduleDue(): Promise<number> {
    const now = this.clock.now();
    const horizon = new Date(now.getTime() + AHEAD_MS);
    const due = await this.sources.claimDue(now, horizon, MOST_DUE, LEASE_SECONDS);
    for (const { id, dueAt } of due) await this.request(id, dueAt.getTime() - now.getTime());
    await this.turns.forget(now);
    return due.length;
  }

  /** Queues one fetch. @param delayMs from now; 0 or less is at once */
  async request(sourceId: string, delayMs = 0): Promise<void> {
    const options = { jobId: `fetch-${sourceId}`, ...(delayMs > 0 ? { delayMs } : {}) };
    await this.jobs.add('fetch-source', { sourceId }, options);
  }

  /**
   * Fetches one source as {@link fetchSource} does, and where its host is busy plans the fetch for later: soon through the
   * queue, later through `next_fetch_at`, which also brings a lost job back.
   * @throws NotFoundError
   */
  async fetchInTurn(sourceId: string): Promise<void> {
    const report = await this.fetchSource(sourceId);
    if (report.kind !== 'put-off') return;
    const { retryAt } = report;
    const delayMs = Math.max(0, retryAt.getTime() - this.clock.now().getTime());
    if (delayMs > AHEAD_MS) {
      await this.sources.putOff(sourceId, retryAt);
      return;
    }
    await this.sources.putOff(sourceId, new Date(retryAt.getTime() + LEASE_SECONDS * 1_000));
    // Not the id of `request`: this very job still holds that, and its successor would not wait.
    const jobId = `fetch-${sourceId}-${retryAt.getTime()}`;
    await this.jobs.add('fetch-source', { sourceId }, { jobId, delayMs });
  }

  /**
   * Fetches one source and takes its stories in, unless its host is busy. What goes wrong with the feed is recorded at the
   * source, not thrown: the next time is `next_fetch_at`, not the queue's.
   * @throws NotFoundError
   */
  async fetchSource(sourceId: string): Promise<FetchReport> {
    const source = await this.sources.find(sourceId);
    if (!source) throw new NotFoundError('source', sourceId);
    if (source.feedUrl === null || source.status !== 'active') return { kind: 'skipped' };
    const turn = await this.turns.take(source.feedUrl, this.clock.now());
    if (!turn.granted) return { kind: 'put-off', retryAt: turn.retryAt };
    try {
      const result = await this.ask(source, source.feedUrl, turn.release);
      return await this.settle(source, source.feedUrl, result);
    } catch (error) {
      if (!(error instanceof FetchError) && !(error instanceof ScoutError && error.status === 422))
        throw error;
      const { code, message } = error;
      const forbidden = code === 'FETCH_FORBIDDEN_ADDRESS';
      return await this.failed(source, { code, message, ...(forbidden ? { status: 'paused' } : {}) });
    }
  }

  /** Sends the request and gives the turn back; a wish to be left alone counts for the host that answered. */
  private async ask(
    source: FetchState,
    feedUrl: string,
    release: (now: Date, notBefore?: Date) => Promise<void>,
  ): Promise<FetchResult> {
    let notBefore: Date | undefined;
    try {
      const result = await this.client.get(feedUrl, {
        accept: ACCEPT,
        etag: source.etag ?? undefined,
        lastModified: source.lastModified ?? undefined,
      });
      const wished = hostRestUntil(result, this.clock.now());
      if (isSameHost(feedUrl, result.finalUrl)) notBefore = wished;
      else await this.turns.rest(result.finalUrl, this.clock.now(), wished);
      return result;
    } finally {
      await release(this.clock.now(), notBefore);
    }
  }

  private async settle(source: FetchState, feedUrl: string, result: FetchResult): Promise<FetchReport> {
    const { status, headers } = result;
    const report =
      status === 304 || (status >= 200 && status <= 299)
        ? await this.accepted(source, result)
        : await this.refused(source, feedUrl, result, headers['retry-after']);
    if (report.kind !== 'failed' && result.permanentUrl !== undefined)
      await this.sources.moveFeed(source.id, feedUrl, result.permanentUrl);
    return report;
  }

  private async accepted(source: FetchState, result: FetchResult): Promise<FetchReport> {
    const { status, headers, body } = result;
    if (status === 304) {
      if (source.etag === null && source.lastModified === null) {
        const message = 'The server answered 304 (not modified) although it was not asked for changes only.';
        return await this.failed(source, { code: 'FETCH_BAD_STATUS', message });
      }
      await this.succeeded(source, [], source);
      return { kind: 'unchanged' };
    }
    const contentType = headers['content-type'];
    const known = {
      etag: headers['etag'] ?? null,
      lastModified: headers['last-modified'] ?? null,
      bodyHash: createHash('sha256')
        .update(`${contentType ?? ''}\n`)
        .update(body)
        .digest(),
    };
    if (source.bodyHash?.equals(known.bodyHash) === true) {
      await this.succeeded(source, [], known);
      return { kind: 'unchanged' };
    }
    const now = this.clock.now();
    const url = result.finalUrl;
    const drafting = await this.reader.read({ sourceId: source.id, bytes: body, contentType, url, now });
    const { result: taken, fresh } = await this.ingest.ingestDrafts(drafting, now);
    const ages = fresh.map((draft) => (now.getTime() - draft.publishedAt.getTime()) / 1_000);
    await this.succeeded(source, ages, known);
    return { kind: 'fetched', taken };
  }

  private async refused(
    source: FetchState,
    feedUrl: string,
    { status, finalUrl, permanentUrl }: FetchResult,
    retryAfter: string | undefined,
  ): Promise<FetchReport> {
    // Behind a temporary redirect it is not the feed that is gone.
    const gone = status === 410 && (permanentUrl ?? new URL(feedUrl).href) === finalUrl;
    return await this.failed(source, {
      code: 'FETCH_BAD_STATUS',
      message: `The server answered ${status}.`,
      waitSeconds: retryAfterSeconds(retryAfter, this.clock.now()),
      ...(gone ? { status: 'retired' } : {}),
    });
  }

  /** @param ages of the new items, in seconds */
  private async succeeded(
    source: FetchState,
    ages: readonly number[],
    known: Pick<FetchState, 'etag' | 'lastModified' | 'bodyHash'>,
  ): Promise<void> {
    const { currentIntervalSeconds, itemsPerDay, lastSuccessAt } = source;
    const since = (this.clock.now().getTime() - (lastSuccessAt?.getTime() ?? 0)) / 1_000;
    const before =
      currentIntervalSeconds === null ? null : { itemsPerDay, intervalSeconds: currentIntervalSeconds };
    const pace = nextPace(before, source.fetchIntervalSeconds, since, ages);
    const { etag, lastModified, bodyHash } = known;
    await this.sources.recordFetch(source, {
      ...this.outcome(source, pace.intervalSeconds, ages.length > 0 ? 'n' : 'u'),
      etag,
      lastModified,
      bodyHash,
      currentIntervalSeconds: pace.intervalSeconds,
      itemsPerDay: pace.itemsPerDay,
    });
  }

  private async failed(source: FetchState, failure: Failure): Promise<FetchReport> {
    const { code, message, waitSeconds } = failure;
    const failures = source.failures + 1;
    const usual = source.currentIntervalSeconds ?? source.fetchIntervalSeconds;
    const backOff = usual * 2 ** Math.min(failures, 10);
    const wait = Math.min(waitSeconds ?? backOff, Math.max(RETRY_BOUNDS.most, usual));
    const planned = this.outcome(source, wait, 'f');
    const failingSince = source.failingSince ?? planned.at;
    const stop = failure.status
      ? { status: failure.status, statusReason: `${code}: ${message}` }
      : givenUp(planned.at, failingSince, failures, `${code}: ${message}`);
    await this.sources.recordFetch(source, {
      ...planned,
      errorCode: code,
      errorDetail: message.slice(0, 500),
      failures,
      failingSince,
      ...(stop && { status: stop.status, statusReason: stop.statusReason.slice(0, 500), nextFetchAt: null }),
    });
    this.logger.warn(`Source ${source.id}${stop ? ` is ${stop.status} now` : ''}: ${code} ${message}`);
    return { kind: 'failed', code, message };
  }

  /** A fetch at this moment, with the next one after `seconds` and up to a tenth more, so that sources spread out. */
  private outcome(source: FetchState, seconds: number, mark: FetchMark): FetchOutcome {
    const at = this.clock.now();
    const spread = createHash('sha256').update(`${source.id} ${at.toISOString()}`).digest()[0] ?? 0;
    const { etag, lastModified, bodyHash, currentIntervalSeconds, itemsPerDay } = source;
    return {
      at,
      nextFetchAt: new Date(at.getTime() + seconds * (1 + spread / 2560) * 1000),
      mark,
      errorCode: null,
      errorDetail: null,
      failures: 0,
      failingSince: null,
      etag,
      lastModified,
      bodyHash,
      currentIntervalSeconds,
      itemsPerDay,
      status: 'active',
      statusReason: null,
    };
  }
}

/** Until when a whole host wants to be left alone; undefined where it said nothing of the kind. */
function hostRestUntil({ status, headers }: FetchResult, now: Date): Date | undefined {
  if (status !== 429 && status !== 503) return undefined;
  const stated = retryAfterSeconds(headers['retry-after'], now);
  const seconds = stated ?? (status === 429 ? RETRY_BOUNDS.least : undefined);
  return seconds === undefined ? undefined : new Date(now.getTime() + seconds * 1_000);
}

function givenUp(
  now: Date,
  since: Date,
  failures: number,
  last: string,
): { readonly status: 'paused'; readonly statusReason: string } | undefined {
  if (now.getTime() - since.getTime() < GIVE_UP.afterMs || failures < GIVE_UP.failures) return undefined;
  const statusReason = `FETCH_GIVEN_UP: ${failures} fetches in a row have failed since ${since.toISOString().slice(0, 10)}; set its status to active to try again. The last one: ${last}`;
  return { status: 'paused', statusReason };
}
