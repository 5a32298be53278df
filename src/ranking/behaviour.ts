import type { BehaviourState } from './reader.js';

const DAY = 86_400_000;
/** κ: so much decayed value of events weighs as much as what was stated. */
const READER_KAPPA = 15;
/** h: after so long an event counts half. */
const HALF_LIFE_DAYS = 30;
/** An event dated further ahead than this of the moment it is learned at is a broken clock. */
export const MAX_AHEAD_MS = 5 * 60_000;
/** Acts, hides and impressions of one reader that learning looks at: so many of each, the latest ones. */
export const MAX_EVENTS = 500;
/** A reader's acts of one day speak for popularity up to this value together: some forty clicks, and more is a machine. */
export const MAX_DAILY_VALUE = 20;
/** Reads that likeness is measured against, the latest ones. */
const MAX_READ_TERMS = 20;

export type BehaviourType = 'impression' | 'click' | 'read' | 'save' | 'share' | 'hide' | 'follow' | 'mute';

/** One event of one reader; `at` in milliseconds, `dwellSeconds` for reads. */
export interface BehaviourEvent {
  readonly type: BehaviourType;
  readonly story: string;
  readonly at: number;
  readonly dwellSeconds?: number | undefined;
}

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

/** Value of an event by its type. Impressions, follows and mutes carry none of their own. */
export const EVENT_VALUES: Readonly<Record<BehaviourType, number>> = {
  impression: 0,
  click: 0.5,
  read: 1,
  save: 2,
  share: 2,
  hide: -2,
  follow: 0,
  mute: 0,
};
/** A read with less dwell, in seconds, is worth a click; one without dwell is a read. */
export const READ_FROM_SECONDS = 30;

/** As in {@link EVENT_VALUES}, a short read as a click. */
export function eventValue({ type, dwellSeconds }: BehaviourEvent): number {
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
 * no flood of one kind washes away another.
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
  const topics = new Map<string, number>();
  const entities = new Map<string, number>();
  const sources = new Map<string, number>();
  const readEvents = new Map<string, number>();
  const hiddenStories = new Set<string>();
  const impressions = new Map<string, number>();
  const engaged = new Set<string>();
  const reads: { story: string; terms: readonly string[]; weight: number }[] = [];
  let strength = 0;

  for (const event of counted(events, asOf)) {
    const story = storyOf(event.story);
    if (event.type === 'hide') hiddenStories.add(event.story);
    if (event.type === 'impression') impressions.set(event.story, (impressions.get(event.story) ?? 0) + 1);
    const value = eventValue(event) * 2 ** (-Math.max(0, asOf - event.at) / DAY / HALF_LIFE_DAYS);
    if (value > 0) engaged.add(event.story);
    if (value === 0 || story === undefined) continue;
    strength += Math.abs(value);
    for (const tag of story.topics) add(topics, tag.topic, value * tag.confidence);
    for (const tag of story.entities) add(entities, tag.entity, value * tag.salience);
    add(sources, story.source, value);
    if (value > 0) {
      // By a clock that is behind: nobody read a story before it was published.
      const readAt = Math.max(event.at, story.publishedAt);
      readEvents.set(story.event, Math.max(readAt, readEvents.get(story.event) ?? 0));
      reads.push({ story: event.story, terms: story.terms, weight: value });
    }
  }
  for (const sums of [topics, entities, sources]) {
    for (const [id, sum] of sums) sums.set(id, sum / (strength + READER_KAPPA));
  }
  for (const story of engaged) impressions.delete(story);
  return {
    strength,
    topics,
    entities,
    sources,
    readTerms: reads.slice(-MAX_READ_TERMS),
    readEvents,
    hiddenStories,
    shown: impressions,
  };
}

/** The events that count, oldest first. */
function counted(events: readonly BehaviourEvent[], asOf: number): BehaviourEvent[] {
  const sorted = events.filter((event) => event.at <= asOf + MAX_AHEAD_MS).sort(inOrder);
  const left = { act: MAX_EVENTS, hide: MAX_EVENTS, impression: MAX_EVENTS };
  const seen = new Map<BehaviourType, Set<string>>();
  let shown: BehaviourEvent | undefined;
  const latest: BehaviourEvent[] = [];
  for (const event of sorted.reverse()) {
    const { type, story, at } = event;
    const kind = type === 'hide' || type === 'impression' ? type : 'act';
    if (left[kind]-- <= 0) continue;
    if (type === 'impression') {
      // The same one, told twice.
      if (shown?.at === at && shown.story === story) continue;
      shown = event;
    } else {
      let stories = seen.get(type);
      if (stories === undefined) seen.set(type, (stories = new Set()));
      if (stories.has(story)) continue;
      stories.add(story);
    }
    latest.push(event);
  }
  return latest.reverse();
}

function inOrder(a: BehaviourEvent, b: BehaviourEvent): number {
  return a.at - b.at || compare(a.story, b.story) || compare(a.type, b.type);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function add(sums: Map<string, number>, id: string, value: number): void {
  sums.set(id, (sums.get(id) ?? 0) + value);
}
