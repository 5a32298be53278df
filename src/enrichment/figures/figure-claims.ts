import type { CompositeSource, KeyFigure } from '../composite.js';
import { changeOf, measureOf, type Measure, type Surroundings } from './figure-measures.js';
import { ownTitle } from '../text/own-title.js';
import { furnitureIn } from '../text/page-furniture.js';
import type { Figure, StoryField } from '../understanding.js';

/** UTF-16 units around an amount that are read for what it measures. */
const BEFORE = 220;
const BEHIND = 160;
/** A source's beginning: what stands there the source is about. */
const OPENING = 500;

/** One amount as one source states it. */
export interface Claim {
  /** Place of the source among those given; syndicated copies share that of the original. */
  readonly voice: number;
  readonly story: string;
  readonly publishedAt: number;
  readonly authority: number;
  readonly field: StoryField;
  readonly start: number;
  readonly end: number;
  readonly kind: KeyFigure['kind'];
  readonly unit: string;
  readonly value: number;
  readonly upTo?: number | undefined;
  /** Half of the last place that is written: the value is known to this. */
  readonly precision: number;
  readonly isApproximate: boolean;
  readonly isChange: boolean;
  /** `another $30 billion`: besides one that was named before. */
  readonly isFurther: boolean;
  /** Digits other than leading and trailing zeros: `$14.7bn` has three. Few are met by chance. */
  readonly digits: number;
  /** Names in the sentence in front of it, in small letters: whose amount it may be. */
  readonly actors: ReadonlySet<string>;
  readonly measure?: Measure | undefined;
  /** Years, quarters, months that the clause names. */
  readonly period: string;
  /** Names in the sentence. */
  readonly names: ReadonlySet<string>;
  readonly sentence: Sentence;
}

/** The sentence of a claim; claims of one sentence share the object. */
export interface Sentence {
  readonly voice: number;
  readonly field: StoryField;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly isTitle: boolean;
  readonly isOpening: boolean;
  /** Nearly every word begins large, so that names can't be told from other words. */
  readonly isTitleCase: boolean;
}

/** The text of a field that is the source's own: of an aggregator's item only the title, without the publisher's name. */
export function ownField(source: CompositeSource, field: StoryField): string {
  const isAggregator =
    source.source?.startsWith('Google News') === true || source.url?.includes('://news.google.') === true;
  if (field === 'title') return isAggregator ? ownTitle({ ...source, source: 'Google News' }) : source.title;
  return isAggregator ? '' : (source[field] ?? '');
}

/** Every amount of a source that its own words state, in reading order. */
export function claimsOf(source: CompositeSource, voice: number): Claim[] {
  const claims: Claim[] = [];
  const fields = new Map<StoryField, FieldReader>();
  for (const figure of source.figures) {
    let reader = fields.get(figure.field);
    if (reader === undefined) {
      reader = new FieldReader(ownField(source, figure.field), figure.field, voice);
      fields.set(figure.field, reader);
    }
    const claim = reader.claim(figure, source);
    if (claim !== undefined) claims.push(claim);
  }
  return claims;
}

/** Finds the sentences of one field, each once. */
export class FieldReader {
  private readonly furniture: readonly (readonly [number, number])[];
  private readonly sentences = new Map<number, Sentence>();

  constructor(
    readonly text: string,
    private readonly field: StoryField,
    private readonly voice: number,
  ) {
    this.furniture = field === 'title' ? [] : furnitureIn(text);
  }

