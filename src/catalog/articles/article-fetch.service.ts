import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { ScoutError } from '../../platform/errors.js';
import { FetchError } from '../../platform/fetch/fetch-errors.js';
import { GuardedFetch } from '../../platform/fetch/guarded-fetch.js';
import type { FetchResult } from '../../platform/fetch/guarded-fetch.js';
import { JobQueue } from '../../platform/queue/job-queue.js';
import { Threads } from '../../platform/threads/threads.js';
import type { PageToRead } from './article-extract.js';
import { ArticleFetchRepository } from './article-fetch.repository.js';
import type { WantedArticle } from './article-fetch.repository.js';
import { isTeaser, teaserOf } from '../stories/article-teaser.js';
import { JOB_LOST_AFTER_MS } from './article-wishes.service.js';
import { HostTurns } from '../hosts/host-turns.js';
import type { HostTurn } from '../hosts/host-turns.js';
import { RETRY_BOUNDS, retryAfterSeconds } from '../../platform/fetch/retry-after.js';
import { RobotsService } from '../hosts/robots.service.js';
import { StoryRepository } from '../stories/story.repository.js';

const EXTRACT = new URL('./article-extract.js', import.meta.url);
const LIMITS = { timeoutMs: 10_000, maxMemoryMb: 256 };
/** Larger pages are no articles, in bytes after decompression. */
const MAX_BYTES = 5_242_880;
const MOST_ATTEMPTS = 4;
/** Before the second try; four times as long before each further one, in milliseconds. */
const BACK_OFF_MS = 10 * 60_000;

export type ArticleReport =
  | { readonly kind: 'taken' }
  /** Not wanted any more, not due, or done already. */
  | { readonly kind: 'skipped' }
  | { readonly kind: 'postponed'; readonly until: Date; readonly code: string | null }
  | { readonly kind: 'refused'; readonly code: string };

type GrantedTurn = Extract<HostTurn, { granted: true }>;

/** Somebody else asks this host just now, or it has to be left alone for a while. */
class LaterError extends Error {
  constructor(
    readonly until: Date,
    readonly code: string | null,
  ) {
    super('later');
  }
}

/**
 * Reads the pages of stories whose feed gives only a teaser: as `robots.txt` allows, one request per host at a time, each page
 * in a thread. What goes wrong with a page is recorded with a code, not thrown.
 */
@Injectable()
export class ArticleFetchService {
  constructor(
    private readonly articles: ArticleFetchRepository,
    private readonly stories: StoryRepository,
    private readonly robots: RobotsService,
    private readonly turns: HostTurns,
    private readonly client: GuardedFetch,
    private readonly threads: Threads,
    private readonly database: Database,
    private readonly jobs: JobQueue,
    private readonly clock: Clock,
  ) {}

  /** Reads the page of one story. Twice, at once as well, does nothing more. */
  async fetchArticle(ref: number): Promise<ArticleReport> {
    const seen = await this.articles.findDue(ref, this.clock.now());
    if (!seen) return { kind: 'skipped' };
    if (!seen.wished || (!seen.taken && !isTeaser(seen))) {
      await this.articles.forget(ref);
      return { kind: 'skipped' };
    }
    if (seen.attempts >= MOST_ATTEMPTS) return await this.refuse(ref, 'ARTICLE_GIVEN_UP');
    try {
      const page = await this.ask(seen);
      return page === undefined ? { kind: 'skipped' } : await this.read(seen, page);
    } catch (error) {
      if (error instanceof LaterError) {
        return error.code === null
          ? await this.standInLine(seen, error.until)
          : await this.failed(seen, error.code, error.until);
      }
      if (error instanceof FetchError) {
        const again = /^FETCH_(?:TIMEOUT|DNS|TLS|CONNECTION)$/.test(error.code);
        return again ? await this.failed(seen, error.code) : await this.refuse(ref, error.code);
      }
      if (!(error instanceof ScoutError)) throw error;
      // A page that breaks its thread is no better the next time; a thread that ends with the process is not the page's fault.
      if (error.code === 'THREAD_TIMEOUT' || error.code === 'THREAD_OUT_OF_MEMORY')
        return await this.refuse(ref, 'ARTICLE_TOO_COMPLEX');
      if (!error.code.startsWith('ARTICLE_')) throw error;
      return await this.refuse(ref, error.code);
    }
  }

