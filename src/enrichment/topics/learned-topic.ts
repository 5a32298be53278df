import { TOPICS } from '../../knowledge/topics.js';
import type { EntityLinker } from '../entities/entities.js';
import { FeatureHasher } from './hashed-features.js';
import { higherShare, softBayes, spreadOf } from './soft-bayes.js';
import { type Hyperplane, separate, type SparseRows } from './support-vectors.js';
import {
  createSignReader,
  type SignReader,
  type StoryWords,
  type TeamTopic,
  wordsOfStory,
} from './topic-signs.js';
import type { StoryText, TopicTag } from '../understanding.js';

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
/** How far a term counts beside nearness, a cosine. */
const NEARNESS_SIGN = 0.1;
/** How far a topic's own terms count beside its words. */
const SIGN_WEIGHT = 1.2;
/** Strength of signs that says nothing either way. */
const USUAL_SIGNS = 0.3;
/** Rounds of naive Bayes before the share is told, after it, and of the plane. */
const SPREADING_ROUNDS = 3;
const SETTLING_ROUNDS = 2;
const PLANE_ROUNDS = 4;
/** Of a topic narrower than this most words are of other topics: spreading would lose it, nearness and terms keep it. */
const NARROW = 0.04;
const EXAMPLE_COST = 2;
const LIKELY_COST = 2;
const LEAST_COST = 0.02;
/** How steeply membership rises with the score, in units of the scores' spread. */
const STEEPNESS = 4;
/** How far a term counts while naive Bayes spreads, in units of the scores' spread. */
const SPREADING_SIGN = 0.3;
/** Share of the stories that a topic has before anything is known, and how sure that is beside what the terms tell. */
const USUAL_SHARE = 0.2;
const TRUST_IN_USUAL = 0.6;
/** How sure the share is that the scores tell: in narrow topics the few high scores are no heap of their own. */
const TRUST_IN_MIXTURE = 50;
const MOST_TRUST_IN_MIXTURE = 6;
/** Terms find other stories too: the usual share of what they find that is of the topic, and the variance of its logarithm. */
const USUAL_PRECISION = 0.65;
const PRECISION_VARIANCE = 0.25;
/** How many times less and more than supposed before the mixture of scores may tell. */
const MOST_LESS = 2.5;
const MOST_MORE = 4;
/** How many times less and more stories than told the plane may catch. */
const MOST_MOVED = 1.5;
const LEAST_CAUGHT = 3;
/** A topic in more stories than this tells nobody anything, so it is not learned so wide. */
const WIDEST = 0.38;
/** Below this the built-in definitions help out as stories of other topics. */
const ENOUGH_STORIES = 100;
/** Slope of the logistic that makes a probability of a score. */
const SLOPE = 2;

/**
 * Learns a topic from a few examples and its terms beside stories that nobody has labelled. Nearness to the examples' centroid
 * (Rocchio 1971) and the terms make a first guess which of those stories belong to it; naive Bayes spreads it over the words
 * that these stories share, and a support vector machine learns from examples and guesses and guesses anew, some rounds
 * (learning from positive and unlabelled examples, Nigam et al. 2000, Liu et al. 2003). How many stories it catches is told
 * by how many the terms find, allowing for examples without a term, and by where the scores fall into two heaps: the terms
 * count for more the more of the examples hold one. Deterministic; about a second for 2,000 stories.
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
  const lesson: Lesson = { rows, signs, examples: examples.length };

  const first = firstGuess(lesson);
  const share = shareOf(lesson, first);
  let guesses = guessesOf(
    spread(lesson, first, share, share < NARROW ? 0 : SETTLING_ROUNDS).scores,
    lesson,
    share,
  );
  let plane: Hyperplane = { weights: new Float32Array(known.buckets.length), bias: 0 };
  let cut = 0;
  for (let round = 0; round < PLANE_ROUNDS; round++) {
    plane = learned(lesson, guesses);
    const scores = guesses.map((_, at) => {
      const row = lesson.examples + at;
      return scoreOf(rows, row, plane) + signScore(signs[row]!);
    });
    cut = cutAt(scores, besidePlane(scores, share));
    guesses = scores.map((score) => score - cut);
  }
  return modelOf(plane.weights, plane.bias - cut, known);
}

interface Lesson {
  /** The examples, then the stories. */
  readonly rows: SparseRows;
  readonly signs: readonly number[];
  readonly examples: number;
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

/** Within a pair of words. */
const BETWEEN = /[^\p{L}\p{N}]/u;

