import { Injectable, Logger } from '@nestjs/common';
import { createEntityLinker } from '../../enrichment/entities/entities.js';
import { createTeamTagger } from '../../enrichment/topics/team-tagger.js';
import { createUnderstanding } from '../../enrichment/understand.js';
import type { Understander } from '../../enrichment/understand.js';
import type { StoryText, Understanding } from '../../enrichment/understanding.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { ClusteringService } from '../events/clustering.service.js';
import { CompositionService } from '../events/composition.service.js';
import type { CompositionReport } from '../events/composition.service.js';
import { EnrichmentRepository, type UnenrichedStory } from './enrichment.repository.js';
import { TopicRepository } from './topic.repository.js';

export interface EnrichmentReport extends CompositionReport {
  readonly enriched: number;
  /** Stories that were put into an event, or into another than before. */
  readonly clustered: number;
}

/** Stories of one transaction. */
const PAGE = 200;

/**
 * Understands the stories that wait for it, puts them into events and composes those that changed. Several processes share the
 * work: a page belongs to whoever locked its rows, clustering to one at a time. Running it again finds nothing to do.
 */
@Injectable()
export class EnrichmentService {
  private readonly logger = new Logger(EnrichmentService.name);
  private readonly linker = createEntityLinker();
  private built: { readonly version: number; readonly understander: Understander } | undefined;

  constructor(
    private readonly stories: EnrichmentRepository,
    private readonly topics: TopicRepository,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly clustering: ClusteringService,
    private readonly composition: CompositionService,
  ) {}

  /** Works until no story is left that nobody else works on. */
  async enrichAll(): Promise<EnrichmentReport> {
    let enriched = 0;
    for (let page = -1; page !== 0; enriched += page) page = await this.enrichPage();
    const clustered = await this.clustering.clusterAll();
    return { enriched, clustered, ...(await this.composition.composeAll()) };
  }

  private enrichPage(): Promise<number> {
    return this.database.transaction(
      async () => {
        const page = await this.stories.lockUnenriched(PAGE);
        if (page.length === 0) return 0;
        await this.enrich(page);
        return page.length;
      },
      { retries: 3 },
    );
  }

  /**
   * Tags stories again that an earlier version of the taxonomy tagged, newest first, until none is left that nobody else
   * works on. What is done is in the rows: it can be killed, run twice at once, and run again.
   * @returns how many
   */
  async retagAll(): Promise<number> {
    let retagged = 0;
    for (let version = -1; version !== (await this.topics.version());) {
      version = await this.topics.version();
      for (let below: number | undefined = Number.MAX_SAFE_INTEGER; below !== undefined;) {
        const page: readonly number[] = await this.retagPage(version, below);
        retagged += page.length;
        below = page.at(-1);
      }
    }
    return retagged;
  }

  /** @returns refs of the stories, falling */
  private retagPage(version: number, below: number): Promise<number[]> {
    return this.database.transaction(
      async () => {
        const page = await this.stories.lockOutdated(version, below, PAGE);
        if (page.length > 0) await this.enrich(page);
        return page.map((story) => story.ref);
      },
      { retries: 3 },
    );
  }

  private async enrich(page: readonly UnenrichedStory[]): Promise<void> {
    const { version, understander } = await this.understander();
    await this.stories.saveEnrichments(
      page.map((story) => ({ ref: story.ref, understanding: this.understand(understander, story) })),
      version,
      this.clock.now(),
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

  /** How to read a story at this moment: with the topics of the version in force. Built anew only when that changes. */
  private async understander(): Promise<{ version: number; understander: Understander }> {
    if (this.built?.version !== (await this.topics.version())) {
      const { version, topics } = await this.topics.taxonomy();
      const tagger = createTeamTagger(topics, this.linker);
      this.built = { version, understander: createUnderstanding({ tagger, linker: this.linker }) };
    }
    return this.built;
  }
}
