import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { AssemblyService } from '../briefings/assembly.service.js';
import {
  DigestOperationsService,
  scheduleBodySchema,
  type ScheduleView,
} from '../briefings/digest-operations.service.js';
import { DigestService } from '../briefings/digest.service.js';
import { localDateSchema } from '../briefings/local-date.js';
import { runSchema } from '../briefings/digests.controller.js';
import { inputErrorOf } from '../platform/http/validation.js';
import type { Json } from './options.js';
import { print, printJson, Progress, table, tell } from './output.js';
import { withScout } from './runtime.js';

const WATCH_MS = 2_000;

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
  readonly role?: string;
  readonly industry?: string;
  readonly date?: string;
}

export interface StatusOptions extends Json {
  readonly watch?: boolean;
}

export interface PendingOptions extends Json {
  readonly limit: number;
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

/** Once, or with `watch` until nothing is due or owed any more. */
export async function digestStatus(options: StatusOptions): Promise<void> {
  const status = await withScout(async (app) => {
    const operations = app.get(DigestOperationsService);
    if (options.watch === true) await watchDigest(operations);
    return await operations.status();
  });
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
      ['pages waiting / at work', `${status.queues.pages.waiting} / ${status.queues.pages.active}`],
      ['oldest waiting page', seconds(status.queues.pages.oldestWaitingMs / 1000)],
      ['briefings in 24 h', lastDay.briefings],
      [
        'lateness p50 / p95 / p99 / max',
        [lastDay.p50, lastDay.p95, lastDay.p99, lastDay.max].map(seconds).join(' / '),
      ],
    ]),
  );
}

/** Makes the briefing of today or a date for everybody, a cohort or the readers named, in this process; nobody gets a second one. */
export async function runDigest(options: RunOptions): Promise<void> {
  const { reader: readers, json, ...whose } = options;
  const parsed = runSchema.safeParse({ ...whose, readers });
  if (!parsed.success) throw inputErrorOf(parsed.error.issues);
  const result = await withScout(async (app) => {
    const claimed = await app.get(DigestService).run({ ...parsed.data, enqueue: false });
    const progress = new Progress('Briefings', claimed.owed);
    let made = 0;
    for (const page of claimed.pages) {
      made += await app.get(AssemblyService).assemblePage(page);
      progress.at(made);
    }
    progress.end();
    return { owed: claimed.owed, made };
  });
  if (json === true) printJson(result);
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

/** A bar on a terminal, else a line whenever another tenth is made. */
async function watchDigest(operations: DigestOperationsService): Promise<void> {
  const progress = new Progress('Briefings', 0);
  let most = 0;
  let told = -1;
  for (;;) {
    const { dueReaders, pendingDeliveries } = await operations.status();
    const left = dueReaders + pendingDeliveries;
    most = Math.max(most, left);
    progress.of(most);
    progress.at(most - left);
    const tenth = most === 0 ? 10 : Math.floor((10 * (most - left)) / most);
    if (!progress.visible && tenth !== told) tell(`${most - left} of ${most} briefings made`);
    told = tenth;
    if (left === 0) break;
    await wait(WATCH_MS);
  }
  progress.end();
}

/** Deliveries that are owed, failed or cancelled, the longest due first. */
export async function pendingDeliveries(options: PendingOptions): Promise<void> {
  const items = await withScout((app) => app.get(DigestOperationsService).pending(options.limit));
  if (options.json === true) printJson({ items });
  else
    print(
      table([
        ['reader', 'date', 'due at', 'state', 'error'],
        ...items.map((one) => [
          one.reader,
          one.localDate,
          one.dueAt.toISOString(),
          one.status,
          one.error ?? '',
        ]),
      ]),
    );
}

export async function cancelDelivery(reader: string, date: string): Promise<void> {
  const parsed = z.object({ date: localDateSchema }).safeParse({ date });
  if (!parsed.success) throw inputErrorOf(parsed.error.issues);
  await withScout((app) => app.get(DigestOperationsService).cancel(reader, parsed.data.date));
  print(`the briefing of ${date} for ${reader} is not made`);
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
