import { setImmediate as breath } from 'node:timers/promises';
import type { CatalogService } from '../catalog/catalog.service.js';
import type { CompositeView } from '../catalog/events/event-schema.js';
import type { StoryRecord } from '../catalog/stories/story.js';
import type { CandidateStamp } from '../catalog/stories/story.repository.js';
import type { PoolStory } from '../ranking/candidate-pool.js';
import { poolStory } from './pool-story.js';

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

/** What was loaded for one pool. */
interface Loaded {
  /** By ref. */
  readonly candidates: Map<number, Candidate & CandidateStamp>;
  /** By the event's ref. */
  readonly tellings: Map<number, Telling & { readonly stamp: string }>;
}

/** What pools are made of. A pool shares with those before what has not changed, so that a new story costs one story. */
export class PoolStories {
  /** The last two: the pool of now may take turns with one of an earlier moment. */
  private last: readonly Loaded[] = [];

  constructor(private readonly catalog: CatalogService) {}

  /** What was published from `from` to `to` and known by then, and how its events are told, by the event's ref. */
  async load(range: {
    readonly from: Date;
    readonly to: Date;
  }): Promise<{ candidates: Candidate[]; tellings: ReadonlyMap<number, Telling> }> {
    const stamps = await this.catalog.candidateStamps(range);
    await breath();
    const found = new Map<number, Candidate & CandidateStamp>();
    const missing: CandidateStamp[] = [];
    for (const one of stamps) {
      const known = this.known(({ candidates }) => candidates.get(one.ref), one.stamp);
      if (known === undefined) missing.push(one);
      else found.set(one.ref, { ...known, ...one });
    }
    for (let at = 0; at < missing.length; at += PAGE) {
      const page = new Map(missing.slice(at, at + PAGE).map((one) => [one.ref, one]));
      const records = await this.catalog.byRefs([...page.keys()]);
      for (const [i, record] of records.entries()) {
        if (i % SLICE === SLICE - 1) await breath();
        // Taken out of its event since the look.
        if (record.eventRef === null) continue;
        found.set(record.ref, { ...page.get(record.ref)!, record, inPool: inPoolTerms(record) });
      }
    }
    await breath();
    const candidates = new Map(
      stamps.flatMap(({ ref }) => {
        const one = found.get(ref);
        return one === undefined ? [] : [[ref, one] as const];
      }),
    );
    const loaded = { candidates, tellings: this.tellingsOf([...candidates.values()]) };
    this.last = [loaded, ...this.last.slice(0, 1)];
    return {
      candidates: Array.from(candidates.values(), ({ record, inPool, developedAt }) => ({
        record,
        inPool: { ...inPool, developedAt },
      })),
      tellings: loaded.tellings,
    };
  }

  /** What one of the last pools had under the same stamp. */
  private known<One extends { readonly stamp: string }>(
    of: (loaded: Loaded) => One | undefined,
    stamp: string,
  ): One | undefined {
    for (const loaded of this.last) {
      const one = of(loaded);
      if (one?.stamp === stamp) return one;
    }
    return undefined;
  }

  private tellingsOf(candidates: readonly (Candidate & CandidateStamp)[]): Loaded['tellings'] {
    const stampOf = new Map<number, string>();
    // By the event of the record, which may be newer than the look.
    for (const { record, stamp, told } of candidates) {
      const event = record.eventRef!;
      stampOf.set(event, `${stampOf.get(event) ?? told};${record.ref} ${stamp}`);
    }
    return new Map(
      Array.from(stampOf, ([event, stamp]) => {
        const known = this.known(({ tellings }) => tellings.get(event), stamp);
        return [event, known ?? { stamp, composite: undefined }];
      }),
    );
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
