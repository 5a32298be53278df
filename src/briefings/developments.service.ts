import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { CatalogService } from '../catalog/catalog.service.js';
import { EventsService, newsBetween } from '../catalog/events/events.service.js';
import type { Development } from '../enrichment/events/event-history.js';
import type { CodedValues } from '../ranking/compiled-reader.js';
import { BriefingRepository, type BriefingRecord, type ToldStories } from './briefing.repository.js';
import type { LoadedPool } from './candidate-pools.service.js';

const HOUR = 3_600_000;
/** An event goes on for three days; a briefing of the week before may have told its beginning. */
const LOOK_BACK_MS = 7 * 24 * HOUR;
const SHOWN_STATEMENTS = 3;

export const itemDevelopmentSchema = z.object({
  since: z.string().meta({ description: 'when a briefing last told the reader of the event' }),
  whatIsNew: z
    .array(z.object({ text: z.string(), story: z.string(), source: z.string(), url: z.string().nullable() }))
    .meta({
      description: 'sentences of the sources that nobody had reported by then, verbatim; newest first',
    }),
});
export type ItemDevelopment = z.output<typeof itemDevelopmentSchema>;

/** What a reader has been told of an event already, and what is new since. */
@Injectable()
export class DevelopmentsService {
  private readonly known = new WeakMap<LoadedPool['pool'], EventsOfPool>();

  constructor(
    private readonly briefings: BriefingRepository,
    private readonly catalog: CatalogService,
    private readonly events: EventsService,
  ) {}

  /**
   * By reader: the events that a briefing of the window has told, and the moment up to which their stories say nothing new to
   * this reader; where nothing is new at all, the moment of the pool.
   * @param before only briefings that were made earlier count, to stand at a moment of the past
   */
  async deliveredTo(
    readerRefs: readonly number[],
    loaded: LoadedPool,
    windowHours: number,
    before?: Date,
  ): Promise<ToldEvents> {
    const { asOf } = loaded.pool;
    const recent = await this.briefings.recentStories(
      readerRefs,
      new Date(asOf - windowHours * HOUR),
      before,
    );
    const known = this.eventsIn(loaded);
    await this.findEvents(recent, known);
    await this.findDevelopments(recent, known);
    return new ToldEvents(recent, known, asOf);
  }

  /** For each of one reader's briefings, by story: what was new in its event since the reader was last told of it. */
  async sinceLast(
    readerRef: number,
    records: readonly BriefingRecord[],
  ): Promise<ReadonlyMap<number, ItemDevelopment>[]> {
    if (records.length === 0) return [];
    const earliest = Math.min(...records.map((record) => record.createdAt.getTime()));
    const recent = await this.briefings.recent([readerRef], new Date(earliest - LOOK_BACK_MS));
    const eventOf = await this.eventsOf(recent);
    const asked = records.map((record) => {
      const told = new Map<number, number>();
      for (const { createdAt, content } of recent) {
        if (createdAt >= record.createdAt) continue;
        for (const { storyRef } of content.items) {
          const event = eventOf.get(storyRef);
          if (event !== undefined) told.set(event, Math.max(createdAt.getTime(), told.get(event) ?? 0));
        }
      }
      return record.content.items.flatMap(({ storyRef }) => {
        const event = eventOf.get(storyRef);
        const since = event === undefined ? undefined : told.get(event);
        return event === undefined || since === undefined ? [] : [{ storyRef, event, since }];
      });
    });
    const developments = await this.events.developmentsOf(asked.flat().map((one) => one.event));
    return records.map((record, place) => {
      const until = record.createdAt.getTime();
      return new Map(
        asked[place]!.flatMap(({ storyRef, event, since }) => {
          const news = newsBetween(developments.get(event) ?? [], since, until);
          return news.length === 0 ? [] : [[storyRef, itemDevelopment(since, news)] as const];
        }),
      );
    });
  }

  private eventsIn(loaded: LoadedPool): EventsOfPool {
    let known = this.known.get(loaded.pool);
    if (known === undefined)
      this.known.set(loaded.pool, (known = new EventsOfPool(loaded.pool, loaded.byRef.values())));
    return known;
  }

  /** Looks up the events of delivered stories that are no candidates any more. */
  private async findEvents(recent: readonly ToldStories[], known: EventsOfPool): Promise<void> {
    const missing = new Set<number>();
    for (const { storyRefs } of recent) {
      for (const ref of storyRefs) if (!known.ofStory.has(ref)) missing.add(ref);
    }
    const found = new Map((await this.catalog.byRefs([...missing])).map((one) => [one.ref, one.eventRef]));
    for (const ref of missing) known.ofStory.set(ref, known.event(found.get(ref) ?? null));
  }

