/** Examples as sparse rows, all in one block of memory. */
export interface SparseRows {
  /** Row `r` lies at `starts[r]` to `starts[r + 1]`. */
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float32Array;
  /** Squared length of each row. */
  readonly squares: Float32Array;
  /** Columns are below this. */
  readonly width: number;
}

/** A hyperplane: a row scores `weights · row + bias`. */
export interface Hyperplane {
  readonly weights: Float32Array;
  readonly bias: number;
}

const MOST_PASSES = 60;
const TOLERANCE = 0.1;

/**
 * The separating plane of a linear support vector machine with squared hinge loss, by dual coordinate descent with shrinking
 * (Hsieh et al. 2008, the method of LIBLINEAR). Deterministic: the order of the examples is shuffled from a fixed seed.
 * @param signs 1 for the examples of the class, −1 for the others
 * @param costs what an error on each example costs, above 0
 */
export function separate(rows: SparseRows, signs: Int8Array, costs: Float32Array): Hyperplane {
  const { starts, columns, values, squares } = rows;
  const weights = new Float32Array(rows.width);
  let bias = 0;
  const duals = new Float64Array(signs.length);
  const order = Int32Array.from(signs.keys());
  const random = randomIntegers();
  let active = order.length;
  let ceiling = Infinity;
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    for (let at = active - 1; at > 0; at--) swap(order, at, random() % (at + 1));
    let most = -Infinity;
    let least = Infinity;
    for (let k = 0; k < active; k++) {
      const row = order[k]!;
      const sign = signs[row]!;
      const from = starts[row]!;
      const to = starts[row + 1]!;
      const slack = 0.5 / costs[row]!;
      const before = duals[row]!;
      let score = bias;
      for (let at = from; at < to; at++) score += weights[columns[at]!]! * values[at]!;
      const gradient = sign * score - 1 + before * slack;
      if (before === 0 && gradient > ceiling) {
        // Far on its own side: leave it out until the others have settled.
        swap(order, k--, --active);
        continue;
      }
      const projected = before === 0 ? Math.min(gradient, 0) : gradient;
      most = Math.max(most, projected);
      least = Math.min(least, projected);
      if (Math.abs(projected) < 1e-10) continue;
      // The bias is a column of ones.
      const after = Math.max(before - gradient / (1 + squares[row]! + slack), 0);
      duals[row] = after;
      const step = (after - before) * sign;
      for (let at = from; at < to; at++) weights[columns[at]!]! += step * values[at]!;
      bias += step;
    }
    if (most - least > TOLERANCE) ceiling = most <= 0 ? Infinity : most;
    else if (active === order.length) break;
    else {
      active = order.length;
      ceiling = Infinity;
    }
  }
  return { weights, bias };
}

function swap(order: Int32Array, a: number, b: number): void {
  const kept = order[a]!;
  order[a] = order[b]!;
  order[b] = kept;
}

/** Marsaglia's xorshift32 from a fixed seed: any fair order does, if it is the same on every machine. */
function randomIntegers(): () => number {
  let state = 0x9e3779b9;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

/** How a score becomes a probability: 1 / (1 + e^−(slope · score + offset)). */
export interface Calibration {
  readonly slope: number;
  readonly offset: number;
}

/**
 * Logistic calibration of scores (Platt 2000), by Newton's method on targets drawn in from 0 and 1 as he proposes.
 * @param right whether each score belongs to a member of the class
 */
export function calibrate(scores: readonly number[], right: readonly boolean[]): Calibration {
  const members = right.filter(Boolean).length;
  const high = (members + 1) / (members + 2);
  const low = 1 / (right.length - members + 2);
  let slope = 1;
  let offset = 0;
  for (let step = 0; step < 50; step++) {
    let [gradSlope, gradOffset, ss, so, oo] = [0, 0, 1e-9, 0, 1e-9];
    for (const [at, score] of scores.entries()) {
      const p = probabilityOf(score, { slope, offset });
      const error = p - (right[at] === true ? high : low);
      const spread = p * (1 - p);
      gradSlope += error * score;
      gradOffset += error;
      ss += spread * score * score;
      so += spread * score;
      oo += spread;
    }
    const determinant = ss * oo - so * so;
    if (Math.abs(determinant) < 1e-12) break;
    const moveSlope = (oo * gradSlope - so * gradOffset) / determinant;
    const moveOffset = (ss * gradOffset - so * gradSlope) / determinant;
    slope -= Math.max(-2, Math.min(2, moveSlope));
    offset -= Math.max(-2, Math.min(2, moveOffset));
    if (Math.abs(moveSlope) + Math.abs(moveOffset) < 1e-6) break;
  }
  return { slope: Math.max(0.1, slope), offset };
}

/** 0 to 1. */
export function probabilityOf(score: number, { slope, offset }: Calibration): number {
  return 1 / (1 + Math.exp(-(slope * score + offset)));
}
