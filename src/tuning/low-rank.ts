import type { AffinityMatrix } from '../ranking/affinity-matrix.js';
import { mulberry32 } from '../ranking/random.js';

const ITERATIONS = 12;
/** Directions beyond those wanted make the iteration converge. */
const SPARE = 10;

/**
 * Scores of all stories from the strongest `rank` directions of the matrix, `U·Uᵀ·X` (PureSVD, Cremonesi et al. 2010), found
 * by subspace iteration from a fixed start: the same matrix gives the same scores.
 */
export function lowRankScores(matrix: AffinityMatrix, rank: number): (reader: number) => Float64Array {
  const size = Math.min(rank + SPARE, matrix.readers);
  const random = mulberry32(7);
  let basis: Float64Array[] = Array.from({ length: size }, () =>
    new Float64Array(matrix.readers).map(() => random() - 0.5),
  );
  orthonormalise(basis);
  for (let turn = 0; turn < ITERATIONS; turn++) {
    basis = basis.map((direction) => overStories(matrix, overReaders(matrix, direction)));
    orthonormalise(basis);
  }
  const kept = basis
    .slice(0, rank)
    .map((direction) => ({ direction, loads: overReaders(matrix, direction) }));
  return (reader) => {
    const scores = new Float64Array(matrix.stories);
    for (const { direction, loads } of kept) {
      const share = direction[reader]!;
      for (let story = 0; story < scores.length; story++) scores[story]! += share * loads[story]!;
    }
    return scores;
  };
}

/** Xᵀ·values */
function overReaders({ rows, weights, stories }: AffinityMatrix, values: Float64Array): Float64Array {
  const sums = new Float64Array(stories);
  rows.forEach((row, reader) => {
    const own = weights[reader]!;
    for (let k = 0; k < row.length; k++) sums[row[k]!]! += values[reader]! * own[k]!;
  });
  return sums;
}

/** X·values */
function overStories({ rows, weights }: AffinityMatrix, values: Float64Array): Float64Array {
  return Float64Array.from(rows, (row, reader) => {
    const own = weights[reader]!;
    let sum = 0;
    for (let k = 0; k < row.length; k++) sum += values[row[k]!]! * own[k]!;
    return sum;
  });
}

/** Gram–Schmidt in place; a direction that the others span already becomes zero. */
function orthonormalise(basis: readonly Float64Array[]): void {
  basis.forEach((direction, at) => {
    for (const earlier of basis.slice(0, at)) {
      const along = dot(direction, earlier);
      for (let i = 0; i < direction.length; i++) direction[i]! -= along * earlier[i]!;
    }
    const length = Math.sqrt(dot(direction, direction));
    const scale = length > 1e-9 ? 1 / length : 0;
    for (let i = 0; i < direction.length; i++) direction[i]! *= scale;
  });
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
