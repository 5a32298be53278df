import type { CompositeView } from '../catalog/events/event-schema.js';
import { slugOf } from '../catalog/sources/source.js';
import type { StoryRecord } from '../catalog/stories/story.js';

/** A story of an event, and who tells it. */
export type Teller = Pick<StoryRecord, 'id' | 'sourceId' | 'sourceName' | 'url'>;

/** How an event is told. */
export interface Voices {
  readonly composite: CompositeView | undefined;
  readonly tellers: readonly Teller[];
  /** Stories of whose words nothing may be told. */
  readonly muted: ReadonlySet<string>;
}

const NONE: ReadonlySet<string> = new Set();

/**
 * An event as a reader hears it who has muted some of its sources: without them, and without a composite that quotes them, so that
 * the chosen story stands for itself.
 * @param mutedSources names or ids
 */
export function withoutMuted(
  composite: CompositeView | undefined,
  tellers: readonly Teller[],
  mutedSources: readonly string[] = [],
): Voices {
  if (mutedSources.length === 0) return { composite, tellers, muted: NONE };
  const sources = new Set(mutedSources.flatMap((source) => [source, slugOf(source, source)]));
  const muted = new Set(tellers.filter(({ sourceId }) => sources.has(sourceId)).map(({ id }) => id));
  if (muted.size === 0) return { composite, tellers, muted };
  return {
    composite:
      composite !== undefined && storiesIn(composite).some((id) => muted.has(id)) ? undefined : composite,
    tellers: tellers.filter(({ id }) => !muted.has(id)),
    muted,
  };
}

/** The stories that a composite quotes, some of them more than once. */
function storiesIn({ headlineFrom, leadFrom, statements, figures }: CompositeView): string[] {
  const said = [...leadFrom, ...statements];
  const amounts = figures.flatMap(({ parts = [], ...whole }) => [whole, ...parts]);
  return [
    headlineFrom,
    ...said,
    ...said.flatMap(({ alsoIn }) => alsoIn),
    ...amounts.flatMap(({ says }) => says),
  ].map(({ story }) => story);
}
