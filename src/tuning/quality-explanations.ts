import { buildCandidatePool, type CandidatePool, type PoolStory } from '../ranking/candidate-pool.js';
import { dailyBriefing } from '../ranking/daily-briefing.js';
import { popularityColumns } from '../ranking/popularity.js';
import { mulberry32 } from '../ranking/random.js';
import { DEFAULT_PROFILE, WEIGHT_NAMES, WEIGHTS, type RankingProfile } from '../ranking/ranking-profile.js';
import type { RankingReader } from '../ranking/reader.js';
import type { Evidence } from '../ranking/stages.js';
import { LIST_LENGTH, rankAll, type GradedEdition } from './quality-tailoring.js';

const TOLERANCE = 1e-9;
/** Beside the default weights; each seed gives weights drawn evenly from their ranges. */
const WEIGHT_SEEDS = [1, 2, 3];

/** Protocol X: how often each invariant was looked at and how often it did not hold. */
export interface InvariantCount {
  readonly checked: number;
  readonly violations: number;
}

export interface Explanations {
  readonly edition: string;
  readonly readers: number;
  readonly stories: number;
  /** Contributions add up to the score within 1e-9; default and random weights. */
  readonly sums: InvariantCount;
  /** Without the tag that a reason names the story stands no higher. */
  readonly reasons: InvariantCount;
  /** The same inputs and seed give the same briefing. */
  readonly repeats: InvariantCount;
  /** A muted topic is gone. */
  readonly mutes: InvariantCount;
  /** Following a topic never lowers a story. */
  readonly follows: InvariantCount;
}

/** @param stories the stories of the edition as the pool took them */
export function measureExplanations(edition: GradedEdition, stories: readonly PoolStory[]): Explanations {
  const profiles = [DEFAULT_PROFILE, ...WEIGHT_SEEDS.map(randomProfile)];
  const count = {
    sums: counter(),
    reasons: counter(),
    repeats: counter(),
    mutes: counter(),
    follows: counter(),
  };
  const alone = new SingleStories(stories, edition.pool.asOf);
  for (const reader of edition.readers) {
    for (const [at, profile] of profiles.entries()) {
      for (const item of rankAll(edition, reader, profile)) {
        const sum = Object.values(item.contributions).reduce((total, part) => total + part, 0);
        count.sums.add(Math.abs(sum - item.score) <= TOLERANCE);
        // Random weights once: it is the choice of evidence that they could upset, and every story stands for itself.
        if (at > 1) continue;
        for (const { evidence } of item.reasons) {
          const without = alone.without(item.id, evidence);
          if (without === undefined) continue;
          const before = scoreIn(alone.whole(item.id), reader, profile);
          count.reasons.add(scoreIn(without, reader, profile) <= before + TOLERANCE);
        }
      }
    }
    count.repeats.add(JSON.stringify(seeded(edition, reader)) === JSON.stringify(seeded(edition, reader)));
    checkWishes(edition, reader, count);
  }
  return {
    edition: edition.name,
    readers: edition.readers.length,
    stories: stories.length,
    sums: count.sums.count,
    reasons: count.reasons.count,
    repeats: count.repeats.count,
    mutes: count.mutes.count,
    follows: count.follows.count,
  };
}

interface Counter {
  readonly count: { checked: number; violations: number };
  add(holds: boolean): void;
}

function counter(): Counter {
  const count = { checked: 0, violations: 0 };
  return {
    count,
    add(holds) {
      count.checked++;
      if (!holds) count.violations++;
    },
  };
}

/** Every topic of the pool, one after the other, muted and followed by the reader. */
function checkWishes(
  edition: GradedEdition,
  reader: RankingReader,
  count: { readonly mutes: Counter; readonly follows: Counter },
): void {
  const { topics, ids } = edition.pool;
  const before = new Map(rankAll(edition, reader).map(({ id, score }) => [id, score]));
  topics.ids.forEach((topic, code) => {
    const muted = rankAll(edition, stating(reader, { mutedTopics: [topic], followedTopics: [] }));
    const holders = new Set(
      Array.from(topics.postStory.subarray(topics.postStart[code], topics.postStart[code + 1])).map(
        (row) => ids[row]!,
      ),
    );
    count.mutes.add(!muted.some(({ id }) => holders.has(id)));
    const followedTopics = [...reader.stated.followedTopics, topic];
    const followed = rankAll(edition, stating(reader, { followedTopics }));
    count.follows.add(followed.every(({ id, score }) => score >= before.get(id)! - TOLERANCE));
  });
}

function stating(
  reader: RankingReader,
  change: Partial<Pick<RankingReader['stated'], 'mutedTopics' | 'followedTopics'>>,
): RankingReader {
  return { ...reader, stated: { ...reader.stated, ...change } };
}

function seeded({ pool, popularity }: GradedEdition, reader: RankingReader) {
  const random = mulberry32(1);
  return dailyBriefing.run({
    pool,
    popularity,
    reader,
    profile: DEFAULT_PROFILE,
    length: LIST_LENGTH,
    random,
  }).items;
}

function scoreIn(pool: CandidatePool, reader: RankingReader, profile: RankingProfile): number {
  const popularity = popularityColumns(pool, []);
  return dailyBriefing.run({ pool, popularity, reader, profile, length: 0 }).items[0]!.score;
}

function randomProfile(seed: number): RankingProfile {
  const random = mulberry32(seed);
  const weights = Object.fromEntries(
    WEIGHT_NAMES.map((name) => [
      name,
      WEIGHTS[name].min + random() * (WEIGHTS[name].max - WEIGHTS[name].min),
    ]),
  ) as RankingProfile['weights'];
  return { ...DEFAULT_PROFILE, weights };
}

/** Pools of one story, with and without a tag: all else of the score does not depend on the other stories. */
class SingleStories {
  private readonly byId: ReadonlyMap<string, PoolStory>;
  private readonly pools = new Map<string, CandidatePool>();

  constructor(
    stories: readonly PoolStory[],
    private readonly asOf: number,
  ) {
    this.byId = new Map(stories.map((story) => [story.id, story]));
  }

  whole(id: string): CandidatePool {
    return this.pool(id, this.byId.get(id)!);
  }

  /** Undefined where the evidence is no tag of the story. */
  without(id: string, { type, id: tag }: Evidence): CandidatePool | undefined {
    if (type !== 'topic' && type !== 'entity' && type !== 'kind') return undefined;
    const story = this.byId.get(id)!;
    return this.pool(`${id} ${type} ${tag}`, {
      ...story,
      topics: story.topics.filter((one) => type !== 'topic' || one.topic !== tag),
      entities: story.entities.filter((one) => type !== 'entity' || one.entity !== tag),
      kinds: story.kinds.filter((one) => type !== 'kind' || one.kind !== tag),
    });
  }

  private pool(key: string, story: PoolStory): CandidatePool {
    let pool = this.pools.get(key);
    if (pool === undefined) this.pools.set(key, (pool = buildCandidatePool([story], this.asOf)));
    return pool;
  }
}
