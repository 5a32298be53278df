import type { AttributionSpan, Composite, KeyFigure, Statement } from '../../enrichment/composite.js';
import type { Development } from '../../enrichment/events/event-history.js';
import { cleanStory } from '../../enrichment/text/story-text.js';
import type { CompositeView, DevelopmentView, EventView } from './event-schema.js';
import type { EventDetail } from './event.js';

/** Who published a story, and where; by the story's id. */
type Publishers = ReadonlyMap<string, { readonly source: string; readonly url: string | null }>;

/** An event as the API shows it; internal keys stay behind. */
export function eventViewOf({ event, stories, history }: EventDetail): EventView {
  const publishers = publishersOf(stories);
  const { firstReported, timeline } = history;
  return {
    id: event.id,
    representative: event.representative,
    history: history.sentence,
    firstReported: {
      at: timeOf(firstReported.at),
      source: firstReported.publisher,
      story: firstReported.story,
    },
    lastStoryAt: event.lastStoryAt.toISOString(),
    developedAt: event.developedAt?.toISOString() ?? null,
    counts: {
      stories: event.stories,
      originals: event.originals,
      sources: timeline.at(-1)?.publishers ?? 1,
    },
    timeline: timeline.map(({ at, publishers: sources, ...counts }) => ({
      at: timeOf(at),
      ...counts,
      sources,
    })),
    developments: history.developments.map(developmentViewOf),
    stories: stories.map((story) => ({
      id: story.id,
      title: cleanStory(story).title,
      url: story.url ?? null,
      source: publishers.get(story.id)!.source,
      publishedAt: timeOf(story.publishedAt),
      ...(story.duplicateOf === undefined ? {} : { duplicateOf: story.duplicateOf }),
    })),
    composite: event.composite && (compositeViewOf(event.composite, publishers) ?? null),
    composedAt: event.composedAt?.toISOString() ?? null,
    version: event.version,
    updatedAt: event.updatedAt.toISOString(),
  };
}

export function developmentViewOf({ at, story, publisher, url, statements }: Development): DevelopmentView {
  return {
    at: timeOf(at),
    story,
    source: publisher,
    url: url ?? null,
    whatIsNew: statements.map((one) => ({
      ...one,
      figures: [...one.figures],
      entities: [...one.entities],
    })),
  };
}

/** Undefined where a story that it cites is gone: until the event is composed again it has no composite. */
export function compositeViewOf(composite: Composite, publishers: Publishers): CompositeView | undefined {
  if (storiesIn(composite).some((story) => !publishers.has(story))) return undefined;
  const spanOf = ({ story, field, start, end }: AttributionSpan) => ({
    story,
    field,
    start,
    end,
    ...publishers.get(story)!,
  });
  const statementOf = ({ text, speaker, alsoIn, ...span }: Statement) => ({
    text,
    ...(speaker === undefined ? {} : { speaker }),
    ...spanOf(span),
    alsoIn: alsoIn.map((story) => ({ story, ...publishers.get(story)! })),
  });
  const figureOf = ({ kind, value, upTo, unit, of, disputed, says }: Omit<KeyFigure, 'parts'>) => ({
    kind,
    value,
    ...(upTo === undefined ? {} : { upTo }),
    unit,
    of,
    disputed,
    says: says.map((claim) => ({ value: claim.value, ...spanOf(claim) })),
  });
  return {
    headline: composite.headline,
    headlineFrom: spanOf(composite.headlineFrom),
    lead: composite.lead,
    leadFrom: composite.leadFrom.map(statementOf),
    statements: composite.statements.map(statementOf),
    figures: composite.figures.map(({ parts, ...figure }) => ({
      ...figureOf(figure),
      ...(parts === undefined ? {} : { parts: parts.map(figureOf) }),
    })),
  };
}

/** The ids of all stories that a composite names. */
export function storiesIn(composite: Composite): string[] {
  const statements = [...composite.leadFrom, ...composite.statements];
  const figures = composite.figures.flatMap((figure) => [figure, ...(figure.parts ?? [])]);
  const cited = [composite.headlineFrom, ...statements, ...figures.flatMap((figure) => figure.says)];
  return [
    ...new Set([...cited.map((span) => span.story), ...statements.flatMap((statement) => statement.alsoIn)]),
  ];
}

export function publishersOf(
  stories: readonly {
    id: string;
    title: string;
    url?: string | null | undefined;
    source?: string | undefined;
  }[],
): Publishers {
  return new Map(
    stories.map(({ id, title, url, source }) => [
      id,
      {
        source: cleanStory({ id, title, source, url: url ?? undefined }).publisher,
        url: url ?? null,
      },
    ]),
  );
}

function timeOf(at: number): string {
  return new Date(at).toISOString();
}
