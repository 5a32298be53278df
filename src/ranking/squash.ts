/** tanh is tabulated from 0 to 4, so many values to 1. */
const REACH = 4;
const PER_UNIT = 256;

/** tanh and its slope times the width of an interval, at the ends of the intervals. */
const values = Float64Array.from({ length: REACH * PER_UNIT + 2 }, (_, i) => Math.tanh(i / PER_UNIT));
const slopes = values.map((value) => (1 - value * value) / PER_UNIT);

/**
 * tanh to 1e-11, odd and rising as it does: between the values of the table by the cubic through values and slopes. Some hundred
 * rows of each ranking are squashed, and this takes a tenth of the time of `Math.tanh`.
 */
export function squash(x: number): number {
  const at = (x < 0 ? -x : x) * PER_UNIT;
  if (!(at < REACH * PER_UNIT)) return Math.tanh(x);
  const i = at | 0;
  const t = at - i;
  const low = values[i]!;
  const rise = values[i + 1]! - low;
  const left = slopes[i]! - rise;
  const right = rise - slopes[i + 1]!;
  const value = low + t * rise + t * (1 - t) * ((1 - t) * left + t * right);
  return x < 0 ? -value : value;
}
