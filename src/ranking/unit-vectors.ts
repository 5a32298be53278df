import type { TagColumn } from './tag-column.js';
import { perPool } from './per-pool.js';

/** Topics and entities of each row as a vector of length 1, as compressed sparse rows; entity codes follow the topic codes. */
export interface UnitVectors {
  readonly start: Int32Array;
  readonly codes: Int32Array;
  readonly values: Float64Array;
  /** One vector by code, so that a cosine costs the entries of the other row only; 0 between calls. */
  readonly dense: Float64Array;
}

export const unitVectors = perPool((pool): UnitVectors => {
  const total = pool.topics.rowTag.length + pool.entities.rowTag.length;
  const start = new Int32Array(pool.size + 1);
  const codes = new Int32Array(total);
  const values = new Float64Array(total);
  let at = 0;
  for (let row = 0; row < pool.size; row++) {
    const put = (column: TagColumn, offset: number): void => {
      for (let k = column.rowStart[row]!; k < column.rowStart[row + 1]!; k++) {
        codes[at] = offset + column.rowTag[k]!;
        values[at++] = column.rowValue[k]!;
      }
    };
    put(pool.topics, 0);
    put(pool.entities, pool.topics.ids.length);
    const own = values.subarray(start[row], at);
    const length = Math.hypot(...own) || 1;
    own.forEach((value, k) => (own[k] = value / length));
    start[row + 1] = at;
  }
  return { start, codes, values, dense: new Float64Array(pool.topics.ids.length + pool.entities.ids.length) };
});
