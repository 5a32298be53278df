import { poolStory, type UnderstoodStory } from '../../briefings/pool-story.js';
import { createTagger } from '../../enrichment/topics/tagger.js';
import { createUnderstanding } from '../../enrichment/understand.js';
import { buildCandidatePool } from '../../ranking/candidate-pool.js';
import { dailyBriefing } from '../../ranking/daily-briefing.js';
import { popularityColumns } from '../../ranking/popularity.js';
import { mulberry32 } from '../../ranking/random.js';
import { DEFAULT_PROFILE } from '../../ranking/ranking-profile.js';
import type { RankingReader } from '../../ranking/reader.js';
import { inventReaders } from './invented-readers.js';
import { inventStories } from './invented-stories.js';
import { candidatesOf, inventEngagements, readerMaker } from './rank-world.js';
import { measure, type Stage } from './stage.js';

const SEED = 20_260_108;
const TAGGED = 5_000;
const WARM_UP = 500;
const POOLS = 5;
/** Candidates of a pool, and readers that are ranked on it. */
const RANKED = [
  { candidates: 500, readers: 2_000 },
  { candidates: 5_000, readers: 1_000 },
  { candidates: 50_000, readers: 200 },
] as const;
const MOST_RANKED = Math.max(...RANKED.map(({ readers }) => readers));

/** What the invented stories and readers are like, so that figures can be compared. */
export interface MemorySizes {
  readonly taggedStories: number;
  readonly meanWords: number;
  readonly meanTopics: number;
  readonly meanEntities: number;
  readonly candidates: readonly number[];
  readonly rankedReaders: readonly number[];
}

export interface MemoryResult {
  readonly sizes: MemorySizes;
  readonly stages: readonly Stage[];
}

/** Everything that needs no database, on one core: understanding, pools, profiles, ranking. */
export function measureInMemory(now: number): MemoryResult {
  const stories = inventStories(TAGGED + WARM_UP, now, SEED);
  const texts = stories.slice(0, TAGGED);
  const warmUp = stories.slice(TAGGED);
  const tagger = createTagger();
  const understander = createUnderstanding();
  const understood: UnderstoodStory[] = [];
  const stages: Stage[] = [];
  stages.push(measure('tag', 'stories', texts, warmUp, (story) => tagger.tag(story)));
  stages.push(
    measure('understand', 'stories', texts, warmUp, (story) => {
      understood.push({ ...story, ...understander.understand(story), authority: 0.5 });
    }),
  );
  const known = understood.slice(warmUp.length);

  const drafts = inventReaders(MOST_RANKED + WARM_UP, now, SEED);
  const readers: RankingReader[] = [];
  const makeReader = readerMaker(known, texts, now, SEED + 1);
  stages.push(
    measure('profile', 'readers', drafts.slice(WARM_UP), drafts.slice(0, WARM_UP), (draft) => {
      readers.push(makeReader(draft));
    }),
  );

  const ids = texts.map((story) => story.id);
  for (const { candidates, readers: count } of RANKED) {
    const poolStories = candidatesOf(known, candidates);
    const build = (): ReturnType<typeof buildCandidatePool> => buildCandidatePool(poolStories, now);
    if (candidates === TAGGED) stages.push(measurePool(known, now));
    const pool = build();
    const popularity = popularityColumns(
      pool,
      inventEngagements(ids.slice(0, candidates), drafts, now, SEED + 2),
    );
    const rank = (reader: RankingReader): void => {
      const random = mulberry32(reader.id.length);
      dailyBriefing.run({ pool, popularity, profile: DEFAULT_PROFILE, reader, length: 10, random });
    };
    // Others than those measured: whoever comes first of a role and industry pays for the columns of their cohort.
    const [first, rest] = [readers.slice(0, WARM_UP), readers.slice(WARM_UP)];
    stages.push(
      measure(
        `rank ${candidates}`,
        'readers',
        rest.slice(0, count),
        first.slice(0, Math.min(WARM_UP, count)),
        rank,
      ),
    );
  }
  const mean = (value: (story: UnderstoodStory) => number): number =>
    Number((known.reduce((sum, story) => sum + value(story), 0) / known.length).toFixed(2));
  return {
    sizes: {
      taggedStories: TAGGED,
      meanWords: Math.round(
        texts.reduce((sum, { title, summary }) => sum + `${title} ${summary}`.split(' ').length, 0) /
          texts.length,
      ),
      meanTopics: mean((story) => story.topics.length),
      meanEntities: mean((story) => story.entities.length),
      candidates: RANKED.map(({ candidates }) => candidates),
      rankedReaders: RANKED.map(({ readers: count }) => count),
    },
    stages,
  };
}

function measurePool(stories: readonly UnderstoodStory[], now: number): Stage {
  const build = (): void => {
    buildCandidatePool(stories.map(poolStory), now);
  };
  return measure(`pool ${stories.length}`, 'pools', Array<number>(POOLS).fill(0), [0], build);
}
