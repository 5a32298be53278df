import { z } from 'zod';
import { compositeViewSchema, type CompositeView } from '../catalog/events/event-schema.js';
import type { StoryRecord } from '../catalog/stories/story.js';
import { cleanStory, sentencesOf } from '../enrichment/text/story-text.js';
import type { RankedItem } from '../ranking/pipeline.js';
import type { Evidence } from '../ranking/stages.js';
import { itemDevelopmentSchema, type ItemDevelopment } from './developments.service.js';
import { type Teller, withoutMuted } from './muted-voices.js';
import { nameOf } from './names.js';
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
export interface Chosen {
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

const SHOWN_FIGURES = 3;

/** What is said of a story whoever reads it, and what reasons need to know of it. */
export interface StoryView {
  readonly view: Omit<ItemView, keyof OwnView | 'development'>;
  /** What reasons quote. */
  readonly quoted: ReasonStory & { readonly title: string };
  /** Id of the story that told the event first. */
  readonly firstTeller: string;
}

/** What depends on the reader. */
export type OwnView = Pick<ItemView, 'kind' | 'score' | 'contributions' | 'reasons'>;

export function itemView(
  chosen: Chosen,
  tellers: readonly Teller[],
  reader: ReasonReader,
  titleOf: (story: string) => string | undefined,
): ItemView {
  const heard = withoutMuted(chosen.composite, tellers, reader.mutedSources);
  const story = storyView(chosen.record, heard.composite, heard.tellers);
  const development = developmentHeard(chosen.development, heard.muted);
  return {
    ...story.view,
    ...(development === undefined ? {} : { development }),
    kind: chosen.kind,
    score: chosen.score,
    contributions: { ...chosen.contributions },
    reasons: reasonViews(chosen.reasons, story, reader, titleOf),
  };
}

/** Undefined as well where all that is new was said by those who are muted. */
function developmentHeard(
  development: ItemDevelopment | undefined,
  muted: ReadonlySet<string>,
): ItemDevelopment | undefined {
  if (development === undefined || muted.size === 0) return development;
  const whatIsNew = development.whatIsNew.filter(({ story }) => !muted.has(story));
  return whatIsNew.length === 0 ? undefined : { ...development, whatIsNew };
}

function reasonViews(
  reasons: Chosen['reasons'],
  story: Pick<StoryView, 'quoted' | 'firstTeller'>,
  reader: ReasonReader,
  titleOf: (story: string) => string | undefined,
): ItemView['reasons'] {
  return reasons.map((reason, place) => reasonView(reason, place, story, reader, titleOf));
}

export function reasonView(
  { group, evidence: { type, id } }: Chosen['reasons'][number],
  place: number,
  { quoted, firstTeller }: Pick<StoryView, 'quoted' | 'firstTeller'>,
  reader: ReasonReader,
  titleOf: (story: string) => string | undefined,
): ItemView['reasons'][number] {
  return {
    group,
    text: reasonText({ group, evidence: { type, id } }, quotedAt(place, quoted), reader, titleOf),
    evidence: {
      type,
      // An event is called by the story that told it first; its own key is of the database.
      id: type === 'event' ? firstTeller : id,
      name: evidenceName({ type, id }, quoted, titleOf),
    },
  };
}

export function storyView(
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
