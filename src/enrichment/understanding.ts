import type { FactKind } from '../knowledge/fact-kinds.js';

/** A story as it reaches enrichment: plain text, no markup. Offsets in results are UTF-16 code units of these fields. */
export interface StoryText {
  readonly id: string;
  readonly title: string;
  readonly summary?: string | undefined;
  readonly text?: string | undefined;
  /** Name of the source as it presents itself, for example `TechCrunch` or `Google News (Business)`. */
  readonly source?: string | undefined;
  readonly url?: string | undefined;
  /** BCP 47 tag, if the feed states one. */
  readonly language?: string | undefined;
}

export interface TopicTag {
  readonly topic: string;
  /** Probability that an annotator would give this topic, 0 to 1. */
  readonly confidence: number;
  /** The words of the story that decided, most decisive first; at most five. */
  readonly evidence: readonly string[];
}

export interface EntityTag {
  /** Id in the gazetteer. */
  readonly entity: string;
  readonly name: string;
  readonly type: string;
  /** How much the story is about it, 0 to 1: 1 in the title's leading position, low for a mention in passing. */
  readonly salience: number;
  readonly confidence: number;
  readonly mentions: readonly TextSpan[];
}

export type StoryField = 'title' | 'summary' | 'text';

export interface TextSpan {
  readonly field: StoryField;
  readonly start: number;
  readonly end: number;
}

export interface KindTag {
  readonly kind: FactKind;
  readonly confidence: number;
}

export interface Figure extends TextSpan {
  readonly kind: 'money' | 'power' | 'percent' | 'count' | 'data' | 'duration';
  /** In the base unit: US dollars and other currencies in whole units, power in watts, percent as 0–100. */
  readonly value: number;
  /** Upper end of a range that begins at `value`: `$1.5-2 billion`. */
  readonly upTo?: number | undefined;
  /** ISO 4217 code, `W`, `Wh`, `%`, `points` (percentage points), or what is counted (`jobs`, `people`, `vehicles` …). */
  readonly unit: string;
  /** What it measures in the story's own words, if the sentence says so. */
  readonly of?: string | undefined;
  /** As written: `$1.5bn`. */
  readonly text: string;
}

/** Everything enrichment found in one story. */
export interface Understanding {
  /** BCP 47; `und` where nothing can be said. */
  readonly language: string;
  /** Ordered, most central first. */
  readonly topics: readonly TopicTag[];
  readonly entities: readonly EntityTag[];
  readonly kinds: readonly KindTag[];
  readonly figures: readonly Figure[];
  /** Two sentences at most of the story's own text, cleaned of page boilerplate. */
  readonly lead: string;
}
