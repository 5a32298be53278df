import { Injectable } from '@nestjs/common';
import type { Composite } from '../../enrichment/composite.js';
import type { EntityTag, Figure, KindTag } from '../../enrichment/understanding.js';
import { Database } from '../../platform/database/database.js';
import { moveCatalogVersion } from '../stories/catalog-version.js';
import type {
  ComposedEvent,
  EventRecord,
  EventStoryRecord,
  StoredComposite,
  StoryHead,
  UncomposedEvent,
} from './event.js';

/** As much of a text as is read to compose an event; offsets from the beginning stay what they are. */
const READ_CHARACTERS = 20_000;
/** The latest stories of an event that are read; those before have been told by others of them. */
const READ_STORIES = 200;

interface EventRow {
  ref: number;
  id: string;
  representative: string | null;
  last_story_at: Date;
  developed_at: Date | null;
  stories: number;
  originals: number;
  version: number;
  updated_at: Date;
  composite: Composite | null;
  composed_at: Date | null;
}

interface StoryRow {
  event_ref: number;
  ref: number;
  id: string;
  title: string;
  summary: string | null;
  body: string | null;
  url: string | null;
  language: string | null;
  source_name: string;
  authority: number;
  published_at: Date;
  first_seen_at: Date;
  figures: Figure[];
  entities: EntityTag[];
  kinds: KindTag[];
  siblings: string[];
  original: string | null;
}

/** Events as they are told. */
@Injectable()
export class EventRepository {
  constructor(private readonly database: Database) {}

  /** The event of a story; undefined where there is no such story, or it belongs to no event yet. */
  async ofStory(storyId: string): Promise<EventRecord | undefined> {
    const [row] = await this.database.query<EventRow>(
      `SELECT e.*, (SELECT o.id FROM story o WHERE o.event_ref = e.ref
           ORDER BY o.ref <> e.ref, o.published_at, o.ref LIMIT 1) AS id,
         (SELECT o.id FROM story o WHERE o.ref = e.representative_ref) AS representative
       FROM story s JOIN event e ON e.ref = s.event_ref WHERE s.id = $1`,
      [storyId],
    );
    return row && toRecord(row);
  }

  /** The stories of events, by event, in order of publication; of a very large one the latest. */
  async storiesOf(refs: readonly number[]): Promise<Map<number, EventStoryRecord[]>> {
    const rows = await this.database.query<StoryRow>(
      `SELECT s.event_ref, s.ref, s.id, s.title, left(s.summary, ${READ_CHARACTERS}) AS summary,
         left(s.body, ${READ_CHARACTERS}) AS body, s.url, s.language, o.name AS source_name, o.authority, s.published_at,
         s.first_seen_at, s.figures, s.entities, s.kinds, s.siblings, d.id AS original
       FROM unnest($1::bigint[]) AS e (ref)
         CROSS JOIN LATERAL (SELECT * FROM story WHERE event_ref = e.ref
           ORDER BY published_at DESC, ref DESC LIMIT ${READ_STORIES}) s
         JOIN source o ON o.id = s.source_id LEFT JOIN story d ON d.ref = s.duplicate_of
       ORDER BY s.published_at, s.ref`,
      [refs],
    );
    const stories = new Map<number, EventStoryRecord[]>();
    for (const row of rows) {
      const own = stories.get(row.event_ref);
      if (own === undefined) stories.set(row.event_ref, [toStory(row)]);
      else own.push(toStory(row));
    }
    return stories;
  }

  /** The stored composites of events, by event. */
  async compositesOf(refs: readonly number[]): Promise<Map<number, StoredComposite>> {
    const rows = await this.database.query<{ ref: number } & StoredComposite>(
      'SELECT ref, composite, composed_at AS "composedAt" FROM event WHERE ref = ANY ($1)',
      [refs],
    );
    return new Map(rows.map(({ ref, ...stored }) => [ref, stored]));
  }

  /** What names the publisher of each story, by its id; unknown ids are left out. */
  async headsOf(storyIds: readonly string[]): Promise<StoryHead[]> {
    return await this.database.query<StoryHead>(
      `SELECT s.id, s.title, s.url, o.name AS source FROM story s JOIN source o ON o.id = s.source_id WHERE s.id = ANY ($1)`,
      [storyIds],
    );
  }

  /**
   * Takes events that have changed since they were composed and nobody else is working on, for the length of the transaction.
   * One with a story that waits to be understood or placed has to wait for it.
   */
  async lockUncomposed(limit: number): Promise<UncomposedEvent[]> {
    return await this.database.query<UncomposedEvent>(
      `SELECT ref, version FROM event WHERE composed_version IS DISTINCT FROM version AND NOT EXISTS
         (SELECT 1 FROM story WHERE event_ref = event.ref AND (enriched_at IS NULL OR clustered_run IS NULL))
       ORDER BY ref LIMIT $1 FOR UPDATE SKIP LOCKED`,
      [limit],
    );
  }

  async saveComposed(events: readonly ComposedEvent[], now: Date): Promise<void> {
    await this.database.query(
      `UPDATE event SET representative_ref = d.representative, developed_at = d.developed_at, composite = d.composite,
         compose_error = d.error, composed_version = d.version, composed_at = $2
       FROM jsonb_to_recordset($1::jsonb) AS d (ref bigint, version integer, representative bigint, developed_at timestamptz,
         composite jsonb, error text)
       WHERE event.ref = d.ref AND event.version = d.version`,
      [
        JSON.stringify(
          events.map((event) => ({
            ref: event.ref,
            version: event.version,
            representative: event.representativeRef,
            developed_at: event.developedAt,
            composite: event.composite,
            error: event.error,
          })),
        ),
        now,
      ],
    );
    moveCatalogVersion(this.database);
  }
}

function toRecord(row: EventRow): EventRecord {
  return {
    ref: row.ref,
    id: row.id,
    representative: row.representative,
    lastStoryAt: row.last_story_at,
    developedAt: row.developed_at,
    stories: row.stories,
    originals: row.originals,
    version: row.version,
    updatedAt: row.updated_at,
    composite: row.composite,
    composedAt: row.composed_at,
  };
}

function toStory(row: StoryRow): EventStoryRecord {
  return {
    ref: row.ref,
    id: row.id,
    title: row.title,
    summary: row.summary ?? undefined,
    text: row.body ?? undefined,
    url: row.url ?? undefined,
    language: row.language ?? undefined,
    source: row.source_name,
    sourceName: row.source_name,
    authority: row.authority,
    publishedAt: row.published_at.getTime(),
    knownAt: row.first_seen_at.getTime(),
    duplicateOf: row.original ?? undefined,
    figures: row.figures,
    entities: row.entities,
    kinds: row.kinds,
    siblings: row.siblings,
  };
}
