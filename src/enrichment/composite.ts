import type { Figure, StoryField, StoryText } from './understanding.js';

/** A place in a source: UTF-16 code units of one field of one story, as the story is stored. */
export interface AttributionSpan {
  readonly story: string;
  readonly field: StoryField;
  readonly start: number;
  readonly end: number;
}

/** Words of a source. `text` equals the field of the story between the offsets. */
export interface Statement extends AttributionSpan {
  readonly text: string;
  /** Who is quoted, in the words of the source, if the statement is or holds a quotation. */
  readonly speaker?: string | undefined;
  /** Ids of other stories of the event that say the same, syndicated copies left out. */
  readonly alsoIn: readonly string[];
}

/** What one source says an amount is. */
export interface FigureClaim extends AttributionSpan {
  /** In the unit of the key figure. */
  readonly value: number;
}

/** An amount of the event, told across its sources. */
export interface KeyFigure {
  readonly kind: Figure['kind'] | 'date';
  /** The value that most sources give; for a date milliseconds since the epoch at 00:00 UTC. */
  readonly value: number;
  /** Upper end, where the sources give a range from `value` to this. */
  readonly upTo?: number | undefined;
  /** ISO 4217 code, `W`, `Wh`, `%`, `points`, `date`, or what is counted. */
  readonly unit: string;
  /** What it measures, in the words of a source. */
  readonly of: string;
  /** Who says so, the first to say it first; at least one. Claims whose value differs stand here too. */
  readonly says: readonly FigureClaim[];
  /** Whether sources differ beyond rounding. */
  readonly disputed: boolean;
  /** What a total is made of, where a source says so and the sum is right; two at least. */
  readonly parts?: readonly Omit<KeyFigure, 'parts'>[] | undefined;
}

/** A story of an event as it is composed. */
export interface CompositeSource extends StoryText {
  /** Milliseconds since the epoch. */
  readonly publishedAt: number;
  readonly figures: readonly Figure[];
  /** Ids of the entities it names. */
  readonly entities: readonly string[];
  /** How much the word of its source counts, 0 to 1. */
  readonly authority?: number | undefined;
}

/** Several reports of one event read together; every word is that of a source. */
export interface Composite {
  readonly event: string;
  readonly headline: string;
  readonly headlineFrom: AttributionSpan;
  /** At most 60 words: what happened and, if a source says it, why it matters. The statements of `leadFrom`, joined by a space. */
  readonly lead: string;
  readonly leadFrom: readonly Statement[];
  /** Three to eight where the sources carry them; none repeats another or the lead. */
  readonly statements: readonly Statement[];
  readonly figures: readonly KeyFigure[];
}
