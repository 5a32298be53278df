import type { EntityLinker } from '../../enrichment/entities/entities.js';
import { learnTopic } from '../../enrichment/topics/learned-topic.js';
import { createTeamTagger, type TaughtTopic } from '../../enrichment/topics/team-tagger.js';
import { createSignReader, type TeamTopic } from '../../enrichment/topics/topic-signs.js';
import type { StoryText, TopicTag } from '../../enrichment/understanding.js';
import { InvalidInputError } from '../../platform/errors.js';
import type { TopicExample } from './topic.repository.js';
import type { TopicPreview } from './topic-schema.js';

/** A topic in more than this share of the stories tells nobody anything. */
const BROADEST = 0.4;
/** Terms may be found in more where examples say what is meant. */
const BROADEST_TERMS_WITH_EXAMPLES = 0.6;
/** With fewer stories than this a share means nothing. */
const SMALLEST_SAMPLE = 20;
const NEAR_MISSES = 20;

/** What a topic is made of. */
export interface TopicLesson {
  readonly topic: TeamTopic;
  readonly examples: readonly TopicExample[];
}

/**
 * Learns a topic from its examples, beside recent stories; without an example its terms are all.
 * @param stories newest first; examples among them are passed over
 * @throws InvalidInputError for a malformed term
 */
export function teach(
  { topic, examples }: TopicLesson,
  stories: readonly StoryText[],
  linker: EntityLinker,
): TaughtTopic {
  return explained(() => {
    createSignReader(topic, linker);
    if (examples.length === 0) return topic;
    const own = new Set(examples.map(({ id }) => id));
    const others = stories.filter((story) => !own.has(story.id));
    const texts = examples.map(({ id = '', title, text }) => ({ id, title, text }));
    return { ...topic, model: learnTopic(topic, texts, others, linker) };
  });
}

/**
 * Runs a topic over stories.
 * @throws InvalidInputError TOPIC_TOO_BROAD where it, or its terms, would be in too many of them
 */
export function tryOut(
  topic: TaughtTopic,
  stories: readonly StoryText[],
  linker: EntityLinker,
): Omit<TopicPreview, 'examples'> {
  const tagger = explained(() => createTeamTagger([topic], linker));
  const isOwn = (tag: TopicTag) => tag.topic === topic.id;
  const caught: TopicPreview['caught'] = [];
  const missed: TopicPreview['caught'] = [];
  for (const story of stories) {
    const given = tagger.tag(story).find(isOwn);
    const considered = given ?? tagger.scores(story).find(isOwn);
    if (!considered) continue;
    const { confidence, evidence } = considered;
    (given ? caught : missed).push({ id: story.id, title: story.title, confidence, evidence: [...evidence] });
  }
  const learned = topic.model !== undefined;
  if (learned && topic.terms.length > 0) {
    const reader = createSignReader({ terms: topic.terms }, linker);
    const found = stories.filter(
      (story) =>
        reader.signs(story, { title: story.title, body: story.text ?? story.summary ?? '' }).strength > 0,
    ).length;
    refuse('has terms that are', found, stories.length, BROADEST_TERMS_WITH_EXAMPLES);
  }
  refuse('would be', learned ? caught.length : caught.length + missed.length, stories.length, BROADEST);
  const byConfidence = (list: TopicPreview['caught']) => list.sort((a, b) => b.confidence - a.confidence);
  return {
    stories: stories.length,
    caught: byConfidence(caught),
    nearMisses: byConfidence(missed).slice(0, NEAR_MISSES),
    share: stories.length === 0 ? 0 : caught.length / stories.length,
  };
}

function refuse(what: string, found: number, of: number, most: number): void {
  const share = of === 0 ? 0 : found / of;
  if (of < SMALLEST_SAMPLE || share <= most) return;
  const message = `The topic ${what} found in ${Math.round(share * 100)} % of the last ${of} stories; at most ${most * 100} % make a topic.`;
  throw new InvalidInputError(message, [{ path: 'terms', message }], 'TOPIC_TOO_BROAD');
}

function explained<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InvalidInputError(`terms: ${error.message}.`, [{ path: 'terms', message: error.message }]);
  }
}
