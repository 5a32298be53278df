/** Distinct hash buckets of one text, in the order of their first occurrence. */
export interface FeatureCounts {
  readonly ids: Int32Array;
  /** How often each occurred; words of the first line count {@link HEAD_WEIGHT} times. */
  readonly counts: Float32Array;
  /** Where each occurred first, in UTF-16 code units of the text. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

/** UTF-16 units of a text that are read: what follows says little more about its topic. */
const MOST_CHARACTERS = 20_000;
const MOST_WORDS = 1_500;
/** A first line longer than this is no headline. */
const LONGEST_HEAD = 300;
/** A word of the headline says as much as three of the text. */
export const HEAD_WEIGHT = 3;
/** Bucket of every number, whatever its value. */
const NUMBER_HASH = 0x1b873593;

/**
 * Words and pairs of neighbouring words of a text as hash buckets (Weinberger et al. 2009): no vocabulary is kept, so a
 * model's size is bounded whatever it reads. Words lose case and a plural s; numbers are all alike. One pass over the
 * characters that makes no strings. An instance holds scratch memory: its result is overwritten by the next call.
 */
export class FeatureHasher {
  /** Number of buckets, a power of two. */
  readonly size: number;
  private readonly mask: number;
  /** Where a bucket stands among the features of the running text, valid where `stamp` holds the number of the run. */
  private readonly place: Int32Array;
  private readonly stamp: Int32Array;
  private run = 0;
  private found = 0;
  private readonly ids = new Int32Array(2 * MOST_WORDS);
  private readonly counts = new Float32Array(2 * MOST_WORDS);
  private readonly starts = new Int32Array(2 * MOST_WORDS);
  private readonly ends = new Int32Array(2 * MOST_WORDS);

  /**
   * @param bits 8 to 24: the number of buckets is two to this power
   * @throws RangeError for other bits
   */
  constructor(bits: number) {
    if (!Number.isInteger(bits) || bits < 8 || bits > 24) throw new RangeError(`8 to 24 bits, not ${bits}`);
    this.size = 2 ** bits;
    this.mask = this.size - 1;
    this.place = new Int32Array(this.size);
    this.stamp = new Int32Array(this.size);
  }

  /** The features of a text whose first line, if it is a short one, is its headline. The arrays are views on scratch memory. */
  features(text: string): FeatureCounts {
    this.run++;
    this.found = 0;
    const end = Math.min(text.length, MOST_CHARACTERS);
    const firstLine = text.indexOf('\n');
    const head = firstLine <= LONGEST_HEAD ? firstLine : 0;
    let words = 0;
    let previous = 0;
    let previousStart = 0;
    for (let at = 0; at < end && words < MOST_WORDS;) {
      if (letterOf(text.charCodeAt(at)) === 0) {
        at++;
        continue;
      }
      const start = at;
      let hash = 0x811c9dc5;
      let before = hash;
      let last = 0;
      let digits = 0;
      for (; at < end; at++) {
        const letter = letterOf(text.charCodeAt(at));
        if (letter === 0) break;
        before = hash;
        hash = Math.imul(hash ^ letter, 0x01000193);
        if (letter < 58) digits++;
        last = letter;
      }
      const length = at - start;
      // `profits` is `profit`; `gas` and `glass` stay.
      if (last === 115 && length > 3 && text.charCodeAt(at - 2) !== 115) hash = before;
      if (digits === length) hash = NUMBER_HASH;
      const weight = start < head ? HEAD_WEIGHT : 1;
      this.add(mixed(hash), weight, start, at);
      if (words > 0) this.add(mixed(Math.imul(previous, 0x5bd1e995) ^ hash), weight, previousStart, at);
      previous = hash;
      previousStart = start;
      words++;
    }
    return {
      ids: this.ids.subarray(0, this.found),
      counts: this.counts.subarray(0, this.found),
      starts: this.starts.subarray(0, this.found),
      ends: this.ends.subarray(0, this.found),
    };
  }

  private add(hash: number, weight: number, start: number, end: number): void {
    const bucket = hash & this.mask;
    if (this.stamp[bucket] === this.run) {
      this.counts[this.place[bucket]!]! += weight;
      return;
    }
    const at = this.found++;
    this.stamp[bucket] = this.run;
    this.place[bucket] = at;
    this.ids[at] = bucket;
    this.counts[at] = weight;
    this.starts[at] = start;
    this.ends[at] = end;
  }
}

/** The letter or digit in lower case, or 0 for a sign. */
function letterOf(code: number): number {
  if (code < 128) {
    if (code >= 97 && code <= 122) return code;
    if (code >= 65 && code <= 90) return code + 32;
    return code >= 48 && code <= 57 ? code : 0;
  }
  // Punctuation and symbols outside ASCII that occur in news.
  if (code < 0xc0 || (code >= 0x2000 && code <= 0x2bff) || (code >= 0x3000 && code <= 0x303f)) return 0;
  return String.fromCharCode(code).toLowerCase().charCodeAt(0);
}

/** Spreads a hash over all its bits (the finisher of MurmurHash3, Appleby). */
function mixed(hash: number): number {
  let h = hash ^ (hash >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}
