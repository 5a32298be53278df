import type { BehaviourState, SparseVector } from './reader.js';

const DAY = 86_400_000;
/** κ: so much decayed value of events weighs as much as what was stated. */
const READER_KAPPA = 15;
/** h: after so long an event counts half. */
const HALF_LIFE_DAYS = 30;
/** An event dated further ahead than this of the moment it is learned at is a broken clock. */
export const MAX_AHEAD_MS = 5 * 60_000;
/** Events of one reader that learning looks at, the latest ones. */
export const MAX_EVENTS = 500;
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
  readonly source: string;
  readonly topics: readonly { readonly topic: string; readonly confidence: number }[];
  readonly entities: readonly { readonly entity: string; readonly salience: number }[];
  readonly terms: readonly string[];
}

/**
 * Value of an event: read with at least 30 s dwell 1, click (or a shorter read) 0.5, save or share 2, hide −2.
 * Impressions, follows and mutes carry no value of their own.
 */
export function eventValue(event: BehaviourEvent): number {
  switch (event.type) {
    case 'read':
      return event.dwellSeconds === undefined || event.dwellSeconds >= 30 ? 1 : 0.5;
    case 'click':
      return 0.5;
    case 'save':
    case 'share':
      return 2;
    case 'hide':
      return -2;
    case 'impression':
    case 'follow':
    case 'mute':
      return 0;
  }
}

/**
 * What a reader's events say, as of a moment. Pure: the same events in any order give the same state. Only the latest 500
 * events count and each story counts at most once per type, so that no reader's influence grows without bound.
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
      readEvents.set(story.event, Math.max(event.at, readEvents.get(story.event) ?? 0));
      reads.push({ story: event.story, terms: story.terms, weight: value });
    }
  }
  const shrunk = (sums: ReadonlyMap<string, number>): SparseVector =>
    Object.fromEntries([...sums].map(([id, sum]) => [id, sum / (strength + READER_KAPPA)]));
  return {
    strength,
    topics: shrunk(topics),
    entities: shrunk(entities),
    sources: shrunk(sources),
    readTerms: reads.slice(-MAX_READ_TERMS),
    readEvents,
    hiddenStories,
    shown: new Map([...impressions].filter(([story]) => !engaged.has(story))),
  };
}

/** The events that count, oldest first. */
function counted(events: readonly BehaviourEvent[], asOf: number): BehaviourEvent[] {
  const sorted = events
    .filter((event) => event.at <= asOf + MAX_AHEAD_MS)
    .sort((a, b) => a.at - b.at || compare(a.story, b.story) || compare(a.type, b.type));
  const latest = new Map<string, BehaviourEvent>();
  for (const event of sorted.slice(-MAX_EVENTS)) {
    const key =
      event.type === 'impression'
        ? `${event.type} ${event.story} ${event.at}`
        : `${event.type} ${event.story}`;
    latest.delete(key);
    latest.set(key, event);
  }
  return [...latest.values()];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function add(sums: Map<string, number>, id: string, value: number): void {
  sums.set(id, (sums.get(id) ?? 0) + value);
}
