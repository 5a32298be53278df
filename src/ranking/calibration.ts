import { topicShares } from './scoring.js';
import type { RankingContext } from './stages.js';

/** Smoothing of q̃ in the calibration term (Steck 2018). */
const SMOOTHING = 0.01;

/**
 * The slate's topics against the reader's mix, kept up as items are taken. A story counts 1 in all, shared out among its topics by
 * confidence (Steck's p(g|i)), so that a step changes the terms of its own topics only. Topics that no candidate tells are left out of
 * p: nothing that is chosen could bring them.
 */
export class Calibration {
  /** p of the topics of the mix that a candidate tells, in order of code; a topic is its place in here from now on. */
  private readonly mix: Float64Array;
  private readonly taken: Float64Array;
  private total = 0;
  /** q̃ of each topic if a story of other topics were taken. */
  private readonly without: Float64Array;
  /** Summand of the KL of a topic of which nothing is taken, whatever the total. */
  private readonly untold: Float64Array;
  /** KL as it stands, NaN until it is asked for, and as it would stand if a story of other topics were taken. */
  private now = NaN;
  private wider = 0;
  /** The topics of candidate i and its share of each, from `start[i]` to before `start[i + 1]`. */
  private readonly start: Int32Array;
  private readonly topics: number[] = [];
  private readonly shares: number[] = [];
  private readonly confidence: Float64Array;
  /** What a candidate took off the KL when that was last computed; it takes off less and less as others are taken. */
  private readonly takesOff: Float64Array;

  constructor(rows: Int32Array, context: RankingContext) {
    const { ids, rowStart, rowTag, rowValue } = context.pool.topics;
    const told = new Uint8Array(ids.length);
    this.confidence = new Float64Array(rows.length);
    this.takesOff = new Float64Array(rows.length).fill(Number.MAX_VALUE);
    for (let i = 0; i < rows.length; i++) {
      for (let k = rowStart[rows[i]!]!; k < rowStart[rows[i]! + 1]!; k++) {
        this.confidence[i]! += rowValue[k]!;
        told[rowTag[k]!] = 1;
      }
    }
    const shares = topicShares(context);
    const placeOf = new Int32Array(ids.length).fill(-1);
    const mix: number[] = [];
    let whole = 0;
    for (let code = 0; code < shares.length; code++) {
      if (told[code] === 0 || shares[code] === 0) continue;
      placeOf[code] = mix.length;
      mix.push(shares[code]!);
      whole += shares[code]!;
    }
    this.mix = Float64Array.from(mix, (share) => share / whole);
    this.taken = new Float64Array(mix.length);
    this.without = this.mix.map((p) => SMOOTHING * p);
    this.untold = this.mix.map((p, place) => p * Math.log(p / this.without[place]!));
    this.start = new Int32Array(rows.length + 1);
    for (let i = 0; i < rows.length; i++) {
      for (let k = rowStart[rows[i]!]!; k < rowStart[rows[i]! + 1]!; k++) {
        const place = placeOf[rowTag[k]!]!;
        if (place < 0) continue;
        this.topics.push(place);
        this.shares.push(rowValue[k]! / this.confidence[i]!);
      }
      this.start[i + 1] = this.topics.length;
    }
    this.refresh();
  }

  /** KL(p ‖ q̃) if the candidate were taken too; 0 for a reader without a mix. */
  divergenceWith(i: number): number {
    if (this.confidence[i] === 0) return this.asItStands();
    const { mix, taken, without, topics, shares } = this;
    const total = this.total + 1;
    const end = this.start[i + 1]!;
    let divergence = this.wider;
    for (let k = this.start[i]!; k < end; k++) {
      const topic = topics[k]!;
      const p = mix[topic]!;
      const withIt = (1 - SMOOTHING) * ((taken[topic]! + shares[k]!) / total) + SMOOTHING * p;
      divergence -= p * Math.log(withIt / without[topic]!);
    }
    this.takesOff[i] = this.wider - divergence;
    return divergence;
  }

  /**
   * Not above {@link divergenceWith}, but for rounding, and without a logarithm: a topic's term `p·log(1 + (1−α)·share/((N+1)·q̃))` only
   * shrinks, because `(N+1)·q̃` only grows.
   */
  divergenceAtLeast(i: number): number {
    return this.wider - this.takesOff[i]!;
  }

  take(i: number): void {
    if (this.confidence[i] === 0) return;
    for (let k = this.start[i]!; k < this.start[i + 1]!; k++) {
      this.taken[this.topics[k]!]! += this.shares[k]!;
    }
    this.total += 1;
    this.now = NaN;
    this.refresh();
  }

  private refresh(): void {
    const { mix, taken, without, untold } = this;
    let sum = 0;
    for (let topic = 0; topic < mix.length; topic++) {
      if (taken[topic] === 0) {
        sum += untold[topic]!;
        continue;
      }
      const p = mix[topic]!;
      without[topic] = smoothed(p, taken[topic]!, this.total + 1);
      sum += p * Math.log(p / without[topic]!);
    }
    this.wider = sum;
  }

  /** Only what has no topics asks for it. */
  private asItStands(): number {
    if (Number.isNaN(this.now)) {
      let sum = 0;
      for (let topic = 0; topic < this.mix.length; topic++) {
        const p = this.mix[topic]!;
        sum += p * Math.log(p / smoothed(p, this.taken[topic]!, this.total));
      }
      this.now = sum;
    }
    return this.now;
  }
}

/** q̃ of a topic of the mix, of `total` stories of which it has `taken`. */
function smoothed(p: number, taken: number, total: number): number {
  return (1 - SMOOTHING) * (total === 0 ? 0 : taken / total) + SMOOTHING * p;
}
