/** Values of one feature over the candidates of one slate. */
export type Column = Float64Array;

/** Columns of zeros, in one piece of memory: many small ones are slow to get and slow to give back. */
export function columnsOf(count: number, length: number): Column[] {
  const { buffer } = new Float64Array(count * length);
  const columns: Column[] = [];
  for (let c = 0; c < count; c++) columns.push(new Float64Array(buffer, 8 * c * length, length));
  return columns;
}

/** The team's bounds on what may be learned. */
export interface LearnerBounds {
  /** For each feature whether it is the team's: its weight stays within [½, 2] × the initial one. The rest is residual. */
  readonly team: readonly boolean[];
  /** The residual, less its mean over the slate, is clipped to ± this; logits. */
  readonly residual: number;
}

export interface SlateLearnerOptions {
  /** Step of the shared weights (AdaGrad). */
  readonly rate?: number;
  /** Step of a reader's own offsets. */
  readonly readerRate?: number;
  /** What is left of a reader's offsets after each of their choices. */
  readonly readerDecay?: number;
  /** Released where absent. */
  readonly bounds?: LearnerBounds | undefined;
  /** What was learned before, taken up again; absent: nothing. Readers' offsets go to {@link SlateLearner.offsets}. */
  readonly state?: LearnerState | undefined;
}

/** Shared weights and the sums of squares that size their steps, one each for every feature. */
export interface LearnerState {
  readonly weights: ArrayLike<number>;
  readonly squares: ArrayLike<number>;
}

/** The candidates of one slate under the weights of one moment. */
export interface ScoredSlate {
  readonly reader: string;
  readonly columns: readonly Column[];
  /** In logits, up to a constant of the slate. */
  readonly scores: Float64Array;
  /** Where the residual was clipped, if it is bounded: 0, else 1. */
  readonly free: Float64Array | undefined;
}

/**
 * Which candidate of a slate is chosen: a softmax over `(w + w_reader)·x`, learned one choice at a time (multinomial logit,
 * McFadden 1974; AdaGrad steps, Duchi et al. 2011). Deterministic: the same choices in the same order give the same weights.
 */
export class SlateLearner {
  readonly weights: Float64Array;
  readonly squares: Float64Array;
  /** By reader, one for each feature. */
  readonly offsets = new Map<string, Float64Array>();
  private readonly rate: number;
  private readonly readerRate: number;
  private readonly readerDecay: number;
  private readonly bounds: LearnerBounds | undefined;

  /** @param initial weights before anything was learned, one for each feature */
  constructor(
    private readonly initial: readonly number[],
    { rate = 0.3, readerRate = 0.005, readerDecay = 0.995, bounds, state }: SlateLearnerOptions = {},
  ) {
    this.weights = Float64Array.from(state?.weights ?? initial);
    this.squares =
      state === undefined ? new Float64Array(initial.length).fill(1) : Float64Array.from(state.squares);
    this.rate = rate;
    this.readerRate = readerRate;
    this.readerDecay = readerDecay;
    this.bounds = bounds;
  }

  /** Scores the candidates of a slate; nothing is learned. */
  score(reader: string, columns: readonly Column[]): ScoredSlate {
    const offset = this.offsets.get(reader);
    const scores = new Float64Array(columns[0]?.length ?? 0);
    const { bounds } = this;
    const add = (column: Column, weight: number): void => {
      for (let k = 0; k < scores.length; k++) scores[k]! += weight * column[k]!;
    };
    columns.forEach((column, f) => {
      const own = offset?.[f] ?? 0;
      add(column, bounds?.team[f] === true ? own : this.weights[f]! + own);
    });
    if (bounds === undefined) return { reader, columns, scores, free: undefined };
    const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
    const free = scores.map((score) => Number(Math.abs(score - mean) < bounds.residual));
    for (let k = 0; k < scores.length; k++)
      scores[k] = Math.min(bounds.residual, Math.max(-bounds.residual, scores[k]! - mean));
    columns.forEach((column, f) => {
      if (bounds.team[f] === true) add(column, this.weights[f]!);
    });
    return { reader, columns, scores, free };
  }

  /** Learns from choices that were made under the weights as they are, all of one moment. */
  learn(choices: readonly (ScoredSlate & { readonly chosen: number })[]): void {
    const steps = choices.map((choice) => ({ choice, surprise: surpriseOf(choice) }));
    for (const { choice, surprise } of steps) this.step(choice, surprise);
  }

  private step({ reader, columns, free }: ScoredSlate, surprise: Float64Array): void {
    let offset = this.offsets.get(reader);
    if (offset === undefined) this.offsets.set(reader, (offset = new Float64Array(columns.length)));
    const residual = free === undefined ? surprise : surprise.map((value, k) => value * free[k]!);
    columns.forEach((column, f) => {
      const team = this.bounds?.team[f] === true;
      const own = slopeAlong(column, residual);
      const slope = team ? slopeAlong(column, surprise) : own;
      this.squares[f]! += slope * slope;
      const moved = this.weights[f]! + (this.rate * slope) / Math.sqrt(this.squares[f]!);
      this.weights[f] = team ? within(moved, this.initial[f]! / 2, this.initial[f]! * 2) : moved;
      offset[f] = offset[f]! * this.readerDecay + this.readerRate * own;
    });
  }
}

/** 1 for the chosen candidate and 0 for the others, less the probability that the softmax gave. */
function surpriseOf({ scores, chosen }: ScoredSlate & { readonly chosen: number }): Float64Array {
  let highest = -Infinity;
  for (const score of scores) if (score > highest) highest = score;
  const surprise = scores.map((score) => Math.exp(score - highest));
  const total = surprise.reduce((sum, value) => sum + value, 0);
  for (let k = 0; k < surprise.length; k++) surprise[k]! /= -total;
  surprise[chosen]! += 1;
  return surprise;
}

function slopeAlong(column: Column, surprise: Float64Array): number {
  let slope = 0;
  for (let k = 0; k < surprise.length; k++) slope += surprise[k]! * column[k]!;
  return slope;
}

function within(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