  claim(figure: Figure, source: CompositeSource): Claim | undefined {
    const { start, end, kind, unit } = figure;
    if (this.text.slice(start, end) !== figure.text || this.isFurniture(start)) return undefined;
    const sentence = this.sentenceAt(start, end);
    const around = surroundingsOf(sentence, start, end);
    const change = kind === 'percent' ? changeOf(around) : undefined;
    const measure = change === undefined ? measureOf(figure, around) : change.measure;
    const value = change === undefined ? figure.value : change.sign * Math.abs(figure.value);
    return {
      ...this.base(source, sentence, start, end),
      kind,
      unit,
      value,
      upTo: change?.sign === -1 ? undefined : figure.upTo,
      precision: precisionOf(figure),
      isApproximate: HEDGED.test(around.before),
      isChange: change !== undefined && change.isLevel !== true,
      isFurther: FURTHER.test(around.before),
      digits: digitsOf(figure),
      actors: sentence.isTitleCase ? NOBODY : namesIn(around.before),
      measure,
      period: periodOf(around, source.publishedAt),
    };
  }

  /** What a claim has whatever it says. */
  base(
    source: CompositeSource,
    sentence: Sentence,
    start: number,
    end: number,
  ): Pick<
    Claim,
    'voice' | 'story' | 'publishedAt' | 'authority' | 'field' | 'start' | 'end' | 'names' | 'sentence'
  > {
    return {
      voice: this.voice,
      story: source.id,
      publishedAt: source.publishedAt,
      authority: source.authority ?? 0.5,
      field: this.field,
      start,
      end,
      names: namesIn(sentence.text),
      sentence,
    };
  }

  isFurniture(at: number): boolean {
    return this.furniture.some(([from, to]) => at >= from && at < to);
  }

  sentenceAt(start: number, end: number): Sentence {
    const from = sentenceStart(this.text, start);
    const known = this.sentences.get(from);
    if (known !== undefined) return known;
    const to = sentenceEnd(this.text, end);
    const own = this.text.slice(from, to);
    const sentence: Sentence = {
      voice: this.voice,
      field: this.field,
      start: from,
      end: to,
      text: own,
      isTitle: this.field === 'title',
      isOpening: this.field === 'title' || from < OPENING,
      isTitleCase:
        this.field === 'title' &&
        !/ (?!with|from|into|over|after|amid|that|than|this|says?\b)[a-z]{4,}/.test(own),
    };
    this.sentences.set(from, sentence);
    return sentence;
  }
}

