import { AssemblyService } from '../briefings/assembly.service.js';
import {
  DigestOperationsService,
  scheduleBodySchema,
  type ScheduleView,
} from '../briefings/digest-operations.service.js';
import { DigestService } from '../briefings/digest.service.js';
import { inputErrorOf } from '../platform/http/validation.js';
import type { Json } from './options.js';
import { print, printJson, Progress, table } from './output.js';
import { withScout } from './runtime.js';

export interface ScheduleOptions extends Json {
  readonly time: string;
  readonly days: string;
  readonly role?: string;
  readonly industry?: string;
  readonly cutoff?: number;
  readonly quiet?: string;
}

export interface RunOptions extends Json {
  readonly reader?: readonly string[];
}

export interface DryRunOptions extends Json {
  readonly at?: Date;
  readonly sample: number;
}

export async function listSchedules(options: Json): Promise<void> {
  const schedules = await withScout((app) => app.get(DigestOperationsService).listSchedules());
  if (options.json === true) printJson({ schedules });
  else print(scheduleTable(schedules));
}

/** Creates or changes the default schedule or that of a cohort. */
export async function setSchedule(id: string, options: ScheduleOptions): Promise<void> {
  const days =
    options.days === 'daily' || options.days === 'weekdays' ? options.days : options.days.split(',');
  const parsed = scheduleBodySchema.safeParse({
    role: options.role,
    industry: options.industry,
    localTime: options.time,
    days,
    cutoffHours: options.cutoff,
    quietDates: options.quiet?.split(',').filter((date) => date !== ''),
  });
  if (!parsed.success) throw inputErrorOf(parsed.error.issues);
  const schedule = await withScout((app) => app.get(DigestOperationsService).setSchedule(id, parsed.data));
  if (options.json === true) printJson(schedule);
  else print(scheduleTable([schedule]));
}

export async function pauseSchedule(id: string, paused: boolean, options: Json): Promise<void> {
  const schedule = await withScout((app) => app.get(DigestOperationsService).pause(id, paused));
  if (options.json === true) printJson(schedule);
  else print(scheduleTable([schedule]));
}

export async function digestStatus(options: Json): Promise<void> {
  const status = await withScout((app) => app.get(DigestOperationsService).status());
  if (options.json === true) {
    printJson(status);
    return;
  }
  const seconds = (value: number | null): string => (value === null ? '–' : `${value.toFixed(1)} s`);
  const { lastDay } = status;
  print(
    table([
      ['due readers', status.dueReaders],
      ['next due at', status.nextDueAt ?? '–'],
      ['pending deliveries', status.pendingDeliveries],
      ['failed deliveries', status.failedDeliveries],
      ['oldest pending', seconds(status.oldestPendingSeconds)],
      ['briefings in 24 h', lastDay.briefings],
      [
        'lateness p50 / p95 / p99 / max',
        [lastDay.p50, lastDay.p95, lastDay.p99, lastDay.max].map(seconds).join(' / '),
      ],
    ]),
  );
}

/** Makes today's briefing for everybody or the readers named, in this process; nobody gets a second one. */
export async function runDigest(options: RunOptions): Promise<void> {
  const result = await withScout(async (app) => {
    const readers = options.reader;
    const claimed = await app
      .get(DigestService)
      .run({ ...(readers === undefined ? {} : { readers }), enqueue: false });
    const progress = new Progress('Briefings', claimed.owed);
    let made = 0;
    for (const page of claimed.pages) {
      made += await app.get(AssemblyService).assemblePage(page);
      progress.at(made);
    }
    progress.end();
    return { owed: claimed.owed, made };
  });
  if (options.json === true) printJson(result);
  else print(`${result.made} briefings made`);
}

export async function dryRunDigest(options: DryRunOptions): Promise<void> {
  const at = options.at ?? new Date();
  const result = await withScout((app) => app.get(DigestService).dryRun(at, options.sample));
  if (options.json === true) {
    printJson({ at: at.toISOString(), ...result });
    return;
  }
  print(`${result.due} readers due at ${at.toISOString()}`);
  if (result.sample.length > 0) {
    print(
      table([
        ['reader', 'date', 'due at'],
        ...result.sample.map((one) => [one.reader, one.localDate, one.dueAt]),
      ]),
    );
  }
}

export async function inspectReader(reader: string): Promise<void> {
  print(JSON.stringify(await withScout((app) => app.get(DigestOperationsService).inspect(reader)), null, 2));
}

function scheduleTable(schedules: readonly ScheduleView[]): string {
  return table([
    ['id', 'role', 'industry', 'time', 'days', 'cut-off', 'state'],
    ...schedules.map((schedule) => [
      schedule.id,
      schedule.role ?? 'any',
      schedule.industry ?? 'any',
      schedule.localTime,
      schedule.days.join(','),
      `${schedule.cutoffHours} h`,
      schedule.paused ? 'paused' : 'on',
    ]),
  ]);
}
