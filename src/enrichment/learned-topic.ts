import { TOPICS } from '../knowledge/topics.js';
import type { EntityLinker } from './entities.js';
import { FeatureHasher } from './hashed-features.js';
import { type Hyperplane, separate, type SparseRows } from './support-vectors.js';
import {
  createSignReader,
  type SignReader,
  type StoryWords,
  type TeamTopic,
  wordsOfStory,
} from './topic-signs.js';
import type { StoryText, TopicTag } from './understanding.js';

/** What was learned of a topic from examples, as JSON. */
export interface TopicModel {
  readonly format: 1;
  /** Hash buckets and the weight of each, the heaviest first. */
  readonly buckets: readonly number[];
  readonly weights: readonly number[];
  /** Added to every score; a score above 0 is of the topic. */
  readonly bias: number;
}

export const LEARNED_BITS = 18;
const MODEL_SIZE = 3_000;
const LEAST_WEIGHT = 1e-3;
/** How far a topic's own terms count beside its words. */
const SIGN_WEIGHT = 1.2;
/** Strength of signs that says nothing either way. */
const USUAL_SIGNS = 0.3;
const ROUNDS = 6;
const EXAMPLE_COST = 2;
const LIKELY_COST = 2;
const LEAST_COST = 0.02;
/** Examples are few, so the plane lies too close to them: this moves it outwards. */
const OUTWARDS = 0.3;
/** How far the share told by the terms overrules the share told by the words, 0 to 1. */
const TRUST_IN_TERMS = 0.2;
/** Bounds of the share of stories, in units of the share that the terms tell. */
const LEAST_SHARE = 0.5;
const USUAL_SHARE = 0.8;
const GREATEST_SHARE = 1;
const LEAST_CAUGHT = 3;
/** A topic in more stories than this tells nobody anything, so it is not learned so wide. */
const WIDEST = 0.35;
/** Below this the built-in definitions help out as stories of other topics. */
const ENOUGH_STORIES = 100;
/** Slope of the logistic that makes a probability of a score. */
const SLOPE = 2;

/**
 * Learns a topic from a few examples and its terms beside stories that nobody has labelled. Nearness to the examples' centroid
 * (Rocchio 1971) and the terms make a first guess which of those stories belong to it; then a support vector machine learns
 * from examples and guesses and guesses anew, some rounds (learning from positive and unlabelled examples, Liu et al. 2003). How
 * many stories it may catch is bounded by how many the terms find, allowing for examples without a term: without that bound
 * it would drift to whatever is frequent. Deterministic; a second or less for 1,000 stories.
 * @param stories recent stories, none of them an example; the more the better
 * @throws RangeError without an example or for a malformed term
 */
export function learnTopic(
  topic: TeamTopic,
  examples: readonly StoryText[],
  stories: readonly StoryText[],
  linker: EntityLinker,
): TopicModel {
  if (examples.length === 0) throw new RangeError('Learning a topic needs an example');
  const hasher = new FeatureHasher(LEARNED_BITS);
  const reader = createSignReader(topic, linker);
  const background = stories.length < ENOUGH_STORIES ? [...stories, ...DEFINITIONS] : stories;
  const read = [...examples, ...background].map((story) => wordsOfStory(story, hasher));
  const signs = [...examples, ...background].map((story, at) => reader.signs(story, read[at]!).strength);
  const known = knownFeatures(read, hasher.size);
  const rows = rowsOf(read, known);
  const lesson: Lesson = {
    rows,
    signs,
    examples: examples.length,
    share: shareByTerms(signs, examples.length),
  };

  let guesses = firstGuess(lesson);
  let plane: Hyperplane = { weights: new Float32Array(known.buckets.length), bias: 0 };
  let moved = OUTWARDS;
  for (let round = 0; round < ROUNDS; round++) {
    plane = learned(lesson, guesses);
    const scores = guesses.map((_, at) => {
      const row = lesson.examples + at;
      return scoreOf(rows, row, plane) + OUTWARDS + signScore(signs[row]!);
    });
    const cut = fittingCut(scores, lesson.share);
    moved = OUTWARDS - cut;
    guesses = scores.map((score) => score - cut);
  }
  return modelOf(plane.weights, plane.bias + moved, known);
}

