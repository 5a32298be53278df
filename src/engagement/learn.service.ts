import { setImmediate as breath } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { learnFromTouches } from '../ranking/learn-touches.js';
import { initialWeights, IS_TEAM, OnlineLearner } from '../ranking/online-learner.js';
import type { RankingProfile } from '../ranking/ranking-profile.js';
import type { LearnerState } from '../ranking/slate-learner.js';
import { foldTouches } from '../ranking/touches.js';
import { EngagementService } from './engagement.service.js';
import { LearnedRepository, type WeightsVersion } from './learned.repository.js';
import type { TouchPlace } from './touch.repository.js';

/** Touches that one run goes on by, at most; the next run takes up the rest. */
const MAX_STEP = 3_000;

/** The team's profile, whose weights are the bounds. */
export interface BoundingProfile {
  readonly hash: string;
  readonly profile: RankingProfile;
}

/** Learns from what readers chose: new touches since the last run become a new version of what was learned. */
@Injectable()
export class LearnService {
  constructor(
    private readonly learned: LearnedRepository,
    private readonly engagement: EngagementService,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * One step. Versions and the place up to which was learned are stored together, by one process at a time: run twice it learns
   * nothing twice, and a run that dies leaves nothing.
   * @returns the new version; undefined where there was nothing to learn from, or another process is at it
   */
  async run(active: BoundingProfile): Promise<number | undefined> {
    const now = this.clock.now();
    if (!(await this.waits(now))) return undefined;
    return await this.database.transaction(async () => {
      if (!(await this.learned.lock())) return undefined;
      const last = await this.learned.at(now);
      if (last === undefined) await this.learned.dropForeign();
      const touches = await this.engagement.touchesUpTo(now);
      const from = last === undefined ? 0 : touches.findIndex((touch) => isAfter(touch, last.upTo));
      const fresh = from < 0 ? [] : touches.slice(from, from + MAX_STEP);
      const upTo = fresh.at(-1);
      if (upTo === undefined) return undefined;

      const online = new OnlineLearner(
        active.profile,
        active.profile.rules.residualBound,
        stateOf(last, active),
      );
      const refs = new Map(fresh.map(({ reader, readerRef }) => [reader, readerRef]));
      for (const { reader, values } of last === undefined
        ? []
        : await this.learned.offsets([...refs.values()], last.version))
        online.learner.offsets.set(reader, Float64Array.from(values));
      const state = await foldTouches(touches.slice(0, from), breath);
      const { readers, choices } = await learnFromTouches(state, fresh, online, breath);

      const { weights, squares, offsets } = online.learner;
      const version = await this.learned.insert(
        {
          choices: (last?.choices ?? 0) + choices,
          profileHash: active.hash,
          initial: initialWeights(active.profile),
          weights,
          squares,
          upTo,
        },
        now,
      );
      const moved = [...readers].map((reader) => ({
        readerRef: refs.get(reader)!,
        values: offsets.get(reader)!,
      }));
      await this.learned.insertOffsets(version, moved, now);
      await this.learned.prune([...refs.values()], now);
      await this.engagement.pruneTouches(now);
      return version;
    });
  }

  /** A look without the lock, because most runs find nothing. */
  private async waits(now: Date): Promise<boolean> {
    const [touch, last] = await Promise.all([this.engagement.lastTouch(now), this.learned.at(now)]);
    return touch !== undefined && (last === undefined || isAfter(touch, last.upTo));
  }
}

function isAfter({ at, readerRef, storyRef }: TouchPlace, place: TouchPlace): boolean {
  return (at - place.at || readerRef - place.readerRef || storyRef - place.storyRef) > 0;
}

/** Where the last version ended; the weights of the team start anew when it has changed them. */
function stateOf(
  last: WeightsVersion | undefined,
  { hash, profile }: BoundingProfile,
): LearnerState | undefined {
  if (last === undefined || last.profileHash === hash) return last;
  const initial = initialWeights(profile);
  return {
    weights: last.weights.map((weight, f) => (IS_TEAM[f] === true ? initial[f]! : weight)),
    squares: last.squares.map((square, f) => (IS_TEAM[f] === true ? 1 : square)),
  };
}
