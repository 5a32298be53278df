import { Injectable } from '@nestjs/common';
import { NotFoundError } from '../platform/errors.js';
import { StoryRepository } from './stories/story.repository.js';
import type { CandidateStamp, EventTeller, StoryFilter } from './stories/story.repository.js';
import type { StoryDetail, StoryRecord } from './stories/story.js';

/** The stories, for every feature above the catalogue. */
@Injectable()
export class CatalogService {
  constructor(private readonly stories: StoryRepository) {}

  /**
   * Enriched stories published from `from` to `to` and known by then, newest first; what a candidate pool is built of. Only
   * what is needed to tell which records have changed since they were read.
   */
  candidateStamps(range: { readonly from: Date; readonly to: Date }): Promise<CandidateStamp[]> {
    return this.stories.candidateStamps(range.from, range.to);
  }

  /** Another text after every change of the stories, whichever process makes it; costs next to nothing to ask. */
  version(): Promise<string> {
    return this.stories.version();
  }

  /** In any order; unknown refs are left out. */
  byRefs(refs: readonly number[]): Promise<StoryRecord[]> {
    return refs.length === 0 ? Promise.resolve([]) : this.stories.byRefs(refs);
  }

  /** In any order; unknown ids are left out. */
  byIds(ids: readonly string[]): Promise<StoryRecord[]> {
    return ids.length === 0 ? Promise.resolve([]) : this.stories.byIds(ids);
  }

  /** Refs by id; unknown ids are left out. */
  refsOf(ids: readonly string[]): Promise<Map<string, number>> {
    return ids.length === 0 ? Promise.resolve(new Map<string, number>()) : this.stories.refsOf(ids);
  }

  /** Who tells each event, by event; the first to tell first. */
  async tellersOf(eventRefs: readonly (number | null)[]): Promise<Map<number, EventTeller[]>> {
    const known = eventRefs.filter((ref) => ref !== null);
    return Map.groupBy(
      known.length === 0 ? [] : await this.stories.tellersOf(known),
      (teller) => teller.eventRef,
    );
  }

  /** @throws NotFoundError */
  async get(id: string): Promise<StoryDetail> {
    const story = await this.stories.find(id);
    if (!story) throw new NotFoundError('story', id);
    return story;
  }

  list(filter: StoryFilter): Promise<StoryRecord[]> {
    return this.stories.list(filter);
  }
}
