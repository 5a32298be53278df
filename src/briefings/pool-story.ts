import { slugOf } from '../catalog/sources/source.js';
import type { StoryRecord } from '../catalog/stories/story.js';
import { halfLifeHours, importancePrior } from '../enrichment/kinds/story-prior.js';
import { contentTerms } from '../enrichment/text/content-terms.js';
import { cleanStory } from '../enrichment/text/story-text.js';
import type { Understanding } from '../enrichment/understanding.js';
import type { PoolStory } from '../ranking/candidate-pool.js';
import type { KnownStory, LearnedStory } from '../ranking/behaviour.js';

/** A story with what enrichment found, from the database or from a file. */
export interface UnderstoodStory extends Pick<Understanding, 'topics' | 'entities' | 'kinds' | 'lead'> {
  readonly id: string;
  readonly title: string;
  readonly event: string;
  readonly source: string;
  /** Name of the source, where `source` is its id. */
  readonly sourceName?: string | undefined;
  readonly url?: string | null | undefined;
  /** Whether it republishes another story; that one counts for both. */
  readonly isCopy?: boolean | undefined;
  /** Publishers that an aggregator lists beside it. */
  readonly siblings?: readonly string[] | undefined;
  /** 0 to 1. */
  readonly authority: number;
  /** Milliseconds since the epoch. */
  readonly publishedAt: number;
}

/** Brings a story into the terms of the candidate pool; the one way for service, jobs and command line. */
export function poolStory(story: UnderstoodStory): PoolStory {
  return {
    id: story.id,
    event: story.event,
    source: story.source,
    ...coverageOf(story),
    publishedAt: story.publishedAt,
    topics: story.topics,
    entities: story.entities,
    kinds: story.kinds,
    importancePrior: importancePrior(story),
    authority: story.authority,
    halfLifeHours: halfLifeHours(story),
    terms: termsOf(story),
  };
}

/** What learning from behaviour needs of a story. */
export function learnedStory(story: Omit<UnderstoodStory, 'authority'>): LearnedStory {
  return {
    event: story.event,
    publishedAt: story.publishedAt,
    source: story.source,
    topics: story.topics,
    entities: story.entities,
    terms: termsOf(story),
  };
}

/** A stored story as learning knows it. */
export function knownStory(record: StoryRecord): KnownStory {
  const learned = learnedStory({
    ...record,
    event: String(record.eventRef),
    source: record.sourceId,
    publishedAt: record.publishedAt.getTime(),
  });
  return { id: record.id, learned };
}

/** Publishers by a name that is the same however it is written. */
function coverageOf(story: UnderstoodStory): Pick<PoolStory, 'publisher' | 'siblings'> {
  const { publisher } = cleanStory({
    id: story.id,
    title: story.title,
    source: story.sourceName ?? story.source,
    url: story.url ?? undefined,
  });
  const [own, ...siblings] = [publisher, ...(story.siblings ?? [])].map((name) => slugOf(name, name));
  return { publisher: story.isCopy === true ? null : own, siblings };
}

function termsOf(story: { readonly title: string; readonly lead: string }): string[] {
  return contentTerms(`${story.title} ${story.lead}`);
}
