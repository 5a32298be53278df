import { setImmediate as breath } from 'node:timers/promises';
import type { CatalogService } from '../catalog/catalog.service.js';
import type { CompositeView } from '../catalog/event-schema.js';
import type { StoryRecord } from '../catalog/story.js';
import type { CandidateStamp } from '../catalog/story.repository.js';
import type { PoolStory } from '../ranking/candidate-pool.js';
import { poolStory } from './pool-story.js';
import { Recent } from './recent.js';

/** So many stories and events are remembered at least; where a pool is larger, those of two pools. */
const REMEMBERED = 10_000;
/** Records that are read in one query. */
const PAGE = 500;
/** Stories brought into the terms of the pool between two turns of the event loop: some milliseconds. */
const SLICE = 50;

/** A story as a pool takes it. */
export interface Candidate {
  readonly record: StoryRecord;
  readonly inPool: PoolStory;
}

/** How an event is told: the same object in all pools that know the same of it. */
export interface Telling {
  /** Null for an event without one; undefined as long as nobody has looked. */
  composite: CompositeView | null | undefined;
}

/** What pools are made of. A pool shares with the one before what has not changed, so that a new story costs one story. */
export class PoolStories {
  private readonly candidates = new Recent<number, Candidate & { readonly stamp: string }>();
  private readonly tellings = new Recent<number, Telling & { readonly stamp: string }>();

  constructor(private readonly catalog: CatalogService) {}

  /** What was published from `from` to `to` and known by then, and how its events are told, by the event's ref. */
  async load(range: {
    readonly from: Date;
    readonly to: Date;
  }): Promise<{ candidates: Candidate[]; tellings: ReadonlyMap<number, Telling> }> {
    const stamps = await this.catalog.candidateStamps(range);
    const most = Math.max(REMEMBERED, 2 * stamps.length);
    const found = new Map<number, Candidate>();
    const missing: CandidateStamp[] = [];
    for (const one of stamps) {
      const known = this.candidates.get(one.ref);
      if (known?.stamp === one.stamp) found.set(one.ref, known);
      else missing.push(one);
    }
    for (let at = 0; at < missing.length; at += PAGE) {
      const page = new Map(missing.slice(at, at + PAGE).map(({ ref, stamp }) => [ref, stamp]));
      const records = await this.catalog.byRefs([...page.keys()]);
      for (const [i, record] of records.entries()) {
        if (i % SLICE === SLICE - 1) await breath();
        // Taken out of its event since the look.
        if (record.eventRef === null) continue;
        const known = { record, inPool: inPoolTerms(record), stamp: page.get(record.ref)! };
        this.candidates.put(record.ref, known, most);
        found.set(record.ref, known);
      }
    }
    const candidates = stamps
      .filter(({ ref }) => found.has(ref))
      .map((one) => ({ ...one, ...found.get(one.ref)! }));
    return { candidates, tellings: this.tellingsOf(candidates, most) };
  }

  private tellingsOf(
    candidates: readonly (Candidate & CandidateStamp)[],
    most: number,
  ): ReadonlyMap<number, Telling> {
    const stampOf = new Map<number, string>();
    // By the event of the record, which may be newer than the look.
    for (const { record, stamp, told } of candidates) {
      const event = record.eventRef!;
      stampOf.set(event, `${stampOf.get(event) ?? told};${record.ref} ${stamp}`);
    }
    const tellings = new Map<number, Telling>();
    for (const [event, stamp] of stampOf) {
      let telling = this.tellings.get(event);
      if (telling?.stamp !== stamp) {
        telling = { stamp, composite: undefined };
        this.tellings.put(event, telling, most);
      }
      tellings.set(event, telling);
    }
    return tellings;
  }
}

function inPoolTerms(record: StoryRecord): PoolStory {
  return poolStory({
    ...record,
    event: String(record.eventRef),
    source: record.sourceId,
    authority: record.sourceAuthority,
    publishedAt: record.publishedAt.getTime(),
  });
}
