import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { OutboxService } from '../delivery/outbox.service.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { InvalidInputError } from '../platform/errors.js';
import { JobQueue } from '../platform/queue/job-queue.js';
import { NEVER } from '../readers/reader.js';
import { ReadersService } from '../readers/readers.service.js';
import {
  deliversOn,
  type DeliveryPlan,
  dueDelivery,
  isQuiet,
  localDateOf,
  nextDelivery,
} from './delivery-time.js';
import { BriefingPartitionRepository } from './briefing-partition.repository.js';
import { type Delivery, DeliveryRepository, type PlannedReader } from './delivery.repository.js';
import { type DigestSchedule, DigestScheduleRepository, scheduleFor } from './digest-schedule.repository.js';
import { knowsZone } from './zone-offsets.js';

const HOUR = 3_600_000;
const DAILY = 0b1111111;
/** A page whose job has not finished after so long is handed out again. */
const STALE_AFTER_MS = 60_000;
/** An edition takes in those who were due at its moment for so long; later they get the stories of their own moment. */
const EDITION_MS = 10 * 60_000;
const DAY_MS = 24 * HOUR;
/** Readers that a dry run looks at at a time. */
const DRY_PAGE = 2_000;
/** A date can be run again for so many days, and is one day ahead of UTC at most. */
const RUN_DAYS_BACK = 3;

/** What a tick or a run handed out. */
export interface Claimed {
  readonly planned: number;
  readonly owed: number;
  readonly pages: readonly number[];
}

/** Whose briefings are to be made, and of which date. */
export interface RunOptions {
  /** Ids; absent: every reader of the cohort. */
  readonly readers?: readonly string[] | undefined;
  readonly role?: string | undefined;
  readonly industry?: string | undefined;
  /** `YYYY-MM-DD`; absent: each reader's own today. */
  readonly date?: string | undefined;
  readonly enqueue?: boolean;
  /** By the reader: the briefing is made, and sent only when a tick finds it due. */
  readonly asked?: boolean;
}

/** Plans deliveries, claims due readers and hands them out in pages. Any number of processes may do so at once. */
@Injectable()
export class DigestService implements BeforeApplicationShutdown {
  private readonly logger = new Logger(DigestService.name);
  private readonly lamented = new Set<string>();
  private stopping = false;

  constructor(
    private readonly database: Database,
    private readonly deliveries: DeliveryRepository,
    private readonly partitions: BriefingPartitionRepository,
    private readonly schedules: DigestScheduleRepository,
    private readonly readers: ReadersService,
    private readonly outbox: OutboxService,
    private readonly queue: JobQueue,
    private readonly clock: Clock,
    private readonly settings: Settings,
  ) {}

  /** A tick that claims a million readers stops between two pages; what it leaves is due still. */
  beforeApplicationShutdown(): void {
    this.stopping = true;
  }

  /** One tick: plans who has no next delivery, claims who is due, hands lost pages out again. */
  async tick(): Promise<Claimed> {
    const now = this.clock.now();
    await this.partitions.ensureAround(now);
    let planned = 0;
    for (let count = await this.planPage(); count > 0 && !this.stopping; count = await this.planPage())
      planned += count;
    let owed = 0;
    const pages: number[] = [];
    // One moment for a whole edition: its pages share one candidate pool. Who was due at the moment of an edition that another
    // tick is still claiming belongs to that one.
    const underWay = await this.deliveries.editions(new Date(now.getTime() - EDITION_MS), now);
    for (const moment of [...underWay, now]) {
      let last: PlannedReader | undefined;
      do {
        if (this.stopping) break;
        const claim = await this.claimPage(moment, last);
        owed += claim.owed;
        if (claim.page !== undefined) pages.push(claim.page);
        last = claim.last;
      } while (last !== undefined);
    }
    await this.handOutStale(now);
    return { planned, owed, pages };
  }

  /**
   * Hands out again whose job was lost or its worker died. Pages are taken in the order in which they were claimed: one behind that
   * which is taken next is most likely waiting too, and if not is found when its turn has passed.
   */
  private async handOutStale(now: Date): Promise<void> {
    const next = await this.queue.next('digest-page');
    const claimedBefore = new Date(now.getTime() - STALE_AFTER_MS);
    for (const page of await this.deliveries.stalePages(claimedBefore, next?.page ?? Number.MAX_SAFE_INTEGER))
      await this.enqueue(page);
  }

