import type { FactKind } from '../../knowledge/fact-kinds.js';
import type { AttributionSpan } from '../composite.js';
import { contentStems } from './event-terms.js';
import { ownSentences, ownTitleSpan, type OwnSentence } from '../text/own-sentences.js';
import { cleanStory } from '../text/story-text.js';
import { tokensOf } from '../text/tokens.js';
import type { EntityTag, Figure, KindTag, StoryText } from '../understanding.js';

/** A story of an event as its history is told from. */
export interface ToldStory extends StoryText {
  /** Milliseconds since the epoch. */
  readonly publishedAt: number;
  /** When it became known here, milliseconds since the epoch. */
  readonly knownAt: number;
  /** Id of the story that it republishes. */
  readonly duplicateOf?: string | undefined;
  readonly figures: readonly Figure[];
  readonly entities: readonly EntityTag[];
  readonly kinds: readonly KindTag[];
  /** Publishers that an aggregator lists beside it. */
  readonly siblings: readonly string[];
}

/** Words of a source that said something for the first time. */
export interface NewStatement extends AttributionSpan {
  readonly text: string;
  /** Amounts in it that nobody had given before, as written. */
  readonly figures: readonly string[];
  /** Names in it that had not come up before. */
  readonly entities: readonly string[];
}

/** A story that brought something new to its event. */
export interface Development {
  readonly story: string;
  readonly publisher: string;
  readonly url: string | undefined;
  /** Milliseconds since the epoch; when it was published. */
  readonly at: number;
  /** When it became known here. */
  readonly knownAt: number;
  /** What is new, the most telling first; one to three. */
  readonly statements: readonly NewStatement[];
}

/** Who had reported an event by a moment. */
export interface CoverageStep {
  /** Milliseconds since the epoch: the last story of a clock hour. */
  readonly at: number;
  readonly stories: number;
  /** Stories that republish no other. */
  readonly originals: number;
  /** Publishers, those that an aggregator names included. */
  readonly publishers: number;
}

export interface EventHistory {
  readonly firstReported: { readonly at: number; readonly publisher: string; readonly story: string };
  /** One step for each clock hour with news, in order. */
  readonly timeline: readonly CoverageStep[];
  /** In order of publication. */
  readonly developments: readonly Development[];
  /** For readers: `First reported 2 March at 09:12 UTC by Halden Times; 14 sources by noon.` */
  readonly sentence: string;
}

const HOUR = 3_600_000;
/** Sentences of a story that are looked at; further down stands the background. */
const SENTENCES = 12;
/** Words of one sentence that count. */
const SENTENCE_WORDS = 60;
const FEWEST_STEMS = 4;
const MOST_STATEMENTS = 3;
/** Amounts closer than this are the same, rounded. */
const ROUNDING = 0.02;
/** A name this marginal to a story is no news. */
const LEAST_SALIENCE = 0.2;
/** From this confidence a story is taken to be of a kind. */
const SURE_KIND = 0.6;
/** Kinds of things that happen: after a purchase, a ruling is news; a review or an opinion of it is not. */
const HAPPENING: ReadonlySet<FactKind> = new Set([
  'guidance',
  'vulnerability',
  'price',
  'law',
  'people-move',
  'outage',
  'launch',
  'deal',
]);
/** Share of a sentence's content words that nobody had used, from which an amount, a name or the kind of its story is news. */
const NOVEL_WITH_FACT = 0.3;
/**
 * Without an amount or a name a sentence is news only if it leads its story (further down stands colour and background), in so
 * large a share of words that nobody had used …
 */
const NOVEL_WORDS = 0.7;
const LEADING = 3;
/** … with so many of those that were, so that it is about the event … */
const SHARED_STEMS = 2;
/** … and where so many had been used at all: next to bare headlines every text has new words. */
const TOLD_STEMS = 40;

/**
 * How an event was told: who came first, how many followed, and what came to be known later.
 * @param stories of one event, in any order
 * @throws RangeError if there is no story
 */
