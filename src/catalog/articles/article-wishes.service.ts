import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { JobQueue } from '../../platform/queue/job-queue.js';
import { ArticleFetchRepository } from './article-fetch.repository.js';
import { isTeaser } from '../stories/article-teaser.js';
import type { IngestOutcome, StoryDraft } from '../stories/story.js';

const MINUTE = 60_000;
/** A queued job that has not come after this is lost, in milliseconds. */
export const JOB_LOST_AFTER_MS = 15 * MINUTE;
/** Nobody reads the page of an older story any more, in milliseconds. */
const RECENT_MS = 7 * 24 * 60 * MINUTE;
/** A source that changes a story again and again has its page read again after this, in milliseconds. */
const APART_MS = 6 * 60 * MINUTE;
/** Pages that one look at a feed asks for, the newest; an archive is not fetched as a whole. */
const MOST_WANTED = 50;
const MOST_DUE = 200;

/** Which pages are to be fetched. PostgreSQL knows; the jobs are hints. */
@Injectable()
export class ArticleWishesService {
  constructor(
    private readonly articles: ArticleFetchRepository,
    private readonly database: Database,
    private readonly jobs: JobQueue,
    private readonly clock: Clock,
  ) {}

  /**
   * Asks for the pages of the stories that a feed only teases, where its source allows it. Twice does nothing more.
   * @param drafts of one source
   */
  async wantPages(drafts: readonly StoryDraft[], outcomes: readonly IngestOutcome[]): Promise<void> {
    const sourceId = drafts[0]?.sourceId;
    const teased = new Set(
      drafts.filter((draft) => isTeaser(draft) && isPage(draft.url)).map((draft) => draft.index),
    );
    const ids = outcomes.filter((one) => teased.has(one.index));
    if (sourceId === undefined || ids.length === 0) return;
    const changed = ids.filter((one) => one.status !== 'unchanged');
    const now = this.clock.now();
    await this.database.transaction(
      async () => {
        const due = await this.articles.want(
          sourceId,
          ids.map((one) => one.id),
          changed.map((one) => one.id),
          {
            now,
            since: new Date(now.getTime() - RECENT_MS),
            queuedUntil: new Date(now.getTime() + JOB_LOST_AFTER_MS),
            most: MOST_WANTED,
            apartMs: APART_MS,
          },
        );
        this.database.afterCommit(() => this.queue(due));
      },
      { retries: 3 },
    );
  }

  /** Queues every page that is due and has no job: put off until now, or its job was lost. Returns how many. */
  async scheduleDue(): Promise<number> {
    const now = this.clock.now();
    const due = await this.articles.claimDue(now, new Date(now.getTime() + JOB_LOST_AFTER_MS), MOST_DUE);
    await this.queue(due);
    return due.length;
  }

  private async queue(refs: readonly number[]): Promise<void> {
    for (const ref of refs) await this.jobs.add('fetch-article', { ref }, { jobId: `article-${ref}` });
  }
}

/** Feeds without permalinks give every item the address of the front page. */
function isPage(address: string | null): boolean {
  const url = address === null ? null : URL.parse(address);
  return url !== null && (url.pathname !== '/' || url.search !== '');
}
