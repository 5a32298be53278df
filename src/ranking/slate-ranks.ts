import { sortBestFirst } from './best-first.js';
import type { Column } from './slate-learner.js';

/** Of no meaning between calls, which never overlap. */
let order = new Int32Array(0);
let ranks = new Float64Array(0);
/** By twice a rank. */
let logs = new Float64Array(0);

/** −log(1 + rank)/2, the highest value having rank 0 and equal values sharing the mean of their ranks. */
export function slateRanks(values: Column): Column {
  const column = values.slice();
  toSlateRanks(column, column.length);
  return column;
}

/** Puts them in place of the first values of a column. */
export function toSlateRanks(column: Column, count: number): void {
  if (count > order.length) {
    order = new Int32Array(2 * count);
    ranks = new Float64Array(2 * count);
    logs = Float64Array.from({ length: 4 * count }, (_, twice) => -Math.log1p(twice / 2) / 2);
  }
  const sorted = order.subarray(0, count);
  for (let k = 0; k < count; k++) sorted[k] = k;
  sortBestFirst(sorted, column);
  for (let from = 0, to = 0; from < count; from = to) {
    const value = column[sorted[from]!]!;
    for (to = from + 1; to < count && column[sorted[to]!] === value;) to++;
    const rank = logs[from + to - 1]!;
    for (let at = from; at < to; at++) ranks[sorted[at]!] = rank;
  }
  for (let k = 0; k < count; k++) column[k] = ranks[k]!;
}
