import { Injectable } from '@nestjs/common';
import { CatalogService } from '../catalog/catalog.service.js';
import { slugOf } from '../catalog/source.js';
import { EngagementService } from '../engagement/engagement.service.js';
import type { StoredEvent } from '../engagement/behaviour-event.repository.js';
import { type LearnedStory, learnBehaviour } from '../ranking/behaviour.js';
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

/** Readers in the terms of ranking: what they stated, what their behaviour says, what was delivered to them. */
@Injectable()
export class ReaderRankingService {
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
    const stories = await this.storiesOf([...events.values()].flat());
    return readers.map((reader) => {
      const own = events.get(reader.ref);
      const stated = withSourceIds(this.profiles.of(reader));
      return {
        id: reader.id,
        stated,
        behaviour:
          own === undefined
            ? NO_BEHAVIOUR
            : learnedFrom(own, stated, (known) =>
                learnBehaviour(known, (id) => stories.get(id), asOf.getTime()),
              ),
        delivered: delivered.get(reader.ref) ?? new Map<string, number>(),
        learnedFrom: reader.learnedFrom?.getTime(),
      };
    });
  }

  private async storiesOf(events: readonly StoredEvent[]): Promise<Map<string, LearnedStory>> {
    if (events.length === 0) return new Map();
    const records = await this.catalog.byRefs([...new Set(events.map((event) => event.storyRef))]);
    return new Map(
      records.map((record) => [
        record.id,
        learnedStory({
          ...record,
          event: String(record.eventRef),
          source: record.sourceId,
          publishedAt: record.publishedAt.getTime(),
        }),
      ]),
    );
  }
}

/** What behaviour says beside what was stated, less what the reader has had forgotten. */
export function learnedFrom(
  events: readonly StoredEvent[],
  stated: StatedProfile,
  learn: (events: readonly StoredEvent[]) => BehaviourState,
): BehaviourState {
  const { forgotten = [], kept = [] } = Object.groupBy(events, (event) =>
    event.forgotten ? 'forgotten' : 'kept',
  );
  const learned = learn(kept);
  return withinWishes(stated, forgotten.length === 0 ? learned : withFacts(learned, learn(forgotten)));
}

/** Readers may mute a source by its name, as files do; candidates know it by the id that is made of the name. */
export function withSourceIds(stated: StatedProfile): StatedProfile {
  if (stated.mutedSources.length === 0) return stated;
  return {
    ...stated,
    mutedSources: stated.mutedSources.flatMap((source) => [source, slugOf(source, source)]),
  };
}
