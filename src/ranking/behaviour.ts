import type { BehaviourState } from './reader.js';

const DAY = 86_400_000;
/** κ: so much decayed value of events weighs as much as what was stated. */
const READER_KAPPA = 15;
/** h: after so long an event counts half. */
const HALF_LIFE_DAYS = 30;
/** An event dated further ahead than this of the moment it is learned at is a broken clock. */
export const MAX_AHEAD_MS = 5 * 60_000;
/** Acts, hides (with those taken back) and impressions of one reader that learning looks at: so many of each, the latest ones. */
export const MAX_EVENTS = 500;
/** A reader's acts of one day speak for popularity up to this value together: some forty clicks, and more is a machine. */
export const MAX_DAILY_VALUE = 20;
/** Reads that likeness is measured against, the latest ones. */
export const MAX_READ_TERMS = 20;

export type BehaviourType =
  'impression' | 'click' | 'read' | 'save' | 'share' | 'hide' | 'unhide' | 'follow' | 'mute';

/** One event of one reader, with what its story is known by; `at` in milliseconds, `dwellSeconds` for reads. */
export interface EventOf<Story> {
  readonly type: BehaviourType;
  readonly story: Story;
  readonly at: number;
  readonly dwellSeconds?: number | undefined;
}

/** The same by the story's id. */
export type BehaviourEvent = EventOf<string>;

/** What learning needs to know of a story that was acted upon. */
export interface LearnedStory {
  readonly event: string;
  /** Milliseconds since the epoch. */
  readonly publishedAt: number;
  readonly source: string;
  readonly topics: readonly { readonly topic: string; readonly confidence: number }[];
  readonly entities: readonly { readonly entity: string; readonly salience: number }[];
  readonly terms: readonly string[];
}

/** A story that was acted upon; the very same object for all readers, so that what is made of it is made once. */
export interface KnownStory {
  readonly id: string;
  readonly learned: LearnedStory;
}

/** Who hears the events that count, the oldest first. */
export interface BehaviourHearer<Story> {
  shown(story: Story): void;
  hidden(story: Story): void;
  /** @param value decayed, not 0; below 0 for what was hidden */
  acted(story: Story, at: number, value: number): void;
}

/** Value of an event by its type. Impressions, follows, mutes and hides taken back carry none of their own. */
export const EVENT_VALUES: Readonly<Record<BehaviourType, number>> = {
  impression: 0,
  click: 0.5,
  read: 1,
  save: 2,
  share: 2,
  hide: -2,
  unhide: 0,
  follow: 0,
  mute: 0,
};
/** A read with less dwell, in seconds, is worth a click; one without dwell is a read. */
export const READ_FROM_SECONDS = 30;

/** As in {@link EVENT_VALUES}, a short read as a click. */
export function eventValue({ type, dwellSeconds }: EventOf<unknown>): number {
  const short = type === 'read' && dwellSeconds !== undefined && dwellSeconds < READ_FROM_SECONDS;
  return EVENT_VALUES[short ? 'click' : type];
}

/** What a reader's acts on one story say for its popularity. */
export interface Act {
  readonly story: string;
  /** The latest of them, milliseconds since the epoch. */
  readonly at: number;
  readonly value: number;
}

/**
 * One reader's part in what is popular: each story once, by the highest value of what was done with it, all together no more than
 * {@link MAX_DAILY_VALUE}, so that who clicks everything says little of anything.
 * @param events those of the window, in any order
 */
export function popularActs(events: readonly BehaviourEvent[]): Act[] {
  const byStory = new Map<string, Act>();
  for (const event of events) {
    const value = eventValue(event);
    if (value <= 0) continue;
    const { story } = event;
    const known = byStory.get(story) ?? { story, at: event.at, value };
    byStory.set(story, { story, at: Math.max(known.at, event.at), value: Math.max(known.value, value) });
  }
  const acts = [...byStory.values()];
  const total = acts.reduce((sum, act) => sum + act.value, 0);
  const share = Math.min(1, MAX_DAILY_VALUE / total);
  return acts.map((act) => ({ ...act, value: act.value * share }));
}

/**
 * What a reader's events say, as of a moment. Pure: the same events in any order give the same state. Only the latest 500 acts,
 * hides and impressions count and each story counts at most once per type, so that no reader's influence grows without bound, and
 * no flood of one kind washes away another. A hide of an event that was taken back later says nothing.
 * A component is `Σ value·2^(−Δt/h)·x / (n + κ)` with `n = Σ |value|·2^(−Δt/h)`, h = 30 days, κ = 15: the mean, shrunk towards
 * what was stated.
 * @param storyOf undefined for a story that is no longer known; its events then say nothing of topics and terms
 * @param asOf milliseconds since the epoch; what is dated more than {@link MAX_AHEAD_MS} later does not count
 */
export function learnBehaviour(
  events: readonly BehaviourEvent[],
  storyOf: (id: string) => LearnedStory | undefined,
  asOf: number,
): BehaviourState {
  const state = new LearnedState(storyOf);
  tellBehaviour(events, { id: (id) => id, event: (id) => storyOf(id)?.event ?? id }, asOf, state);
  return state.taken();
}

