import { FEATURE_GROUPS, type FeatureGroup, type WeightName } from './ranking-profile.js';
import { priorRelevance, rawRelevance, rowDot } from './compiled-reader.js';
import type { Evidence, Feature, RankingContext, Scored } from './stages.js';

/** Why a story is here, as a code that can be stored and told in any language. */
export interface Reason {
  readonly group: FeatureGroup;
  readonly evidence: Evidence;
  /** `w·(φ − mean over the candidates of φ)`, logits; positive unless no group stands above its mean. */
  readonly lift: number;
}

/** Summands of z by name, `bias` and `residual` among them; they add up to the score. */
export type ContributionMap = Readonly<Record<WeightName | 'residual', number>>;

const REASONS = 2;

/**
 * The summands of one scored story's z, logits.
 * @param position in `scored`, not a row of the pool
 */
export function contributionsOf(
  position: number,
  scored: Scored,
  { profile }: RankingContext,
): ContributionMap {
  const contributions: Record<string, number> = { bias: profile.weights.bias };
  for (const group of FEATURE_GROUPS)
    contributions[group] = profile.weights[group] * scored.columns[group][position]!;
  contributions['residual'] = scored.residual[position]!;
  return contributions as ContributionMap;
}

/** Mean of each feature over the scored candidates; 0 for an empty list. */
export function featureMeans(scored: Scored): Record<FeatureGroup, number> {
  const mean = (column: Float64Array): number => {
    let sum = 0;
    for (const value of column) sum += value;
    return column.length === 0 ? 0 : sum / column.length;
  };
  return Object.fromEntries(FEATURE_GROUPS.map((group) => [group, mean(scored.columns[group])])) as Record<
    FeatureGroup,
    number
  >;
}

/**
 * The two reasons with the largest `w·(φ − mean)`, each with its evidence. Only a group that lifts the story itself (w·φ > 0)
 * is named, and only evidence without which the story would stand no higher, all groups counted; no evidence is named twice.
 * @param position in `scored`, not a row of the pool
 * @param means of {@link featureMeans} over the same list
 * @returns strongest first; none where no feature lifts the story
 */
export function reasonsOf(
  position: number,
  scored: Scored,
  means: Readonly<Record<FeatureGroup, number>>,
  features: readonly Feature[],
  context: RankingContext,
): Reason[] {
  const { weights } = context.profile;
  const row = scored.rows[position]!;
  const lifts = features
    .map((feature) => {
      const value = scored.columns[feature.group][position]!;
      return { feature, value, lift: weights[feature.group] * (value - means[feature.group]) };
    })
    .filter(({ feature, value }) => weights[feature.group] * value > 0)
    .sort((a, b) => b.lift - a.lift);
  const reasons: Reason[] = [];
  const named = new Set<string>();
  for (const { feature, lift } of lifts) {
    // Below the mean only when nothing stands above it: a choice always has a reason.
    if (reasons.length === REASONS || (lift <= 0 && reasons.length > 0)) break;
    const evidence = feature
      .evidence(row, context)
      .find((e) => !named.has(`${e.type} ${e.id}`) && lossWithout(e, row, context) >= 0);
    if (evidence === undefined) continue;
    named.add(`${evidence.type} ${evidence.id}`);
    reasons.push({ group: feature.group, evidence, lift });
  }
  return reasons;
}

/**
 * What z loses if a tag were not on the story, over every group that reads it, logits. Evidence that is no tag is
 * read by its own group alone, which lifts the story: 0.
 */
function lossWithout(evidence: Evidence, row: number, { pool, reader, profile }: RankingContext): number {
  if (evidence.type !== 'topic' && evidence.type !== 'entity' && evidence.type !== 'kind') return 0;
  const column = { topic: pool.topics, entity: pool.entities, kind: pool.kinds }[evidence.type];
  const vector = ({ topic: 'topics', entity: 'entities', kind: 'kinds' } as const)[evidence.type];
  const code = column.index.get(evidence.id)!;
  let value = 0;
  for (let k = column.rowStart[row]!; k < column.rowStart[row + 1]!; k++) {
    if (column.rowTag[k] === code) value += column.rowValue[k]!;
  }
  const lost = (squash: (raw: number) => number, raw: number, part: number): number =>
    squash(raw) - squash(raw - part);
  let loss = 0;
  for (const [group, prior] of [
    ['roleRelevance', reader.role],
    ['industryRelevance', reader.industry],
  ] as const) {
    loss +=
      profile.weights[group] *
      lost(
        priorRelevance,
        rawRelevance(pool, row, prior.prior),
        value * (prior.prior[vector][evidence.id] ?? 0),
      );
  }
  if (evidence.type !== 'kind') {
    const [group, affinity] =
      evidence.type === 'topic'
        ? (['topicAffinity', reader.topicAffinity] as const)
        : (['entityAffinity', reader.entityAffinity] as const);
    const raw = rowDot(column, row, affinity);
    loss += profile.weights[group] * lost(Math.tanh, raw, value * affinity[code]!);
  }
  return loss;
}
