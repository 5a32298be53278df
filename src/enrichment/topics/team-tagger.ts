import { createEntityLinker, type EntityLinker } from '../entities/entities.js';
import { FeatureHasher } from './hashed-features.js';
import { LEARNED_BITS, LearnedTopic, type TopicModel } from './learned-topic.js';
import { createTagger, type Tagger } from './tagger.js';
import { createSignReader, type TeamTopic, wordsOfStory } from './topic-signs.js';
import type { StoryText, TopicTag } from '../understanding.js';

/** A team's topic, ready for use: with a model where it has examples, by its terms alone where it has none. */
export interface TaughtTopic extends TeamTopic {
  readonly model?: TopicModel | undefined;
}

const OF_THE_TOPIC = 0.5;
const CONSIDERED = 0.05;

/**
 * The tagger with a product team's topics. Those without examples compete as written words do in {@link createTagger};
 * learned ones come on top of the at most four that it gives.
 * @throws RangeError for an id that is taken or a malformed term
 */
export function createTeamTagger(
  topics: readonly TaughtTopic[],
  linker: EntityLinker = createEntityLinker(),
): Tagger {
  const written = topics.filter(({ model }) => model === undefined);
  const base = createTagger(written);
  const learned = topics.flatMap((topic) =>
    topic.model === undefined ? [] : [new LearnedTopic(topic, topic.model, linker)],
  );
  const demanding = new Map(
    written
      .filter(({ entityTypes = [] }) => entityTypes.length > 0)
      .map((topic) => [topic.id, createSignReader(topic, linker)]),
  );
  if (learned.length === 0 && demanding.size === 0) return base;
  const hasher = new FeatureHasher(LEARNED_BITS);

  const add = (story: StoryText, given: readonly TopicTag[], least: number): TopicTag[] => {
    const tags = given.filter(({ topic }) => demanding.get(topic)?.allows(story) !== false);
    if (learned.length === 0) return tags;
    const words = wordsOfStory(story, hasher);
    for (const topic of learned) {
      const tag = topic.judge(story, words);
      if (tag.confidence < least) continue;
      const weaker = tags.findIndex(({ confidence }) => confidence < tag.confidence);
      tags.splice(weaker < 0 ? tags.length : weaker, 0, tag);
    }
    return tags;
  };
  return {
    tag: (story) => add(story, base.tag(story), OF_THE_TOPIC),
    scores: (story) => add(story, base.scores(story), CONSIDERED),
  };
}