  /**
   * Fetches the page while holding the turn of its host, and of those that it leads to.
   * @returns undefined where another job has done it meanwhile
   */
  private async ask(seen: WantedArticle): Promise<FetchResult | undefined> {
    /** Turns that are held, with the pause that each host wants after this, in seconds. */
    const held = new Map<string, { readonly turn: GrantedTurn; pause: number }>();
    let last: { pause: number } | undefined;
    const enter = async (address: string): Promise<void> => {
      const { host } = new URL(address);
      let entry = held.get(host);
      if (!entry) {
        const turn = await this.turns.take(address, this.clock.now());
        if (!turn.granted) throw new LaterError(turn.retryAt, null);
        held.set(host, (entry = { turn, pause: 0 }));
      }
      last = entry;
      const verdict = await this.robots.verdict(address);
      if (verdict.kind === 'unknown') throw new LaterError(verdict.until, 'ARTICLE_ROBOTS_UNKNOWN');
      entry.pause = verdict.delaySeconds;
      if (verdict.kind === 'disallowed') throw refused('ARTICLE_ROBOTS');
    };
    try {
      await enter(seen.url);
      if (!(await this.articles.begin(seen, this.clock.now()))) return undefined;
      const page = await this.client.get(seen.url, {
        accept: 'text/html, application/xhtml+xml;q=0.9, */*;q=0.1',
        maxBytes: MAX_BYTES,
        beforeRedirect: enter,
      });
      const { status, headers } = page;
      if (status >= 500 || status === 429 || status === 408) {
        const wait = retryAfterSeconds(headers['retry-after'], this.clock.now()) ?? RETRY_BOUNDS.least;
        if (last) last.pause = Math.max(last.pause, wait);
        throw new LaterError(this.inMs(wait * 1000), 'ARTICLE_BAD_STATUS');
      }
      return page;
    } finally {
      for (const { turn, pause } of held.values())
        await turn.release(this.clock.now(), this.inMs(pause * 1000));
    }
  }

  /** @throws ScoutError with the code of what the page is instead of an article */
  private async read(seen: WantedArticle, page: FetchResult): Promise<ArticleReport> {
    const contentType = page.headers['content-type'] ?? '';
    if (page.status < 200 || page.status > 299) throw refused('ARTICLE_BAD_STATUS');
    if (!/^(?:\s*$|text\/html|application\/xhtml\+xml)/i.test(contentType)) throw refused('ARTICLE_NOT_HTML');
    // What is gone is often answered with the front page.
    if (new URL(page.finalUrl).pathname === '/' && new URL(seen.url).pathname !== '/')
      throw refused('ARTICLE_MISSING');
    const input: PageToRead = { bytes: page.body, contentType, title: seen.title, teaser: teaserOf(seen) };
    const text = await this.threads.run<string>(EXTRACT, input, LIMITS);
    const current = await this.database.transaction(
      async () => {
        const still = await this.stories.takeArticle(seen.ref, seen.contentHash, text, this.clock.now());
        if (still) await this.articles.settle(seen.ref, null);
        if (still)
          this.database.afterCommit(() => this.jobs.add('enrich-stories', {}, { jobId: 'unenriched' }));
        return still;
      },
      { retries: 3 },
    );
    if (current) return { kind: 'taken' };
    // The source has changed the story meanwhile: what was read may belong to the former one.
    return await this.putOff(seen, this.inMs(60_000), seen.attempts, null);
  }

  /** Comes again when the host's turn is near; no try is counted. */
  private async standInLine({ ref, attempts }: WantedArticle, until: Date): Promise<ArticleReport> {
    await this.articles.postpone(ref, until, new Date(until.getTime() + JOB_LOST_AFTER_MS), attempts, null);
    const delayMs = Math.max(0, until.getTime() - this.clock.now().getTime());
    // Named by its moment too: a job that asks for its own name again could be taken for itself.
    await this.jobs.add('fetch-article', { ref }, { delayMs, jobId: `article-${ref}-${until.getTime()}` });
    return { kind: 'postponed', until, code: null };
  }

  private async failed(seen: WantedArticle, code: string, notBefore?: Date): Promise<ArticleReport> {
    if (seen.attempts + 1 >= MOST_ATTEMPTS) return await this.refuse(seen.ref, code);
    const backOff = this.inMs(BACK_OFF_MS * 4 ** seen.attempts);
    const until = notBefore && notBefore > backOff ? notBefore : backOff;
    return await this.putOff(seen, until, seen.attempts + 1, code);
  }

  /** Without a job: the timer finds it. */
  private async putOff(
    { ref }: WantedArticle,
    until: Date,
    attempts: number,
    code: string | null,
  ): Promise<ArticleReport> {
    await this.articles.postpone(ref, until, until, attempts, code);
    return { kind: 'postponed', until, code };
  }

  private async refuse(ref: number, code: string): Promise<ArticleReport> {
    await this.articles.settle(ref, code);
    return { kind: 'refused', code };
  }

  private inMs(ms: number): Date {
    return new Date(this.clock.now().getTime() + ms);
  }
}

function refused(code: string): ScoutError {
  return new ScoutError(code, code, 422);
}
