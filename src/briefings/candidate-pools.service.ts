import { Injectable } from '@nestjs/common';
import { CatalogService } from '../catalog/catalog.service.js';
import type { CompositeView } from '../catalog/event-schema.js';
import type { StoryRecord } from '../catalog/story.js';
import { EngagementService } from '../engagement/engagement.service.js';
import { Clock } from '../platform/clock.js';
import { buildCandidatePool, type CandidatePool } from '../ranking/candidate-pool.js';
import { popularityColumns, type PopularityColumns } from '../ranking/popularity.js';
import { poolStory } from './pool-story.js';

const HOUR = 3_600_000;
/** A feed may lag so much behind the newest story; within it no query is made. */
const CHECK_EVERY_MS = 1000;
const REBUILD_AFTER_MS = 60_000;
/** While nothing changes the next pool is built from here on, beside the one in use, so that nobody waits for it. */
const RENEW_AFTER_MS = 40_000;
const KEPT = 4;

/** A pool with what is needed to tell of its stories. */
export interface LoadedPool {
  readonly pool: CandidatePool;
  readonly popularity: PopularityColumns;
  readonly stories: ReadonlyMap<string, StoryRecord>;
  readonly byRef: ReadonlyMap<number, StoryRecord>;
  /** How events are told, as far as that was looked up; null for one without a composite. */
  readonly composites: Map<number, CompositeView | null>;
}

interface Kept {
  readonly asOf: number;
  readonly windowHours: number;
  readonly loaded: Promise<LoadedPool>;
}

/**
 * Builds candidate pools from the catalogue and shares each among all readers that are served with it.
 * A pool is of one moment; asking for the same moment again gives the same pool.
 */
@Injectable()
export class CandidatePoolsService {
  private readonly kept: Kept[] = [];
  private current: { kept: Kept; version: string; checkedAt: number } | undefined;
  private renewing = false;
  /** A look at the catalogue that is under way, with the pool that it may find to be out of date. */
  private checking: { readonly windowHours: number; readonly found: Promise<Kept> } | undefined;

  constructor(
    private readonly catalog: CatalogService,
    private readonly engagement: EngagementService,
    private readonly clock: Clock,
  ) {}

  /** The pool of now, for feeds: at most a minute old, at most a second behind a new story. */
  async now(windowHours: number): Promise<LoadedPool> {
    const now = this.clock.now().getTime();
    const current = this.current?.kept.windowHours === windowHours ? this.current : undefined;
    if (current !== undefined && now - current.checkedAt < CHECK_EVERY_MS) return await current.kept.loaded;
    // However many ask at once, one of them looks, and one pool is built.
    if (this.checking?.windowHours !== windowHours) {
      const found = this.check(now, windowHours, current);
      this.checking = { windowHours, found };
      void found
        .finally(() => {
          if (this.checking?.found === found) this.checking = undefined;
        })
        .catch(() => undefined);
    }
    return await (
      await this.checking.found
    ).loaded;
  }

  private async check(now: number, windowHours: number, current: typeof this.current): Promise<Kept> {
    const version = await this.catalog.version();
    if (version === current?.version && now - current.kept.asOf < REBUILD_AFTER_MS) {
      current.checkedAt = now;
      if (now - current.kept.asOf >= RENEW_AFTER_MS) this.renew(now, windowHours, version);
      return current.kept;
    }
    this.current = { kept: this.keep(now, windowHours), version, checkedAt: now };
    return this.current.kept;
  }

  /** Builds a pool beside the one that is in use and puts it in its place once it is there. */
  private renew(now: number, windowHours: number, version: string): void {
    if (this.renewing) return;
    this.renewing = true;
    const before = this.current;
    const kept = this.keep(now, windowHours);
    kept.loaded
      .then(() => {
        if (this.current === before) this.current = { kept, version, checkedAt: now };
      })
      // Whoever asks when the one in use is too old to serve is told.
      .catch(() => undefined)
      .finally(() => (this.renewing = false));
  }

  /** The pool of a moment, for briefings and later pages of a feed: what was published and known by then. */
  async at(asOf: Date, windowHours: number): Promise<LoadedPool> {
    return await this.keep(asOf.getTime(), windowHours).loaded;
  }

  private keep(asOf: number, windowHours: number): Kept {
    const existing = this.kept.find((pool) => pool.asOf === asOf && pool.windowHours === windowHours);
    if (existing !== undefined) return existing;
    const kept: Kept = { asOf, windowHours, loaded: this.load(asOf, windowHours) };
    this.kept.unshift(kept);
    this.kept.length = Math.min(this.kept.length, KEPT);
    // A pool that could not be built must not be handed out again.
    kept.loaded.catch(() => {
      this.kept.splice(this.kept.indexOf(kept), 1);
      if (this.current?.kept === kept) this.current = undefined;
    });
    return kept;
  }

  private async load(asOf: number, windowHours: number): Promise<LoadedPool> {
    const [records, engagements] = await Promise.all([
      this.catalog.candidates({ from: new Date(asOf - windowHours * HOUR), to: new Date(asOf) }),
      this.engagement.engagements(new Date(asOf)),
    ]);
    const pool = buildCandidatePool(
      records.map((record) =>
        poolStory({
          ...record,
          event: String(record.eventRef),
          source: record.sourceId,
          authority: record.sourceAuthority,
          publishedAt: record.publishedAt.getTime(),
        }),
      ),
      asOf,
    );
    return {
      pool,
      popularity: popularityColumns(pool, engagements),
      stories: new Map(records.map((record) => [record.id, record])),
      byRef: new Map(records.map((record) => [record.ref, record])),
      composites: new Map(),
    };
  }
}
