import type { SparseRows } from './support-vectors.js';

/** Added to what each side holds of every feature, in units of rows of length 1. */
const SMOOTHING = 0.1;
/** Nothing is taken out of a sum beyond this share, so that its logarithm exists. */
const MOST_TAKEN = 0.999;
const MIXING_ROUNDS = 50;
const LEAST_VARIANCE = 0.01;
const FEWEST = 5;

/** How each row leans towards the class, as a logarithm of odds; only differences mean something. */
export interface Leaning {
  readonly weights: Float32Array;
  readonly scores: Float64Array;
  /** The same with the row itself taken out of what was counted: for rows that taught it. */
  readonly withoutItself: Float64Array;
}

/**
 * Multinomial naive Bayes on weighted features, where a row may belong to the class in part: one round of the method of Nigam et
 * al. 2000 for learning from few labelled and many unlabelled texts. It spreads over words that few examples hold together
 * much faster than a separating plane does.
 * @param memberships 0 to 1 for each row
 */
export function softBayes(rows: SparseRows, memberships: Float64Array): Leaning {
  const { starts, columns, values, width } = rows;
  const inside = new Float64Array(width).fill(SMOOTHING);
  const outside = new Float64Array(width).fill(SMOOTHING);
  for (const [row, membership] of memberships.entries()) {
    for (let at = starts[row]!; at < starts[row + 1]!; at++) {
      inside[columns[at]!]! += membership * values[at]!;
      outside[columns[at]!]! += (1 - membership) * values[at]!;
    }
  }
  const sum = (list: Float64Array) => list.reduce((total, one) => total + one, 0);
  const offset = Math.log(sum(outside)) - Math.log(sum(inside));
  const weights = Float32Array.from(inside, (one, feature) => Math.log(one / outside[feature]!) + offset);
  const scores = new Float64Array(memberships.length);
  const withoutItself = new Float64Array(memberships.length);
  for (const [row, membership] of memberships.entries()) {
    for (let at = starts[row]!; at < starts[row + 1]!; at++) {
      const feature = columns[at]!;
      const value = values[at]!;
      const kept = 1 - Math.min(MOST_TAKEN, (membership * value) / inside[feature]!);
      const keptOutside = 1 - Math.min(MOST_TAKEN, ((1 - membership) * value) / outside[feature]!);
      scores[row]! += value * weights[feature]!;
      withoutItself[row]! += value * (weights[feature]! + Math.log(kept / keptOutside));
    }
  }
  return { weights, scores, withoutItself };
}

/**
 * Share of the higher of two normal distributions that scores are a mixture of, by expectation maximisation (Dempster, Laird,
 * Rubin 1977).
 * @param start a first guess of the share, above 0 and below 1
 * @returns 0 to 1
 */
export function higherShare(scores: readonly number[], start: number): number {
  const sorted = [...scores].sort((a, b) => b - a);
  const cut = Math.min(sorted.length - 1, Math.max(FEWEST, Math.floor(sorted.length * start)));
  if (cut < 1) return start;
  let share = start;
  const ones = sorted.map(() => 1);
  let high = spreadOf(sorted.slice(0, cut), ones.slice(0, cut));
  let low = spreadOf(sorted.slice(cut), ones.slice(cut));
  for (let round = 0; round < MIXING_ROUNDS; round++) {
    const parts = sorted.map((score) => {
      if (score < low.mean) return 0;
      const own = share * density(score, high);
      return own / (own + (1 - share) * density(score, low) + 1e-12);
    });
    const total = parts.reduce((sum, part) => sum + part, 0);
    if (total < 1) return 0;
    share = total / sorted.length;
    high = spreadOf(sorted, parts);
    low = spreadOf(
      sorted,
      parts.map((part) => 1 - part),
    );
  }
  return share;
}

interface Spread {
  readonly mean: number;
  readonly variance: number;
}

/** Mean and variance of weighted numbers; 0 and the least variance where nothing has a weight. */
export function spreadOf(scores: readonly number[], weights: readonly number[]): Spread {
  let total = 1e-12;
  let sum = 0;
  for (const [at, score] of scores.entries()) {
    total += weights[at]!;
    sum += weights[at]! * score;
  }
  const mean = sum / total;
  let squares = 0;
  for (const [at, score] of scores.entries()) squares += weights[at]! * (score - mean) ** 2;
  return { mean, variance: squares / total + LEAST_VARIANCE };
}

function density(score: number, { mean, variance }: Spread): number {
  return Math.exp(-((score - mean) ** 2) / (2 * variance)) / Math.sqrt(variance);
}
