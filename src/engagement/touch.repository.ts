import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import type { BehaviourType } from '../ranking/behaviour.js';
import { MAX_TOUCHES, type Touch, TOUCH_WINDOW_MS } from '../ranking/touches.js';
import type { EventRow } from './behaviour-event.repository.js';

/** Acts that say that somebody took a story up. */
const TOUCHES: ReadonlySet<BehaviourType> = new Set(['click', 'read', 'save', 'share']);
/** Touches are kept for so long: the longest evaluation, and what its first day looks back at. */
const KEPT_MS = 45 * 24 * 3_600_000;
const AT = '(extract(epoch FROM t.received_at) * 1000)::float8';

/** The place of a touch in the order in which touches became known: by time, reader, story. */
export interface TouchPlace {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly readerRef: number;
  readonly storyRef: number;
}

export type StoredTouch = Touch & TouchPlace;

/** Who touched which story first when: one row each, so that nobody counts twice, whatever they send. */
@Injectable()
export class TouchRepository {
  constructor(private readonly database: Database) {}

  /** Writes down the first touches among new events, in their transaction. */
  async insert(rows: readonly EventRow[], receivedAt: Date): Promise<void> {
    const touching = rows.filter(({ type, storyRef }) => storyRef !== null && TOUCHES.has(type));
    if (touching.length === 0) return;
    await this.database.query(
      `INSERT INTO reader_touch (reader_ref, story_ref, received_at)
       SELECT DISTINCT r, s, $3::timestamptz FROM unnest($1::bigint[], $2::bigint[]) AS t(r, s) ORDER BY r, s
       ON CONFLICT DO NOTHING`,
      [touching.map((row) => row.readerRef), touching.map((row) => row.storyRef), receivedAt],
    );
  }

  /** The latest {@link MAX_TOUCHES} within {@link TOUCH_WINDOW_MS} before a moment, the first known first. */
  async upTo(moment: Date): Promise<StoredTouch[]> {
    return await this.database.query<StoredTouch>(
      `SELECT t.reader_ref AS "readerRef", t.story_ref AS "storyRef", r.id AS reader,
         coalesce(s.event_ref, s.ref)::text AS event, ${AT} AS at, r.role, r.industry,
         coalesce(t.received_at <= r.learned_from AND r.learned_from <= $2, false) AS forgotten
       FROM (
         SELECT * FROM reader_touch WHERE received_at > $1 AND received_at <= $2
         ORDER BY received_at DESC, reader_ref DESC, story_ref DESC LIMIT ${MAX_TOUCHES}
       ) t JOIN reader r ON r.ref = t.reader_ref JOIN story s ON s.ref = t.story_ref
       ORDER BY t.received_at, t.reader_ref, t.story_ref`,
      [new Date(moment.getTime() - TOUCH_WINDOW_MS), moment],
    );
  }

  /** The last one up to a moment. */
  async last(moment: Date): Promise<TouchPlace | undefined> {
    const [row] = await this.database.query<TouchPlace>(
      `SELECT ${AT} AS at, t.reader_ref AS "readerRef", t.story_ref AS "storyRef" FROM reader_touch t WHERE t.received_at <= $1
       ORDER BY t.received_at DESC, t.reader_ref DESC, t.story_ref DESC LIMIT 1`,
      [moment],
    );
    return row;
  }

  async prune(now: Date): Promise<void> {
    await this.database.query('DELETE FROM reader_touch WHERE received_at < $1', [
      new Date(now.getTime() - KEPT_MS),
    ]);
  }
}
