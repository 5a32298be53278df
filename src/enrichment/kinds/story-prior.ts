import {
  DEFAULT_TOPIC_IMPORTANCE,
  ENTITY_IMPORTANCE,
  KIND_IMPORTANCE,
  TOPIC_IMPORTANCE,
} from '../../knowledge/importance.js';
import { DEFAULT_HALF_LIFE_HOURS, TOPIC_HALF_LIFE_HOURS } from '../../knowledge/topic-half-lives.js';
import type { FactKind } from '../../knowledge/fact-kinds.js';
import type { TopicId } from '../../knowledge/topics.js';
import type { Understanding } from '../understanding.js';

type Tags = Pick<Understanding, 'topics' | 'entities' | 'kinds'>;

/** How far a great name lifts a story above its topic. */
const NAME_SHARE = 0.5;

/**
 * What topics, kinds of fact and names say of how many people must know a story, 0 to 1: the strongest topic (by confidence),
 * moved by the mean factor of its kinds, lifted by the greatest name by salience. How widely it is told comes on top of it, elsewhere.
 */
export function importancePrior(story: Tags): number {
  const topic = Math.max(0, ...story.topics.map((tag) => tag.confidence * topicImportance(tag.topic)));
  const certainty = story.kinds.reduce((sum, tag) => sum + tag.confidence, 0);
  const lift = story.kinds.reduce((sum, tag) => sum + tag.confidence * (kindImportance(tag.kind) - 1), 0);
  const factor = 1 + lift / Math.max(1, certainty);
  const name = Math.max(
    0,
    ...story.entities.map((tag) => tag.salience * (ENTITY_IMPORTANCE[tag.entity] ?? 0)),
  );
  return Math.min(1, topic * factor * (1 + NAME_SHARE * name));
}

/** Hours in which a story loses half of its freshness: that of its first topic. */
export function halfLifeHours(story: Pick<Tags, 'topics'>): number {
  const first = story.topics[0]?.topic;
  return (
    (first === undefined ? undefined : TOPIC_HALF_LIFE_HOURS[first as TopicId]) ?? DEFAULT_HALF_LIFE_HOURS
  );
}

function topicImportance(topic: string): number {
  return TOPIC_IMPORTANCE[topic as TopicId] ?? DEFAULT_TOPIC_IMPORTANCE;
}

function kindImportance(kind: FactKind): number {
  return KIND_IMPORTANCE[kind] ?? 1;
}
