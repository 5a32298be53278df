import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import { isUniqueViolation } from '../../platform/database/database-errors.js';
import { ConflictError, InvalidInputError, NotFoundError, ScoutError } from '../../platform/errors.js';
import { JobQueue } from '../../platform/queue/job-queue.js';
import { GuardedFetch } from '../../platform/fetch/guarded-fetch.js';
import { FetchService } from './fetch.service.js';
import { parseOpml, writeOpml } from './opml.js';
import type { OpmlResult, SourceInput, SourcePatch } from './source-schema.js';
import { SourceRepository } from './source.repository.js';
import { slugOf, worstFirst } from './source.js';
import type { Source, SourceStatement } from './source.js';

/** The catalogue of sources, for operators. */
@Injectable()
export class SourcesService {
  constructor(
    private readonly sources: SourceRepository,
    private readonly fetches: FetchService,
    private readonly client: GuardedFetch,
    private readonly jobs: JobQueue,
    private readonly clock: Clock,
  ) {}

  /**
   * Adds a source; one with a feed is due at once.
   * @throws ConflictError SOURCE_EXISTS; InvalidInputError FETCH_FORBIDDEN_ADDRESS and others of fetching
   */
  async create(input: SourceInput): Promise<Source> {
    const { id: wished, ...statement } = input;
    this.checkFeed(statement.feedUrl);
    const id = wished ?? slugOf(statement.name, `source-${hashOf(statement.name)}`);
    const now = this.clock.now();
    const source = await this.sources.insert(id, statement, dueAt(statement, now), now);
    if (!source) throw exists(id);
    return source;
  }

  /** @throws NotFoundError */
  async get(id: string): Promise<Source> {
    const source = await this.sources.find(id);
    if (!source) throw new NotFoundError('source', id);
    return source;
  }

  /** All sources that have a feed, whatever their status. */
  withFeeds(): Promise<Source[]> {
    return this.sources.withFeeds();
  }

  list(afterId: string | undefined, limit: number): Promise<Source[]> {
    return this.sources.list(afterId, limit);
  }

  /**
   * Changes what is named and leaves the rest. A source that becomes active or gets another feed is due at once; one with
   * another interval, after that at the latest.
   * @throws NotFoundError; ConflictError SOURCE_EXISTS; InvalidInputError as in {@link create}
   */
  async patch(id: string, patch: SourcePatch): Promise<Source> {
    const current = await this.get(id);
    const next: SourceStatement = {
      name: patch.name ?? current.name,
      feedUrl: patch.feedUrl === undefined ? current.feedUrl : patch.feedUrl,
      siteUrl: patch.siteUrl === undefined ? current.siteUrl : patch.siteUrl,
      language: patch.language === undefined ? current.language : patch.language,
      authority: patch.authority ?? current.authority,
      status: patch.status ?? current.status,
      articles: patch.articles ?? current.articles,
      fetchIntervalSeconds: patch.fetchIntervalSeconds ?? current.fetchIntervalSeconds,
    };
    const moved = next.feedUrl !== current.feedUrl || next.status !== current.status;
    if (next.feedUrl !== current.feedUrl) this.checkFeed(next.feedUrl);
    const now = this.clock.now();
    try {
      const source = await this.sources.update(
        id,
        next,
        moved ? dueAt(next, now) : planned(current, next, now),
        now,
      );
      if (!source) throw new NotFoundError('source', id);
      return source;
    } catch (error) {
      throw isUniqueViolation(error) ? exists(id) : error;
    }
  }

  /** All sources, those that want attention first. */
  async health(): Promise<Source[]> {
    return worstFirst(await this.sources.all());
  }

  /** Removes a source and the stories that came from it first. @throws NotFoundError */
  async delete(id: string): Promise<void> {
    const deleted = await this.sources.delete(id);
    if (!deleted) throw new NotFoundError('source', id);
    // The events that have lost stories are counted and composed again.
    if (deleted.hadStories) await this.jobs.add('enrich-stories', {}, { jobId: 'unenriched' });
  }

  /** Queues a fetch now. @throws NotFoundError; ConflictError SOURCE_NOT_FETCHED */
  async requestFetch(id: string): Promise<void> {
    const source = await this.get(id);
    if (source.feedUrl === null || source.status !== 'active') {
      const why = source.feedUrl === null ? 'has no feed' : `is ${source.status}`;
      throw new ConflictError(`The source '${id}' ${why}, so it is not fetched.`, 'SOURCE_NOT_FETCHED');
    }
    await this.fetches.request(id);
  }

  /**
   * Adds every feed of an OPML file that is not there yet; bad entries are reported and the others are added.
   * @throws InvalidInputError OPML_UNREADABLE
   */
  async importOpml(bytes: Buffer): Promise<OpmlResult> {
    const { outlines, errors } = parseOpml(bytes);
    const known = new Set((await this.sources.withFeeds()).map((source) => source.feedUrl));
    const created: string[] = [];
    const wrong = [...errors];
    let there = 0;
    for (const [index, outline] of outlines.entries()) {
      if (known.has(outline.feedUrl)) {
        there++;
        continue;
      }
      const { name, feedUrl, siteUrl = null } = outline;
      const input = {
        name,
        feedUrl,
        siteUrl,
        language: null,
        authority: 0.5,
        status: 'active',
        articles: 'teasers',
        fetchIntervalSeconds: 1_800,
      } as const;
      try {
        created.push(await this.createUnderFreeId(input));
      } catch (error) {
        if (!(error instanceof ScoutError) || error.status >= 500) throw error;
        wrong.push({ path: `feed.${index}`, message: `${feedUrl}: ${error.message}` });
      }
    }
    return { created, known: there, errors: wrong };
  }

  /** Every source with a feed as OPML. */
  async exportOpml(): Promise<string> {
    const sources = await this.sources.withFeeds();
    return writeOpml(
      'Scout sources',
      sources.flatMap(({ name, feedUrl, siteUrl }) =>
        feedUrl === null ? [] : [{ name, feedUrl, siteUrl: siteUrl ?? undefined }],
      ),
    );
  }

  /** Two feeds of one name are usual (`News`): the second gets a part of its address's hash. */
  private async createUnderFreeId(input: Omit<SourceInput, 'id'>): Promise<string> {
    try {
      return (await this.create(input)).id;
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
      const id = `${slugOf(input.name, 'source').slice(0, 55)}-${hashOf(input.feedUrl ?? '')}`;
      return (await this.create({ ...input, id })).id;
    }
  }

  private checkFeed(feedUrl: string | null): void {
    if (feedUrl === null) return;
    try {
      this.client.assertAllowed(feedUrl);
    } catch (error) {
      if (!(error instanceof ScoutError)) throw error;
      throw new InvalidInputError(error.message, [{ path: 'feedUrl', message: error.message }], error.code);
    }
  }
}

function dueAt(source: SourceStatement, now: Date): Date | null {
  return source.feedUrl !== null && source.status === 'active' ? now : null;
}

function planned(current: Source, next: SourceStatement, now: Date): Date | null {
  if (current.nextFetchAt === null || next.fetchIntervalSeconds === current.fetchIntervalSeconds)
    return current.nextFetchAt;
  return new Date(Math.min(current.nextFetchAt.getTime(), now.getTime() + next.fetchIntervalSeconds * 1_000));
}

function exists(id: string): ConflictError {
  return new ConflictError(`There is already a source '${id}' or one with this feed.`, 'SOURCE_EXISTS');
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}
