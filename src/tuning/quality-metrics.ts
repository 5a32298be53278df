import { ScoutError } from '../platform/errors.js';

/** One ranked item: the score that placed it and its grade (0 useless … 3 must read). */
export interface GradedItem {
  readonly score: number;
  readonly grade: number;
}

/** A score that is no number places nothing; it is a fault of the ranker, never a rank. */
export class NonFiniteScoreError extends ScoutError {
  constructor(at: number, score: number) {
    super('NON_FINITE_SCORE', `Item ${at} has the score ${score}, which cannot be ranked.`);
  }
}

/** Items in order of score; those with equal scores form one group, whose order is left open. */
type TieGroups = readonly (readonly GradedItem[])[];

/** Gain of a grade, `2^grade − 1` (Burges et al. 2005). */
export function gainOf(grade: number): number {
  return 2 ** grade - 1;
}

/**
 * nDCG@k with gain 2^grade − 1 and discount log2(1 + rank), in 0 to 1. Ties count as the exact expectation over their random
 * orders. 0 where no item has a positive grade.
 * @param items in any order
 * @param ideal all grades that could have been ranked, where the items are only a part of them
 * @throws NonFiniteScoreError
 */
export function ndcgAt(
  k: number,
  items: readonly GradedItem[],
  ideal: readonly number[] = items.map((item) => item.grade),
): number {
  const most = idealGain(k, ideal);
  if (most === 0) return 0;
  return expectedSum(k, tieGroups(items), (item) => gainOf(item.grade), discount) / most;
}

/** The discounted gain of the best order of these grades, cut at k; the divisor of nDCG@k. */
export function idealGain(k: number, grades: readonly number[]): number {
  return [...grades]
    .sort((a, b) => b - a)
    .slice(0, k)
    .reduce((sum, grade, rank) => sum + gainOf(grade) * discount(rank), 0);
}

/**
 * Expected share of the first k places that hold an item of at least `grade`; fewer than k items leave places empty.
 * @throws NonFiniteScoreError
 */
export function precisionAt(k: number, items: readonly GradedItem[], grade = 2): number {
  return (
    expectedSum(
      k,
      tieGroups(items),
      (item) => Number(item.grade >= grade),
      () => 1,
    ) / k
  );
}

/**
 * Expected share of the items of at least `grade` that stand in the first k places; null where there is no such item.
 * @throws NonFiniteScoreError
 */
export function recallAt(k: number, items: readonly GradedItem[], grade = 3): number | null {
  const wanted = items.filter((item) => item.grade >= grade).length;
  if (wanted === 0) return null;
  return (
    expectedSum(
      k,
      tieGroups(items),
      (item) => Number(item.grade >= grade),
      () => 1,
    ) / wanted
  );
}

/** Items of a list that is already ranked, as graded items: earlier is better, no ties. */
export function fromRanking(grades: readonly number[]): GradedItem[] {
  return grades.map((grade, rank) => ({ score: -rank, grade }));
}

/** In a group of tied items every place has the same expected value: the group's mean. */
function expectedSum(
  k: number,
  groups: TieGroups,
  value: (item: GradedItem) => number,
  weight: (rank: number) => number,
): number {
  let sum = 0;
  let rank = 0;
  for (const group of groups) {
    if (rank >= k) break;
    const mean = group.reduce((total, item) => total + value(item), 0) / group.length;
    const end = Math.min(k, rank + group.length);
    for (let place = rank; place < end; place++) sum += mean * weight(place);
    rank += group.length;
  }
  return sum;
}

function tieGroups(items: readonly GradedItem[]): TieGroups {
  items.forEach(({ score }, at) => {
    if (!Number.isFinite(score)) throw new NonFiniteScoreError(at, score);
  });
  const groups: GradedItem[][] = [];
  for (const item of [...items].sort((a, b) => b.score - a.score)) {
    const last = groups.at(-1);
    if (last?.[0]?.score === item.score) last.push(item);
    else groups.push([item]);
  }
  return groups;
}

/** Weight of a place; `rank` counts from 0. */
export function discount(rank: number): number {
  return 1 / Math.log2(rank + 2);
}
