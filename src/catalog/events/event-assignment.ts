import { createEventClusterer } from '../../enrichment/events/event-clusters.js';
import type { EventMerge, EventRevision } from '../../enrichment/events/event-clusters.js';
import { siblingPublishers } from '../../enrichment/events/event-coverage.js';
import type { EventStory } from '../../enrichment/events/event-terms.js';

const HOUR = 3_600_000;

/** How long an event goes on; stories further apart are never of one event. */
export const EVENT_WINDOW_MS = 72 * HOUR;

/** Stories of one run lie within such a span: fragments must be joined before the window leaves their first stories behind. */
export const RUN_SPAN_MS = EVENT_WINDOW_MS / 3;

/** … and are at most so many. */
export const RUN_STORIES = 500;

/** A story as clustering takes it. `id` is the story's ref as text, so that the names of events are refs too. */
export interface ClusterStory extends EventStory {
  readonly ref: number;
  /** Null: it belongs to no event yet. */
  readonly eventRef: number | null;
  readonly duplicateOf: number | null;
  /** When its event began, milliseconds; undefined where it has none. */
  readonly openedAt: number | undefined;
}

/** Where a story belongs. */
export interface Placed {
  readonly ref: number;
  readonly eventRef: number;
  /** The original that it republishes. */
  readonly duplicateOf: number | null;
  /** Publishers that an aggregator lists beside it. */
  readonly siblings: readonly string[];
}

/** What one run has decided; to be written in this order. */
export interface Assignment {
  readonly placed: readonly Placed[];
  /** Stories that leave their event for another, which is new. */
  readonly moved: readonly { readonly ref: number; readonly from: number; readonly eventRef: number }[];
  /** Every story of `from` belongs to `into` now; in order. */
  readonly merged: readonly { readonly from: number; readonly into: number }[];
}

/** The stories of the window as clustering remembers them, between one run and the next. */
export class EventMemory {
  private readonly clusterer = createEventClusterer({ windowMs: EVENT_WINDOW_MS });
  private newest = -Infinity;

  /** Published before this, a story is late: the window has left its time behind. Milliseconds. */
  get from(): number {
    return this.newest - EVENT_WINDOW_MS;
  }

  /** Takes over what was decided before or elsewhere. A story whose text has changed is known by the new one from now on. */
  restore(stories: readonly ClusterStory[]): void {
    for (const story of stories) {
      if (story.eventRef === null) continue;
      this.clusterer.forget(story.id);
      const original = story.duplicateOf === null ? undefined : String(story.duplicateOf);
      this.clusterer.restore(story, String(story.eventRef), original, story.openedAt);
      this.newest = Math.max(this.newest, story.publishedAt);
    }
  }

  /**
   * Places stories, in order of publication. One that has an event stays in it, also with another text, unless the revision
   * parts it from the others.
   */
  place(stories: readonly ClusterStory[]): Assignment {
    // Whatever way this memory came about, the same stories are placed the same.
    this.clusterer.settle();
    const placed = stories.map((story): Placed => {
      const siblings = siblingPublishers(story);
      if (story.eventRef !== null) {
        this.restore([story]);
        return { ref: story.ref, eventRef: story.eventRef, duplicateOf: story.duplicateOf, siblings };
      }
      const { event, duplicateOf } = this.clusterer.add(story);
      this.newest = Math.max(this.newest, story.publishedAt);
      return {
        ref: story.ref,
        eventRef: Number(event),
        duplicateOf: duplicateOf === undefined ? null : Number(duplicateOf),
        siblings,
      };
    });
    return { placed, ...revisionOf(this.clusterer.revise()) };
  }
}

/**
 * Places stories that come later than the window reaches back, among what was told around their time. Events that are there
 * stay as they are; one that a late story opened may turn out to be one of them.
 * @param around stories from a run's span before the first late one to one after the last, with their events
 * @param late stories within {@link RUN_SPAN_MS}, in order of publication
 */
export function placeLate(around: readonly ClusterStory[], late: readonly ClusterStory[]): Assignment {
  const memory = new EventMemory();
  memory.restore(around);
  const { placed, merged } = memory.place(late);
  const opened = new Set(placed.filter((one) => one.ref === one.eventRef).map((one) => one.ref));
  return { placed, moved: [], merged: merged.filter(({ from }) => opened.has(from)) };
}

/** Where a story of a file belongs: as in the catalogue, by ids. */
export interface PlacedStory {
  readonly event: string;
  readonly isCopy: boolean;
  readonly siblings: readonly string[];
}

/** Puts the stories of a file into events, as the catalogue would if it had got them at once; by id. */
export function placeAll(stories: readonly EventStory[]): Map<string, PlacedStory> {
  const waiting = stories
    .map((story, ref): ClusterStory => ({
      ...story,
      ref,
      id: String(ref),
      eventRef: null,
      duplicateOf: null,
      openedAt: undefined,
    }))
    .sort((a, b) => a.publishedAt - b.publishedAt || a.ref - b.ref);
  const memory = new EventMemory();
  const placed = new Map<number, { eventRef: number; isCopy: boolean; siblings: readonly string[] }>();
  for (let at = 0; at < waiting.length;) {
    const last = waiting[at]!.publishedAt + RUN_SPAN_MS;
    const run = waiting.slice(at, at + RUN_STORIES).filter((story) => story.publishedAt <= last);
    at += run.length;
    const assignment = memory.place(run);
    for (const { ref, duplicateOf, ...one } of assignment.placed)
      placed.set(ref, { ...one, isCopy: duplicateOf !== null });
    for (const { ref, eventRef } of assignment.moved) placed.get(ref)!.eventRef = eventRef;
    for (const { from, into } of assignment.merged)
      for (const one of placed.values()) if (one.eventRef === from) one.eventRef = into;
  }
  return new Map(
    [...placed].map(([ref, { eventRef, ...one }]) => [
      stories[ref]!.id,
      { event: stories[eventRef]!.id, ...one },
    ]),
  );
}

function revisionOf({ splits, merges }: EventRevision): Pick<Assignment, 'moved' | 'merged'> {
  return {
    moved: splits.flatMap(({ from, event, stories }) =>
      stories.map((id) => ({ ref: Number(id), from: Number(from), eventRef: Number(event) })),
    ),
    merged: merges.map(({ from, into }: EventMerge) => ({ from: Number(from), into: Number(into) })),
  };
}
