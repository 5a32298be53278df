import { Injectable } from '@nestjs/common';
import { CatalogService } from '../catalog/catalog.service.js';
import { slugOf } from '../catalog/source.js';
import { EngagementService } from '../engagement/engagement.service.js';
import type { StoredEvent } from '../engagement/behaviour-event.repository.js';
import { type BehaviourEvent, type LearnedStory, learnBehaviour } from '../ranking/behaviour.js';
import {
  type BehaviourState,
  NO_BEHAVIOUR,
  type RankingReader,
  type StatedProfile,
} from '../ranking/reader.js';
import { withFacts, withinWishes } from '../ranking/wishes.js';
import { StatedProfilesService } from '../readers/stated-profiles.service.js';
import type { Reader } from '../readers/reader.js';
import { learnedStory } from './pool-story.js';

const NOTHING_DELIVERED: ReadonlyMap<string, number> = new Map();
/** Stories kept for learning; those of three days are some thousands. */
const KEPT_STORIES = 20_000;

/** Readers in the terms of ranking: what they stated, what their behaviour says, what was delivered to them. */
@Injectable()
export class ReaderRankingService {
  private stories = new KnownStories();
  private version: string | undefined;

  constructor(
    private readonly profiles: StatedProfilesService,
    private readonly engagement: EngagementService,
    private readonly catalog: CatalogService,
  ) {}

  /**
   * Loads the behaviour of a page of readers in two queries.
   * @param asOf only events known by then count
   * @param delivered by reader ref: event cluster → when it was last delivered
   */
  async load(
    readers: readonly Reader[],
    asOf: Date,
    delivered: ReadonlyMap<number, ReadonlyMap<string, number>> = new Map(),
  ): Promise<RankingReader[]> {
    const events = await this.engagement.behaviourOf(
      readers.map((reader) => reader.ref),
      asOf,
    );
    const stories = await this.storiesOf(events);
    return readers.map((reader) => {
      const own = events.get(reader.ref);
      const stated = withSourceIds(this.profiles.of(reader));
      return {
        id: reader.id,
        stated,
        behaviour: own === undefined ? NO_BEHAVIOUR : learnedFrom(own, stated, stories, asOf.getTime()),
        delivered: delivered.get(reader.ref) ?? NOTHING_DELIVERED,
      };
    });
  }

  /** The stories of those events, from the catalogue or from memory as long as the catalogue stays the same. */
  private async storiesOf(events: ReadonlyMap<number, readonly StoredEvent[]>): Promise<KnownStories> {
    if (events.size === 0) return this.stories;
    const version = await this.catalog.version();
    if (version !== this.version) this.stories = new KnownStories();
    this.version = version;
    // This page goes on with the stories of its moment, whatever another page finds meanwhile.
    const { stories } = this;
    const missing = new Set<number>();
    for (const list of events.values()) {
      for (const { storyRef } of list) if (!stories.byRef.has(storyRef)) missing.add(storyRef);
    }
    for (const record of await this.catalog.byRefs([...missing])) {
      const learned = learnedStory({ ...record, event: String(record.eventRef), source: record.sourceId });
      stories.add(record.ref, record.id, learned);
    }
    if (stories.byRef.size > KEPT_STORIES) this.stories = new KnownStories();
    return stories;
  }
}

/** What learning needs of stories, by ref and by id. */
class KnownStories {
  readonly byRef = new Map<number, string>();
  private readonly byId = new Map<string, LearnedStory>();

  readonly of = (id: string): LearnedStory | undefined => this.byId.get(id);

  add(ref: number, id: string, story: LearnedStory): void {
    this.byRef.set(ref, id);
    this.byId.set(id, story);
  }
}

/** What behaviour says beside what was stated, less what the reader has had forgotten. */
function learnedFrom(
  events: readonly StoredEvent[],
  stated: StatedProfile,
  stories: KnownStories,
  asOf: number,
): BehaviourState {
  const kept: BehaviourEvent[] = [];
  const forgotten: BehaviourEvent[] = [];
  for (const { type, storyRef, at, dwellSeconds, forgotten: isForgotten } of events) {
    const story = stories.byRef.get(storyRef);
    // Erased between the two queries: nothing is left to learn from.
    if (story !== undefined) (isForgotten ? forgotten : kept).push({ type, story, at, dwellSeconds });
  }
  const learned = learnBehaviour(kept, stories.of, asOf);
  return withinWishes(
    stated,
    forgotten.length === 0 ? learned : withFacts(learned, learnBehaviour(forgotten, stories.of, asOf)),
  );
}

/** Readers may mute a source by its name, as files do; candidates know it by the id that is made of the name. */
function withSourceIds(stated: StatedProfile): StatedProfile {
  if (stated.mutedSources.length === 0) return stated;
  return {
    ...stated,
    mutedSources: stated.mutedSources.flatMap((source) => [source, slugOf(source, source)]),
  };
}