export function eventHistory(stories: readonly ToldStory[]): EventHistory {
  const ordered = inOrder(stories);
  const [first] = ordered;
  if (first === undefined) throw new RangeError('an event without stories has no history');
  const timeline = timelineOf(ordered);
  const firstReported = { at: first.publishedAt, publisher: cleanStory(first).publisher, story: first.id };
  return {
    firstReported,
    timeline,
    developments: developmentsOf(ordered),
    sentence: historySentence(firstReported, timeline),
  };
}

/**
 * The stories that brought something that no earlier one had: amounts, names, a kind of fact, or plainly other words. A copy
 * brings nothing, nor does the first story. Each comes with the words that are new.
 */
export function developmentsOf(stories: readonly ToldStory[]): Development[] {
  const told = new Told();
  return inOrder(stories).flatMap((story, place) => {
    if (story.duplicateOf !== undefined) return [];
    const clean = cleanStory(story);
    const passages = [ownTitleSpan(story, clean), ...ownSentences(story, SENTENCES, clean)].map(
      (own, position) => passageOf(story, own, position),
    );
    const found = place === 0 ? [] : told.newIn(passages);
    told.take(passages, story);
    if (found.length === 0) return [];
    return [
      {
        story: story.id,
        publisher: clean.publisher,
        url: story.url,
        at: story.publishedAt,
        knownAt: story.knownAt,
        statements: found,
      },
    ];
  });
}

interface Passage extends OwnSentence {
  readonly story: string;
  /** The title 0, the sentences from 1. */
  readonly position: number;
  readonly stems: readonly string[];
  /** Of a title: the kinds of fact that its story tells. */
  readonly kinds: readonly string[];
  readonly figures: readonly Figure[];
  readonly entities: readonly EntityTag[];
}

/** What has been told of an event. */
class Told {
  private readonly stems = new Set<string>();
  private readonly figures: Figure[] = [];
  private readonly entities = new Set<string>();
  private readonly kinds = new Set<string>();

  take(passages: readonly Passage[], story: ToldStory): void {
    for (const { stems } of passages) for (const stem of stems) this.stems.add(stem);
    this.figures.push(...story.figures);
    for (const tag of story.entities) this.entities.add(tag.entity);
    for (const tag of story.kinds) this.kinds.add(tag.kind);
  }

  /** The sentences that say something new, the most telling first; none of them says what another does. */
  newIn(passages: readonly Passage[]): NewStatement[] {
    const found = passages.flatMap((passage) => {
      const one = this.newOf(passage);
      return one === undefined ? [] : [one];
    });
    found.sort((a, b) => b.weight - a.weight);
    const chosen: NewStatement[] = [];
    const said = new Set<string>();
    for (const { statement, stems } of found) {
      if (chosen.length === MOST_STATEMENTS) break;
      if (stems.filter((stem) => said.has(stem)).length > stems.length / 2) continue;
      for (const stem of stems) said.add(stem);
      chosen.push(statement);
    }
    return chosen;
  }

  private newOf(
    passage: Passage,
  ): { statement: NewStatement; weight: number; stems: readonly string[] } | undefined {
    const { stems, field, start, end, text, story } = passage;
    if (stems.length < FEWEST_STEMS) return undefined;
    const shared = stems.filter((stem) => this.stems.has(stem)).length;
    const novelty = 1 - shared / stems.length;
    const figures = passage.figures.filter(
      (figure) => !this.figures.some((other) => sameAmount(figure, other)),
    );
    const entities = passage.entities.filter((tag) => !this.entities.has(tag.entity));
    const kinds = passage.kinds.filter((kind) => !this.kinds.has(kind));
    const facts = figures.length + entities.length + kinds.length;
    // A headline alone is often the same news in other words.
    const leads = passage.position >= 1 && passage.position <= LEADING;
    const isNews =
      facts > 0
        ? novelty >= NOVEL_WITH_FACT
        : leads && novelty >= NOVEL_WORDS && shared >= SHARED_STEMS && this.stems.size >= TOLD_STEMS;
    if (!isNews) return undefined;
    return {
      statement: {
        story,
        field,
        start,
        end,
        text,
        figures: figures.map((figure) => figure.text),
        entities: entities.map((tag) => tag.name),
      },
      weight: 2 * figures.length + entities.length + kinds.length + novelty,
      stems,
    };
  }
}

