import { normal, type Random } from './random.js';

/** Nodes of the quadrature, standard deviations; the rest of the normal density is below 1e-9. */
const REACH = 6;
const STEP = 0.5;

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
    for (let j = 0; j < scores.length; j++) {
      if (j !== winner) product *= normalBelow(x + (scores[winner]! - scores[j]!) / deviation);
    }
    sum += product;
  }
  return Math.min(1, Math.max(Number.MIN_VALUE, (sum * STEP) / Math.sqrt(2 * Math.PI)));
}

/** Φ: the share of a standard normal below x; by a rational Chebyshev fit of erfc, relative error 1.2e-7 (Press et al. 1992, 6.2). */
function normalBelow(x: number): number {
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
