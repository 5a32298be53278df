import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { moveCatalogVersion } from '../stories/catalog-version.js';
import type { Assignment, ClusterStory } from './event-assignment.js';

/** Clustering reads the beginning of a text only. */
const CLUSTERED_CHARACTERS = 3_000;

const STORY = `SELECT s.ref, s.title, left(s.summary, ${CLUSTERED_CHARACTERS}) AS summary,
    left(s.body, ${CLUSTERED_CHARACTERS}) AS body, s.url, s.published_at, s.entity_ids, s.event_ref, s.duplicate_of,
    o.name AS source_name, e.opened_at
  FROM story s JOIN source o ON o.id = s.source_id LEFT JOIN event e ON e.ref = s.event_ref`;
/** A copy comes after its original. */
const ORDER = 'ORDER BY s.duplicate_of IS NOT NULL, s.published_at, s.ref';

interface StoryRow {
  ref: number;
  title: string;
  summary: string | null;
  body: string | null;
  url: string | null;
  published_at: Date;
  entity_ids: string[];
  event_ref: number | null;
  duplicate_of: number | null;
  source_name: string;
  opened_at: Date | null;
}

/** What clustering reads of the stories and writes of events. Called in one transaction that holds the lock. */
@Injectable()
export class ClusteringRepository {
  constructor(private readonly database: Database) {}

  /** One process at a time decides which stories tell the same event; held to the end of the transaction. */
  async lock(): Promise<void> {
    await this.database.query(`SELECT pg_advisory_xact_lock(hashtextextended('scout.event-clustering', 0))`);
  }

  /**
   * The first understood stories that are new or have changed since they were placed, in order of publication, within a span
   * from the first of them. Their rows stay locked, so that no text changes before it is placed.
   */
  async waiting(spanMs: number, limit: number): Promise<ClusterStory[]> {
    const waiting = 's.clustered_run IS NULL AND s.enriched_at IS NOT NULL';
    const rows = await this.database.query<StoryRow>(
      `${STORY} WHERE ${waiting} AND s.published_at <= make_interval(secs => $1) +
         (SELECT s.published_at FROM story s WHERE ${waiting} ORDER BY s.published_at LIMIT 1)
       ORDER BY s.published_at, s.ref LIMIT $2 FOR NO KEY UPDATE OF s`,
      [spanMs / 1000, limit],
    );
    return rows.map(toStory);
  }

  /** Events that have lost stories since the last run. The first copy of an erased story is the original of the others from here on. */
  async erasedEvents(): Promise<number[]> {
    await this.database.query(
      `UPDATE story SET duplicate_of = nullif(heir.ref, story.ref)
       FROM (SELECT DISTINCT ON (s.duplicate_of) s.duplicate_of AS gone, s.ref
           FROM story s JOIN erased_story e ON e.ref = s.duplicate_of
           ORDER BY s.duplicate_of, s.published_at, s.ref) heir
       WHERE story.duplicate_of = heir.gone`,
    );
    const rows = await this.database.query<{ event_ref: number }>(
      'DELETE FROM erased_story RETURNING event_ref',
    );
    return [...new Set(rows.map((row) => row.event_ref))];
  }

  /** Begins a run; `erased`: it takes notice of erased stories, so that what earlier runs remember is void. */
  async nextRun(erased: boolean): Promise<{ run: number; previous: number; erasedRun: number }> {
    const [row] = await this.database.query<{ run: number; erased_run: number }>(
      `UPDATE event_clustering SET run = run + 1, erased_run = CASE WHEN $1 THEN run + 1 ELSE erased_run END
       RETURNING run, erased_run`,
      [erased],
    );
    return { run: row!.run, previous: row!.run - 1, erasedRun: row!.erased_run };
  }

  /** The placed stories of the last `spanMs` before the newest one. */
  async window(spanMs: number): Promise<ClusterStory[]> {
    return await this.placed(
      `s.published_at >= (SELECT published_at FROM story WHERE event_ref IS NOT NULL
         ORDER BY published_at DESC LIMIT 1) - make_interval(secs => $1)`,
      [spanMs / 1000],
    );
  }

  /** What was placed after a run. */
  async since(run: number): Promise<ClusterStory[]> {
    return await this.placed('s.clustered_run > $1', [run]);
  }

  /** The placed stories of a stretch of time, milliseconds. */
  async between(from: number, to: number): Promise<ClusterStory[]> {
    return await this.placed('s.published_at BETWEEN $1 AND $2', [new Date(from), new Date(to)]);
  }

  private async placed(condition: string, params: readonly unknown[]): Promise<ClusterStory[]> {
    const rows = await this.database.query<StoryRow>(
      `${STORY} WHERE s.event_ref IS NOT NULL AND ${condition} ${ORDER}`,
      params,
    );
    return rows.map(toStory);
  }

