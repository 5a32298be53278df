import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { CatalogService } from '../catalog/catalog.service.js';
import type { StoryRecord } from '../catalog/story.js';
import { cleanStory, sentencesOf } from '../enrichment/story-text.js';
import type { RankedItem } from '../ranking/pipeline.js';
import { hash32 } from '../ranking/random.js';
import type { Evidence } from '../ranking/stages.js';
import type { Reader } from '../readers/reader.js';
import type { StoredEvidence, StoredItem } from './briefing-codec.js';
import type { LoadedPool } from './candidate-pools.service.js';
import { idOfKey, nameOf } from './names.js';
import { evidenceName, quotedAt, reasonText } from './reason-text.js';

const sourceSchema = z.object({ id: z.string(), name: z.string() });

/** One story as a reader gets it. */
export const itemViewSchema = z
  .object({
    story: z.string(),
    headline: z.string(),
    lead: z.string(),
    url: z.string().nullable(),
    source: sourceSchema,
    publishedAt: z.string(),
    kind: z.enum(['ranked', 'must-know', 'exploring', 'fill']),
    topics: z.array(z.object({ id: z.string(), name: z.string() })),
    figures: z.array(
      z.object({ text: z.string(), value: z.number(), unit: z.string(), of: z.string().optional() }),
    ),
    citations: z
      .array(
        z.object({ sentence: z.string(), story: z.string(), source: z.string(), url: z.string().nullable() }),
      )
      .meta({ description: 'each sentence of the lead with who reported it' }),
    alsoReportedBy: z.array(z.object({ story: z.string(), source: z.string(), url: z.string().nullable() })),
    score: z.number().meta({ description: 'z in logits; the contributions add up to it' }),
    contributions: z.record(z.string(), z.number()),
    reasons: z.array(
      z.object({
        group: z.string(),
        text: z.string(),
        evidence: z.object({ type: z.string(), id: z.string(), name: z.string() }),
      }),
    ),
  })
  .meta({ id: 'BriefingItem' });
export type ItemView = z.output<typeof itemViewSchema>;

/** What both a live and a stored item have to say of a chosen story. */
interface Chosen {
  readonly record: StoryRecord;
  readonly kind: ItemView['kind'];
  readonly score: number;
  readonly contributions: Readonly<Record<string, number>>;
  readonly reasons: readonly {
    readonly group: RankedItem['reasons'][number]['group'];
    readonly evidence: Evidence;
  }[];
}

type Teller = Pick<StoryRecord, 'id' | 'sourceName' | 'url'>;

const SHOWN_FIGURES = 3;

/** Turns codes into words: what a reader, a client and a product team see of a chosen story. */
@Injectable()
export class BriefingViewService {
  constructor(private readonly catalog: CatalogService) {}

  /** Items of a run that has just been made, told from the pool it was made with. */
  liveItems(items: readonly RankedItem[], loaded: LoadedPool, reader: Reader): ItemView[] {
    const { pool, stories } = loaded;
    const eventOf = (story: string): number => pool.event[pool.rowOf.get(story)!]!;
    const tellers = new Map(items.map((item) => [eventOf(item.id), [] as StoryRecord[]]));
    // Candidates are newest first; tellers are told in the order in which they told.
    for (let row = pool.size - 1; row >= 0; row--)
      tellers.get(pool.event[row]!)?.push(stories.get(pool.ids[row]!)!);
    return items.map((item) =>
      itemView(
        { ...item, record: stories.get(item.id)! },
        tellers.get(eventOf(item.id))!,
        reader,
        (id) => stories.get(id)?.title,
      ),
    );
  }

