/** Sets of labels by document. */
export type LabelSets = readonly ReadonlySet<string>[];

export interface F1 {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** How many labels the gold standard holds. */
  readonly support: number;
}

/**
 * Micro-averaged F1 over documents: all decisions pooled (Manning, Raghavan, Schütze 2008, 13.6).
 * @throws RangeError if the lists differ in length
 */
export function microF1(predicted: LabelSets, gold: LabelSets): F1 {
  requireSameLength(predicted.length, gold.length);
  let hits = 0;
  let given = 0;
  let wanted = 0;
  for (const [at, right] of gold.entries()) {
    const guess = predicted[at]!;
    given += guess.size;
    wanted += right.size;
    for (const label of guess) if (right.has(label)) hits++;
  }
  return f1Of(hits, given, wanted);
}

/** F1 of each label that occurs in either list. */
export function perTopicF1(predicted: LabelSets, gold: LabelSets): Map<string, F1> {
  requireSameLength(predicted.length, gold.length);
  const labels = new Set<string>();
  for (const set of [...predicted, ...gold]) for (const label of set) labels.add(label);
  const only = (sets: LabelSets, label: string) => sets.map((set) => new Set(set.has(label) ? [label] : []));
  return new Map(
    [...labels].sort().map((label) => [label, microF1(only(predicted, label), only(gold, label))]),
  );
}

export interface Forecast {
  /** Stated probability, 0 to 1. */
  readonly confidence: number;
  readonly correct: boolean;
}

/**
 * Expected calibration error: mean distance between stated and observed frequency over equal-width bins, weighted by
 * their share of forecasts (Guo et al. 2017). 0 is perfect; 0 without forecasts.
 * @throws RangeError for a confidence outside 0 to 1
 */
export function expectedCalibrationError(forecasts: readonly Forecast[], bins = 10): number {
  const count = new Float64Array(bins);
  const stated = new Float64Array(bins);
  const correct = new Float64Array(bins);
  for (const forecast of forecasts) {
    if (!(forecast.confidence >= 0 && forecast.confidence <= 1)) {
      throw new RangeError(`A confidence lies between 0 and 1, not ${forecast.confidence}`);
    }
    const bin = Math.min(bins - 1, Math.floor(forecast.confidence * bins));
    count[bin]! += 1;
    stated[bin]! += forecast.confidence;
    correct[bin]! += forecast.correct ? 1 : 0;
  }
  let error = 0;
  for (let bin = 0; bin < bins; bin++) error += Math.abs(stated[bin]! - correct[bin]!);
  return forecasts.length === 0 ? 0 : error / forecasts.length;
}

function f1Of(hits: number, given: number, wanted: number): F1 {
  const precision = given === 0 ? 0 : hits / given;
  const recall = wanted === 0 ? 0 : hits / wanted;
  return { precision, recall, f1: given + wanted === 0 ? 0 : (2 * hits) / (given + wanted), support: wanted };
}

function requireSameLength(a: number, b: number): void {
  if (a !== b) throw new RangeError(`As many predictions as gold sets are needed: ${a} and ${b}`);
}
