import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { CatalogService } from '../catalog/catalog.service.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { inputErrorOf } from '../platform/http/validation.js';
import { MAX_AHEAD_MS } from '../ranking/behaviour.js';
import { BoundedColumns } from '../ranking/bounded-columns.js';
import type { EngagementColumns } from '../ranking/engagements.js';
import { ENGAGEMENT_WINDOW_MS } from '../ranking/popularity.js';
import { entityIdOf } from '../readers/reader-draft.js';
import { ReadersService, type Wish } from '../readers/readers.service.js';
import {
  BehaviourEventRepository,
  type EventRow,
  type StoredEvent,
  type ToldEvent,
} from './behaviour-event.repository.js';
import { type EventInput, eventSchema } from './event-schema.js';
import { type StoredTouch, type TouchPlace, TouchRepository } from './touch.repository.js';

export interface EventError {
  readonly index: number;
  readonly code: string;
  readonly message: string;
}

export interface IntakeResult {
  /** New events; those already known are not counted and change nothing. */
  readonly accepted: number;
  readonly duplicates: number;
  readonly errors: readonly EventError[];
}

/** Nothing that happened before is plausible behaviour of a reader of this service. */
const EARLIEST = Date.parse('2000-01-01T00:00:00Z');

/** Moments whose engagements are kept, at 2 MB each: whoever reads on in a list has them counted anew without reading them anew. */
const KEPT_MOMENTS = 8;

/** Events that an export holds at once. */
const EXPORT_PAGE = 5_000;

/** Behaviour events in; explicit wishes are applied at once, the rest is learned from when a feed or briefing is made. */
@Injectable()
export class EngagementService {
  private readonly engaged = new BoundedColumns<number, Promise<EngagementColumns>>(KEPT_MOMENTS);

