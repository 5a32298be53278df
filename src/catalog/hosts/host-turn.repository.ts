import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';

@Injectable()
export class HostTurnRepository {
  constructor(private readonly database: Database) {}

  /**
   * Takes a free host, or the next slot in the line before a busy one, in one statement. The line is at most an hour long;
   * who comes then gets its end and lines up again.
   */
  async claim(
    host: string,
    lease: string,
    now: Date,
    until: Date,
    spacingMs: number,
  ): Promise<{ granted: boolean; slot: Date }> {
    const rows = await this.database.query<{ granted: boolean; slot: Date }>(
      `INSERT INTO fetch_host AS h (host, lease, free_at, last_slot_at) VALUES ($1, $2, $4, $3)
       ON CONFLICT (host) DO UPDATE SET
         lease = CASE WHEN h.free_at <= $3 THEN excluded.lease ELSE h.lease END,
         free_at = CASE WHEN h.free_at <= $3 THEN excluded.free_at ELSE h.free_at END,
         last_slot_at = CASE WHEN h.free_at <= $3 THEN h.last_slot_at ELSE (
           SELECT greatest(base, least(h.last_slot_at + make_interval(secs => $5), base + interval '1 hour'))
           FROM (SELECT CASE WHEN h.lease IS NULL THEN h.free_at
             ELSE $3::timestamptz + make_interval(secs => $5) END AS base) AS earliest) END
       RETURNING lease IS NOT DISTINCT FROM $2::uuid AS granted, last_slot_at AS slot`,
      [host, lease, now, until, spacingMs / 1000],
    );
    const [row] = rows;
    if (!row) throw new Error(`No turn was kept for ${host}.`);
    return row;
  }

  /** Does nothing where the lease has run out and somebody else has the host. */
  async release(host: string, lease: string, freeAt: Date): Promise<void> {
    await this.database.query(
      `UPDATE fetch_host SET lease = NULL, free_at = $3 WHERE host = $1 AND lease = $2`,
      [host, lease, freeAt],
    );
  }

  /** Does nothing to a host that somebody has just now. */
  async rest(host: string, now: Date, freeAt: Date): Promise<void> {
    await this.database.query(
      `INSERT INTO fetch_host AS h (host, free_at, last_slot_at) VALUES ($1, $3, $2)
       ON CONFLICT (host) DO UPDATE SET lease = NULL, free_at = greatest(h.free_at, excluded.free_at)
       WHERE h.lease IS NULL OR h.free_at <= $2`,
      [host, now, freeAt],
    );
  }

  async deleteFreeBefore(time: Date): Promise<void> {
    await this.database.query(`DELETE FROM fetch_host WHERE free_at < $1`, [time]);
  }
}
