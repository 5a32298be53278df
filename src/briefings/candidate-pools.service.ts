import { setImmediate as breath } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { CatalogService } from '../catalog/catalog.service.js';
import type { StoryRecord } from '../catalog/stories/story.js';
import { EngagementService } from '../engagement/engagement.service.js';
import { Clock } from '../platform/clock.js';
import { LearnedStateService } from '../engagement/learned-state.service.js';
import { type CandidatePool, candidatePoolSteps } from '../ranking/candidate-pool.js';
import { BoundedColumns } from '../ranking/bounded-columns.js';
import type { LearnedSnapshot } from '../ranking/learned-snapshot.js';
import { forgetPool } from '../ranking/per-pool.js';
import { type PopularityColumns, popularitySteps } from '../ranking/popularity.js';
import { inTurns } from '../ranking/steps.js';
import { PoolStories, type Telling } from './pool-stories.js';

const HOUR = 3_600_000;
/**
 * A feed may lag so much behind the newest story; within it no query is made. Where stories come one after the other a pool may take
 * a tenth of the time at most: a large one is checked more rarely, but often enough to be renewed before it is too old.
 */
const CHECK_EVERY_MS = 1_000;
const BUILD_SHARE = 10;
const CHECK_AT_LEAST_MS = 15_000;
const REBUILD_AFTER_MS = 60_000;
/** While nothing changes the next pool is built from here on, beside the one in use, so that nobody waits for it. */
const RENEW_AFTER_MS = 40_000;
const KEPT = 4;
/** Of so many, the newest, what ranking has made of them is kept as well. */
const WARM = 2;
/** Within so long what readers do is not looked at again; longer where looking took long. */
const SIGNALS_EVERY_MS = 5_000;
const SIGNALS_SHARE = 20;
/** Acts count from when their transaction is surely done, so that every process reads the same at one moment. */
const SETTLED_MS = 2_000;
/** Moments up to which acts count, of one pool; each holds columns of the cohorts that asked. */
const KEPT_SIGNALS = 2;

/** A pool of stories with what is needed to tell of them. */
interface Stories {
  readonly pool: CandidatePool;
  readonly stories: ReadonlyMap<string, StoryRecord>;
  readonly byRef: ReadonlyMap<number, StoryRecord>;
  /** By the event's ref. */
  readonly tellings: ReadonlyMap<number, Telling>;
}

/** The same with what readers did, up to a moment that may be later than the pool's. */
export interface LoadedPool extends Stories {
  /** Milliseconds since the epoch. */
  readonly signalsAt: number;
  readonly popularity: PopularityColumns;
  readonly learned: LearnedSnapshot | undefined;
}

interface Kept {
  readonly asOf: number;
  readonly windowHours: number;
  readonly loaded: Promise<Stories>;
  /** By the moment up to which acts count. */
  readonly signals: BoundedColumns<number, Promise<LoadedPool>>;
}

/** What feeds are served with. */
interface Current {
  readonly kept: Kept;
  readonly version: string;
  checkDueAt: number;
  signalsAt: number;
  signalsDueAt: number;
}

/**
 * Builds candidate pools from the catalogue and shares each among all readers that are served with it.
 * A pool is of one moment; asking for the same moment again gives the same pool.
 */
@Injectable()
export class CandidatePoolsService {
  private readonly kept: Kept[] = [];
  private current: Current | undefined;
  /** A look at the catalogue that is under way, and a pool that is built for it; however many ask at once, one looks. */
  private looking: { readonly windowHours: number; readonly found: Promise<Current> } | undefined;
  private renewing = false;
  private readonly stories: PoolStories;

  constructor(
    private readonly catalog: CatalogService,
    private readonly engagement: EngagementService,
    private readonly learned: LearnedStateService,
    private readonly clock: Clock,
  ) {
    this.stories = new PoolStories(catalog);
  }

  /**
   * The pool of now, for feeds: at most a minute old, a second (ten times as long as it takes to build, where that is more, and fifteen
   * at most) behind a new story, and some seconds behind what readers do. Whoever finds that out of date waits for what is new; who asks meanwhile gets what there is.
   */
  async now(windowHours: number): Promise<LoadedPool> {
    const now = this.clock.now().getTime();
    const current = await this.currentOf(now, windowHours);
    if (now >= current.signalsDueAt) await this.refresh(current, now);
    return await this.with(current.kept, current.signalsAt);
  }

  /**
   * The pool of a moment, for briefings and later pages of a feed: what was published and known by then.
   * @param signalsAt the moment up to which readers' acts count, milliseconds; by default just before that of the pool
   */
  async at(asOf: Date, windowHours: number, signalsAt = settled(asOf.getTime())): Promise<LoadedPool> {
    return await this.with(this.keep(asOf.getTime(), windowHours), signalsAt);
  }

  private async currentOf(now: number, windowHours: number): Promise<Current> {
    const current = this.current?.kept.windowHours === windowHours ? this.current : undefined;
    if (current !== undefined && now < current.checkDueAt) return current;
    if (this.looking?.windowHours === windowHours) {
      if (current !== undefined && now - current.kept.asOf < REBUILD_AFTER_MS) return current;
      return await this.looking.found;
    }
    const looking = { windowHours, found: this.look(now, windowHours, current) };
    this.looking = looking;
    const done = (): void => {
      if (this.looking === looking) this.looking = undefined;
    };
    looking.found.then(done, done);
    return await looking.found;
  }

