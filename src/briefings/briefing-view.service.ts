import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { CatalogService } from '../catalog/catalog.service.js';
import { compositeViewSchema, type CompositeView } from '../catalog/event-schema.js';
import { EventsService } from '../catalog/events.service.js';
import type { StoryRecord } from '../catalog/story.js';
import { cleanStory, sentencesOf } from '../enrichment/story-text.js';
import type { RankedItem } from '../ranking/pipeline.js';
import { hash32 } from '../ranking/random.js';
import type { Evidence } from '../ranking/stages.js';
import type { Reader } from '../readers/reader.js';
import type { StoredEvidence, StoredItem } from './briefing-codec.js';
import type { LoadedPool } from './candidate-pools.service.js';
import { itemDevelopmentSchema, type ItemDevelopment } from './developments.service.js';
import { idOfKey, nameOf } from './names.js';
import type { Telling } from './pool-stories.js';
import { evidenceName, quotedAt, type ReasonReader, type ReasonStory, reasonText } from './reason-text.js';

const sourceSchema = z.object({ id: z.string(), name: z.string() });

/** One story as a reader gets it. */
export const itemViewSchema = z
  .object({
    story: z.string(),
    headline: z.string(),
    lead: z
      .string()
      .meta({ description: 'at most 60 words of the sources: what happened and why it matters' }),
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
      .meta({ description: 'headline and each sentence of the lead with who reported it' }),
    statements: compositeViewSchema.shape.statements.meta({
      description: 'the body: what the sources of the event say, verbatim, each with its place; may be empty',
    }),
    keyFigures: compositeViewSchema.shape.figures.meta({
      description: 'amounts across the sources, and what a total is made of',
    }),
    development: itemDevelopmentSchema.optional().meta({
      description: 'what is new since an earlier briefing told of the event; absent where none did',
    }),
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
  readonly development?: ItemDevelopment | undefined;
  /** How the event is told; absent until it has been composed. */
  readonly composite: CompositeView | undefined;
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
  /** By the id of the story. */
  private readonly texts = new WeakMap<Telling, Map<string, StoryText>>();

  constructor(
    private readonly catalog: CatalogService,
    private readonly events: EventsService,
  ) {}

  /** Items of a run that has just been made, told from the pool it was made with. */
  async liveItems(
    items: readonly RankedItem[],
    loaded: LoadedPool,
    reader: ReasonReader,
  ): Promise<ItemView[]> {
    const { stories } = loaded;
    const chosen = await this.chosenFrom(loaded, items);
    return items.map((item, i) => {
      const { record, telling } = chosen[i]!;
      const composite = telling.composite ?? undefined;
      return itemView(
        { ...item, record, composite },
        tellersIn(loaded, record),
        reader,
        (id) => stories.get(id)?.title,
      );
    });
  }

  /** {@link liveItems} as JSON; what does not depend on the reader is written once for each story. */
  async liveTexts(
    items: readonly RankedItem[],
    loaded: LoadedPool,
    reader: ReasonReader,
  ): Promise<ItemText[]> {
    const { stories } = loaded;
    const chosen = await this.chosenFrom(loaded, items);
    return items.map(({ kind, score, contributions, reasons }, i) => {
      const { record, telling } = chosen[i]!;
      const text = this.textOf(record, telling, loaded);
      const own = {
        kind,
        score,
        contributions,
        reasons: reasonViews(reasons, text, reader, (other) => stories.get(other)?.title),
      };
      return { shared: text.json, digest: text.digest, own: `,${JSON.stringify(own).slice(1)}` };
    });
  }

  /**
   * Items of stored briefings of one reader, looked up together. A story that was erased since is left out; what a source
   * said after the briefing was made is not told.
   * @param developments for each briefing, by the ref of the story
   */
  async storedItems(
    briefings: readonly { readonly createdAt: Date; readonly items: readonly StoredItem[] }[],
    reader: Reader,
    developments: readonly ReadonlyMap<number, ItemDevelopment>[] = [],
  ): Promise<ItemView[][]> {
    const items = briefings.flatMap((briefing) => briefing.items);
    const quoted = items.flatMap((item) =>
      item.reasons.filter((reason) => reason.evidence.type === 'story').map((reason) => reason.evidence.key),
    );
    const records = await this.catalog.byRefs([...items.map((item) => item.storyRef), ...quoted]);
    const byRef = new Map(records.map((record) => [record.ref, record]));
    const titles = new Map(records.map((record) => [record.id, record.title]));
    const tellers = await this.catalog.tellersOf(records.map((record) => record.eventRef));
    const composites = await Promise.all(
      briefings.map(({ createdAt, items: own }) => {
        const refs = own.flatMap((item) => byRef.get(item.storyRef)?.eventRef ?? []);
        return this.events.compositesAsOf(refs, createdAt);
      }),
    );
    const viewOf = (item: StoredItem, place: number): ItemView[] => {
      const record = byRef.get(item.storyRef);
      if (record === undefined) return [];
      const reasons = item.reasons.map(({ group, evidence }) => ({
        group,
        evidence: { type: evidence.type, id: evidenceId(evidence, record, reader, byRef) },
      }));
      const others = tellers.get(record.eventRef ?? 0) ?? [];
      const chosen = {
        ...item,
        record,
        reasons,
        development: developments[place]?.get(item.storyRef),
        composite: composites[place]?.get(record.eventRef ?? 0),
      };
      return [itemView(chosen, others, reader, (id) => titles.get(id))];
    };
    return briefings.map((briefing, place) => briefing.items.flatMap((item) => viewOf(item, place)));
  }

  private textOf(record: StoryRecord, telling: Telling, loaded: LoadedPool): StoryText {
    let texts = this.texts.get(telling);
    if (texts === undefined) this.texts.set(telling, (texts = new Map<string, StoryText>()));
    let text = texts.get(record.id);
    if (text === undefined) {
      text = storyText(record, telling.composite ?? undefined, tellersIn(loaded, record));
      texts.set(record.id, text);
    }
    return text;
  }

  /** Each item's story and how its event is told; composites are looked up once, however many readers are shown the event. */
  private async chosenFrom(
    { tellings, stories }: LoadedPool,
    items: readonly RankedItem[],
  ): Promise<readonly { readonly record: StoryRecord; readonly telling: Telling }[]> {
    const chosen = items.map(({ id }) => {
      const record = stories.get(id)!;
      return { record, telling: tellings.get(record.eventRef!)! };
    });
    const unknown = chosen.filter(({ telling }) => telling.composite === undefined);
    if (unknown.length > 0) {
      const found = await this.events.compositesOf(unknown.map(({ record }) => record.eventRef!));
      for (const { record, telling } of unknown) telling.composite = found.get(record.eventRef!) ?? null;
    }
    return chosen;
  }
}

/** What is said of a story whoever reads it, and what reasons need to know of it. */
interface StoryView {
  readonly view: Omit<ItemView, keyof OwnView | 'development'>;
  /** What reasons quote. */
  readonly quoted: ReasonStory & { readonly title: string };
  /** Id of the story that told the event first. */
  readonly firstTeller: string;
}

/** What depends on the reader. */
type OwnView = Pick<ItemView, 'kind' | 'score' | 'contributions' | 'reasons'>;

/** An item as JSON in two pieces, which follow each other. */
export interface ItemText {
  /** Without its closing brace; the same bytes for every reader. */
  readonly shared: Buffer;
  /** SHA-256 of {@link shared}. */
  readonly digest: string;
  readonly own: string;
}

interface StoryText extends Omit<StoryView, 'view'> {
  readonly json: Buffer;
  readonly digest: string;
}

function storyText(...about: Parameters<typeof storyView>): StoryText {
  const { view, ...rest } = storyView(...about);
  const json = Buffer.from(JSON.stringify(view).slice(0, -1));
  return { ...rest, json, digest: hash('sha256', json, 'base64url') };
}

/** Who tells the event of a story in a pool, in the order in which they told; candidates are newest first. */
function tellersIn({ pool, stories }: LoadedPool, record: StoryRecord): StoryRecord[] {
  const { start, rows } = pool.eventRows;
  const event = pool.event[pool.rowOf.get(record.id)!]!;
  return Array.from(rows.subarray(start[event], start[event + 1]).toReversed(), (row) =>
    stories.get(pool.ids[row]!)!,
  );
}

function itemView(
  chosen: Chosen,
  tellers: readonly Teller[],
  reader: ReasonReader,
  titleOf: (story: string) => string | undefined,
): ItemView {
  const story = storyView(chosen.record, chosen.composite, tellers);
  return {
    ...story.view,
    ...(chosen.development === undefined ? {} : { development: chosen.development }),
    kind: chosen.kind,
    score: chosen.score,
    contributions: { ...chosen.contributions },
    reasons: reasonViews(chosen.reasons, story, reader, titleOf),
  };
}

function reasonViews(
  reasons: Chosen['reasons'],
  { quoted, firstTeller }: Pick<StoryView, 'quoted' | 'firstTeller'>,
  reader: ReasonReader,
  titleOf: (story: string) => string | undefined,
): ItemView['reasons'] {
  return reasons.map(({ group, evidence: { type, id } }, place) => ({
    group,
    text: reasonText({ group, evidence: { type, id } }, quotedAt(place, quoted), reader, titleOf),
    evidence: {
      type,
      // An event is called by the story that told it first; its own key is of the database.
      id: type === 'event' ? firstTeller : id,
      name: evidenceName({ type, id }, quoted, titleOf),
    },
  }));
}

function storyView(
  record: StoryRecord,
  composite: CompositeView | undefined,
  tellers: readonly Teller[],
): StoryView {
  const others = new Map(
    tellers
      .filter((teller) => teller.sourceName !== record.sourceName)
      .map((teller) => [teller.sourceName, teller]),
  );
  const view = {
    story: record.id,
    ...told(record, composite),
    url: record.url,
    source: { id: record.sourceId, name: record.sourceName },
    publishedAt: record.publishedAt.toISOString(),
    topics: record.topics.map((tag) => ({ id: tag.topic, name: nameOf(tag.topic) })),
    figures: distinct(record.figures)
      .slice(0, SHOWN_FIGURES)
      .map(({ text, value, unit, of }) => ({ text, value, unit, ...(of === undefined ? {} : { of }) })),
    alsoReportedBy: [...others.values()].map((teller) => ({
      story: teller.id,
      source: teller.sourceName,
      url: teller.url,
    })),
  };
  const { title, topics, figures } = record;
  return {
    view,
    quoted: { title, topics, figures, source: record.sourceName, tellers: others.size + 1 },
    firstTeller: tellers[0]?.id ?? record.id,
  };
}

/** The words of an item: those of its event's composite, or of the story alone until there is one. */
function told(
  record: StoryRecord,
  composite: CompositeView | undefined,
): Pick<ItemView, 'headline' | 'lead' | 'citations' | 'statements' | 'keyFigures'> {
  const title = cleanStory({ id: record.id, title: record.title, source: record.sourceName }).title;
  const own = { story: record.id, source: record.sourceName, url: record.url };
  if (composite === undefined || composite.lead === '') {
    const sentences = sentencesOf(record.lead, 10);
    return {
      headline: composite?.headline ?? title,
      lead: record.lead,
      citations: [
        composite === undefined
          ? { sentence: title, ...own }
          : { sentence: composite.headline, ...citedIn(composite.headlineFrom) },
        ...sentences.map((sentence) => ({ sentence, ...own })),
      ],
      statements: composite?.statements ?? [],
      keyFigures: composite?.figures ?? [],
    };
  }
  return {
    headline: composite.headline,
    lead: composite.lead,
    citations: [
      { sentence: composite.headline, ...citedIn(composite.headlineFrom) },
      ...composite.leadFrom.map(({ text, ...from }) => ({ sentence: text, ...citedIn(from) })),
    ],
    statements: composite.statements,
    keyFigures: composite.figures,
  };
}

function citedIn({
  story,
  source,
  url,
}: CompositeView['headlineFrom']): Pick<CompositeView['headlineFrom'], 'story' | 'source' | 'url'> {
  return { story, source, url };
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