  /**
   * Owes today's briefing, of each reader's own date, or that of a date to the readers named, a cohort or all, due or not.
   * Whoever has it already is left alone, and so is whose own date is not that far yet. The pages are queued unless `enqueue` is false.
   * @throws NotFoundError naming the first reader who does not exist, InvalidInputError for a date too far away
   */
  async run(options: RunOptions = {}): Promise<Claimed> {
    if (options.readers !== undefined) await this.readers.getAll(options.readers);
    const now = this.clock.now();
    if (options.date !== undefined) assertNear(options.date, now);
    const pages: number[] = [];
    let afterRef = 0;
    let owed = 0;
    for (;;) {
      const page = await this.database.transaction(async () => {
        const readers = await this.deliveries.lockForRun(options, afterRef, this.settings.DIGEST_PAGE_SIZE);
        const deliveries = readers.flatMap((reader) => toRun(reader, options, now));
        const claimed = deliveries.length === 0 ? undefined : await this.deliveries.owe(deliveries, now);
        if (claimed !== undefined && options.enqueue !== false) this.enqueueAfterCommit(claimed.page);
        return { last: readers.at(-1)?.ref, claimed };
      });
      if (page.claimed !== undefined) {
        pages.push(page.claimed.page);
        owed += page.claimed.count;
      }
      if (page.last === undefined) return { planned: 0, owed, pages };
      afterRef = page.last;
    }
  }

  /** What a tick at a moment would claim of those who are planned; changes nothing. */
  async dryRun(
    at: Date,
    sample: number,
  ): Promise<{ due: number; sample: { reader: string; localDate: string; dueAt: string }[] }> {
    const claimsOf = claimsAt(await this.schedules.list(), at);
    const first: { reader: string; localDate: string; dueAt: string }[] = [];
    let due = 0;
    let last: PlannedReader | undefined;
    do {
      const readers = await this.deliveries.peekDue(at, DRY_PAGE, last);
      for (const reader of readers) {
        const { claim } = claimsOf(reader);
        if (claim === undefined) continue;
        if (due++ < sample)
          first.push({
            reader: reader.id,
            localDate: claim.localDate,
            dueAt: new Date(claim.at).toISOString(),
          });
      }
      last = readers.at(-1);
    } while (last !== undefined);
    return { due, sample: first };
  }

  private async planPage(): Promise<number> {
    return await this.database.transaction(async () => {
      const readers = await this.deliveries.lockUnplanned(this.settings.DIGEST_PAGE_SIZE);
      // Read once the readers are locked: a schedule that is changed meanwhile has them planned anew.
      const schedules = await this.schedules.list();
      for (const { timeZone } of readers) this.lamentUnknown(timeZone);
      await this.deliveries.setNext(
        readers.map((reader) => {
          // The millisecond before, so that a delivery due at this very moment is planned, not skipped.
          const next = nextDelivery(planOf(reader, schedules), reader.from.getTime() - 1);
          return { ref: reader.ref, at: next === undefined ? NEVER : new Date(next.at) };
        }),
      );
      return readers.length;
    });
  }

  /** Claims a page of those who are due, after the last one of the page before. @returns its own last one, where there is any */
  private async claimPage(
    now: Date,
    after: PlannedReader | undefined,
  ): Promise<{ last: PlannedReader | undefined; owed: number; page?: number }> {
    return await this.database.transaction(async () => {
      const readers = await this.deliveries.lockDue(now, this.settings.DIGEST_PAGE_SIZE, after);
      const last = readers.at(-1);
      if (last === undefined) return { last, owed: 0 };
      // After the lock, as in planning: these are the schedules that the due times were planned by.
      const schedules = await this.schedules.list();
      const owed: Delivery[] = [];
      const claimsOf = claimsAt(schedules, now);
      const next = readers.map((reader) => {
        const moments = claimsOf(reader);
        if (moments.claim !== undefined) {
          const { localDate, at } = moments.claim;
          owed.push({ readerRef: reader.ref, localDate, dueAt: new Date(at), asked: false });
        }
        return { ref: reader.ref, at: moments.next === undefined ? NEVER : new Date(moments.next.at) };
      });
      await this.deliveries.setNext(next);
      const claimed = owed.length === 0 ? undefined : await this.deliveries.owe(owed, now);
      // Who has read the briefing of the date already gets it sent now; what was sent is not sent twice.
      if ((claimed?.count ?? 0) < owed.length) await this.outbox.enqueue(await this.deliveries.made(owed));
      if (claimed === undefined) return { last, owed: 0 };
      this.enqueueAfterCommit(claimed.page);
      return { last, owed: claimed.count, page: claimed.page };
    });
  }

  /** A zone can vanish from the data after it was stored; its readers are served by UTC and hold up nobody. */
  private lamentUnknown(timeZone: string): void {
    if (knowsZone(timeZone) || this.lamented.has(timeZone)) return;
    this.lamented.add(timeZone);
    this.logger.warn(
      `Time zone '${timeZone}' is not in the data of this process; its readers are served by UTC.`,
    );
  }

