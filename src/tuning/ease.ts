import { AffinityMatrix } from '../ranking/affinity-matrix.js';
import { invertPositive, type SquareMatrix } from './dense-matrix.js';

/**
 * EASE (Steck 2019), the linear autoencoder without a diagonal: scores of all stories for each reader, `x_u·B` with
 * `B = I − P / diag P` and `P = (XᵀX + λI)⁻¹`. Of readers and stories the fewer are inverted:
 * `X·P = (XXᵀ + λI)⁻¹X` and `diag P = (1 − x_iᵀ(XXᵀ + λI)⁻¹x_i) / λ` say the same by readers. Stories that the reader touched get
 * a value that means nothing.
 * @param kinship likeness of a story to all, times how many readers of both it is worth (added to XᵀX as if read so); it takes
 * part only where stories are the fewer
 */
export function easeScores(
  matrix: AffinityMatrix,
  lambda: number,
  kinship?: { readonly likeness: (story: number) => Float64Array; readonly worth: number },
): (reader: number) => Float64Array {
  return matrix.readers < matrix.stories ? byReaders(matrix, lambda) : byStories(matrix, lambda, kinship);
}

function byReaders(matrix: AffinityMatrix, lambda: number): (reader: number) => Float64Array {
  const { size, values } = inverseGram(matrix.columns, matrix.columnWeights, matrix.readers, lambda);
  const diagonal = new Float64Array(matrix.stories);
  matrix.columns.forEach((readers, story) => {
    const weights = matrix.columnWeights[story]!;
    let sum = 0;
    for (let i = 0; i < readers.length; i++)
      for (let j = 0; j < readers.length; j++)
        sum += weights[i]! * weights[j]! * values[readers[i]! * size + readers[j]!]!;
    diagonal[story] = (1 - sum) / lambda;
  });
  return (reader) => {
    const scores = new Float64Array(matrix.stories);
    for (let other = 0; other < size; other++) {
      const share = values[reader * size + other]!;
      const stories = matrix.rows[other]!;
      const weights = matrix.weights[other]!;
      for (let k = 0; k < stories.length; k++) scores[stories[k]!]! -= share * weights[k]!;
    }
    return scores.map((score, story) => score / diagonal[story]!);
  };
}

function byStories(
  matrix: AffinityMatrix,
  lambda: number,
  kinship: Parameters<typeof easeScores>[2],
): (reader: number) => Float64Array {
  const { size, values } = inverseGram(matrix.rows, matrix.weights, matrix.stories, lambda, (gram) => {
    if (kinship === undefined) return;
    for (let story = 0; story < matrix.stories; story++)
      kinship.likeness(story).forEach((value, other) => {
        gram[story * matrix.stories + other]! += kinship.worth * value;
      });
  });
  return (reader) => {
    const scores = new Float64Array(size);
    matrix.rows[reader]!.forEach((story, k) => {
      const weight = matrix.weights[reader]![k]!;
      for (let i = 0; i < size; i++) scores[i]! -= weight * values[story * size + i]!;
    });
    return scores.map((score, i) => score / values[i * size + i]!);
  };
}

/** (Σ over lists of x xᵀ + what is added + λI)⁻¹, each list holding some of `size` places and their weights. */
function inverseGram(
  lists: readonly Int32Array[],
  weights: readonly Float64Array[],
  size: number,
  lambda: number,
  add?: (gram: Float64Array) => void,
): SquareMatrix {
  const gram = { size, values: new Float64Array(size * size) };
  lists.forEach((places, list) => {
    const own = weights[list]!;
    for (let i = 0; i < places.length; i++)
      for (let j = 0; j < places.length; j++)
        gram.values[places[i]! * size + places[j]!]! += own[i]! * own[j]!;
  });
  add?.(gram.values);
  for (let i = 0; i < size; i++) gram.values[i * size + i]! += lambda;
  invertPositive(gram);
  return gram;
}
