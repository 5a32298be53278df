import { INTERACTION_FEATURES, type InteractionFeature } from './interaction-features.js';
import { hash32 } from './random.js';
import { type RankingProfile, type WeightName, WEIGHTS } from './ranking-profile.js';
import { type Column, type LearnerState, type ScoredSlate, SlateLearner } from './slate-learner.js';

/** The features that a weight of the profile speaks for, with the weight they start from at the profile's default. */
const TEAM_FEATURES: Partial<Record<InteractionFeature, { weight: WeightName; start: number }>> = {
  readers2h: { weight: 'livePopularity', start: 1 },
  'readers0.25h': { weight: 'momentum', start: 0.3 },
  age: { weight: 'freshness', start: 0.3 },
};
/** For each feature whether a weight of the profile speaks for it; the others are the residual. */
export const IS_TEAM: readonly boolean[] = INTERACTION_FEATURES.map(
  (name) => TEAM_FEATURES[name] !== undefined,
);

/** Names the features and their order: weights learned under another key mean something else. */
export const FEATURES_KEY = hash32(INTERACTION_FEATURES.join(' '));

/** Weights before anything was learned, by feature; what no weight of the profile speaks for starts at 0. */
export function initialWeights({ weights }: Pick<RankingProfile, 'weights'>): number[] {
  return INTERACTION_FEATURES.map((name) => {
    const team = TEAM_FEATURES[name];
    return team === undefined ? 0 : (team.start * weights[team.weight]) / WEIGHTS[team.weight].default;
  });
}

/**
 * The team's profile with its weights moved as far as learning moved those of the features that they speak for.
 * @param learned weights by feature
 * @param initial what those started from
 * @param share how much of the move counts, 0 to 1
 * @returns the profile itself where nothing moves
 */
export function movedProfile(
  team: RankingProfile,
  learned: ArrayLike<number>,
  initial: ArrayLike<number>,
  share: number,
): RankingProfile {
  if (share === 0) return team;
  const moved = INTERACTION_FEATURES.flatMap((name, f) => {
    const feature = TEAM_FEATURES[name];
    if (feature === undefined || initial[f] === 0 || learned[f] === initial[f]) return [];
    const { weight } = feature;
    return [[weight, team.weights[weight] * (1 + share * (learned[f]! / initial[f]! - 1))] as const];
  });
  return moved.length === 0 ? team : { ...team, weights: { ...team.weights, ...Object.fromEntries(moved) } };
}

/**
 * The learner of choices among stories that others touched, with the choices of the present moment: all are scored before any is
 * learned from. The replay and the service run this one.
 */
export class OnlineLearner {
  readonly learner: SlateLearner;
  private pending: (ScoredSlate & { readonly chosen: number })[] = [];

  /**
   * @param residual ρ, logits: the team's bounds hold, its weights within [½, 2] × those of the profile and the rest within ± ρ;
   * undefined: released
   */
  constructor(profile: RankingProfile, residual: number | undefined, state?: LearnerState) {
    const bounds = residual === undefined ? undefined : { team: IS_TEAM, residual };
    this.learner = new SlateLearner(initialWeights(profile), { bounds, state });
  }

  /** Scores a slate and remembers what was chosen, a place in the columns. */
  choose(reader: string, columns: readonly Column[], chosen: number): ScoredSlate {
    const slate = this.learner.score(reader, columns);
    this.pending.push({ ...slate, chosen });
    return slate;
  }

  /** Learns from the choices of the moment. */
  learn(): void {
    this.learner.learn(this.pending);
    this.pending = [];
  }
}
