import type { Composite, CompositeSource } from '../../enrichment/composite.js';
import type { EventHistory, ToldStory } from '../../enrichment/events/event-history.js';

/** A story of an event with all that its history and its composite are made of. */
export interface EventStoryRecord extends ToldStory {
  readonly ref: number;
  readonly sourceName: string;
  /** Authority of its source, 0 to 1. */
  readonly authority: number;
}

/** What is stored of an event. */
export interface EventRecord {
  readonly ref: number;
  /** Id of the story that opened it, or of the first one that is left. */
  readonly id: string;
  /** Id of the story that stands for it; null until that has been chosen. */
  readonly representative: string | null;
  readonly lastStoryAt: Date;
  /** When a story last brought something new; null where none did since the first, or until it has been looked at. */
  readonly developedAt: Date | null;
  readonly stories: number;
  /** Stories that republish no other. */
  readonly originals: number;
  readonly version: number;
  readonly updatedAt: Date;
  /** Null: it waits to be composed, or its stories carry too little. */
  readonly composite: Composite | null;
  readonly composedAt: Date | null;
}

/** An event with all that is told of it. */
export interface EventDetail {
  readonly event: EventRecord;
  /** In order of publication; of a very large event the latest. */
  readonly stories: readonly EventStoryRecord[];
  readonly history: EventHistory;
}

/** What is stored of how an event is told. */
export interface StoredComposite {
  readonly composite: Composite | null;
  readonly composedAt: Date | null;
}

/** As much of a story as names its publisher. */
export interface StoryHead {
  readonly id: string;
  readonly title: string;
  readonly url: string | null;
  readonly source: string;
}

/** An event that waits to be composed. */
export interface UncomposedEvent {
  readonly ref: number;
  readonly version: number;
}

/** What composing an event gave. */
export interface ComposedEvent extends UncomposedEvent {
  readonly representativeRef: number | null;
  readonly developedAt: Date | null;
  readonly composite: Composite | null;
  /** Why there is none. */
  readonly error: string | null;
}

/** A story as a composite is made of it, and as its spans are verified against. */
export function compositeSourceOf(
  story: EventStoryRecord,
): CompositeSource & Pick<EventStoryRecord, 'duplicateOf'> {
  return { ...story, entities: story.entities.map((tag) => tag.entity) };
}
