import { movedProfile } from './online-learner.js';
import type { RankingProfile } from './ranking-profile.js';

/** Choices after which half of what was learned counts. */
const KAPPA = 100;

interface WeightsInput {
  /** From 1, rising. */
  readonly version: number;
  /** How many were learned from. */
  readonly choices: number;
  /** By feature, and what they started from. */
  readonly weights: ArrayLike<number>;
  readonly initial: ArrayLike<number>;
}

/** The shared weights of one version, which never changes. */
export class LearnedWeights {
  readonly version: number;
  /** By feature. */
  readonly weights: ArrayLike<number>;
  /** How much of what was learned counts, 0 to 1: the first steps of a learner are mostly chance. */
  readonly confidence: number;
  private readonly initial: ArrayLike<number>;
  private readonly profiles = new WeakMap<RankingProfile, RankingProfile>();

  constructor({ version, choices, weights, initial }: WeightsInput) {
    this.version = version;
    this.weights = weights;
    this.initial = initial;
    this.confidence = choices / (choices + KAPPA);
  }

  /** For one profile always the same object, which keeps what ranking has computed for it. */
  profile(team: RankingProfile): RankingProfile {
    let moved = this.profiles.get(team);
    if (moved === undefined) {
      moved = movedProfile(team, this.weights, this.initial, this.confidence * team.rules.learnedWeights);
      this.profiles.set(team, moved);
    }
    return moved;
  }
}
