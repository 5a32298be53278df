import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import type { MadeBriefing, Taken } from './evaluation-cases.js';

/** What somebody of whom more is known has mostly not done in a month; the rest would be a machine. */
const MOST_EVENTS = 2_000;
const ENGAGED = `type IN ('click', 'read', 'save', 'share')`;

/** What readers did and were sent in a span of time. The tables belong to other rooms; here they are only read. */
@Injectable()
export class EvaluationRepository {
  constructor(private readonly database: Database) {}

  /** Readers who engaged with a story in the span: how many, and a sample of them that the seed draws. */
  async sample(from: Date, to: Date, seed: number, size: number): Promise<{ total: number; refs: number[] }> {
    const rows = await this.database.query<{ ref: number; total: number }>(
      `SELECT ref, (count(*) OVER ())::int AS total FROM (
         SELECT DISTINCT reader_ref AS ref FROM behaviour_event
         WHERE at >= $1 AND at < $2 AND story_ref IS NOT NULL AND ${ENGAGED}
       ) active ORDER BY md5(ref || ' ' || $3::text), ref LIMIT $4`,
      [from, to, seed, size],
    );
    return { total: rows[0]?.total ?? 0, refs: rows.map((row) => row.ref) };
  }

  /** Engagements of some readers in the span, at most 2,000 of each, oldest first. Grades: click 1, read 2, save or share 3. */
  async taken(refs: readonly number[], from: Date, to: Date): Promise<Taken[]> {
    const rows = await this.database.query<{ ref: number; story: string; at: Date; grade: number }>(
      `SELECT r.ref, s.id AS story, e.at, e.grade FROM unnest($1::bigint[]) AS r(ref)
       CROSS JOIN LATERAL (
         SELECT story_ref, at, CASE type WHEN 'click' THEN 1 WHEN 'read' THEN 2 ELSE 3 END AS grade FROM behaviour_event
         WHERE reader_ref = r.ref AND at >= $2 AND at < $3 AND story_ref IS NOT NULL AND ${ENGAGED}
         ORDER BY at LIMIT ${MOST_EVENTS}
       ) e JOIN story s ON s.ref = e.story_ref ORDER BY r.ref, e.at, s.id`,
      [refs, from, to],
    );
    return rows.map(({ ref, story, at, grade }) => ({ readerRef: ref, story, at: at.getTime(), grade }));
  }

  /** When the briefings of some readers were made that fall into the span, or so shortly before that they were read in it. */
  async briefings(refs: readonly number[], from: Date, to: Date): Promise<MadeBriefing[]> {
    const rows = await this.database.query<{ ref: number; at: Date }>(
      `SELECT reader_ref AS ref, created_at AS at FROM briefing
       WHERE reader_ref = ANY ($1) AND created_at >= $2::timestamptz - interval '1 day' AND created_at < $3
       ORDER BY reader_ref, created_at`,
      [refs, from, to],
    );
    return rows.map(({ ref, at }) => ({ readerRef: ref, at: at.getTime() }));
  }
}