  /** A lost hint costs a minute, not a briefing: the next tick finds the page stale. */
  private enqueueAfterCommit(page: number): void {
    this.database.afterCommit(() => this.enqueue(page));
  }

  private async enqueue(page: number): Promise<void> {
    await this.queue.add('digest-page', { page }, { jobId: `page-${page}` });
  }
}

/**
 * What a run by hand owes a reader: nothing of a date that has not come to them yet, for it would be all they get of that day.
 * The run of a cohort is made up for whoever wants to read it, and sent to nobody on a day that they do not want themselves.
 */
function toRun(reader: PlannedReader, options: RunOptions, now: Date): Delivery[] {
  const today = localDateOf(reader.timeZone, now.getTime());
  const localDate = options.date ?? today;
  if (localDate > today) return [];
  const asked = options.asked === true || (options.readers === undefined && !wants(reader, localDate));
  return [{ readerRef: reader.ref, localDate, dueAt: now, asked }];
}

/** @throws InvalidInputError for a date whose briefing would be of other stories than that day's */
function assertNear(date: string, now: Date): void {
  const days = (Date.parse(date) - now.getTime()) / DAY_MS;
  if (days <= 1 && days > -(RUN_DAYS_BACK + 1)) return;
  const message = `${date} is further away than the last ${RUN_DAYS_BACK} days`;
  throw new InvalidInputError(`date: ${message}`, [{ path: 'date', message }]);
}

type Moments = ReturnType<typeof dueDelivery>;

/**
 * {@link dueOf} at one moment for many readers: it is reckoned once for all who share a zone, an hour, days and a planned moment,
 * which are nearly all.
 */
function momentsAt(schedules: readonly DigestSchedule[], now: Date): (reader: PlannedReader) => Moments {
  const known = new Map<string, Moments>();
  return (reader) => {
    const plan = planOf(reader, schedules);
    const key = `${reader.from.getTime()} ${plan.days} ${plan.localTime} ${plan.timeZone} ${String(plan.quietDates ?? '')}`;
    let moments = known.get(key);
    if (moments === undefined) known.set(key, (moments = dueOf(plan, reader.from.getTime(), now.getTime())));
    return moments;
  };
}

/** What a tick claims of a reader whose planned moment has come: nothing of a paused schedule, nor beyond the cut-off. */
function claimsAt(
  schedules: readonly DigestSchedule[],
  now: Date,
): (reader: PlannedReader) => { readonly claim: Moments['due']; readonly next: Moments['next'] } {
  const dueOf = momentsAt(schedules, now);
  return (reader) => {
    const { due, next } = dueOf(reader);
    const { paused, cutoffHours } = scheduleFor(schedules, reader);
    const late = due === undefined ? Infinity : now.getTime() - due.at;
    return { claim: paused || late > cutoffHours * HOUR ? undefined : due, next };
  };
}

/**
 * What is due to a reader whose planned moment has come, and what comes next. Where the plan was changed after that moment and
 * has no delivery since, the one that had come due stays due, unless the same date has a later one now, is quiet now, or the
 * reader wants none.
 */
function dueOf(plan: DeliveryPlan, planned: number, now: number): Moments {
  const { due, next } = dueDelivery(plan, planned, now);
  const localDate = localDateOf(plan.timeZone, planned);
  if (due !== undefined || next === undefined || next.localDate === localDate) return { due, next };
  if (isQuiet(plan, localDate)) return { due, next };
  return { due: { at: planned, localDate }, next };
}

/** Whether a date is among the days that the reader has chosen and none of their quiet dates; what a schedule says does not count. */
function wants({ days, quietDates }: PlannedReader, localDate: string): boolean {
  return (days === null || deliversOn(days, localDate)) && !isQuiet({ quietDates }, localDate);
}

/** The reader's own wishes over the schedule of their cohort; the quiet dates of both. */
export function planOf(
  reader: Pick<PlannedReader, 'role' | 'industry' | 'timeZone' | 'deliveryTime' | 'days' | 'quietDates'>,
  schedules: readonly DigestSchedule[],
): DeliveryPlan {
  const schedule = scheduleFor(schedules, reader);
  return {
    timeZone: knowsZone(reader.timeZone) ? reader.timeZone : 'UTC',
    localTime: (reader.deliveryTime ?? schedule.localTime).slice(0, 5),
    days: (reader.days ?? schedule.days) & DAILY,
    quietDates:
      schedule.quietDates.length === 0 ? reader.quietDates : [...reader.quietDates, ...schedule.quietDates],
  };
}