  constructor(
    private readonly events: BehaviourEventRepository,
    private readonly touches: TouchRepository,
    private readonly readers: ReadersService,
    private readonly catalog: CatalogService,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Takes in a batch of up to 1,000 events. A bad one is reported by its index; the others are stored. The same event
   * (by id, or by content where it has none) counts once.
   * @param check called with the reader of each event; throws to refuse the whole batch
   */
  async intake(batch: readonly unknown[], check: (readerId: string) => void): Promise<IntakeResult> {
    const errors: EventError[] = [];
    const valid: { index: number; event: EventInput }[] = [];
    batch.forEach((raw, index) => {
      const parsed = eventSchema.safeParse(raw);
      if (!parsed.success) {
        const { code, message } = inputErrorOf(parsed.error.issues);
        errors.push({ index, code, message });
        return;
      }
      check(parsed.data.reader);
      const refusal = this.implausible(parsed.data.at);
      if (refusal === undefined) valid.push({ index, event: parsed.data });
      else errors.push({ index, code: 'IMPLAUSIBLE_TIME', message: refusal });
    });
    const readerRefs = await this.readers.refsOf([...new Set(valid.map(({ event }) => event.reader))]);
    const storyIds = [...new Set(valid.flatMap(({ event }) => event.story ?? []))];
    const stories = new Map((await this.catalog.byIds(storyIds)).map((story) => [story.id, story]));
    const topics = await this.readers.knownTopics(valid.flatMap(({ event }) => event.topic ?? []));

    const rows: { row: EventRow; wishes: readonly Wish[] }[] = [];
    for (const { index, event } of valid) {
      const readerRef = readerRefs.get(event.reader);
      const story = event.story === undefined ? undefined : stories.get(event.story);
      if (readerRef === undefined) {
        errors.push({
          index,
          code: 'UNKNOWN_READER',
          message: `reader: there is no reader '${event.reader}'`,
        });
      } else if (event.story !== undefined && story === undefined) {
        errors.push({ index, code: 'UNKNOWN_STORY', message: `story: there is no story '${event.story}'` });
      } else if (event.topic !== undefined && !topics.has(event.topic)) {
        errors.push({ index, code: 'UNKNOWN_TOPIC', message: `topic: there is no topic '${event.topic}'` });
      } else if (event.entity !== undefined && entityIdOf(event.entity) === undefined) {
        errors.push({
          index,
          code: 'UNKNOWN_ENTITY',
          message: `entity: there is no entity '${event.entity}'`,
        });
      } else {
        rows.push({
          row: {
            readerRef,
            id: event.id ?? contentId(event),
            type: event.type,
            storyRef: story?.ref ?? null,
            at: new Date(event.at),
            slot: event.slot ?? null,
            dwellSeconds: event.dwellSeconds ?? null,
            briefing: event.briefing ?? null,
          },
          wishes: wishesOf(event, story?.topics[0]?.topic),
        });
      }
    }
    const accepted = rows.length === 0 ? 0 : await this.store(rows);
    return { accepted, duplicates: rows.length - accepted, errors: errors.sort((a, b) => a.index - b.index) };
  }

  /** The latest events of each reader as known at `asOf`. */
  behaviourOf(readerRefs: readonly number[], asOf: Date): Promise<Map<number, StoredEvent[]>> {
    return this.events.latest(readerRefs, asOf);
  }

  /** Every event of a reader in pages, for the export. */
  everythingOf(readerRef: number): AsyncGenerator<ToldEvent[]> {
    return this.events.all(readerRef, EXPORT_PAGE);
  }

  /** Everybody's engagements of the day before `asOf`. */
  engagements(asOf: Date): Promise<EngagementColumns> {
    const at = asOf.getTime();
    const found = this.engaged.of(at, () =>
      this.events.engagements(new Date(at - ENGAGEMENT_WINDOW_MS), asOf),
    );
    // What could not be read must not be handed out again.
    found.catch(() => this.engaged.drop(at));
    return found;
  }

  /** The latest touches as known at a moment, in the order in which they became known; see `ranking/touches.ts`. */
  touchesUpTo(moment: Date): Promise<StoredTouch[]> {
    return this.touches.upTo(moment);
  }

  /** The touch that became known last, up to a moment. */
  lastTouch(moment: Date): Promise<TouchPlace | undefined> {
    return this.touches.last(moment);
  }

  /** Forgets touches that nothing reads any more. */
  async pruneTouches(now: Date): Promise<void> {
    await this.touches.prune(now);
  }

  /** Deletes events of before a moment, so many at most. @returns how many there were */
  forgetBefore(moment: Date, most: number): Promise<number> {
    return this.events.deleteBefore(moment, most);
  }

  private store(batch: readonly { row: EventRow; wishes: readonly Wish[] }[]): Promise<number> {
    // The first of several with one id counts, within a batch as between batches.
    const rows = [...Map.groupBy(batch, ({ row }) => `${row.readerRef} ${row.id}`).values()].map(
      ([first]) => first!,
    );
    return this.database.transaction(
      async () => {
        const now = this.clock.now();
        const fresh = await this.events.insert(
          rows.map(({ row }) => row),
          now,
        );
        await this.touches.insert(
          rows.map(({ row }) => row).filter((row) => fresh.has(`${row.readerRef} ${row.id}`)),
          now,
        );
        const ordered = [...rows].sort((a, b) => a.row.at.getTime() - b.row.at.getTime());
        for (const { row, wishes } of ordered) {
          if (!fresh.has(`${row.readerRef} ${row.id}`)) continue;
          for (const wish of wishes) await this.readers.applyWish(row.readerRef, wish);
        }
        return fresh.size;
      },
      { retries: 3 },
    );
  }

  private implausible(at: string): string | undefined {
    const time = Date.parse(at);
    if (time > this.clock.now().getTime() + MAX_AHEAD_MS) return `at: ${at} lies in the future`;
    if (time < EARLIEST) return `at: ${at} lies before the year 2000`;
    return undefined;
  }
}

/** What a follow or mute asks for, all of it; nothing for other events and where a story has no topic. */
export function wishesOf(event: EventInput, leadingTopic: string | undefined): Wish[] {
  const { type, source } = event;
  if (type !== 'follow' && type !== 'mute') return [];
  const entity = event.entity === undefined ? undefined : entityIdOf(event.entity);
  const named: Wish[] = [];
  if (type === 'follow' && entity !== undefined) named.push({ kind: type, entity });
  if (type === 'mute' && source !== undefined) named.push({ kind: type, source });
  const topic = event.topic ?? (named.length === 0 ? leadingTopic : undefined);
  return topic === undefined ? named : [...named, { kind: type, topic }];
}

/** The same content is the same event. */
function contentId(event: EventInput): string {
  const content = [
    event.type,
    event.story,
    event.at,
    event.slot,
    event.dwellSeconds,
    event.topic,
    event.entity,
    event.source,
  ];
  return `c:${createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 22)}`;
}