/** Single words of at least two texts; pairs would learn the examples by heart, and the others tell nothing of any second one. */
function knownFeatures(read: readonly StoryWords[], size: number): Known {
  const holders = new Int32Array(size);
  for (const { buckets, words } of read) {
    for (const [at, bucket] of buckets.entries()) if (!BETWEEN.test(words[at]!)) holders[bucket]!++;
  }
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

/** The share of the stories that is of the topic, 0 to {@link WIDEST}. */
function shareOf(lesson: Lesson, first: readonly number[]): number {
  const told = toldByTerms(lesson);
  const supposed = withinBounds(blended(told, USUAL_SHARE, TRUST_IN_USUAL));
  const { withoutItself } = spread(lesson, first, supposed, SPREADING_ROUNDS);
  const seen = withinBounds(higherShare(withoutItself.slice(lesson.examples), supposed));
  const mixture = Math.max(supposed / MOST_LESS, Math.min(supposed * MOST_MORE, seen));
  return withinBounds(blended(told, mixture, Math.min(MOST_TRUST_IN_MIXTURE, TRUST_IN_MIXTURE * supposed)));
}

interface Told {
  readonly share: number;
  /** Inverse of the variance of the share's logarithm; 0 where the terms tell nothing. */
  readonly trust: number;
}

/** If a share of the examples holds a term, so will a like share of the topic's stories. */
function toldByTerms({ signs, examples }: Lesson): Told {
  const held = signs.slice(0, examples).filter((strength) => strength > 0).length;
  const found = signs.slice(examples).filter((strength) => strength > 0).length;
  if (held === 0 || found === 0) return { share: USUAL_SHARE, trust: 0 };
  const holding = (held + 0.5) / (examples + 1);
  return {
    share: ((found / (signs.length - examples)) * USUAL_PRECISION) / holding,
    trust: 1 / (PRECISION_VARIANCE + (1 - holding) / (examples * holding)),
  };
}

function blended({ share, trust }: Told, other: number, trustInOther: number): number {
  return Math.exp((trust * Math.log(share) + trustInOther * Math.log(other)) / (trust + trustInOther));
}

function withinBounds(share: number): number {
  return Math.max(0.003, Math.min(WIDEST, share));
}

interface SpreadScores {
  /** Of all rows, in units of their spread. */
  readonly scores: readonly number[];
  readonly withoutItself: readonly number[];
}

/** Rounds of naive Bayes in which the best share of the stories teaches, the nearer to the cut the less. */
function spread(lesson: Lesson, first: readonly number[], share: number, rounds: number): SpreadScores {
  const { rows, signs, examples } = lesson;
  let scores = first;
  let withoutItself = first;
  for (let round = 0; round < rounds; round++) {
    const stories = scores.slice(examples);
    const cut = cutAt(stories, share);
    const { variance } = spreadOf(stories, evenly(stories));
    const memberships = Float64Array.from(scores, (score, row) =>
      row < examples ? 1 : 1 / (1 + Math.exp((-STEEPNESS * (score - cut)) / Math.sqrt(variance))),
    );
    const leaning = softBayes(rows, memberships);
    const held = [...leaning.withoutItself];
    const usual = spreadOf(held, evenly(held));
    const inUnits = (score: number, row: number): number =>
      (score - usual.mean) / Math.sqrt(usual.variance) + SPREADING_SIGN * signs[row]!;
    scores = Array.from(leaning.scores, inUnits);
    withoutItself = held.map(inUnits);
  }
  return { scores, withoutItself };
}

/** Scores of the stories as guesses: 0 at the cut, 1 for a usual example. */
function guessesOf(scores: readonly number[], { examples }: Lesson, share: number): number[] {
  const stories = scores.slice(examples);
  const own = scores.slice(0, examples).sort((a, b) => a - b);
  const { mean } = spreadOf(stories, evenly(stories));
  const scale = Math.max(1e-6, own[Math.floor(examples / 2)]! - mean);
  const cut = cutAt(stories, share);
  return stories.map((score) => (score - cut) / scale);
}

/** How near each row is to the examples, in units of its spread over the stories, with what its terms say. */
function firstGuess({ rows, signs, examples }: Lesson): number[] {
  const sum = new Float32Array(rows.width);
  for (let row = 0; row < examples; row++) addRow(sum, rows, row, 1);
  const length = Math.sqrt(sum.reduce((total, value) => total + value * value, 0)) || 1;
  return signs.map(
    (strength, row) =>
      scoreOf(rows, row, { weights: sum, bias: 0 }) / (length * Math.sqrt(rows.squares[row]!) || 1) +
      NEARNESS_SIGN * strength,
  );
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

function evenly(scores: readonly number[]): number[] {
  return scores.map(() => 1);
}

/** The share that is told, moved towards what lies on the plane's own side: where two heaps are well apart it knows better. */
function besidePlane(scores: readonly number[], share: number): number {
  const own = scores.filter((score) => score > 0).length / scores.length;
  return Math.max(share / MOST_MOVED, Math.min(share * MOST_MOVED, Math.sqrt(own * share)));
}

/** The score that a share of all scores is above. */
function cutAt(scores: readonly number[], share: number): number {
  const sorted = [...scores].sort((a, b) => b - a);
  const wanted = Math.max(LEAST_CAUGHT, Math.min(sorted.length - 1, Math.round(sorted.length * share)));
  const next = sorted[Math.min(wanted, sorted.length - 1)] ?? 0;
  return ((sorted[wanted - 1] ?? next) + next) / 2;
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
