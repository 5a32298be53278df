import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';

/** When a cohort gets its briefing unless a reader says otherwise. */
export interface DigestSchedule {
  readonly id: string;
  /** The cohort; null for any. */
  readonly role: string | null;
  readonly industry: string | null;
  /** `HH:MM` in each reader's zone. */
  readonly localTime: string;
  /** Bit 0 Monday … bit 6 Sunday. */
  readonly days: number;
  /** A delivery later than this after its hour is not made any more. */
  readonly cutoffHours: number;
  readonly paused: boolean;
  /** Local dates and spans of dates without delivery, for every reader of the cohort. */
  readonly quietDates: readonly string[];
}

interface Row {
  id: string;
  role: string | null;
  industry: string | null;
  local_time: string;
  days: number;
  cutoff_hours: number;
  paused: boolean;
  quiet_dates: string[];
}

export const DEFAULT_SCHEDULE = 'default';

@Injectable()
export class DigestScheduleRepository {
  constructor(private readonly database: Database) {}

  async list(): Promise<DigestSchedule[]> {
    return (await this.database.query<Row>('SELECT * FROM digest_schedule ORDER BY id')).map(toSchedule);
  }

  /** Inserts or replaces; whether it is paused stays, and so do the quiet dates where none are given. */
  async save(
    schedule: Omit<DigestSchedule, 'paused' | 'quietDates'> & Partial<Pick<DigestSchedule, 'quietDates'>>,
  ): Promise<DigestSchedule> {
    const rows = await this.database.query<Row>(
      `INSERT INTO digest_schedule AS s (id, role, industry, local_time, days, cutoff_hours, quiet_dates)
       VALUES ($1, $2, $3, $4, $5, $6, coalesce($7::text[], '{}'))
       ON CONFLICT (id) DO UPDATE SET role = $2, industry = $3, local_time = $4, days = $5, cutoff_hours = $6,
         quiet_dates = coalesce($7, s.quiet_dates), updated_at = now() RETURNING *`,
      [
        schedule.id,
        schedule.role,
        schedule.industry,
        schedule.localTime,
        schedule.days,
        schedule.cutoffHours,
        schedule.quietDates ?? null,
      ],
    );
    return toSchedule(rows[0]!);
  }

  /** @returns undefined where there is none */
  async pause(id: string, paused: boolean): Promise<DigestSchedule | undefined> {
    const rows = await this.database.query<Row>(
      'UPDATE digest_schedule SET paused = $2, updated_at = now() WHERE id = $1 RETURNING *',
      [id, paused],
    );
    return rows[0] && toSchedule(rows[0]);
  }

  async remove(id: string): Promise<boolean> {
    return (
      (await this.database.query('DELETE FROM digest_schedule WHERE id = $1 RETURNING id', [id])).length > 0
    );
  }

  /**
   * Every reader is planned anew by the next tick, also who has an hour and days of their own: quiet dates are for all. A
   * delivery that is due stays due.
   */
  async replan(now: Date): Promise<void> {
    await this.database.query(
      `UPDATE reader SET planned_from = least($1, coalesce(next_delivery_at, planned_from)),
         next_delivery_at = CASE WHEN next_delivery_at <= $1 THEN next_delivery_at END`,
      [now],
    );
  }
}

/** The schedule that a reader follows: that of role and industry, of the role, of the industry, the default. */
export function scheduleFor(
  schedules: readonly DigestSchedule[],
  reader: { readonly role: string; readonly industry: string },
): DigestSchedule {
  const fits = (role: string | null, industry: string | null): DigestSchedule | undefined =>
    schedules.find((schedule) => schedule.role === role && schedule.industry === industry);
  return (
    fits(reader.role, reader.industry) ??
    fits(reader.role, null) ??
    fits(null, reader.industry) ??
    fits(null, null)!
  );
}

function toSchedule(row: Row): DigestSchedule {
  return {
    id: row.id,
    role: row.role,
    industry: row.industry,
    localTime: row.local_time.slice(0, 5),
    days: row.days,
    cutoffHours: row.cutoff_hours,
    paused: row.paused,
    quietDates: row.quiet_dates,
  };
}