  /** Items of stored briefings of one reader, looked up together. A story that was erased since is left out. */
  async storedItems(briefings: readonly (readonly StoredItem[])[], reader: Reader): Promise<ItemView[][]> {
    const items = briefings.flat();
    const quoted = items.flatMap((item) =>
      item.reasons.filter((reason) => reason.evidence.type === 'story').map((reason) => reason.evidence.key),
    );
    const records = await this.catalog.byRefs([...items.map((item) => item.storyRef), ...quoted]);
    const byRef = new Map(records.map((record) => [record.ref, record]));
    const titles = new Map(records.map((record) => [record.id, record.title]));
    const tellers = await this.catalog.tellersOf(records.map((record) => record.eventRef));
    const viewOf = (item: StoredItem): ItemView[] => {
      const record = byRef.get(item.storyRef);
      if (record === undefined) return [];
      const reasons = item.reasons.map(({ group, evidence }) => ({
        group,
        evidence: { type: evidence.type, id: evidenceId(evidence, record, reader, byRef) },
      }));
      const others = tellers.get(record.eventRef ?? 0) ?? [];
      return [itemView({ ...item, record, reasons }, others, reader, (id) => titles.get(id))];
    };
    return briefings.map((list) => list.flatMap(viewOf));
  }
}

function itemView(
  chosen: Chosen,
  tellers: readonly Teller[],
  reader: Reader,
  titleOf: (story: string) => string | undefined,
): ItemView {
  const { record } = chosen;
  const others = new Map(
    tellers
      .filter((teller) => teller.sourceName !== record.sourceName)
      .map((teller) => [teller.sourceName, teller]),
  );
  const story = { ...record, source: record.sourceName, tellers: others.size + 1 };
  return {
    story: record.id,
    headline: cleanStory({ id: record.id, title: record.title, source: record.sourceName }).title,
    lead: record.lead,
    url: record.url,
    source: { id: record.sourceId, name: record.sourceName },
    publishedAt: record.publishedAt.toISOString(),
    kind: chosen.kind,
    topics: record.topics.map((tag) => ({ id: tag.topic, name: nameOf(tag.topic) })),
    figures: distinct(record.figures)
      .slice(0, SHOWN_FIGURES)
      .map(({ text, value, unit, of }) => ({ text, value, unit, ...(of === undefined ? {} : { of }) })),
    citations: sentencesOf(record.lead, 10).map((sentence) => ({
      sentence,
      story: record.id,
      source: record.sourceName,
      url: record.url,
    })),
    alsoReportedBy: [...others.values()].map((teller) => ({
      story: teller.id,
      source: teller.sourceName,
      url: teller.url,
    })),
    score: chosen.score,
    contributions: { ...chosen.contributions },
    reasons: chosen.reasons.map(({ group, evidence: { type, id } }, place) => ({
      group,
      text: reasonText({ group, evidence: { type, id } }, quotedAt(place, story), reader, titleOf),
      evidence: {
        type,
        // An event is called by the story that told it first; its own key is of the database.
        id: type === 'event' ? (tellers[0]?.id ?? record.id) : id,
        name: evidenceName({ type, id }, story, titleOf),
      },
    })),
  };
}

/** Each amount once, in the words that say what it measures where some do. */
function distinct(figures: StoryRecord['figures']): StoryRecord['figures'] {
  const byAmount = new Map<string, StoryRecord['figures'][number]>();
  for (const figure of figures) {
    const key = `${figure.value} ${figure.unit}`;
    if (byAmount.get(key)?.of === undefined && (figure.of !== undefined || !byAmount.has(key)))
      byAmount.set(key, figure);
  }
  return [...byAmount.values()];
}

/** The id behind a stored key: among the story's own tags first, which knows topics that a team added. */
function evidenceId(
  { type, key }: StoredEvidence,
  record: StoryRecord,
  reader: Reader,
  byRef: ReadonlyMap<number, StoryRecord>,
): string {
  switch (type) {
    case 'event':
      return String(record.eventRef);
    case 'cohort':
      return `${reader.role}/${reader.industry}`;
    case 'source':
      return record.sourceId;
    case 'story':
      return byRef.get(key)?.id ?? '';
    case 'topic':
    case 'entity':
    case 'kind': {
      const own = [
        ...record.topics.map((tag) => tag.topic),
        ...record.entities.map((tag) => tag.entity),
        ...record.kinds.map((tag) => tag.kind),
      ];
      return own.find((id) => hash32(id) === key) ?? idOfKey(key) ?? '';
    }
  }
}