/** What a mean of decayed values is divided by, of so much decayed value in all. */
export function shrunkBy(strength: number): number {
  return strength + READER_KAPPA;
}

/** When a story counts as read. By a clock that is behind: nobody read one before it was published. */
export function readAt(story: LearnedStory, at: number): number {
  return Math.max(at, story.publishedAt);
}

/** The state by names. */
class LearnedState implements BehaviourHearer<string> {
  private strength = 0;
  private readonly topics = new Map<string, number>();
  private readonly entities = new Map<string, number>();
  private readonly sources = new Map<string, number>();
  private readonly readEvents = new Map<string, number>();
  private readonly hiddenEvents = new Set<string>();
  private readonly impressions = new Map<string, number>();
  private readonly engaged = new Set<string>();
  private readonly reads: BehaviourState['readTerms'][number][] = [];

  constructor(private readonly storyOf: (id: string) => LearnedStory | undefined) {}

  shown(story: string): void {
    add(this.impressions, story, 1);
  }

  hidden(id: string): void {
    const story = this.storyOf(id);
    if (story !== undefined) this.hiddenEvents.add(story.event);
  }

  acted(id: string, at: number, value: number): void {
    if (value > 0) this.engaged.add(id);
    const story = this.storyOf(id);
    if (story === undefined) return;
    this.strength += Math.abs(value);
    for (const tag of story.topics) add(this.topics, tag.topic, value * tag.confidence);
    for (const tag of story.entities) add(this.entities, tag.entity, value * tag.salience);
    add(this.sources, story.source, value);
    if (value < 0) return;
    this.readEvents.set(story.event, Math.max(readAt(story, at), this.readEvents.get(story.event) ?? 0));
    this.reads.push({ story: id, terms: story.terms, weight: value });
  }

  taken(): BehaviourState {
    const { strength, topics, entities, sources, readEvents, hiddenEvents, impressions } = this;
    for (const sums of [topics, entities, sources]) {
      for (const [id, sum] of sums) sums.set(id, sum / shrunkBy(strength));
    }
    for (const story of this.engaged) impressions.delete(story);
    return {
      strength,
      topics,
      entities,
      sources,
      readTerms: this.reads.slice(-MAX_READ_TERMS),
      readEvents,
      hiddenEvents,
      shown: impressions,
    };
  }
}

/**
 * Tells the events that count, as {@link learnBehaviour} reckons with them.
 * @param names `id` tells stories of one moment apart, so that their order is the same everywhere; the very same story is the same
 * one. `event` is what a story reports: whoever takes the hide of one report back sees all of it again
 */
export function tellBehaviour<Story>(
  events: readonly EventOf<Story>[],
  names: StoryNames<Story>,
  asOf: number,
  hearer: BehaviourHearer<Story>,
): void {
  const told = counted(events, names, asOf);
  for (let k = told.length - 1; k >= 0; k--) {
    const event = told[k]!;
    if (event.type === 'hide') hearer.hidden(event.story);
    if (event.type === 'impression') hearer.shown(event.story);
    const value = eventValue(event);
    if (value === 0) continue;
    const decayed = value * 2 ** (-Math.max(0, asOf - event.at) / DAY / HALF_LIFE_DAYS);
    if (decayed !== 0) hearer.acted(event.story, event.at, decayed);
  }
}

interface StoryNames<Story> {
  readonly id: (story: Story) => string;
  readonly event: (story: Story) => string;
}

/** Kinds of which the latest count apart; all others are acts. */
const KIND_OF: Partial<Record<BehaviourType, 'hide' | 'impression'>> = {
  hide: 'hide',
  unhide: 'hide',
  impression: 'impression',
};

/** The events that count, latest first. */
function counted<Story>(
  events: readonly EventOf<Story>[],
  names: StoryNames<Story>,
  asOf: number,
): EventOf<Story>[] {
  const sorted = events
    .filter((event) => event.at <= asOf + MAX_AHEAD_MS)
    .sort((a, b) => a.at - b.at || compare(names.id(a.story), names.id(b.story)) || compare(a.type, b.type))
    .reverse();
  const left = { act: MAX_EVENTS, hide: MAX_EVENTS, impression: MAX_EVENTS };
  const seen = new Map<BehaviourType, Set<Story>>();
  const takenBack = new Set<string>();
  let shown: EventOf<Story> | undefined;
  return sorted.filter((event) => {
    const { type, story, at } = event;
    const kind = KIND_OF[type] ?? 'act';
    if (left[kind]-- <= 0) return false;
    if (type === 'impression') {
      // The same one, told twice.
      if (shown?.at === at && shown.story === story) return false;
      shown = event;
      return true;
    }
    if (type === 'unhide') {
      takenBack.add(names.event(story));
      return false;
    }
    if (type === 'hide' && takenBack.has(names.event(story))) return false;
    let stories = seen.get(type);
    if (stories === undefined) seen.set(type, (stories = new Set()));
    if (stories.has(story)) return false;
    stories.add(story);
    return true;
  });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function add(sums: Map<string, number>, id: string, value: number): void {
  sums.set(id, (sums.get(id) ?? 0) + value);
}
