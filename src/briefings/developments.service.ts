import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { CatalogService } from '../catalog/catalog.service.js';
import { EventsService, newsBetween } from '../catalog/events.service.js';
import type { Development } from '../enrichment/event-history.js';
import { BriefingRepository, type BriefingRecord } from './briefing.repository.js';
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
    { pool, byRef }: LoadedPool,
    windowHours: number,
    before?: Date,
  ): Promise<Map<number, Map<string, number>>> {
    const made = await this.briefings.recent(readerRefs, new Date(pool.asOf - windowHours * HOUR));
    const recent = before === undefined ? made : made.filter((record) => record.createdAt < before);
    const eventOf = await this.eventsOf(recent, byRef);
    const delivered = new Map<number, Map<string, number>>();
    for (const { readerRef, createdAt, content } of recent) {
      const told = delivered.get(readerRef) ?? new Map<string, number>();
      for (const { storyRef } of content.items) {
        const event = eventOf.get(storyRef);
        if (event === undefined) continue;
        told.set(String(event), Math.max(createdAt.getTime(), told.get(String(event)) ?? 0));
      }
      delivered.set(readerRef, told);
    }
    const developments = await this.events.developmentsOf(goneOn(delivered, [...byRef.values()]));
    for (const told of delivered.values()) {
      for (const [event, at] of told) {
        const [next] = newsBetween(developments.get(Number(event)) ?? [], at, pool.asOf);
        told.set(event, next === undefined ? pool.asOf : next.at - 1);
      }
    }
    return delivered;
  }

  /** For each of one reader's briefings, by story: what was new in its event since the reader was last told of it. */
  async sinceLast(
    readerRef: number,
    records: readonly BriefingRecord[],
  ): Promise<ReadonlyMap<number, ItemDevelopment>[]> {
    if (records.length === 0) return [];
    const earliest = Math.min(...records.map((record) => record.createdAt.getTime()));
    const recent = await this.briefings.recent([readerRef], new Date(earliest - LOOK_BACK_MS));
    const eventOf = await this.eventsOf(recent, new Map());
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

  /** The event that each delivered story belongs to now: events may have been joined or parted since. */
  private async eventsOf(
    records: readonly BriefingRecord[],
    known: ReadonlyMap<number, { readonly eventRef: number | null }>,
  ): Promise<Map<number, number>> {
    const refs = [...new Set(records.flatMap((record) => record.content.items.map((item) => item.storyRef)))];
    const others = await this.catalog.byRefs(refs.filter((ref) => !known.has(ref)));
    const found = new Map(others.map((record) => [record.ref, record.eventRef]));
    return new Map(
      refs.flatMap((ref) => {
        const event = known.get(ref)?.eventRef ?? found.get(ref);
        return event == null ? [] : [[ref, event] as const];
      }),
    );
  }
}

/** Events that some reader was told of before their newest candidate came; only these can have developed. */
function goneOn(
  delivered: ReadonlyMap<number, ReadonlyMap<string, number>>,
  candidates: readonly { readonly eventRef: number | null; readonly publishedAt: Date }[],
): number[] {
  const newest = new Map<string, number>();
  for (const { eventRef, publishedAt } of candidates) {
    const event = String(eventRef);
    newest.set(event, Math.max(publishedAt.getTime(), newest.get(event) ?? 0));
  }
  const found = new Set<string>();
  for (const told of delivered.values())
    for (const [event, at] of told) if ((newest.get(event) ?? 0) > at) found.add(event);
  return [...found].map(Number);
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
