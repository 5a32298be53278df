import { composeEvent } from '../enrichment/composites/compose.js';
import type { CompositeSource } from '../enrichment/composite.js';
import { verifyComposite } from '../enrichment/composites/verify-composite.js';

/** What the composites of one set of stories are like. */
export interface CompositeQuality {
  readonly set: string;
  /** Events of two stories or more. */
  readonly events: number;
  /** Places in sources that the composites cite: headlines, leads, statements and key figures. */
  readonly spans: number;
  /** What the check found wrong; none may be. */
  readonly problems: number;
  readonly statements: number;
  /** Events with three statements or more beside the lead. */
  readonly withThree: number;
  /** Events whose lead says why it matters as well. */
  readonly withConsequence: number;
  /** Statements that another source says too. */
  readonly agreed: number;
  readonly quotations: number;
  readonly figures: number;
  readonly seconds: number;
}

/**
 * Composes every event of a set and checks every span against the stored text.
 * @param now a clock in milliseconds
 */
export function measureComposites(
  set: string,
  events: readonly (readonly CompositeSource[])[],
  now: () => number,
): CompositeQuality {
  const begun = now();
  const told = events.flatMap((sources) => {
    const composite = composeEvent(sources[0]!.id, sources);
    return composite === undefined ? [] : [{ composite, sources }];
  });
  const seconds = (now() - begun) / 1000;
  const sum = (of: (one: (typeof told)[number]) => number): number =>
    told.reduce((total, one) => total + of(one), 0);
  return {
    set,
    events: events.length,
    spans: sum(
      ({ composite: { leadFrom, statements, figures } }) =>
        1 + leadFrom.length + statements.length + figures.reduce((total, { says }) => total + says.length, 0),
    ),
    problems: sum(({ composite, sources }) => verifyComposite(composite, sources).length),
    statements: sum(({ composite }) => composite.statements.length),
    withThree: sum(({ composite }) => (composite.statements.length >= 3 ? 1 : 0)),
    withConsequence: sum(({ composite }) => (composite.leadFrom.length > 1 ? 1 : 0)),
    agreed: sum(({ composite }) => composite.statements.filter(({ alsoIn }) => alsoIn.length > 0).length),
    quotations: sum(
      ({ composite }) => composite.statements.filter(({ speaker }) => speaker !== undefined).length,
    ),
    figures: sum(({ composite }) => composite.figures.length),
    seconds,
  };
}

/** The measures as a part of the report. */
export function compositesSection(sets: readonly CompositeQuality[]): {
  readonly title: string;
  readonly text: string;
  readonly rows: readonly (readonly string[])[];
} {
  return {
    title: 'C: composite stories',
    text: 'Every event of two stories or more in every set, composed from its sources. Each cited place (headline, lead, statements, key figures) is compared with the stored text. Sets of headlines carry few sentences: their composites are short.',
    rows: [
      [
        'set',
        'events',
        'places cited',
        'problems',
        'statements an event',
        'with three or more',
        'lead says why',
        'said by others too',
        'quotations',
        'key figures',
      ],
      ...sets.map((one) => [
        one.set,
        ...[one.events, one.spans, one.problems].map(String),
        one.events === 0 ? '–' : (one.statements / one.events).toFixed(1),
        ...[one.withThree, one.withConsequence, one.agreed, one.quotations, one.figures].map(String),
      ]),
    ],
  };
}