function passageOf(story: ToldStory, own: OwnSentence, position: number): Passage {
  const within = (span: { readonly field: string; readonly start: number; readonly end: number }): boolean =>
    span.field === own.field && span.start >= own.start && span.end <= own.end;
  const words = tokensOf(own.text, SENTENCE_WORDS).map((token) => token.word);
  return {
    ...own,
    story: story.id,
    position,
    kinds:
      own.field === 'title'
        ? story.kinds
            .filter((tag) => tag.confidence >= SURE_KIND && HAPPENING.has(tag.kind))
            .map((tag) => tag.kind)
        : [],
    stems: [...new Set(contentStems(words))],
    figures: story.figures.filter(within),
    entities: story.entities.filter((tag) => tag.salience >= LEAST_SALIENCE && tag.mentions.some(within)),
  };
}

function sameAmount(a: Figure, b: Figure): boolean {
  if (a.unit !== b.unit) return false;
  return Math.abs(a.value - b.value) <= ROUNDING * Math.max(Math.abs(a.value), Math.abs(b.value));
}

function timelineOf(ordered: readonly ToldStory[]): CoverageStep[] {
  const publishers = new Set<string>();
  const steps = new Map<number, CoverageStep>();
  let originals = 0;
  ordered.forEach((story, place) => {
    for (const name of [cleanStory(story).publisher, ...story.siblings]) publishers.add(name.toLowerCase());
    if (story.duplicateOf === undefined) originals++;
    steps.set(Math.floor(story.publishedAt / HOUR), {
      at: story.publishedAt,
      stories: place + 1,
      // Where only copies are left, they are of one original.
      originals: Math.max(1, originals),
      publishers: publishers.size,
    });
  });
  return [...steps.values()];
}

/**
 * One plain sentence on who came first and how far it spread. Times are those of a zone, and without one UTC.
 * @param timeZone IANA name
 */
export function historySentence(
  first: EventHistory['firstReported'],
  timeline: readonly CoverageStep[],
  timeZone = 'UTC',
): string {
  const last = timeline.at(-1)?.publishers ?? 1;
  const reported = `reported ${dayOf(first.at, timeZone)} at ${clockOf(first.at, timeZone)} by ${first.publisher}`;
  if (last < 2) return `R${reported.slice(1)}; no other source so far.`;
  const by = Math.ceil((timeline.find((step) => step.publishers === last)?.at ?? first.at) / HOUR) * HOUR;
  const sameDay = dayOf(by, timeZone) === dayOf(first.at, timeZone);
  const when = `${hourOf(by, timeZone)}${sameDay ? '' : ` on ${dayOf(by, timeZone)}`}`;
  return `First ${reported}; ${last} sources by ${when}.`;
}

function dayOf(at: number, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', timeZone }).format(at);
}

function hourOf(at: number, timeZone: string): string {
  const clock = clockOf(at, timeZone);
  if (clock.startsWith('12:00')) return 'noon';
  return clock.startsWith('00:00') ? 'midnight' : clock;
}

function clockOf(at: number, timeZone: string): string {
  const clock = new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone,
  }).format(at);
  return timeZone === 'UTC' ? `${clock} UTC` : clock;
}

function inOrder(stories: readonly ToldStory[]): ToldStory[] {
  return stories.toSorted((a, b) => a.publishedAt - b.publishedAt || (a.id < b.id ? -1 : 1));
}
