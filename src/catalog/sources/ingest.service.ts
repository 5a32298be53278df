import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import { isUniqueViolation } from '../../platform/database/database-errors.js';
import { Database } from '../../platform/database/database.js';
import { inputErrorOf } from '../../platform/http/validation.js';
import { JobQueue } from '../../platform/queue/job-queue.js';
import { ArticleWishesService } from '../articles/article-wishes.service.js';
import type { ParsedFeed } from '../feeds/parsed-feed.js';
import { plainLine } from '../feeds/plain-text.js';
import { SourceRepository } from './source.repository.js';
import { slugOf } from './source.js';
import { draftOfInput, draftsOfFeed } from '../stories/story-draft.js';
import type { Drafting } from '../stories/story-draft.js';
import { storyInputSchema } from '../stories/story-schema.js';
import type { StoryInput } from '../stories/story-schema.js';
import { StoryRepository } from '../stories/story.repository.js';
import type { IngestError, IngestOutcome, IngestResult, StoryDraft } from '../stories/story.js';

/** Rows of one statement. */
const PAGE = 500;
const TRIES = 3;

/** Stories in, from feeds and from clients. Taking the same in twice, or in two processes at once, changes nothing. */
@Injectable()
export class IngestService {
  constructor(
    private readonly stories: StoryRepository,
    private readonly sources: SourceRepository,
    private readonly database: Database,
    private readonly jobs: JobQueue,
    private readonly clock: Clock,
    private readonly articles: ArticleWishesService,
  ) {}

  /** Takes in the items of a feed; those without a title are reported and left out. */
  async ingestFeed(sourceId: string, parsed: ParsedFeed): Promise<IngestResult> {
    const now = this.clock.now();
    return (await this.ingestDrafts(draftsOfFeed(sourceId, parsed, now), now)).result;
  }

  /** Takes in a feed that is read already. `fresh`: the drafts whose stories their source did not carry before. */
  async ingestDrafts(
    drafting: Drafting,
    now: Date,
  ): Promise<{ readonly result: IngestResult; readonly fresh: readonly StoryDraft[] }> {
    const { drafts, errors, warnings } = drafting;
    const { outcomes, fresh } = await this.store(drafts, now);
    await this.articles.wantPages(drafts, outcomes);
    return { result: { results: outcomes, errors, warnings }, fresh };
  }

  /**
   * Takes in posted stories, each checked on its own: a bad one is reported by its index and the others are stored.
   * Sources that are not known yet are made known by their name.
   */
  async ingestStories(batch: readonly unknown[]): Promise<IngestResult> {
    const now = this.clock.now();
    const drafts: StoryDraft[] = [];
    const errors: IngestError[] = [];
    const warnings: IngestError[] = [];
    const valid: { index: number; input: StoryInput; name: string }[] = [];
    const seen = new Map<string, number>();
    batch.forEach((raw, index) => {
      const parsed = storyInputSchema.safeParse(raw);
      if (!parsed.success) {
        const { code, message, errors: places } = inputErrorOf(parsed.error.issues);
        const place = places[0]?.path ?? '';
        errors.push({ index, path: `stories.${index}${place === '' ? '' : `.${place}`}`, message, code });
        return;
      }
      const { id, source } = parsed.data;
      const earlier = id === undefined ? undefined : seen.get(id);
      if (earlier !== undefined) {
        const message = `is also the id of stories.${earlier}`;
        errors.push({ index, path: `stories.${index}.id`, message, code: 'DUPLICATE_ID' });
        return;
      }
      if (id !== undefined) seen.set(id, index);
      valid.push({ index, input: parsed.data, name: plainLine(source, false, 200) || 'unnamed' });
    });
    const sourceIds = await this.sourceIdsOf(
      valid.map(({ name }) => name),
      now,
    );
    for (const { index, input, name } of valid) {
      const sourceId = sourceIds.get(name.toLowerCase());
      if (sourceId !== undefined) draftOfInput(input, sourceId, index, now, { drafts, errors, warnings });
    }
    const { outcomes: results } = await this.store(drafts, now);
    return { results, errors: errors.sort((a, b) => a.index - b.index), warnings };
  }

  private async sourceIdsOf(names: readonly string[], now: Date): Promise<Map<string, string>> {
    const known = await this.sources.idsOf(names);
    const fresh = new Map<string, { id: string; name: string }>();
    for (const name of names) {
      const key = name.toLowerCase();
      if (!known.has(key) && !fresh.has(key))
        fresh.set(key, { id: slugOf(name, `source-${shortHash(key)}`), name });
    }
    if (fresh.size > 0) await this.sources.insertNames([...fresh.values()], now);
    for (const [key, { id }] of fresh) known.set(key, id);
    return known;
  }

  private async store(drafts: readonly StoryDraft[], now: Date): Promise<Stored> {
    const outcomes: IngestOutcome[] = [];
    const fresh: StoryDraft[] = [];
    for (let at = 0; at < drafts.length; at += PAGE) {
      const page = drafts.slice(at, at + PAGE);
      for (let left = TRIES - 1; ; left--) {
        try {
          const stored = await this.storePage(page, now);
          outcomes.push(...stored.outcomes);
          fresh.push(...stored.fresh);
          break;
        } catch (error) {
          // Another process has just stored a story of the same id: the next look finds it.
          if (left === 0 || !isUniqueViolation(error, 'story_id_key')) throw error;
        }
      }
    }
    return { outcomes: outcomes.sort((a, b) => a.index - b.index), fresh };
  }

  private storePage(page: readonly StoryDraft[], now: Date): Promise<Stored> {
    return this.database.transaction(
      async () => {
        const identities = await this.stories.identitiesOf(page.map((draft) => draft.id));
        const settled = page.map((draft) => ({
          ...draft,
          identity: identities.get(draft.id) ?? draft.identity,
        }));
        // The first of several tellings of one batch is stored; the others are the same story.
        const distinct = new Map<string, StoryDraft>();
        for (const draft of settled) {
          const key = draft.identity.toString('hex');
          if (!distinct.has(key)) distinct.set(key, draft);
        }
        const stored = await this.stories.upsert([...distinct.values()], now);
        const byIdentity = new Map(stored.map((row) => [row.identity, row]));
        const outcomes: IngestOutcome[] = [];
        const sightings: { ref: number; sourceId: string; guid: string | null }[] = [];
        const byRef = new Map<number, StoryDraft>();
        for (const draft of settled) {
          const key = draft.identity.toString('hex');
          const row = byIdentity.get(key);
          if (!row) continue;
          const first = distinct.get(key)?.index === draft.index;
          outcomes.push({ index: draft.index, id: row.id, status: first ? row.status : 'unchanged' });
          sightings.push({ ref: row.ref, sourceId: draft.sourceId, guid: draft.guid });
          byRef.set(row.ref, draft);
        }
        const seen = await this.stories.recordSightings(sightings, now);
        if (stored.some((row) => row.status !== 'unchanged')) {
          this.database.afterCommit(() => this.jobs.add('enrich-stories', {}, { jobId: 'unenriched' }));
        }
        return { outcomes, fresh: [...byRef].flatMap(([ref, draft]) => (seen.has(ref) ? [draft] : [])) };
      },
      { retries: 3 },
    );
  }
}

interface Stored {
  readonly outcomes: IngestOutcome[];
  readonly fresh: StoryDraft[];
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 10);
}
