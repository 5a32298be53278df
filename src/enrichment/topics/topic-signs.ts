import type { EntityLinker } from '../entities/entities.js';
import type { FeatureHasher } from './hashed-features.js';
import { cleanStory } from '../text/story-text.js';
import type { CustomTopic } from './tagger.js';
import { TermMatcher } from './term-matcher.js';
import { tokensOf } from '../text/tokens.js';
import type { StoryText } from '../understanding.js';

/** What a product team says a topic is. */
export interface TeamTopic extends CustomTopic {
  /** Ids of entities that speak for the topic as a term does. */
  readonly entities?: readonly string[];
  /** A story is of the topic only if it names an entity of one of these types; empty: any story can be. */
  readonly entityTypes?: readonly string[];
}

/** Length of a mean row in units of its words' weights alone, so that rows have a length of about 1. */
const USUAL_RARITY = 3.5;
const READ_CHARACTERS = 4_000;
const TITLE_TOKENS = 80;
const BODY_TOKENS = 400;
/** Weight of a term that is enough in a title. */
const FULL_WEIGHT = 3;
const SALIENT = 0.5;

/** A story as a learned topic sees it. */
export interface StoryWords {
  readonly title: string;
  readonly body: string;
  /** Buckets with their weight before rarity; all weights together have about the length 1. */
  readonly buckets: Int32Array;
  readonly values: Float32Array;
  /** Words of each bucket. */
  readonly words: readonly string[];
}

/** The words of a story without its page's furniture. Rarity comes later, so a story is read once for all topics. */
export function wordsOfStory(story: StoryText, hasher: FeatureHasher): StoryWords {
  const clean = cleanStory(story);
  const text = `${clean.title}\n${clean.text.slice(0, READ_CHARACTERS)}`;
  const { ids, counts, starts, ends } = hasher.features(text);
  const values = Float32Array.from(counts, (count) => 1 + Math.log(count));
  let square = 0;
  for (const value of values) square += value * value;
  const scale = square === 0 ? 0 : 1 / (USUAL_RARITY * Math.sqrt(square));
  for (let at = 0; at < values.length; at++) values[at]! *= scale;
  return {
    title: clean.title,
    body: text.slice(clean.title.length + 1),
    buckets: ids.slice(),
    values,
    words: Array.from(starts, (start, at) => text.slice(start, ends[at])),
  };
}

/** What the topic's own terms and entities say of a story. */
export interface Signs {
  /** −2 to 2: 1 for a term in the title, ½ for each of two in the text. */
  readonly strength: number;
  readonly evidence: readonly string[];
}

export interface SignReader {
  signs(story: StoryText, words: Pick<StoryWords, 'title' | 'body'>): Signs;
  /** Whether the story names what the topic demands. */
  allows(story: StoryText): boolean;
}

/**
 * Compiles a topic's terms and entities.
 * @throws RangeError for a term without a word or of more than eight
 */
export function createSignReader(
  { terms, entities = [], entityTypes = [] }: Pick<TeamTopic, 'terms' | 'entities' | 'entityTypes'>,
  linker: EntityLinker,
): SignReader {
  const matcher = new TermMatcher();
  for (const [topic, one] of terms.entries()) {
    const { term, weight } = typeof one === 'string' ? { term: one, weight: FULL_WEIGHT } : one;
    matcher.add(term, { topic, weight: weight / FULL_WEIGHT, titleOnly: false });
  }
  const found = (text: string, most: number) => {
    const tokens = tokensOf(text, most);
    return matcher.match(tokens, false).map(({ meaning, from, to }) => ({
      weight: meaning.weight,
      words: text.slice(tokens[from]!.start, tokens[to - 1]!.end),
    }));
  };
  return {
    signs(story, { title, body }) {
      const inTitle = found(title, TITLE_TOKENS);
      const inBody = found(body, BODY_TOKENS);
      if (entities.length > 0) {
        for (const { entity, name, salience } of linker.link(story)) {
          if (entities.includes(entity))
            (salience >= SALIENT ? inTitle : inBody).push({ weight: 1, words: name });
        }
      }
      const weights = [...inTitle, ...inBody].map(({ weight }) => weight);
      const against = Math.min(0, ...weights);
      const ofTitle = Math.max(0, ...inTitle.map(({ weight }) => weight));
      const ofBody = inBody.map(({ weight }) => Math.max(0, weight)).sort((a, b) => b - a);
      const strength = ofTitle + ((ofBody[0] ?? 0) + (ofBody[1] ?? 0)) / 2 + against;
      const speaking = [...inTitle, ...inBody].filter(({ weight }) => weight > 0);
      return {
        strength: Math.max(-2, Math.min(2, strength)),
        evidence: speaking.map(({ words }) => words),
      };
    },
    allows: (story) =>
      entityTypes.length === 0 || linker.link(story).some(({ type }) => entityTypes.includes(type)),
  };
}