interface Lesson {
  /** The examples, then the stories. */
  readonly rows: SparseRows;
  readonly signs: readonly number[];
  readonly examples: number;
  /** How many of the stories belong to the topic as far as its terms tell; undefined where they tell nothing. */
  readonly share: number | undefined;
}

interface Known {
  readonly buckets: Int32Array;
  readonly featureOf: Int32Array;
  readonly rarity: Float32Array;
}

const DEFINITIONS: readonly StoryText[] = TOPICS.map(({ id, name, definition }) => ({
  id,
  title: name,
  text: definition,
}));

/** Words of at least two texts; the others tell nothing of any second one. */
function knownFeatures(read: readonly StoryWords[], size: number): Known {
  const holders = new Int32Array(size);
  for (const { buckets } of read) for (const bucket of buckets) holders[bucket]!++;
  const buckets = Int32Array.from(holders.keys()).filter((bucket) => holders[bucket]! > 1);
  const featureOf = new Int32Array(size);
  for (const [at, bucket] of buckets.entries()) featureOf[bucket] = at + 1;
  const rarity = Float32Array.from(buckets, (bucket) =>
    Math.max(0.01, Math.log((read.length + 1) / (holders[bucket]! + 0.5))),
  );
  return { buckets, featureOf, rarity };
}

function rowsOf(read: readonly StoryWords[], { featureOf, rarity }: Known): SparseRows {
  const starts = new Int32Array(read.length + 1);
  const squares = new Float32Array(read.length);
  const columns: number[] = [];
  const values: number[] = [];
  for (const [row, words] of read.entries()) {
    for (const [at, bucket] of words.buckets.entries()) {
      const feature = featureOf[bucket]! - 1;
      if (feature < 0) continue;
      const value = words.values[at]! * rarity[feature]!;
      columns.push(feature);
      values.push(value);
      squares[row]! += value * value;
    }
    starts[row + 1] = columns.length;
  }
  return {
    starts,
    columns: Int32Array.from(columns),
    values: Float32Array.from(values),
    squares,
    width: rarity.length,
  };
}

/** If a share of the examples holds a term, so will a like share of the topic's stories. */
function shareByTerms(signs: readonly number[], examples: number): number | undefined {
  const held = signs.slice(0, examples).filter((strength) => strength > 0).length;
  const found = signs.slice(examples).filter((strength) => strength > 0).length;
  return found === 0 || held === 0 ? undefined : (found * (examples + 1)) / (held + 0.5);
}

/** How near each story is to the examples, 1 for as near as they are to each other, with what its terms say. */
function firstGuess({ rows, signs, examples }: Lesson): number[] {
  const sum = new Float32Array(rows.width);
  for (let row = 0; row < examples; row++) addRow(sum, rows, row, 1);
  let among = 0;
  for (let row = 0; row < examples; row++) {
    addRow(sum, rows, row, -1);
    among += cosine(sum, rows, row) / examples;
    addRow(sum, rows, row, 1);
  }
  const nearness = signs.slice(examples).map((_, at) => cosine(sum, rows, examples + at));
  const mean = nearness.reduce((total, one) => total + one, 0) / Math.max(1, nearness.length);
  const spread = Math.sqrt(
    nearness.reduce((total, one) => total + (one - mean) ** 2, 0) / Math.max(1, nearness.length),
  );
  const scale = Math.max(among - mean, spread, 1e-6);
  return nearness.map((one, at) => (one - mean) / scale - 1 + SIGN_WEIGHT * signs[examples + at]!);
}

function learned({ rows, examples }: Lesson, guesses: readonly number[]): Hyperplane {
  const signs = new Int8Array(examples + guesses.length).fill(1, 0, examples);
  const costs = new Float32Array(examples + guesses.length).fill(EXAMPLE_COST, 0, examples);
  for (const [at, guess] of guesses.entries()) {
    signs[examples + at] = guess > 0 ? 1 : -1;
    const sure = Math.max(LEAST_COST, Math.min(1, Math.abs(guess) * 1.5));
    costs[examples + at] = sure * (guess > 0 ? LIKELY_COST : 1);
  }
  return separate(rows, signs, costs);
}