  /** Looks up how events went on that some reader was told of before their newest candidate came; only these can have developed. */
  private async findDevelopments(recent: readonly ToldStories[], known: EventsOfPool): Promise<void> {
    const missing = new Set<KnownEvent>();
    for (const { storyRefs, createdAt } of recent) {
      for (const ref of storyRefs) {
        const event = known.ofStory.get(ref);
        if (event != null && event.newest > createdAt && event.developments === undefined) missing.add(event);
      }
    }
    const found = await this.events.developmentsOf([...missing].map((event) => event.ref));
    for (const event of missing) event.developments = found.get(event.ref) ?? [];
  }

  /** The event that each delivered story belongs to now: events may have been joined or parted since. */
  private async eventsOf(records: readonly BriefingRecord[]): Promise<Map<number, number>> {
    const refs = new Set(records.flatMap((record) => record.content.items.map((item) => item.storyRef)));
    const found = await this.catalog.byRefs([...refs]);
    return new Map(
      found.flatMap(({ ref, eventRef }) => (eventRef === null ? [] : [[ref, eventRef] as const])),
    );
  }
}

interface KnownEvent {
  readonly ref: number;
  /** As candidates name it. */
  readonly id: string;
  /** In the pool; undefined for one that has no candidate. */
  readonly code: number | undefined;
  /** When its newest candidate was published, milliseconds; 0 without one. */
  newest: number;
  /** How it went on, as far as that was looked up. */
  developments?: readonly Development[];
}

/** The events of a pool; one pool serves thousands of readers. */
class EventsOfPool {
  /** By story; null for one without an event. */
  readonly ofStory = new Map<number, KnownEvent | null>();
  private readonly events = new Map<number, KnownEvent>();

  constructor(
    private readonly pool: LoadedPool['pool'],
    candidates: Iterable<{
      readonly ref: number;
      readonly eventRef: number | null;
      readonly publishedAt: Date;
    }>,
  ) {
    for (const { ref, eventRef, publishedAt } of candidates) {
      const event = this.event(eventRef);
      if (event !== null) event.newest = Math.max(publishedAt.getTime(), event.newest);
      this.ofStory.set(ref, event);
    }
  }

  event(ref: number | null): KnownEvent | null {
    if (ref === null) return null;
    let event = this.events.get(ref);
    if (event === undefined) {
      const id = String(ref);
      this.events.set(ref, (event = { ref, id, code: this.pool.eventIndex.get(id), newest: 0 }));
    }
    return event;
  }
}

/** What a page of readers was told; put together for each when asked for, as it is large for what it is made of. */
export class ToldEvents {
  private readonly byReader: ReadonlyMap<number, readonly ToldStories[]>;

  constructor(
    recent: readonly ToldStories[],
    private readonly known: EventsOfPool,
    private readonly asOf: number,
  ) {
    this.byReader = Map.groupBy(recent, (told) => told.readerRef);
  }

  /** Event cluster → the moment up to which it says nothing new to the reader; undefined for one who was told nothing. */
  get(readerRef: number): ReadonlyMap<string, number> | undefined {
    if (!this.byReader.has(readerRef)) return undefined;
    const told = new Map<string, number>();
    this.tell(readerRef, (event, until) => told.set(event.id, until));
    return told;
  }

  /** The same by event code of the pool, without what has no candidate. */
  compiled(readerRef: number): CodedValues {
    const told: { codes: number[]; values: number[] } = { codes: [], values: [] };
    this.tell(readerRef, ({ code }, until) => {
      if (code === undefined) return;
      // Some dozens at most.
      const place = told.codes.indexOf(code);
      if (place < 0) told.codes.push(code);
      told.values[place < 0 ? told.values.length : place] = until;
    });
    return told;
  }

  private tell(readerRef: number, hear: (event: KnownEvent, until: number) => void): void {
    const briefings = this.byReader.get(readerRef) ?? [];
    // The latest last: it is the one that counts.
    for (const { storyRefs, createdAt } of briefings.toSorted((a, b) => a.createdAt - b.createdAt)) {
      for (const ref of storyRefs) {
        const event = this.known.ofStory.get(ref);
        if (event != null) hear(event, nothingNewUntil(event, createdAt, this.asOf));
      }
    }
  }
}

/** The moment up to which an event that somebody was told of at `at` says nothing new to them. */
function nothingNewUntil({ newest, developments }: KnownEvent, at: number, asOf: number): number {
  if (newest <= at) return asOf;
  const [next] = newsBetween(developments ?? [], at, asOf);
  return next === undefined ? asOf : next.at - 1;
}

function itemDevelopment(since: number, news: readonly Development[]): ItemDevelopment {
  return {
    since: new Date(since).toISOString(),
    whatIsNew: news
      .toReversed()
      .flatMap(({ story, publisher, url, statements }) =>
        statements.map(({ text }) => ({ text, story, source: publisher, url: url ?? null })),
      )
      .slice(0, SHOWN_STATEMENTS),
  };
}
