import { Injectable } from '@nestjs/common';
import { CatalogService } from '../catalog/catalog.service.js';
import { slugOf } from '../catalog/sources/source.js';
import { EngagementService } from '../engagement/engagement.service.js';
import type { StoredEvent } from '../engagement/behaviour-event.repository.js';
import { type EventOf, type KnownStory, learnBehaviour } from '../ranking/behaviour.js';
import type { CandidatePool } from '../ranking/candidate-pool.js';
import { learnInPool } from '../ranking/coded-behaviour.js';
import {
  type CodedValues,
  compileLearned,
  type CompiledReader,
  learnedInPool,
} from '../ranking/compiled-reader.js';
import {
  type BehaviourState,
  NO_BEHAVIOUR,
  type RankingReader,
  type StatedProfile,
} from '../ranking/reader.js';
import { withFacts, withinWishes } from '../ranking/wishes.js';
import { StatedProfilesService } from '../readers/stated-profiles.service.js';
import type { BriefedReader } from '../readers/reader.js';
import { knownStory } from './pool-story.js';

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
   * Readers at a moment; the behaviour of all of them comes in two queries.
   * @param asOf only events known by then count
   * @param delivered by reader ref: event cluster → when it was last delivered, milliseconds
   */
  async load(
    readers: readonly BriefedReader[],
    asOf: Date,
    delivered: Pick<ReadonlyMap<number, ReadonlyMap<string, number>>, 'get'> = new Map(),
  ): Promise<RankingReader[]> {
    const page = await this.open(readers, asOf);
    return readers.map((reader) => page.of(reader, delivered.get(reader.ref)));
  }

  /**
   * Loads the behaviour of a page of readers. Each is brought into the terms of ranking when asked for: profiles are
   * large, and garbage costs little only where it is gone at once.
   * @param asOf only events known by then count
   */
  async open(readers: readonly BriefedReader[], asOf: Date): Promise<ReaderPage> {
    const events = await this.engagement.behaviourOf(
      readers.map((reader) => reader.ref),
      asOf,
    );
    const stories = await this.storiesOf(events);
    // A page of many comes by once a day: keeping their profiles would only fill the memory.
    const profileOf = (reader: BriefedReader): StatedProfile =>
      withSourceIds(readers.length > 1 ? this.profiles.whatIf(reader) : this.profiles.of(reader));
    return new ReaderPage(events, stories, profileOf, asOf.getTime());
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
    for (const record of await this.catalog.byRefs([...missing])) stories.add(record.ref, knownStory(record));
    if (stories.byRef.size > KEPT_STORIES) this.stories = new KnownStories();
    return stories;
  }
}

/** Readers whose behaviour was loaded together. */
export class ReaderPage {
  constructor(
    private readonly events: ReadonlyMap<number, readonly StoredEvent[]>,
    private readonly stories: KnownStories,
    private readonly profileOf: (reader: BriefedReader) => StatedProfile,
    private readonly asOf: number,
  ) {}

  /** @param delivered event cluster → when it was last delivered, milliseconds */
  of(reader: BriefedReader, delivered: ReadonlyMap<string, number> = NOTHING_DELIVERED): RankingReader {
    const who = this.who(reader);
    return { ...who, behaviour: learnedFrom(this.known(reader), who.stated, this.asOf), delivered };
  }

  /** The same in the coordinates of a pool. @param delivered by event code */
  compiled(pool: CandidatePool, reader: BriefedReader, delivered: CodedValues): CompiledReader {
    return compiledFrom(pool, this.who(reader), this.known(reader), this.asOf, delivered);
  }

  /** The ref of a story that one of them acted upon. */
  refOf(story: string): number | undefined {
    return this.stories.refOf(story);
  }

  private who(reader: BriefedReader): Pick<RankingReader, 'id' | 'stated' | 'learnedFrom'> {
    return { id: reader.id, stated: this.profileOf(reader), learnedFrom: reader.learnedFrom?.getTime() };
  }

  private known(reader: BriefedReader): readonly KnownEvent[] {
    const own = this.events.get(reader.ref);
    return own === undefined ? [] : this.stories.known(own);
  }
}

/** What learning needs of stories, by ref. */
class KnownStories {
  readonly byRef = new Map<number, KnownStory>();
  private readonly refs = new Map<string, number>();

  refOf(id: string): number | undefined {
    return this.refs.get(id);
  }

  /** Events of stories that were erased between the two queries are left out: nothing is left to learn from. */
  known(events: readonly StoredEvent[]): KnownEvent[] {
    const known: KnownEvent[] = [];
    for (const { type, storyRef, at, dwellSeconds, forgotten } of events) {
      const story = this.byRef.get(storyRef);
      if (story !== undefined) known.push({ type, story, at, dwellSeconds, forgotten });
    }
    return known;
  }

  add(ref: number, story: KnownStory): void {
    this.byRef.set(ref, story);
    this.refs.set(story.id, ref);
  }
}

/** An event with its story, as it is learned from. */
export type KnownEvent = EventOf<KnownStory> & Pick<StoredEvent, 'forgotten'>;

/** What behaviour says beside what was stated, less what the reader has had forgotten. */
function learnedFrom(events: readonly KnownEvent[], stated: StatedProfile, asOf: number): BehaviourState {
  if (events.length === 0) return NO_BEHAVIOUR;
  const stories = new Map(events.map(({ story }) => [story.id, story.learned]));
  const learn = (some: readonly KnownEvent[]): BehaviourState =>
    learnBehaviour(
      some.map((event) => ({ ...event, story: event.story.id })),
      (id) => stories.get(id),
      asOf,
    );
  const forgotten = events.filter((event) => event.forgotten);
  if (forgotten.length === 0) return withinWishes(stated, learn(events));
  const kept = events.filter((event) => !event.forgotten);
  // What was hidden then can still be taken back.
  const earlier = events.filter((event) => event.forgotten || event.type === 'unhide');
  return withinWishes(stated, withFacts(learn(kept), learn(earlier)));
}

/**
 * A reader in the coordinates of a pool, without the names that come and go on the way there.
 * @param asOf only what was dated by then counts, milliseconds
 * @param delivered by event code
 */
export function compiledFrom(
  pool: CandidatePool,
  reader: Pick<RankingReader, 'id' | 'stated' | 'learnedFrom'>,
  events: readonly KnownEvent[],
  asOf: number,
  delivered: CodedValues,
): CompiledReader {
  const learned = events.some((event) => event.forgotten)
    ? learnedInPool(pool, learnedFrom(events, reader.stated, asOf))
    : learnInPool(pool, events, reader.stated, asOf);
  return compileLearned(pool, reader, learned, delivered);
}

/** Readers may mute a source by its name, as files do; candidates know it by the id that is made of the name. */
export function withSourceIds(stated: StatedProfile): StatedProfile {
  if (stated.mutedSources.length === 0) return stated;
  return {
    ...stated,
    mutedSources: stated.mutedSources.flatMap((source) => [source, slugOf(source, source)]),
  };
}
