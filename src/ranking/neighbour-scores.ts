import type { AffinityMatrix } from './affinity-matrix.js';

/** Exponents of a walk from a reader over their stories to other readers and on to the stories of those. */
export interface WalkExponents {
  /** A shared story counts by its number of readers to the power of minus this: what all read says little. */
  readonly shared: number;
  /** Another reader counts by the number of their stories to the power of minus this. */
  readonly other: number;
  /** Likeness of a reader to the power of this: above 1 the nearest decide. */
  readonly sharpness: number;
  /** A story reached counts by its number of readers to the power of minus this. */
  readonly reached: number;
}

/**
 * Neighbours of stories (Sarwar et al. 2001) without a limit on their number: cosines over readers, softened towards what many
 * read, busy readers counting less.
 */
export const ITEM_NEIGHBOURS: WalkExponents = { shared: 0.5, other: 0.25, sharpness: 1, reached: 0.3 };

/**
 * How near each story is to what a reader touched: Σ over other readers of likeness × weight of the story for them. Item-kNN,
 * user-kNN and random walks (RP3β, Paudel et al. 2017) differ in the exponents alone. Stories that the reader touched get a value too; it means nothing.
 */
export function walkScores(
  matrix: AffinityMatrix,
  reader: number,
  { shared, other, sharpness, reached }: WalkExponents,
): Float64Array {
  const likeness = new Float64Array(matrix.readers);
  const row = matrix.rows[reader]!;
  row.forEach((story, k) => {
    const readers = matrix.columns[story]!;
    const weights = matrix.columnWeights[story]!;
    const share = matrix.weights[reader]![k]! * readers.length ** -shared;
    for (let r = 0; r < readers.length; r++) likeness[readers[r]!]! += share * weights[r]!;
  });
  likeness[reader] = 0;
  const scores = new Float64Array(matrix.stories);
  likeness.forEach((value, code) => {
    if (value === 0) return;
    const stories = matrix.rows[code]!;
    const weights = matrix.weights[code]!;
    const share = (value * stories.length ** -other) ** sharpness;
    for (let k = 0; k < stories.length; k++) scores[stories[k]!]! += share * weights[k]!;
  });
  if (reached === 0) return scores;
  return scores.map((score, story) => (score === 0 ? 0 : score * matrix.columns[story]!.length ** -reached));
}
