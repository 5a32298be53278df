import { Injectable } from '@nestjs/common';
import type { Composite } from '../../enrichment/composite.js';
import { developmentsOf, eventHistory } from '../../enrichment/events/event-history.js';
import type { Development } from '../../enrichment/events/event-history.js';
import { NotFoundError } from '../../platform/errors.js';
import { composeVerified } from './compose-verified.js';
import type { CompositeView } from './event-schema.js';
import { compositeViewOf, publishersOf, storiesIn } from './event-view.js';
import { EventRepository } from './event.repository.js';
import type { EventDetail, EventStoryRecord } from './event.js';

/** The events, for every feature above the catalogue. */
@Injectable()
export class EventsService {
  constructor(private readonly events: EventRepository) {}

  /**
   * The event of a story, by any of its stories: an event that has become part of another is found there.
   * @throws NotFoundError
   */
  async get(storyId: string): Promise<EventDetail> {
    const event = await this.events.ofStory(storyId);
    const stories = event && (await this.events.storiesOf([event.ref])).get(event.ref);
    if (!event || !stories) throw new NotFoundError('event', storyId);
    return { event, stories, history: eventHistory(stories) };
  }

  /** How each event is told, by event; those without a composite are left out. */
  async compositesOf(eventRefs: readonly number[]): Promise<Map<number, CompositeView>> {
    const stored = await this.events.compositesOf([...new Set(eventRefs)]);
    return await this.viewsOf(
      [...stored].flatMap(([ref, { composite }]) => (composite === null ? [] : [[ref, composite] as const])),
    );
  }

  /**
   * How each event could be told at a moment, by event: what was published or came in later is not in it. Those that were
   * composed since are composed anew from what was known then.
   */
  async compositesAsOf(eventRefs: readonly number[], asOf: Date): Promise<Map<number, CompositeView>> {
    const refs = [...new Set(eventRefs)];
    const stored = await this.events.compositesOf(refs);
    const isOfThen = (ref: number): boolean => (stored.get(ref)?.composedAt ?? Infinity) <= asOf;
    const later = refs.filter((ref) => !isOfThen(ref));
    const stories =
      later.length === 0 ? new Map<number, EventStoryRecord[]>() : await this.events.storiesOf(later);
    const anew = later.map((ref) => {
      const known = (stories.get(ref) ?? []).filter(
        ({ knownAt, publishedAt }) => knownAt <= asOf.getTime() && publishedAt <= asOf.getTime(),
      );
      return [ref, composedOrNone(ref, known)] as const;
    });
    const then = refs.filter(isOfThen).map((ref) => [ref, stored.get(ref)?.composite ?? null] as const);
    return await this.viewsOf(
      [...then, ...anew].flatMap(([ref, composite]) =>
        composite === null ? [] : [[ref, composite] as const],
      ),
    );
  }

  private async viewsOf(
    composites: readonly (readonly [number, Composite])[],
  ): Promise<Map<number, CompositeView>> {
    if (composites.length === 0) return new Map();
    const cited = new Set(composites.flatMap(([, composite]) => storiesIn(composite)));
    const publishers = publishersOf(await this.events.headsOf([...cited]));
    return new Map(
      composites.flatMap(([ref, composite]) => {
        const view = compositeViewOf(composite, publishers);
        return view === undefined ? [] : [[ref, view] as const];
      }),
    );
  }

  /** The stories that brought something new to each event, by event, in order of publication. Events without any are left out. */
  async developmentsOf(eventRefs: readonly number[]): Promise<Map<number, Development[]>> {
    const refs = [...new Set(eventRefs)];
    const stories =
      refs.length === 0 ? new Map<number, EventStoryRecord[]>() : await this.events.storiesOf(refs);
    const found = new Map<number, Development[]>();
    for (const [ref, own] of stories) {
      const developments = developmentsOf(own);
      if (developments.length > 0) found.set(ref, developments);
    }
    return found;
  }

  /** What is new in each event between two moments, for somebody who knew all that was known at `since`. */
  async newsSince(
    asked: readonly { readonly eventRef: number; readonly since: Date; readonly until: Date }[],
  ): Promise<Map<number, Development[]>> {
    const developments = await this.developmentsOf(asked.map((one) => one.eventRef));
    return new Map(
      asked.map(({ eventRef, since, until }) => [
        eventRef,
        newsBetween(developments.get(eventRef) ?? [], since.getTime(), until.getTime()),
      ]),
    );
  }
}

/** A story that breaks the composing leaves the event without a composite, as it does when events are composed. */
function composedOrNone(ref: number, stories: readonly EventStoryRecord[]): Composite | null {
  if (stories.length === 0) return null;
  try {
    return composeVerified(ref, stories).composite;
  } catch {
    return null;
  }
}

/** Developments published after one moment and known by another, milliseconds. */
export function newsBetween(
  developments: readonly Development[],
  since: number,
  until: number,
): Development[] {
  return developments.filter(({ at, knownAt }) => at > since && at <= until && knownAt <= until);
}