/** What to take from all scores so that a fitting number of stories remains above 0. */
function fittingCut(scores: readonly number[], share: number | undefined): number {
  const sorted = [...scores].sort((a, b) => b - a);
  const own = Math.max(1, sorted.filter((score) => score > 0).length);
  const told =
    share === undefined
      ? own
      : Math.max(
          LEAST_SHARE * share,
          Math.min(
            GREATEST_SHARE * share,
            own ** (1 - TRUST_IN_TERMS) * (USUAL_SHARE * share) ** TRUST_IN_TERMS,
          ),
        );
  const wanted = Math.round(Math.max(LEAST_CAUGHT, Math.min(scores.length * WIDEST, told)));
  const next = sorted[Math.min(wanted, sorted.length - 1)] ?? 0;
  return Math.max(-0.5, Math.min(1, ((sorted[wanted - 1] ?? next) + next) / 2));
}

function signScore(strength: number): number {
  return (SIGN_WEIGHT / 2) * (strength - USUAL_SIGNS);
}

function scoreOf(rows: SparseRows, row: number, plane: Hyperplane): number {
  let score = plane.bias;
  for (let at = rows.starts[row]!; at < rows.starts[row + 1]!; at++) {
    score += plane.weights[rows.columns[at]!]! * rows.values[at]!;
  }
  return score;
}

function addRow(sum: Float32Array, rows: SparseRows, row: number, times: number): void {
  for (let at = rows.starts[row]!; at < rows.starts[row + 1]!; at++) {
    sum[rows.columns[at]!]! += times * rows.values[at]!;
  }
}

function cosine(sum: Float32Array, rows: SparseRows, row: number): number {
  let square = 0;
  for (const value of sum) square += value * value;
  const length = Math.sqrt(square * rows.squares[row]!);
  return length === 0 ? 0 : scoreOf(rows, row, { weights: sum, bias: 0 }) / length;
}

/** Rarity is part of the weights: whoever applies the model needs no statistics. */
function modelOf(weights: Float32Array, bias: number, { buckets, rarity }: Known): TopicModel {
  const heaviest = [...weights.keys()]
    .filter((feature) => Math.abs(weights[feature]! * rarity[feature]!) >= LEAST_WEIGHT)
    .sort((a, b) => Math.abs(weights[b]! * rarity[b]!) - Math.abs(weights[a]! * rarity[a]!) || a - b)
    .slice(0, MODEL_SIZE);
  return {
    format: 1,
    buckets: heaviest.map((feature) => buckets[feature]!),
    weights: heaviest.map((feature) => rounded(weights[feature]! * rarity[feature]!)),
    bias: rounded(bias),
  };
}

function rounded(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}

/** Decides whether stories belong to one learned topic. */
export class LearnedTopic {
  readonly id: string;
  private readonly reader: SignReader;
  private readonly weights: ReadonlyMap<number, number>;

  /** @throws RangeError for a malformed term */
  constructor(
    topic: TeamTopic,
    private readonly model: TopicModel,
    linker: EntityLinker,
  ) {
    this.id = topic.id;
    this.reader = createSignReader(topic, linker);
    this.weights = new Map(model.buckets.map((bucket, at) => [bucket, model.weights[at]!]));
  }

  /** Confidence, above ½ for a story of the topic, and the words that spoke for it. */
  judge(story: StoryText, read: StoryWords): TopicTag {
    let score = this.model.bias;
    const speaking: { words: string; part: number }[] = [];
    for (const [at, bucket] of read.buckets.entries()) {
      const weight = this.weights.get(bucket);
      if (weight === undefined) continue;
      const part = weight * read.values[at]!;
      score += part;
      if (part > 0) speaking.push({ words: read.words[at]!, part });
    }
    const signs = this.reader.signs(story, read);
    score += signScore(signs.strength);
    const allowed = score < -2 || this.reader.allows(story);
    const confidence = allowed ? 1 / (1 + Math.exp(-SLOPE * score)) : 0;
    speaking.sort((a, b) => b.part - a.part);
    return {
      topic: this.id,
      confidence,
      evidence: fewest([...signs.evidence, ...speaking.map(({ words }) => words)]),
    };
  }
}

/** The first five, none of them within another. */
function fewest(words: readonly string[]): string[] {
  const chosen: string[] = [];
  for (const word of words) {
    const lower = word.toLowerCase();
    const known = chosen.some(
      (one) => one.toLowerCase().includes(lower) || lower.includes(one.toLowerCase()),
    );
    if (!known && chosen.length < 5) chosen.push(word);
  }
  return chosen;
}
