import { hash32 } from './random.js';
import type { Steps } from './steps.js';
import { PIECE, postings, type TagColumn } from './tag-column.js';

const TERM_BUCKETS = 1 << 15;

/**
 * Hashed TF-IDF over all stories, each row of length 1 (Weinberger et al. 2009 for the hashing; no signs, the buckets are many). A term is
 * known by its code; codes ascend within a row and within {@link CountedTerms}, so that sums over either come out alike.
 */
export interface TermColumn extends Pick<
  TagColumn,
  'rowStart' | 'rowValue' | 'postStart' | 'postStory' | 'postValue'
> {
  /** Codes that there are. */
  readonly size: number;
  /** By bucket: its code, −1 where no row has it. */
  readonly codeOf: Int32Array;
  readonly rowTag: Uint16Array;
}

/** A list of terms, counted by bucket: what is made of it does not depend on other lists. */
interface CountedTerms {
  /** Ascending. */
  readonly buckets: Uint16Array;
  /** `1 + ln count` of each. */
  readonly weights: Float64Array;
}

/** A list is counted once, however many pools it is in. */
const countedTerms = new WeakMap<readonly string[], CountedTerms>();

export function countTerms(terms: readonly string[]): CountedTerms {
  let counted = countedTerms.get(terms);
  if (counted === undefined) {
    const counts = new Map<number, number>();
    for (const term of terms) {
      const bucket = hash32(term) % TERM_BUCKETS;
      counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
    }
    const buckets = Uint16Array.from(counts.keys()).sort();
    counted = {
      buckets,
      weights: Float64Array.from(buckets, (bucket) => 1 + Math.log(counts.get(bucket)!)),
    };
    countedTerms.set(terms, counted);
  }
  return counted;
}

/** Builds the column of some lists of terms, one a row, in pieces. */
export function* termColumnSteps(lists: readonly (readonly string[])[]): Steps<TermColumn> {
  const rowStart = new Int32Array(lists.length + 1);
  const frequency = new Int32Array(TERM_BUCKETS);
  for (let row = 0; row < lists.length; row++) {
    if (row % PIECE === PIECE - 1) yield;
    const { buckets } = countTerms(lists[row]!);
    for (const bucket of buckets) frequency[bucket]!++;
    rowStart[row + 1] = rowStart[row]! + buckets.length;
  }
  const codeOf = new Int32Array(TERM_BUCKETS).fill(-1);
  const rarity = new Float64Array(TERM_BUCKETS);
  let size = 0;
  for (let bucket = 0; bucket < TERM_BUCKETS; bucket++) {
    if (frequency[bucket] === 0) continue;
    codeOf[bucket] = size++;
    rarity[bucket] = Math.log((1 + lists.length) / (1 + frequency[bucket]!)) + 1;
  }
  yield;
  const rowTag = new Uint16Array(rowStart[lists.length]!);
  const rowValue = new Float32Array(rowTag.length);
  for (let row = 0; row < lists.length; row++) {
    if (row % PIECE === PIECE - 1) yield;
    const { buckets, weights } = countTerms(lists[row]!);
    let squares = 0;
    for (let k = 0; k < buckets.length; k++) squares += (weights[k]! * rarity[buckets[k]!]!) ** 2;
    const length = Math.sqrt(squares) || 1;
    const from = rowStart[row]!;
    for (let k = 0; k < buckets.length; k++) {
      rowTag[from + k] = codeOf[buckets[k]!]!;
      rowValue[from + k] = (weights[k]! * rarity[buckets[k]!]!) / length;
    }
  }
  yield;
  return { size, codeOf, rowStart, rowTag, rowValue, ...postings(size, rowStart, rowTag, rowValue) };
}
