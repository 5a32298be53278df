import { FEATURE_GROUPS, type FeatureGroup, type WeightName } from './ranking-profile.js';
import type { CandidatePool } from './candidate-pool.js';
import { affinities } from './compiled-reader.js';
import { priorRelevance, rawRelevance, rowDot, type CodedPrior } from './relevance.js';
import { squash } from './squash.js';
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
/** What each feature lifts the story that is explained, logits; of no meaning between calls. */
const lifts = new Float64Array(FEATURE_GROUPS.length);
/** The tags of each kind of evidence that is a tag. */
const TAGS_OF = { topic: 'topics', entity: 'entities', kind: 'kinds' } as const;

/**
 * The summands of one scored story's z, logits.
 * @param position in `scored`, not a row of the pool
 */
export function contributionsOf(
  position: number,
  scored: Scored,
  { profile: { weights } }: RankingContext,
): ContributionMap {
  const { columns, residual } = scored;
  const place = scored.places[position]!;
  return {
    bias: weights.bias,
    roleRelevance: weights.roleRelevance * columns.roleRelevance[place]!,
    industryRelevance: weights.industryRelevance * columns.industryRelevance[place]!,
    topicAffinity: weights.topicAffinity * columns.topicAffinity[place]!,
    entityAffinity: weights.entityAffinity * columns.entityAffinity[place]!,
    contentSimilarity: weights.contentSimilarity * columns.contentSimilarity[place]!,
    importance: weights.importance * columns.importance[place]!,
    livePopularity: weights.livePopularity * columns.livePopularity[place]!,
    momentum: weights.momentum * columns.momentum[place]!,
    freshness: weights.freshness * columns.freshness[place]!,
    sourceQuality: weights.sourceQuality * columns.sourceQuality[place]!,
    seenPenalty: weights.seenPenalty * columns.seenPenalty[place]!,
    editorialBoost: weights.editorialBoost * columns.editorialBoost[place]!,
    residual: residual[place]!,
  };
}

/** Mean of each feature over the scored candidates; 0 for an empty list. */
export function featureMeans(scored: Scored): Record<FeatureGroup, number> {
  const means = {} as Record<FeatureGroup, number>;
  const { length } = scored.rows;
  // Three at a time, because each sum waits for its last addition.
  for (let g = 0; g < FEATURE_GROUPS.length; g += 3) {
    const first = FEATURE_GROUPS[g]!;
    const second = FEATURE_GROUPS[g + 1] ?? first;
    const third = FEATURE_GROUPS[g + 2] ?? first;
    const ones = scored.columns[first];
    const twos = scored.columns[second];
    const threes = scored.columns[third];
    let one = 0;
    let two = 0;
    let three = 0;
    for (let k = 0; k < length; k++) {
      one += ones[k]!;
      two += twos[k]!;
      three += threes[k]!;
    }
    means[third] = length === 0 ? 0 : three / length;
    means[second] = length === 0 ? 0 : two / length;
    means[first] = length === 0 ? 0 : one / length;
  }
  return means;
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
  const place = scored.places[position]!;
  for (let f = 0; f < features.length; f++) {
    const { group } = features[f]!;
    const value = scored.columns[group][place]!;
    lifts[f] = weights[group] * value > 0 ? weights[group] * (value - means[group]) : -Infinity;
  }
  const reasons: Reason[] = [];
  while (reasons.length < REASONS) {
    const f = placeOfLargest(lifts, features.length);
    const lift = lifts[f]!;
    // Below the mean only when nothing stands above it: a choice always has a reason.
    if (!(lift > -Infinity) || (lift <= 0 && reasons.length > 0)) break;
    lifts[f] = -Infinity;
    const feature = features[f]!;
    for (const evidence of feature.evidence(row, context)) {
      if (isNamed(evidence, reasons) || lossWithout(evidence, row, context) < 0) continue;
      reasons.push({ group: feature.group, evidence, lift });
      break;
    }
  }
  return reasons;
}

/** The first of equal ones among the first `count`. */
function placeOfLargest(values: Float64Array, count: number): number {
  let place = 0;
  for (let i = 1; i < count; i++) if (values[i]! > values[place]!) place = i;
  return place;
}

function isNamed({ type, id }: Evidence, reasons: readonly Reason[]): boolean {
  for (const { evidence } of reasons) if (evidence.id === id && evidence.type === type) return true;
  return false;
}

/**
 * What z loses if a tag were not on the story, over every group that reads it, logits. Evidence that is no tag is
 * read by its own group alone, which lifts the story: 0.
 */
function lossWithout(evidence: Evidence, row: number, { pool, reader, profile }: RankingContext): number {
  if (evidence.type !== 'topic' && evidence.type !== 'entity' && evidence.type !== 'kind') return 0;
  const kind = TAGS_OF[evidence.type];
  const column = pool[kind];
  const code = column.index.get(evidence.id)!;
  let value = 0;
  for (let k = column.rowStart[row]!; k < column.rowStart[row + 1]!; k++) {
    if (column.rowTag[k] === code) value += column.rowValue[k]!;
  }
  const { weights } = profile;
  const { role, industry } = reader;
  const loss =
    weights.roleRelevance * lossOfPrior(role, value * role[kind][code]!, row, pool) +
    weights.industryRelevance * lossOfPrior(industry, value * industry[kind][code]!, row, pool);
  if (evidence.type === 'kind') return loss;
  const own = affinities(pool, reader);
  const affinity = evidence.type === 'topic' ? own.topics : own.entities;
  const part = value * affinity[code]!;
  if (part === 0) return loss;
  const raw = rowDot(column, row, affinity);
  const weight = evidence.type === 'topic' ? weights.topicAffinity : weights.entityAffinity;
  return loss + weight * (squash(raw) - squash(raw - part));
}

/** What the relevance to a prior loses with a part of its raw value. */
function lossOfPrior(prior: CodedPrior, part: number, row: number, pool: CandidatePool): number {
  if (part === 0) return 0;
  const raw = rawRelevance(pool, row, prior);
  return priorRelevance(raw) - priorRelevance(raw - part);
}
