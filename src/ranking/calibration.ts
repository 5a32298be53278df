import { topicShares } from './scoring.js';
import type { RankingContext } from './stages.js';

/** Smoothing of q̃ in the calibration term (Steck 2018). */
const SMOOTHING = 0.01;

/**
 * The slate's topics against the reader's mix, kept up as items are taken. A story counts 1 in all, shared out among its topics by
 * confidence (Steck's p(g|i)), so that a step changes the terms of its own topics only. Topics that no candidate tells are left out of
 * p: nothing that is chosen could bring them. Used again by one call after the other.
 */
export class Calibration {
  /** Topics of the mix that a candidate tells, in order of code; a topic is its place among them from now on. */
  private told = 0;
  /** p, by topic like all that follows. */
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
  /** The topics of candidate i and its share of each, from `startOf[i]` to before `startOf[i + 1]`. */
  private readonly startOf: Int32Array;
  private readonly topics: number[] = [];
  private readonly shares: number[] = [];
  private readonly confidence: Float64Array;
  /** What a candidate took off the KL when that was last computed; it takes off less and less as others are taken. */
  private readonly takesOff: Float64Array;
  /** By topic code: whether a candidate tells it, its share of the mix, and its place; only while starting. */
  private readonly isTold: Uint8Array;
  private readonly whole: Float64Array;
  private readonly placeOf: Int32Array;

  /** @param most candidates at most */
  constructor(topics: number, most: number) {
    this.mix = new Float64Array(topics);
    this.taken = new Float64Array(topics);
    this.without = new Float64Array(topics);
    this.untold = new Float64Array(topics);
    this.startOf = new Int32Array(most + 1);
    this.confidence = new Float64Array(most);
    this.takesOff = new Float64Array(most);
    this.isTold = new Uint8Array(topics);
    this.whole = new Float64Array(topics);
    this.placeOf = new Int32Array(topics);
  }

  /** Forgets everything. @param rows of the candidates, the first `count` of it */
  start(rows: Int32Array, count: number, context: RankingContext): void {
    const { rowStart, rowTag, rowValue } = context.pool.topics;
    const { mix, taken, without, untold, startOf, topics, shares, confidence, isTold, placeOf } = this;
    isTold.fill(0);
    for (let i = 0; i < count; i++) {
      this.takesOff[i] = Number.MAX_VALUE;
      let sum = 0;
      const end = rowStart[rows[i]! + 1]!;
      for (let k = rowStart[rows[i]!]!; k < end; k++) {
        sum += rowValue[k]!;
        isTold[rowTag[k]!] = 1;
      }
      confidence[i] = sum;
    }
    const whole = topicShares(context, this.whole);
    let told = 0;
    let sum = 0;
    for (let code = 0; code < whole.length; code++) {
      placeOf[code] = -1;
      if (isTold[code] === 0 || whole[code] === 0) continue;
      placeOf[code] = told;
      mix[told++] = whole[code]!;
      sum += whole[code]!;
    }
    for (let topic = 0; topic < told; topic++) {
      const p = (mix[topic]! /= sum);
      taken[topic] = 0;
      without[topic] = SMOOTHING * p;
      untold[topic] = p * Math.log(p / without[topic]!);
    }
    let at = 0;
    for (let i = 0; i < count; i++) {
      startOf[i] = at;
      const end = rowStart[rows[i]! + 1]!;
      for (let k = rowStart[rows[i]!]!; k < end; k++) {
        const topic = placeOf[rowTag[k]!]!;
        if (topic < 0) continue;
        topics[at] = topic;
        shares[at++] = rowValue[k]! / confidence[i]!;
      }
    }
    startOf[count] = at;
    this.told = told;
    this.total = 0;
    this.now = NaN;
    this.refresh();
  }

  /** KL(p ‖ q̃) if the candidate were taken too; 0 for a reader without a mix. */
  divergenceWith(i: number): number {
    if (this.confidence[i] === 0) return this.asItStands();
    const { mix, taken, without, topics, shares } = this;
    const total = this.total + 1;
    const end = this.startOf[i + 1]!;
    let divergence = this.wider;
    for (let k = this.startOf[i]!; k < end; k++) {
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
    for (let k = this.startOf[i]!; k < this.startOf[i + 1]!; k++) {
      this.taken[this.topics[k]!]! += this.shares[k]!;
    }
    this.total += 1;
    this.now = NaN;
    this.refresh();
  }

  private refresh(): void {
    const { mix, taken, without, untold } = this;
    let sum = 0;
    for (let topic = 0; topic < this.told; topic++) {
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
      for (let topic = 0; topic < this.told; topic++) {
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
