import { readFileSync, readdirSync } from 'node:fs';
import { Database } from '../../platform/database/database.js';
import type { INestApplicationContext } from '@nestjs/common';

/** Of the kernel's clock ticks in `/proc/*​/stat`; Linux shows a hundred a second whatever it runs at. */
const TICKS_A_SECOND = 100;
const PAGE_BYTES = 4096;

/** Reads what processes of this machine have used, from `/proc`. */
export class Meter {
  private constructor(private readonly postmaster: number | undefined) {}

  /** Measures the database too where its processes run on this machine. */
  static async open(app: INestApplicationContext): Promise<Meter> {
    const [row] = await app
      .get(Database)
      .query<{ pid: number; local: boolean }>(
        `SELECT pg_backend_pid() AS pid, coalesce(inet_server_addr() << '127.0.0.0/8', true) AS local`,
      );
    const stat = row!.local ? statOf(row!.pid) : undefined;
    return new Meter(stat?.parent);
  }

  /** Processor seconds of the database server so far, of processes that have ended as well; NaN where it is elsewhere. */
  databaseSeconds(): number {
    const server = this.postmaster === undefined ? undefined : statOf(this.postmaster);
    if (server === undefined) return NaN;
    const living = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((name) => statOf(Number(name)))
      .filter((stat) => stat?.parent === this.postmaster)
      .reduce((sum, stat) => sum + (stat?.own ?? 0), 0);
    return server.own + server.ofEnded + living;
  }
}

/** Processor seconds of a process with all its threads; 0 for one that has ended. */
export function processSeconds(pid: number): number {
  return statOf(pid)?.own ?? 0;
}

/** Resident memory of a process, MiB; 0 for one that has ended. */
export function residentMB(pid: number): number {
  try {
    return (Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * PAGE_BYTES) / 2 ** 20;
  } catch {
    return 0;
  }
}

function statOf(pid: number): { parent: number; own: number; ofEnded: number } | undefined {
  try {
    // The name of the program, in brackets, may hold anything.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ').map(Number);
    const seconds = (from: number): number => (fields[from]! + fields[from + 1]!) / TICKS_A_SECOND;
    return { parent: fields[1]!, own: seconds(11), ofEnded: seconds(13) };
  } catch {
    return undefined;
  }
}
