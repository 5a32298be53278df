import { NonFiniteScoreError, discount } from './quality-metrics.js';
import type { ReplayFigures } from './replay-log.js';

/**
 * Means over slates with one target each: MRR, nDCG@10 (one target, so 1/log2(1 + rank)) and Recall@10. Ties count as the exact
 * expectation over their random orders.
 */
export class TargetFigures {
  private reciprocal = 0;
  private gain = 0;
  private hits = 0;

  /** Slates counted so far. */
  count = 0;

  /** @throws NonFiniteScoreError */
  add(scores: ArrayLike<number>, target: number): void {
    const wanted = scores[target]!;
    let above = 0;
    let equal = 0;
    for (let k = 0; k < scores.length; k++) {
      const score = scores[k]!;
      if (!Number.isFinite(score)) throw new NonFiniteScoreError(k, score);
      if (score > wanted) above++;
      else if (score === wanted) equal++;
    }
    for (let rank = above; rank < above + equal; rank++) {
      this.reciprocal += 1 / (rank + 1) / equal;
      if (rank >= 10) continue;
      this.gain += discount(rank) / equal;
      this.hits += 1 / equal;
    }
    this.count++;
  }

  /** @param of slates to divide by, where more than were counted had a target */
  figures(of = this.count): Required<Pick<ReplayFigures, 'mrr' | 'ndcg10' | 'recall10'>> {
    return { mrr: this.reciprocal / of, ndcg10: this.gain / of, recall10: this.hits / of };
  }
}
