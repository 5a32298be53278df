import { INTERACTION_FEATURES, interactionColumns } from '../ranking/interaction-features.js';
import { type Interaction, Interactions, type StoryTrail } from '../ranking/interactions.js';
import { OnlineLearner } from '../ranking/online-learner.js';
import { DEFAULT_PROFILE, type RankingProfile } from '../ranking/ranking-profile.js';
import { EmptyReplayError, type ReplayEvent, type ReplayFigures, type ReplayReport } from './replay-log.js';
import { TargetFigures } from './replay-figures.js';

const HOUR = 3_600_000;
/** Shares of the time span of the log. */
const LEARN_FROM = 0.05;
const COUNT_FROM = 0.6;
/** ρ of the bounded learner, logits. */
const RESIDUAL = 1;

export interface PrequentialOptions {
  /** Only events after this share of the time span count; 0.6 by default. */
  readonly countFrom?: number;
  readonly profile?: RankingProfile;
  readonly progress?: (done: number, total: number) => void;
}

export interface PrequentialReport extends ReplayReport {
  /** With the team's bounds: its weights within [½, 2] × the profile's, the learned residual within ±1 logit. */
  readonly bounded: ReplayFigures;
  /** The result with cold and stale targets counted as 0. */
  readonly strict: ReplayFigures;
  /** Targets that no earlier event showed, and that nobody had touched for 14 days. */
  readonly cold: number;
  readonly stale: number;
  readonly medianCandidates: number;
  /** Shared weights at the end, by feature. */
  readonly weights: Readonly<Record<string, number>>;
}

interface TimedEvent extends Interaction {
  readonly target: boolean;
}

/**
 * Protocol P2, prequential: each view of a story that the reader never touched is predicted from what was known strictly
 * before it, among the stories that others touched within 14 days, and only then learned from. Events of one moment are all
 * scored before any of them is learned from. The state, the features and the learner are those of the service.
 * @param events with times, in the order of the log
 * @throws EmptyReplayError, NonFiniteScoreError
 */
export function replayPrequential(
  events: readonly ReplayEvent[],
  { countFrom = COUNT_FROM, profile = DEFAULT_PROFILE, progress }: PrequentialOptions = {},
): PrequentialReport {
  const log = inTime(events);
  const first = log[0]!.at;
  const span = log.at(-1)!.at - first;
  const learnAt = first + LEARN_FROM * span;
  const countAt = first + countFrom * span;
  const state = new Interactions();
  const rankers = [new Ranker(profile, undefined), new Ranker(profile, RESIDUAL)] as const;
  const [released, bounded] = rankers;
  const plain = new PlainRankings();
  const counted = { cold: 0, stale: 0, candidates: [] as number[] };
  for (let from = 0, to = 0; from < log.length; from = to) {
    const now = log[from]!.at;
    while (to < log.length && log[to]!.at === now) to++;
    const counts = now >= countAt;
    for (const event of now < learnAt ? [] : log.slice(from, to)) {
      const reader = state.reader(event.reader);
      const story = state.story(event.story);
      if (!event.target || (story !== undefined && state.hasTouched(reader, story))) continue;
      const candidates = story === undefined ? [] : state.untouched(reader, now);
      const target = story === undefined ? -1 : candidates.indexOf(story);
      if (target < 0) {
        if (counts) counted[story === undefined ? 'cold' : 'stale']++;
        continue;
      }
      const columns = interactionColumns(state, reader, event.groups, candidates, now);
      for (const ranker of rankers) ranker.choose(event.reader, columns, target, counts);
      if (!counts) continue;
      plain.count(candidates, target, now);
      counted.candidates.push(candidates.length);
    }
    for (const { online } of rankers) online.learn();
    for (const event of log.slice(from, to)) {
      state.apply(event);
      plain.apply(state.story(event.story)!, now);
    }
    progress?.(to, log.length);
  }
  const { cold, stale, candidates } = counted;
  const { count } = released.meter;
  if (count === 0) throw new EmptyReplayError('no view of a known story lies in the span that counts');
  return {
    protocol: 'p2',
    events: count,
    result: released.meter.figures(),
    baselines: plain.figures(),
    bounded: bounded.meter.figures(),
    strict: released.meter.figures(count + cold + stale),
    cold,
    stale,
    medianCandidates: candidates.sort((a, b) => a - b)[candidates.length >> 1]!,
    weights: Object.fromEntries(
      INTERACTION_FEATURES.map((name, f) => [name, released.online.learner.weights[f]!]),
    ),
  };
}

function inTime(events: readonly ReplayEvent[]): TimedEvent[] {
  const log = events.map(({ at, kind, ...event }): TimedEvent => {
    if (at === undefined) throw new EmptyReplayError('the log has no times, which protocol p2 needs');
    return { ...event, at, target: kind === 'view' };
  });
  if (log.length === 0) throw new EmptyReplayError('the log has no events');
  // The sort is stable: events of one moment keep the order of the log.
  return log.sort((a, b) => a.at - b.at);
}

/** A learner and what it scored. */
class Ranker {
  readonly meter = new TargetFigures();
  readonly online: OnlineLearner;

  constructor(profile: RankingProfile, residual: number | undefined) {
    this.online = new OnlineLearner(profile, residual);
  }

  choose(reader: string, columns: readonly Float64Array[], chosen: number, counts: boolean): void {
    const { scores } = this.online.choose(reader, columns, chosen);
    if (counts) this.meter.add(scores, chosen);
  }
}

const POPULARITY_HALF_LIVES = [24, 2] as const;

/** The baselines: rankings that are the same for everyone. Their counters count every touch. */
class PlainRankings {
  private readonly counts = new Map<StoryTrail, number[]>();
  private readonly random = new TargetFigures();
  private readonly recency = new TargetFigures();
  private readonly popularity = POPULARITY_HALF_LIVES.map(() => new TargetFigures());
  private readonly countedAt = new Map<StoryTrail, number>();

  apply(story: StoryTrail, now: number): void {
    this.counts.set(
      story,
      POPULARITY_HALF_LIVES.map((_, place) => this.at(story, place, now) + 1),
    );
    this.countedAt.set(story, now);
  }

  count(candidates: readonly StoryTrail[], target: number, now: number): void {
    this.random.add(new Float64Array(candidates.length), target);
    this.recency.add(
      Float64Array.from(candidates, (story) => story.lastAt),
      target,
    );
    this.popularity.forEach((meter, place) => {
      meter.add(
        Float64Array.from(candidates, (story) => this.at(story, place, now)),
        target,
      );
    });
  }

  figures(): ReplayReport['baselines'] {
    return [
      { name: 'random', ...this.random.figures() },
      { name: 'recency', ...this.recency.figures() },
      ...this.popularity.map((meter, place) => ({
        name: `popularity-${POPULARITY_HALF_LIVES[place]!}h`,
        ...meter.figures(),
      })),
    ];
  }

  private at(story: StoryTrail, place: number, now: number): number {
    const hours = (now - (this.countedAt.get(story) ?? now)) / HOUR;
    return (this.counts.get(story)?.[place] ?? 0) * 2 ** (-hours / POPULARITY_HALF_LIVES[place]!);
  }
}
