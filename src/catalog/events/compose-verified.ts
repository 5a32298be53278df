import { composeEvent } from '../../enrichment/composites/compose.js';
import type { Composite, CompositeSource } from '../../enrichment/composite.js';
import { verifyComposite } from '../../enrichment/composites/verify-composite.js';
import { compositeSourceOf, type EventStoryRecord } from './event.js';

/** A lone half of a surrogate pair, as JSON writes it: PostgreSQL takes none. */
const BROKEN_CHARACTER = /\\ud[89a-f][0-9a-f]{2}/i;

/** Reads the sources of an event together. */
export type Compose = (event: string, sources: readonly CompositeSource[]) => Composite | undefined;

/** A composite whose every span is what its source says; null where the stories carry none. */
export interface Verified {
  readonly composite: Composite | null;
  /** Why a composite that was made must not be shown. */
  readonly faults: readonly string[];
}

/**
 * Composes an event and checks every span against the stories that it was given.
 * @param eventRef ref of the story that opened it, which may be gone
 * @param stories at least one, in order of publication
 */
export function composeVerified(
  eventRef: number,
  stories: readonly EventStoryRecord[],
  compose: Compose = composeEvent,
): Verified {
  const opening = stories.find((story) => story.ref === eventRef) ?? stories[0]!;
  const sources = stories.map(compositeSourceOf);
  const composite = compose(opening.id, sources);
  if (composite === undefined) return { composite: null, faults: [] };
  const faults = verifyComposite(composite, sources);
  if (BROKEN_CHARACTER.test(JSON.stringify(composite))) faults.push('a span cuts a character in two');
  return { composite: faults.length === 0 ? composite : null, faults };
}
