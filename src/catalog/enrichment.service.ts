import { Injectable, Logger } from '@nestjs/common';
import { createEntityLinker } from '../enrichment/entities.js';
import { createTagger } from '../enrichment/tagger.js';
import { createUnderstanding } from '../enrichment/understand.js';
import type { Understander } from '../enrichment/understand.js';
import type { StoryText, Understanding } from '../enrichment/understanding.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { assignEvents, EVENT_WINDOW_MS } from './event-assignment.js';
import { EnrichmentRepository } from './enrichment.repository.js';
import { TopicRepository } from './topic.repository.js';

export interface EnrichmentReport {
  readonly enriched: number;
  /** Stories that were put into an event, or into another than before. */
  readonly clustered: number;
}

/** Stories of one transaction. */
const PAGE = 200;

/**
 * Understands the stories that wait for it and groups them by event. Several processes share the work: a page belongs to whoever
 * locked its rows, clustering to one at a time. Running it again finds nothing to do.
 */
@Injectable()
export class EnrichmentService {
  private readonly logger = new Logger(EnrichmentService.name);
  private readonly linker = createEntityLinker();
  private built: { readonly key: string; readonly understander: Understander } | undefined;

  constructor(
    private readonly stories: EnrichmentRepository,
    private readonly topics: TopicRepository,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Works until no story is left that nobody else works on. */
  async enrichAll(): Promise<EnrichmentReport> {
    let enriched = 0;
    for (let page = -1; page !== 0; enriched += page) page = await this.enrichPage();
    let clustered = 0;
    for (;;) {
      const changed = await this.clusterStretch();
      if (changed === undefined || changed === 0) return { enriched, clustered };
      clustered += changed;
    }
  }

  private enrichPage(): Promise<number> {
    return this.database.transaction(
      async () => {
        const page = await this.stories.lockUnenriched(PAGE);
        if (page.length === 0) return 0;
        const understander = await this.understander();
        await this.stories.saveEnrichments(
          page.map((story) => ({ ref: story.ref, understanding: this.understand(understander, story) })),
          this.clock.now(),
        );
        return page.length;
      },
      { retries: 3 },
    );
  }

  /** A story that breaks the reading is kept without tags: it must not hold up the others for ever. */
  private understand(understander: Understander, story: StoryText): Understanding {
    try {
      return understander.understand(story);
    } catch (error) {
      this.logger.error(
        `Story ${story.id} cannot be understood: ${error instanceof Error ? error.message : String(error)}`,
      );
      return { language: 'und', topics: [], entities: [], kinds: [], figures: [], lead: '' };
    }
  }

  /** How to read a story at this moment: with the topics that product teams added. Built anew only when those change. */
  private async understander(): Promise<Understander> {
    const custom = await this.topics.list();
    const key = custom.map((topic) => topic.id).join(' ');
    if (this.built?.key !== key) {
      const understander = createUnderstanding({ tagger: createTagger(custom), linker: this.linker });
      this.built = { key, understander };
    }
    return this.built.understander;
  }

  /**
   * Groups the oldest stretch of stories that belong to no event yet, with all within reach of it.
   * @returns how many stories changed their event; undefined where none waited
   */
  private clusterStretch(): Promise<number | undefined> {
    return this.database.transaction(
      async () => {
        await this.stories.lockClustering();
        const stretch = await this.stories.unclustered(EVENT_WINDOW_MS);
        if (!stretch) return undefined;
        const window = await this.stories.windowOf(
          new Date(stretch.from.getTime() - EVENT_WINDOW_MS),
          new Date(stretch.to.getTime() + EVENT_WINDOW_MS),
        );
        const changes = assignEvents(window);
        await this.stories.saveEvents(changes);
        return changes.length;
      },
      { retries: 3 },
    );
  }
}
