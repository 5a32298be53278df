import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { INDUSTRIES } from '../knowledge/industries.js';
import { ROLES } from '../knowledge/roles.js';
import { OutboxService } from '../delivery/outbox.service.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { isUniqueViolation } from '../platform/database/database-errors.js';
import { ConflictError, InvalidInputError, NotFoundError } from '../platform/errors.js';
import { inputErrorOf } from '../platform/http/validation.js';
import { JobQueue, type QueueCounts } from '../platform/queue/job-queue.js';
import {
  daysMask,
  daysOfMask,
  daysSchema,
  localTimeSchema,
  quietDatesSchema,
} from '../readers/reader-schema.js';
import { ReadersService, viewOf } from '../readers/readers.service.js';
import { BriefingRepository, type Lateness } from './briefing.repository.js';
import { DeliveryRepository } from './delivery.repository.js';
import { planOf } from './digest.service.js';
import {
  DEFAULT_SCHEDULE,
  type DigestSchedule,
  DigestScheduleRepository,
  scheduleFor,
} from './digest-schedule.repository.js';

const DAY_MS = 86_400_000;

/** What a schedule is called by. */
export const scheduleIdSchema = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{0,59}$/,
    'the id of a schedule must be at most 60 lower-case letters, digits and hyphens',
  );

/** A schedule as an operator states one. */
export const scheduleBodySchema = z
  .object({
    role: z
      .enum(
        ROLES.map((role) => role.id),
        'is no known role',
      )
      .nullish(),
    industry: z
      .enum(
        INDUSTRIES.map((industry) => industry.id),
        'is no known industry',
      )
      .nullish(),
    localTime: localTimeSchema,
    days: daysSchema.refine(
      (days) => days.length > 0,
      'must name a weekday; pause the schedule to stop deliveries',
    ),
    cutoffHours: z
      .number()
      .int()
      .min(1)
      .max(47)
      .default(20)
      .meta({ description: 'a delivery later than this is not made any more' }),
    quietDates: quietDatesSchema
      .optional()
      .meta({ description: 'local dates without delivery for the cohort; absent: as they are' }),
  })
  .meta({ id: 'DigestScheduleBody' });
export type ScheduleBody = z.output<typeof scheduleBodySchema>;

export const scheduleViewSchema = z.object({
  id: z.string(),
  role: z.string().nullable(),
  industry: z.string().nullable(),
  localTime: z.string(),
  days: z.array(z.string()),
  cutoffHours: z.number(),
  paused: z.boolean(),
  quietDates: z.array(z.string()),
});
export type ScheduleView = z.output<typeof scheduleViewSchema>;

/** How the digests stand. */
export interface DigestStatus {
  readonly now: string;
  readonly dueReaders: number;
  readonly nextDueAt: string | null;
  readonly pendingDeliveries: number;
  readonly failedDeliveries: number;
  /** Age of the longest-owed briefing, seconds; 0 when none is owed. */
  readonly oldestPendingSeconds: number;
  /** Briefings of the last 24 hours and how many seconds after their hour they were made. */
  readonly lastDay: Lateness;
  readonly queues: { readonly tick: QueueCounts; readonly pages: QueueCounts };
}

/** What operators see and turn of digests. */
@Injectable()
export class DigestOperationsService {
  constructor(
    private readonly schedules: DigestScheduleRepository,
    private readonly deliveries: DeliveryRepository,
    private readonly briefings: BriefingRepository,
    private readonly readers: ReadersService,
    private readonly outbox: OutboxService,
    private readonly database: Database,
    private readonly queue: JobQueue,
    private readonly clock: Clock,
  ) {}

  async listSchedules(): Promise<ScheduleView[]> {
    return (await this.schedules.list()).map(scheduleView);
  }

  /**
   * Creates or changes a schedule; readers without a plan of their own follow it from now on.
   * @throws InvalidInputError for an id or a cohort that is none; ConflictError SCHEDULE_EXISTS when another schedule has the same cohort
   */
  async setSchedule(id: string, body: ScheduleBody): Promise<ScheduleView> {
    const named = scheduleIdSchema.safeParse(id);
    if (!named.success) throw inputErrorOf(named.error.issues);
    const cohort = { role: body.role ?? null, industry: body.industry ?? null };
    if ((id === DEFAULT_SCHEDULE) !== (cohort.role === null && cohort.industry === null)) {
      const message =
        id === DEFAULT_SCHEDULE
          ? 'the default schedule has no cohort'
          : 'must name a role, an industry or both';
      throw new InvalidInputError(`role: ${message}`, [{ path: 'role', message }]);
    }
    const { localTime, cutoffHours, quietDates } = body;
    const schedule = { id, ...cohort, localTime, days: daysMask(body.days), cutoffHours };
    return await this.change(() =>
      this.schedules.save(quietDates === undefined ? schedule : { ...schedule, quietDates }),
    );
  }

