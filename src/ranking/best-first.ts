/** Runs of so many are sorted by insertion before they are merged. */
const RUN = 12;
/** Where things are put meanwhile, and where each bucket starts; of no meaning between calls. */
let spare = new Int32Array(512);
let starts = new Int32Array(513);

/**
 * Sorts things in place by their scores, the best first; where two are equal the lower number comes first. First into as many buckets as
 * there are things, of equal width, then within each bucket: of scores that are spread out few share one. Typed arrays alone: several
 * times as fast as `sort` with a comparator, which it calls through the runtime.
 * @param things numbers that are places in `scores`
 */
export function sortBestFirst(things: Int32Array, scores: Float64Array): void {
  const { length } = things;
  if (length <= RUN) {
    insert(things, scores, 0, length);
    return;
  }
  let low = Infinity;
  let high = -Infinity;
  for (let k = 0; k < length; k++) {
    const score = scores[things[k]!]!;
    if (score < low) low = score;
    if (score > high) high = score;
  }
  if (length > spare.length) {
    spare = new Int32Array(2 * length);
    starts = new Int32Array(2 * length + 1);
  }
  starts.fill(0, 0, length + 1);
  const perScore = high > low ? (length - 1) / (high - low) : 0;
  for (let k = 0; k < length; k++) starts[(((high - scores[things[k]!]!) * perScore) | 0) + 1]!++;
  for (let bucket = 1; bucket < length; bucket++) starts[bucket]! += starts[bucket - 1]!;
  for (let k = 0; k < length; k++) {
    const thing = things[k]!;
    spare[starts[((high - scores[thing]!) * perScore) | 0]!++] = thing;
  }
  for (let k = 0; k < length; k++) things[k] = spare[k]!;
  // Each start has moved on to the start of the next.
  let from = 0;
  for (let bucket = 0; bucket < length; bucket++) {
    const to = starts[bucket]!;
    if (to - from > RUN) sortByMerging(things, scores, from, to);
    else if (to - from > 1) insert(things, scores, from, to);
    from = to;
  }
}

function insert(things: Int32Array, scores: Float64Array, from: number, to: number): void {
  for (let k = from + 1; k < to; k++) {
    const thing = things[k]!;
    const score = scores[thing]!;
    let at = k;
    for (; at > from; at--) {
      const other = things[at - 1]!;
      const otherScore = scores[other]!;
      if (otherScore > score || (otherScore === score && other < thing)) break;
      things[at] = other;
    }
    things[at] = thing;
  }
}

function sortByMerging(things: Int32Array, scores: Float64Array, from: number, to: number): void {
  for (let at = from; at < to; at += RUN) insert(things, scores, at, Math.min(to, at + RUN));
  let source = things;
  let target: Int32Array = spare;
  for (let width = RUN; width < to - from; width *= 2) {
    for (let at = from; at < to; at += 2 * width)
      merge(source, target, at, Math.min(to, at + width), Math.min(to, at + 2 * width), scores);
    [source, target] = [target, source];
  }
  if (source !== things) for (let k = from; k < to; k++) things[k] = source[k]!;
}

function merge(
  source: Int32Array,
  target: Int32Array,
  from: number,
  middle: number,
  to: number,
  scores: Float64Array,
): void {
  let left = from;
  let right = middle;
  for (let k = from; k < to; k++) {
    let takeLeft = right >= to;
    if (!takeLeft && left < middle) {
      const one = scores[source[left]!]!;
      const other = scores[source[right]!]!;
      takeLeft = one > other || (one === other && source[left]! < source[right]!);
    }
    target[k] = takeLeft ? source[left++]! : source[right++]!;
  }
}

/** The k-th largest of the first `count` values, which it reorders; quickselect (Hoare 1961), expected linear. */
export function kthLargest(values: Int32Array, count: number, k: number): number {
  let low = 0;
  let high = count - 1;
  const target = k - 1;
  while (low < high) {
    const pivot = values[(low + high) >> 1]!;
    let i = low;
    let j = high;
    while (i <= j) {
      while (values[i]! > pivot) i++;
      while (values[j]! < pivot) j--;
      if (i <= j) {
        const swapped = values[i]!;
        values[i++] = values[j]!;
        values[j--] = swapped;
      }
    }
    if (target <= j) high = j;
    else if (target >= i) low = i;
    else break;
  }
  return values[target]!;
}
