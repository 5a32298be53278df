import { halfLifeHours, importancePrior } from '../enrichment/story-prior.js';
import { contentTerms } from '../enrichment/content-terms.js';
import type { Understanding } from '../enrichment/understanding.js';
import type { PoolStory } from '../ranking/candidate-pool.js';
import type { LearnedStory } from '../ranking/behaviour.js';

/** A story with what enrichment found, from the database or from a file. */
export interface UnderstoodStory extends Pick<Understanding, 'topics' | 'entities' | 'kinds' | 'lead'> {
  readonly id: string;
  readonly title: string;
  readonly event: string;
  readonly source: string;
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
export function learnedStory(story: Omit<UnderstoodStory, 'publishedAt' | 'authority'>): LearnedStory {
  return {
    event: story.event,
    source: story.source,
    topics: story.topics,
    entities: story.entities,
    terms: termsOf(story),
  };
}

function termsOf(story: { readonly title: string; readonly lead: string }): string[] {
  return contentTerms(`${story.title} ${story.lead}`);
}
