import { FeatureHasher, type FeatureCounts } from './hashed-features.js';
import type { SparseRows } from './support-vectors.js';

/** Texts as rows of TF-IDF weights. */
export interface TextRows {
  readonly rows: SparseRows;
  /** Bucket of each feature, and its inverse document frequency. */
  readonly buckets: Int32Array;
  readonly rarity: Float32Array;
}

/** Rows of length 1 over the features that enough texts have. */
export function textRows(
  documents: readonly { readonly text: string }[],
  { bits, leastTexts }: { readonly bits: number; readonly leastTexts: number },
): TextRows {
  const hasher = new FeatureHasher(bits);
  const holders = new Int32Array(hasher.size);
  const counted = documents.map(({ text }): Pick<FeatureCounts, 'ids' | 'counts'> => {
    const { ids, counts } = hasher.features(text);
    for (const id of ids) holders[id]!++;
    return { ids: ids.slice(), counts: counts.slice() };
  });
  const least = Math.min(leastTexts, Math.ceil(documents.length / 10));
  const buckets = Int32Array.from(holders.keys()).filter((bucket) => holders[bucket]! >= Math.max(1, least));
  const featureOf = new Int32Array(hasher.size);
  for (const [at, bucket] of buckets.entries()) featureOf[bucket] = at + 1;
  const rarity = Float32Array.from(buckets, (bucket) =>
    Math.log((documents.length + 1) / (holders[bucket]! + 0.5)),
  );
  return { rows: rowsOf(counted, featureOf, rarity), buckets, rarity };
}

function rowsOf(
  counted: readonly Pick<FeatureCounts, 'ids' | 'counts'>[],
  featureOf: Int32Array,
  rarity: Float32Array,
): SparseRows {
  const starts = new Int32Array(counted.length + 1);
  const most = counted.reduce((sum, { ids }) => sum + ids.length, 0);
  const columns = new Int32Array(most);
  const values = new Float32Array(most);
  const squares = new Float32Array(counted.length);
  let end = 0;
  for (const [row, { ids, counts }] of counted.entries()) {
    const from = end;
    let square = 0;
    for (let at = 0; at < ids.length; at++) {
      const feature = featureOf[ids[at]!]! - 1;
      if (feature < 0) continue;
      const value = weightOf(counts[at]!, rarity[feature]!);
      square += value * value;
      columns[end] = feature;
      values[end++] = value;
    }
    const scale = square === 0 ? 0 : 1 / Math.sqrt(square);
    for (let at = from; at < end; at++) values[at]! *= scale;
    starts[row + 1] = end;
    squares[row] = square === 0 ? 0 : 1;
  }
  return {
    starts,
    columns: columns.subarray(0, end),
    values: values.subarray(0, end),
    squares,
    width: rarity.length,
  };
}

/** What a feature counts in one text, before the text's length is taken out. */
export function weightOf(count: number, rarity: number): number {
  return (1 + Math.log(count)) * rarity;
}

/** Some of the rows, in the order given. */
export function chosenRows(rows: SparseRows, chosen: readonly number[]): SparseRows {
  const starts = new Int32Array(chosen.length + 1);
  for (const [row, at] of chosen.entries()) {
    starts[row + 1] = starts[row]! + rows.starts[at + 1]! - rows.starts[at]!;
  }
  const columns = new Int32Array(starts.at(-1)!);
  const values = new Float32Array(starts.at(-1)!);
  for (const [row, at] of chosen.entries()) {
    columns.set(rows.columns.subarray(rows.starts[at], rows.starts[at + 1]), starts[row]);
    values.set(rows.values.subarray(rows.starts[at], rows.starts[at + 1]), starts[row]);
  }
  return {
    starts,
    columns,
    values,
    squares: Float32Array.from(chosen, (at) => rows.squares[at]!),
    width: rows.width,
  };
}