  /**
   * Writes what a run has decided, and counts the events again that it touched.
   * @param others events that have changed otherwise
   * @returns stories whose event is another than before
   */
  async save(
    { placed, moved, merged }: Assignment,
    others: readonly number[],
    run: number,
    now: Date,
  ): Promise<number> {
    const rows = await this.database.query<{ old: number | null; event_ref: number }>(
      `UPDATE story SET event_ref = d.event, duplicate_of = d.original, siblings = d.siblings, clustered_run = $2
       FROM jsonb_to_recordset($1::jsonb) AS d (ref bigint, event bigint, original bigint, siblings text[])
         JOIN story o ON o.ref = d.ref
       WHERE story.ref = d.ref RETURNING o.event_ref AS old, story.event_ref`,
      [
        JSON.stringify(
          placed.map(({ ref, eventRef, duplicateOf, siblings }) => ({
            ref,
            event: eventRef,
            original: duplicateOf,
            siblings,
          })),
        ),
        run,
      ],
    );
    // A story that has changed in the meantime goes on waiting.
    const onward = 'clustered_run = CASE WHEN clustered_run IS NULL THEN NULL ELSE $3::bigint END';
    let left = 0;
    for (const [event, leaving] of Map.groupBy(moved, (one) => one.eventRef)) {
      // Copies go with their original, also those that memory has forgotten.
      const stories = await this.database.query(
        `UPDATE story SET event_ref = $1, ${onward}
         WHERE (ref = ANY ($2) OR duplicate_of = ANY ($2)) AND event_ref = $4 RETURNING ref`,
        [event, leaving.map((one) => one.ref), run, leaving[0]!.from],
      );
      left += stories.length;
    }
    const touched = new Set([
      ...rows.map((row) => row.event_ref),
      ...moved.flatMap(({ from, eventRef }) => [from, eventRef]),
      ...merged.flatMap(({ from, into }) => [from, into]),
      ...others,
    ]);
    await this.count([...touched], now);
    let joined = 0;
    for (const { from, into } of merged) {
      const stories = await this.database.query(
        `UPDATE story SET event_ref = $1, ${onward} WHERE event_ref = $2 RETURNING ref`,
        [into, from, run],
      );
      joined += stories.length;
      await this.database.query(
        `UPDATE event SET opened_at = least(event.opened_at, f.opened_at) FROM event f WHERE event.ref = $1 AND f.ref = $2`,
        [into, from],
      );
    }
    if (merged.length > 0)
      await this.count([...new Set(merged.flatMap(({ from, into }) => [from, into]))], now);
    moveCatalogVersion(this.database);
    return rows.filter((row) => row.old !== row.event_ref).length + left + joined;
  }

  /** Counts the stories of events anew; one that has none left is gone. Rows are taken in order of their refs. */
  private async count(refs: readonly number[], now: Date): Promise<void> {
    const sorted = [...refs].sort((a, b) => a - b);
    await this.database.query('SELECT 1 FROM event WHERE ref = ANY ($1) ORDER BY ref FOR UPDATE', [sorted]);
    await this.database.query(
      `INSERT INTO event (ref, opened_at, first_story_at, last_story_at, stories, sources, originals, updated_at)
       SELECT event_ref, coalesce(min(published_at) FILTER (WHERE ref = event_ref), min(published_at)), min(published_at),
         max(published_at), count(*), count(DISTINCT source_id), count(DISTINCT coalesce(duplicate_of, ref)), $2
       FROM story WHERE event_ref = ANY ($1) GROUP BY event_ref ORDER BY event_ref
       ON CONFLICT (ref) DO UPDATE SET first_story_at = EXCLUDED.first_story_at, last_story_at = EXCLUDED.last_story_at,
         stories = EXCLUDED.stories, sources = EXCLUDED.sources, originals = EXCLUDED.originals,
         version = event.version + 1, updated_at = $2`,
      [sorted, now],
    );
    await this.database.query(
      'DELETE FROM event WHERE ref = ANY ($1) AND NOT EXISTS (SELECT 1 FROM story WHERE event_ref = event.ref)',
      [sorted],
    );
  }
}

function toStory(row: StoryRow): ClusterStory {
  return {
    ref: row.ref,
    id: String(row.ref),
    title: row.title,
    summary: row.summary ?? undefined,
    text: row.body ?? undefined,
    url: row.url ?? undefined,
    source: row.source_name,
    publishedAt: row.published_at.getTime(),
    entities: row.entity_ids,
    eventRef: row.event_ref,
    duplicateOf: row.duplicate_of,
    openedAt: row.opened_at?.getTime(),
  };
}