/** Longest sentence to either side of an amount. */
const SENTENCE = 400;
const SENTENCE_END = /[.!?]["”’')\]]{0,2}\s+(?=["“‘'(]?[A-Z0-9$€£])|\n|\s[•·|]\s/g;
const ABBREVIATED =
  /(?:^|[\s(])(?:Mr|Mrs|Ms|Dr|St|Bros|Ave|Sen|Rep|Gov|Gen|Jr|Sr|Inc|Corp|Co|Ltd|vs|No|Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec|Rs|[A-Z]|[A-Z]\.[A-Z]|a\.m|p\.m)\.\s*$/;

function sentenceStart(text: string, at: number): number {
  const from = Math.max(0, at - SENTENCE);
  const before = text.slice(from, at);
  let start = 0;
  for (const match of before.matchAll(SENTENCE_END)) {
    const end = match.index + match[0].length;
    if (!ABBREVIATED.test(before.slice(Math.max(0, match.index - 10), match.index + 1))) start = end;
  }
  // The sign before the amount itself ends a sentence too, where the lookahead has no text to see.
  const last = /[.!?]["”’')\]]{0,2}\s+$/.exec(before);
  if (last !== null && !ABBREVIATED.test(before.slice(Math.max(0, last.index - 10), last.index + 1)))
    start = before.length;
  return from + start;
}

function sentenceEnd(text: string, at: number): number {
  const behind = text.slice(at, at + SENTENCE);
  for (const match of behind.matchAll(SENTENCE_END)) {
    if (!ABBREVIATED.test(behind.slice(Math.max(0, match.index - 10), match.index + 1)))
      return at + match.index + 1;
  }
  return at + behind.length;
}

/** The words before and behind, within the sentence. */
export function surroundingsOf(sentence: Sentence, start: number, end: number): Surroundings {
  const from = start - sentence.start;
  return {
    before: sentence.text.slice(Math.max(0, from - BEFORE), from),
    after: sentence.text.slice(end - sentence.start, end - sentence.start + BEHIND),
  };
}

const HEDGED =
  /\b(?:about|around|nearly|almost|roughly|approximately|some|more than|over|at least|up to|as much as|as many as|close to|under|less than|fewer than|an? estimated|another) (?:an? )?(?:[A-Z]{0,3}\$)?$/i;

const FURTHER =
  /\b(?:another|additional|further|extra|remaining|rest|other|more)(?: (?:about|nearly|some|up to))? (?:[A-Z]{0,3}\$)?$/i;

function digitsOf({ value }: Figure): number {
  return Math.abs(value)
    .toPrecision(6)
    .replace(/e.*$/, '')
    .replace('.', '')
    .replace(/^0+|0+$/g, '').length;
}

const NOBODY: ReadonlySet<string> = new Set();

/** Half a unit of the last digit written, in the figure's unit; `150 billion` is known to half a billion. */
function precisionOf({ text, value, upTo }: Figure): number {
  const written = /\d[\d,]*(?:\.(\d+))?/.exec(text);
  if (written === null || upTo !== undefined) return Math.abs(value) * 0.001;
  const mantissa = Number(written[0].replaceAll(',', ''));
  if (mantissa === 0) return 0;
  const scale = Math.abs(value) / mantissa;
  return 0.5 * scale * 10 ** -(written[1]?.length ?? 0);
}

const YEAR = /\b20\d\d\b/g;
const QUARTER = /\b(?:(first|second|third|fourth)[- ]quarter|Q([1-4])|(first|second) half)\b/gi;
const MONTH = /\b(January|February|March|April|June|July|August|September|October|November|December)\b/g;
const RELATIVE =
  /\b(last|this|next|previous|prior|current) (year|quarter|month|week|fiscal year)\b|\b(a year (?:ago|earlier)|year-ago|annual|annually|a year|per year|quarterly|monthly|weekly|daily|a month|a day|so far|to date|in total|full[- ]year|lifetime|cumulative)\b/gi;

/** The times a clause names, as a key: amounts of other times are other amounts. */
function periodOf({ before, after }: Surroundings, publishedAt: number): string {
  const clause = `${before.slice(-90)} # ${after.slice(0, 70)}`;
  const year = new Date(publishedAt).getUTCFullYear();
  const found = new Set<string>();
  for (const [written] of clause.matchAll(YEAR)) found.add(written);
  for (const [, word, digit, half] of clause.matchAll(QUARTER)) {
    found.add(half === undefined ? `q${digit ?? QUARTERS[word!.toLowerCase()]}` : `h ${half.toLowerCase()}`);
  }
  for (const [, month] of clause.matchAll(MONTH)) found.add(month!.toLowerCase());
  for (const [whole, side, unit] of clause.matchAll(RELATIVE)) {
    const isYear = unit?.toLowerCase() === 'year';
    const shift = { last: -1, previous: -1, prior: -1, next: 1 }[side?.toLowerCase() ?? ''] ?? 0;
    found.add(isYear ? String(year + shift) : whole.toLowerCase());
  }
  return [...found].sort().join(' ');
}

const QUARTERS: Readonly<Record<string, string>> = { first: '1', second: '2', third: '3', fourth: '4' };

const NAME = /(?<![\w$])[A-Z][\w&’'-]*[A-Za-z]/g;

function namesIn(text: string): Set<string> {
  const names = new Set<string>();
  for (const match of text.matchAll(NAME)) {
    const name = match[0].replace(/['’]s?$/, '').toLowerCase();
    if (name.length > 2 && !COMMON.has(name)) names.add(name);
  }
  return names;
}

const COMMON = new Set(
  `the and for but with this that its their his her they has have had was were are not one two three new after before
  from into over monday tuesday wednesday thursday friday saturday sunday january february march april may june july
  august september october november december ceo cfo inc corp ltd company companies report says said will would could
  how why what when who where while more most some many about amid deal billion million percent year years quarter
  stock stocks shares chief executive president government`.split(/\s+/),
);