  /** Stops or restarts the deliveries of a schedule; what falls due while it is paused is not made up for. @throws NotFoundError */
  async pause(id: string, paused: boolean): Promise<ScheduleView> {
    return await this.change(async () => {
      const schedule = await this.schedules.pause(id, paused);
      if (schedule === undefined) throw new NotFoundError('digest schedule', id);
      return schedule;
    });
  }

  /** Removes the schedule of a cohort; its readers follow the next wider one. @throws NotFoundError */
  async removeSchedule(id: string): Promise<void> {
    if (id === DEFAULT_SCHEDULE)
      throw new ConflictError('The default schedule cannot be removed; pause it.', 'DEFAULT_SCHEDULE');
    await this.database.transaction(
      async () => {
        if (!(await this.schedules.remove(id))) throw new NotFoundError('digest schedule', id);
        await this.schedules.replan(this.clock.now());
      },
      { retries: 3 },
    );
  }

  async status(): Promise<DigestStatus> {
    const now = this.clock.now();
    const [counts, lastDay, tick, pages] = await Promise.all([
      this.deliveries.counts(now),
      this.briefings.lateness(new Date(now.getTime() - DAY_MS)),
      this.queue.counts('digest-tick'),
      this.queue.counts('digest-page'),
    ]);
    return {
      now: now.toISOString(),
      dueReaders: counts.due,
      nextDueAt: counts.nextAt?.toISOString() ?? null,
      pendingDeliveries: counts.pending,
      failedDeliveries: counts.failed,
      oldestPendingSeconds:
        counts.oldestDueAt === null ? 0 : Math.max(0, (now.getTime() - counts.oldestDueAt.getTime()) / 1000),
      lastDay,
      queues: { tick, pages },
    };
  }

  /** Everything about one reader's deliveries: plan, what is owed, what was made. @throws NotFoundError */
  async inspect(readerId: string): Promise<Record<string, unknown>> {
    const reader = await this.readers.get(readerId);
    const schedules = await this.schedules.list();
    const plan = planOf(reader, schedules);
    const schedule = scheduleFor(schedules, reader);
    const made = await this.briefings.list(reader.ref, 14);
    return {
      reader: reader.id,
      schedule: scheduleView(schedule),
      plan: {
        timeZone: plan.timeZone,
        localTime: plan.localTime,
        days: daysOfMask(plan.days),
        quietDates: plan.quietDates,
      },
      nextDeliveryAt: viewOf(reader).nextDeliveryAt,
      pending: await this.deliveries.pendingOf(reader.ref),
      briefings: made.map((briefing) => ({
        date: briefing.localDate,
        dueAt: briefing.dueAt,
        createdAt: briefing.createdAt,
        stories: briefing.content.items.length,
        rankingProfile: briefing.profileVersion,
      })),
      messages: (await this.outbox.list({ reader: reader.id, limit: 14 })).map(
        ({ reader: _, ...message }) => message,
      ),
    };
  }

  pending(limit: number): ReturnType<DeliveryRepository['pending']> {
    return this.deliveries.pending(limit);
  }

  /** Cancels an owed briefing for good: that date is not delivered. @throws NotFoundError when nothing is owed */
  async cancel(readerId: string, localDate: string): Promise<void> {
    const reader = await this.readers.get(readerId);
    if (!(await this.deliveries.cancel(reader.ref, localDate))) {
      throw new NotFoundError('pending delivery of', `${readerId} on ${localDate}`);
    }
  }

  /** Changes a schedule and has the deliveries of all readers planned anew. */
  private async change(write: () => Promise<DigestSchedule>): Promise<ScheduleView> {
    try {
      return await this.database.transaction(
        async () => {
          const saved = await write();
          await this.schedules.replan(this.clock.now());
          return scheduleView(saved);
        },
        { retries: 3 },
      );
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      throw new ConflictError('Another schedule has this cohort already.', 'SCHEDULE_EXISTS');
    }
  }
}

function scheduleView(schedule: DigestSchedule): ScheduleView {
  return { ...schedule, days: daysOfMask(schedule.days), quietDates: [...schedule.quietDates] };
}
