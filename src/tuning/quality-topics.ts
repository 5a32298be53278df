import {
  expectedCalibrationError,
  microF1,
  perTopicF1,
  type F1,
  type Forecast,
} from '../enrichment/topics/evaluation.js';
import type { Tagger } from '../enrichment/topics/tagger.js';
import type { StoryText } from '../enrichment/understanding.js';
import { nearestDefinitions } from './quality-baselines.js';
import { mean } from './quality-tailoring.js';

/** What the product is asked for first; rare in a day's news. */
export const HEADLINE_TOPICS = [
  'hyperscale-infrastructure',
  'custom-silicon',
  'agent-orchestration',
  'hiring',
] as const;
export type HeadlineTopic = (typeof HEADLINE_TOPICS)[number];
const CALIBRATION_BINS = 10;

export interface LabelledStories {
  readonly name: string;
  readonly stories: readonly StoryText[];
  /** Topics of each story; the measure is over these stories alone. */
  readonly gold: Readonly<Record<string, readonly string[]>>;
}

export interface TopicQuality {
  readonly edition: string;
  readonly stories: number;
  readonly micro: F1;
  /** Null where no story of the edition has the topic. */
  readonly headline: Readonly<Record<HeadlineTopic, F1 | null>>;
  /** Mean F1 over the headline topics that occur. */
  readonly headlineMean: number;
  /** Micro-F1. */
  readonly baselines: Readonly<Record<'mostFrequentTopic' | 'nearestDefinition', number>>;
  /** Expected calibration error in ten bins: over the topics given, and over all with a confidence of 0.05 or more. */
  readonly calibration: { readonly given: number; readonly considered: number };
}

/** Protocol G: the tagger against the labels, with the two simplest taggers beside it. */
export function measureTopics(edition: LabelledStories, tagger: Tagger): TopicQuality {
  const labelled = labelledStories(edition);
  const right = labelled.map(({ topics }) => topics);
  const tags = labelled.map(({ story }) => tagger.tag(story));
  const given = tags.map((list) => new Set(list.map((tag) => tag.topic)));
  const byTopic = perTopicF1(given, right);
  const headline = Object.fromEntries(
    HEADLINE_TOPICS.map((topic) => {
      const f1 = byTopic.get(topic);
      return [topic, f1 === undefined || f1.support === 0 ? null : f1];
    }),
  ) as Record<HeadlineTopic, F1 | null>;
  const common = mostFrequent(right);
  const texts = labelled.map(({ story }) => `${story.title} ${story.summary ?? ''} ${story.text ?? ''}`);
  const forecasts = (lists: readonly (readonly { topic: string; confidence: number }[])[]): Forecast[] =>
    lists.flatMap((list, at) =>
      list.map(({ topic, confidence }) => ({ confidence, correct: right[at]!.has(topic) })),
    );
  return {
    edition: edition.name,
    stories: labelled.length,
    micro: microF1(given, right),
    headline,
    headlineMean: mean(Object.values(headline).flatMap((f1) => (f1 === null ? [] : [f1.f1]))),
    baselines: {
      mostFrequentTopic: microF1(
        labelled.map(() => common),
        right,
      ).f1,
      nearestDefinition: microF1(nearestDefinitions(texts), right).f1,
    },
    calibration: {
      given: expectedCalibrationError(forecasts(tags), CALIBRATION_BINS),
      considered: expectedCalibrationError(
        forecasts(labelled.map(({ story }) => tagger.scores(story))),
        CALIBRATION_BINS,
      ),
    },
  };
}

/** F1 of each topic over several editions together, the weakest first; of topics that `leastSupport` stories have. */
export function weakestTopics(
  editions: readonly LabelledStories[],
  tagger: Tagger,
  leastSupport: number,
): { readonly topic: string; readonly f1: F1 }[] {
  const labelled = editions.flatMap(labelledStories);
  const given = labelled.map(({ story }) => new Set(tagger.tag(story).map((tag) => tag.topic)));
  const right = labelled.map(({ topics }) => topics);
  return [...perTopicF1(given, right)]
    .map(([topic, f1]) => ({ topic, f1 }))
    .filter(({ f1 }) => f1.support >= leastSupport)
    .sort((a, b) => a.f1.f1 - b.f1.f1 || (a.topic < b.topic ? -1 : 1));
}

function labelledStories({ stories, gold }: LabelledStories) {
  return stories.flatMap((story) => {
    const topics = gold[story.id];
    return topics === undefined ? [] : [{ story, topics: new Set(topics) }];
  });
}

function mostFrequent(sets: readonly ReadonlySet<string>[]): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const set of sets) for (const label of set) counts.set(label, (counts.get(label) ?? 0) + 1);
  const [first] = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return new Set(first === undefined ? [] : [first[0]]);
}
