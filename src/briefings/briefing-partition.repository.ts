import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';

const DAY_MS = 86_400_000;
/** Weeks that are made before their first briefing; making one waits for its turn among the writers. */
const DAYS_AHEAD = 14;
/** A reader's date lies so far at most from that of UTC, a late delivery counted. */
const DAYS_BACK = 4;
/** Whoever waits longer for a lock holds up those behind it: writers where a week is added, everybody where one is dropped. */
const LOCK_TIMEOUT = { add: '5s', drop: '1s' };

/** One partition: the dates from `from` on and before `to`, `YYYY-MM-DD`. */
interface Partition {
  readonly name: string;
  readonly from: string | undefined;
  readonly to: string;
}

/** The partitions of the table of briefings, each of a week from Monday on. */
@Injectable()
export class BriefingPartitionRepository {
  /** Mondays whose weeks are known to be there. */
  private readonly known = new Set<string>();

  constructor(private readonly database: Database) {}

  /** Sees to it that briefings of the dates around a moment can be stored, and those of the weeks to come. Asks nothing mostly. */
  async ensureAround(now: Date): Promise<void> {
    const weeks = new Set<string>();
    for (let days = -DAYS_BACK; days <= DAYS_AHEAD; days++)
      weeks.add(mondayOf(new Date(now.getTime() + days * DAY_MS)));
    const wanted = [...weeks].filter((monday) => !this.known.has(monday));
    if (wanted.length === 0) return;
    const there = await this.list();
    const missing = wanted.filter(
      (monday) => !there.some(({ from = '', to }) => from <= monday && monday < to),
    );
    for (const monday of missing) await this.add(monday);
    for (const monday of wanted) this.known.add(monday);
  }

  /** Drops the partitions whose dates all lie before a date. @returns their names */
  async dropBefore(date: string): Promise<string[]> {
    const old = (await this.list()).filter(({ to }) => to <= date);
    for (const { name } of old) {
      await this.locked(LOCK_TIMEOUT.drop, async () => {
        // In the order in which pages take them, so that neither waits for the other for ever.
        await this.database.query('LOCK TABLE reader, briefing IN ACCESS EXCLUSIVE MODE');
        await this.database.query(`DROP TABLE IF EXISTS ${name}`);
      });
    }
    this.known.clear();
    return old.map(({ name }) => name);
  }

  /** Deletes what lies before a date in the first partition, which has no beginning, a part at a time. @returns rows deleted */
  async deleteBefore(date: string, most: number): Promise<number> {
    const rows = await this.database.query(
      `DELETE FROM briefing WHERE (reader_ref, local_date) IN (
         SELECT reader_ref, local_date FROM briefing WHERE local_date < $1 AND created_at < $1::date + $3::integer LIMIT $2)
       RETURNING 1`,
      [date, most, DAYS_BACK],
    );
    return rows.length;
  }

  async list(): Promise<Partition[]> {
    const rows = await this.database.query<{ name: string; bound: string }>(
      `SELECT c.relname AS name, pg_get_expr(c.relpartbound, c.oid) AS bound
       FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'briefing'::regclass ORDER BY c.relname`,
    );
    return rows.map(({ name, bound }) => {
      const [, from, to] = /FROM \((?:'(.*?)'|MINVALUE)\) TO \('(.*?)'\)/.exec(bound)!;
      return { name, from, to: to! };
    });
  }

  /** Made beside the table and then attached, which lets readers and writers of the other partitions go on. */
  private async add(monday: string): Promise<void> {
    const name = `briefing_${monday.replaceAll('-', '')}`;
    const end = mondayOf(new Date(Date.parse(monday) + 7 * DAY_MS));
    await this.locked(LOCK_TIMEOUT.add, async () => {
      if ((await this.list()).some((one) => one.name === name)) return;
      await this.database.query(
        `CREATE TABLE ${name} (LIKE briefing INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES INCLUDING STORAGE)`,
      );
      await this.database.query(
        `ALTER TABLE briefing ATTACH PARTITION ${name} FOR VALUES FROM ('${monday}') TO ('${end}')`,
      );
    });
  }

  /** One process at a time. */
  private async locked(timeout: string, work: () => Promise<unknown>): Promise<void> {
    await this.database.transaction(async () => {
      await this.database.query(`SET LOCAL lock_timeout = '${timeout}'`);
      await this.database.query(`SELECT pg_advisory_xact_lock(hashtext('briefing partitions'))`);
      await work();
    });
  }
}

/** The Monday of a moment's week by UTC, `YYYY-MM-DD`. */
function mondayOf(moment: Date): string {
  const sinceMonday = (moment.getUTCDay() + 6) % 7;
  return new Date(moment.getTime() - sinceMonday * DAY_MS).toISOString().slice(0, 10);
}
