import { createEventClusterer } from '../enrichment/event-clusters.js';
import type { EventStory } from '../enrichment/event-terms.js';

/** How long an event goes on; stories further apart are never of one event. */
export const EVENT_WINDOW_MS = 72 * 3_600_000;

/** A story within reach of clustering, with what was decided before. */
export interface WindowStory extends EventStory {
  readonly ref: number;
  readonly eventRef: number | null;
}

/**
 * Puts the stories of a window that belong to no event yet (`eventRef` null) into events. What was decided before stays, save
 * that a new story may show two events to be one: the smaller then joins the larger, if all of it that is in the window
 * groups with the new story. An event's ref is that of the first story known of it.
 * @returns the refs whose event is another than before
 */
export function assignEvents(window: readonly WindowStory[]): { ref: number; eventRef: number }[] {
  const stories = [...window].sort((a, b) => a.publishedAt - b.publishedAt || a.ref - b.ref);
  const sizes = new Map<number, number>();
  for (const { eventRef } of stories)
    if (eventRef !== null) sizes.set(eventRef, (sizes.get(eventRef) ?? 0) + 1);
  return groupsOf(stories).flatMap((group) => {
    const [opening] = group;
    if (!opening || group.every((story) => story.eventRef !== null)) return [];
    const members = Map.groupBy(group, (story) => story.eventRef);
    const target = largest(members) ?? opening.ref;
    return group
      .filter(
        ({ eventRef }) =>
          eventRef === null || (eventRef !== target && members.get(eventRef)?.length === sizes.get(eventRef)),
      )
      .map(({ ref }) => ({ ref, eventRef: target }));
  });
}

/** The event with most stories of a group; of equals the one that was first to be told. */
function largest(members: ReadonlyMap<number | null, readonly WindowStory[]>): number | undefined {
  let best: number | undefined;
  let most = 0;
  for (const [eventRef, stories] of members) {
    if (eventRef !== null && stories.length > most) {
      best = eventRef;
      most = stories.length;
    }
  }
  return best;
}

/** Groups in order of their first story; `stories` in order of publication. */
function groupsOf(stories: readonly WindowStory[]): (readonly WindowStory[])[] {
  const clusterer = createEventClusterer({ windowMs: EVENT_WINDOW_MS });
  const eventOf = new Map(stories.map((story) => [story.id, clusterer.add(story).event]));
  const merged = new Map<string, string>();
  for (const { from, into } of clusterer.consolidate()) merged.set(from, into);
  const groups = new Map<string, WindowStory[]>();
  for (const story of stories) {
    let event = eventOf.get(story.id) ?? story.id;
    for (let next = merged.get(event); next !== undefined; next = merged.get(event)) event = next;
    const group = groups.get(event);
    if (group) group.push(story);
    else groups.set(event, [story]);
  }
  return [...groups.values()];
}