  private async look(now: number, windowHours: number, current: Current | undefined): Promise<Current> {
    const version = await this.catalog.version();
    if (version === current?.version && now - current.kept.asOf < REBUILD_AFTER_MS) {
      current.checkDueAt = now + CHECK_EVERY_MS;
      if (now - current.kept.asOf >= RENEW_AFTER_MS) void this.renew(now, windowHours, current);
      return current;
    }
    const next = this.begin(now, windowHours, version);
    await this.with(next.kept, next.signalsAt);
    const took = this.clock.now().getTime() - now;
    next.checkDueAt = now + Math.max(CHECK_EVERY_MS, Math.min(CHECK_AT_LEAST_MS, BUILD_SHARE * took));
    this.serve(next);
    return next;
  }

  private begin(now: number, windowHours: number, version: string): Current {
    return {
      kept: this.keep(now, windowHours),
      version,
      checkDueAt: now + CHECK_EVERY_MS,
      signalsAt: settled(now),
      signalsDueAt: now + SIGNALS_EVERY_MS,
    };
  }

  /** Builds the next pool beside the one in use and puts it in its place once it is there. */
  private async renew(now: number, windowHours: number, current: Current): Promise<void> {
    if (this.renewing) return;
    this.renewing = true;
    try {
      const next = this.begin(now, windowHours, current.version);
      await this.with(next.kept, next.signalsAt);
      if (this.current === current) this.serve(next);
    } catch {
      // Whoever asks when the one in use is too old is told.
    } finally {
      this.renewing = false;
    }
  }

  private async refresh(current: Current, now: number): Promise<void> {
    current.signalsDueAt = now + SIGNALS_EVERY_MS;
    const changedAt = await this.learned.lastChange(new Date(settled(now)));
    if (changedAt <= current.signalsAt) return;
    await this.with(current.kept, changedAt);
    current.signalsAt = changedAt;
    const took = this.clock.now().getTime() - now;
    current.signalsDueAt = Math.max(current.signalsDueAt, now + SIGNALS_SHARE * took);
  }

  /** From now on feeds are served with it. */
  private serve(next: Current): void {
    const before = this.current?.kept;
    this.current = next;
    if (before === undefined || before === next.kept) return;
    // Only those who read on ask for it any more.
    before.signals.clear(() => undefined);
    handOn(before);
  }

  private with({ signals, ...kept }: Kept, signalsAt: number): Promise<LoadedPool> {
    const loaded = signals.of(signalsAt, () => this.withSignals(kept, signalsAt));
    // What could not be loaded must not be handed out again.
    loaded.catch(() => signals.drop(signalsAt));
    return loaded;
  }

  private async withSignals({ loaded }: Pick<Kept, 'loaded'>, signalsAt: number): Promise<LoadedPool> {
    const moment = new Date(signalsAt);
    const [stories, engagements] = await Promise.all([loaded, this.engagement.engagements(moment)]);
    const asOf = Math.max(stories.pool.asOf, signalsAt);
    return {
      ...stories,
      signalsAt,
      popularity: await inTurns(popularitySteps(stories.pool, engagements, asOf), breath),
      learned: await this.learned.snapshot(stories.pool, moment),
    };
  }

  private keep(asOf: number, windowHours: number): Kept {
    const existing = this.kept.find((pool) => pool.asOf === asOf && pool.windowHours === windowHours);
    if (existing !== undefined) return existing;
    const kept: Kept = {
      asOf,
      windowHours,
      loaded: this.load(asOf, windowHours),
      signals: new BoundedColumns(KEPT_SIGNALS),
    };
    this.kept.unshift(kept);
    for (const old of this.kept.slice(WARM)) if (old !== this.current?.kept) handOn(old);
    this.kept.length = Math.min(this.kept.length, KEPT);
    // A pool that could not be built must not be handed out again.
    kept.loaded.catch(() => {
      this.kept.splice(this.kept.indexOf(kept), 1);
    });
    return kept;
  }

  private async load(asOf: number, windowHours: number): Promise<Stories> {
    const { candidates, tellings } = await this.stories.load({
      from: new Date(asOf - windowHours * HOUR),
      to: new Date(asOf),
    });
    const steps = candidatePoolSteps(
      candidates.map(({ inPool }) => inPool),
      asOf,
    );
    return {
      pool: await inTurns(steps, breath),
      stories: new Map(candidates.map(({ record }) => [record.id, record])),
      byRef: new Map(candidates.map(({ record }) => [record.ref, record])),
      tellings,
    };
  }
}

/** What ranking has made of a pool for its readers, which is many times as large as the pool, goes to those that are ranked next. */
function handOn({ loaded }: Kept): void {
  loaded.then(
    ({ pool }) => {
      forgetPool(pool);
    },
    // Told to whoever asked for it.
    () => undefined,
  );
}

function settled(moment: number): number {
  return moment - SETTLED_MS;
}
