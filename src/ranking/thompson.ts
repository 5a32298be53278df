import { normal, type Random } from './random.js';

/** Nodes of the quadrature, standard deviations; the rest of the normal density is below 1e-9. */
const REACH = 6;
const STEP = 0.5;
/** A node that is worth less adds nothing that is told. */
const NEGLIGIBLE = 1e-15;
/** Φ is tabulated between −8 and 8, so many values to 1. */
const TABLE_REACH = 8;
const PER_UNIT = 32;

/**
 * One draw of a Thompson sampler: each score plus a normal deviate, the largest wins.
 * @param scores one or more
 * @param deviation standard deviation of every score, above 0
 * @returns the place of the winner in `scores`
 */
export function thompsonDraw(scores: readonly number[], deviation: number, random: Random): number {
  let best = 0;
  let bestValue = -Infinity;
  for (let i = 0; i < scores.length; i++) {
    const value = scores[i]! + deviation * normal(random);
    if (value > bestValue) [best, bestValue] = [i, value];
  }
  return best;
}

/**
 * The probability that {@link thompsonDraw} chooses a score, `∫ φ(x − z_i) Π_{j≠i} Φ(x − z_j) dx` in units of the deviation, by the
 * trapezoidal rule, which for such smooth integrands on a whole line is right to 1e-6 with a step of half a deviation. The
 * probabilities of all scores add up to 1.
 * @returns above 0, at most 1
 */
export function winProbability(scores: readonly number[], winner: number, deviation: number): number {
  let sum = 0;
  for (let step = -REACH / STEP; step <= REACH / STEP; step++) {
    const x = step * STEP;
    let product = Math.exp(-0.5 * x * x);
    for (let j = 0; j < scores.length && product > NEGLIGIBLE; j++) {
      if (j !== winner) product *= normalBelow(x + (scores[winner]! - scores[j]!) / deviation);
    }
    sum += product;
  }
  return Math.min(1, Math.max(Number.MIN_VALUE, (sum * STEP) / Math.sqrt(2 * Math.PI)));
}

/** Φ and its slope times the width of an interval, at the ends of the intervals. */
const table = new Float64Array(2 * TABLE_REACH * PER_UNIT + 2);
const slopes = table.map((_, i) => {
  const x = i / PER_UNIT - TABLE_REACH;
  table[i] = computedBelow(x);
  return Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI) / PER_UNIT;
});

/** Φ: the share of a standard normal below x; between the values of the table by the cubic through values and slopes, to 2e-7. */
function normalBelow(x: number): number {
  const at = (x + TABLE_REACH) * PER_UNIT;
  if (!(at > 0)) return 0;
  const i = Math.floor(at);
  if (i >= 2 * TABLE_REACH * PER_UNIT) return 1;
  const t = at - i;
  const rise = table[i + 1]! - table[i]!;
  const [left, right] = [slopes[i]! - rise, rise - slopes[i + 1]!];
  return table[i]! + t * rise + t * (1 - t) * ((1 - t) * left + t * right);
}

/** Φ by a rational Chebyshev fit of erfc, relative error 1.2e-7 (Press et al. 1992, 6.2). */
function computedBelow(x: number): number {
  const z = Math.abs(x) * Math.SQRT1_2;
  const t = 1 / (1 + 0.5 * z);
  const fit =
    -1.26551223 +
    t *
      (1.00002368 +
        t *
          (0.37409196 +
            t *
              (0.09678418 +
                t *
                  (-0.18628806 +
                    t *
                      (0.27886807 +
                        t * (-1.13520398 + t * (1.48851587 + t * (-0.82215223 + t * 0.17087277))))))));
  const above = 0.5 * t * Math.exp(-z * z + fit);
  return x < 0 ? above : 1 - above;
}
