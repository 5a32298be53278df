import { buildCandidatePool, type PoolStory } from './candidate-pool.js';
import { dailyBriefing } from './daily-briefing.js';
import type { RankedItem } from './pipeline.js';
import { popularityColumns } from './popularity.js';
import { mulberry32 } from './random.js';
import { DEFAULT_PROFILE, type RankingProfile } from './ranking-profile.js';
import { NO_BEHAVIOUR, type RankingReader, type StatedProfile } from './reader.js';

const NOW = Date.UTC(2026, 0, 8, 7);
const NOTHING = { topics: {}, kinds: {}, entities: {} };

/** A story whose place by score is decided by `worth` alone, through an entity that the reader follows. */
function story(id: string, worth: number, rest: Partial<PoolStory> = {}): PoolStory {
  return {
    id,
    event: `event of ${id}`,
    source: `source of ${id}`,
    publishedAt: NOW,
    topics: [],
    entities: [{ entity: 'followed', salience: worth }],
    kinds: [],
    importancePrior: 0,
    authority: 0.5,
    halfLifeHours: 24,
    terms: [],
    ...rest,
  };
}

const about = (topic: string, confidence = 1): PoolStory['topics'] => [{ topic, confidence }];

function reader(stated: Partial<StatedProfile> = {}): RankingReader {
  return {
    id: 'reader',
    stated: {
      cohort: { role: 'role', industry: 'industry' },
      role: NOTHING,
      industry: NOTHING,
      about: { topics: {}, entities: {}, companies: [] },
      followedTopics: [],
      followedEntities: ['followed'],
      mutedTopics: [],
      mutedSources: [],
      ...stated,
    },
    behaviour: NO_BEHAVIOUR,
    delivered: new Map(),
  };
}

function select(
  stories: readonly PoolStory[],
  {
    stated = {},
    rules = {},
    length = 10,
    seed,
  }: {
    stated?: Partial<StatedProfile>;
    rules?: Partial<RankingProfile['rules']>;
    length?: number;
    seed?: number;
  } = {},
): readonly RankedItem[] {
  const pool = buildCandidatePool(stories, NOW);
  return dailyBriefing.run({
    pool,
    popularity: popularityColumns(pool, []),
    reader: reader(stated),
    profile: { ...DEFAULT_PROFILE, rules: { ...DEFAULT_PROFILE.rules, minScore: -3, ...rules } },
    length,
    random: seed === undefined ? undefined : mulberry32(seed),
  }).items;
}

const ids = (items: readonly RankedItem[]): string[] => items.map((item) => item.id);
const BY_SCORE = { relevanceTradeOff: 1, calibration: 0, minMustKnow: 0 };

describe('selection', () => {
  const day = Array.from({ length: 30 }, (_, i) => story(`s${String(i).padStart(2, '0')}`, 1 - i / 40));

  it('with θ = 1 and λ = 0 is the list by score', () => {
    expect(ids(select(day, { rules: BY_SCORE, length: 25 }))).toEqual(day.slice(0, 25).map(({ id }) => id));
  });

  it('keeps a slot for the best of the must-knows by score, at its place, also when it explores', () => {
    // The one that more people must know is worth less to this reader.
    const widest = story('widest', 0.1, { importancePrior: 1 });
    const better = story('better', 0.2, { importancePrior: 0.9 });
    const rules = { mustKnowImportance: 0.45 };
    for (const seed of [undefined, 3]) {
      const items = select([...day, widest, better], {
        rules,
        length: 6,
        ...(seed === undefined ? {} : { seed }),
      });
      const kept = items.filter((item) => item.kind === 'must-know');
      expect(ids(kept)).toEqual(['better']);
      expect(items.indexOf(kept[0]!)).toBeGreaterThanOrEqual(4);
    }
    expect(ids(select([...day, widest, better], { rules, length: 1 }))).toEqual(['better']);
    expect(ids(select([...day, widest, better], { rules: { ...rules, minScore: 0.1 }, length: 6 }))).toEqual(
      ids(select(day, { rules: { minScore: 0.1 }, length: 6 })),
    );
  });

  it('holds at most so many of one topic, unless it is followed or is what the line about oneself names', () => {
    const stories = [
      ...Array.from({ length: 6 }, (_, i) => story(`power${i}`, 0.9 - i / 100, { topics: about('power') })),
      ...Array.from({ length: 6 }, (_, i) => story(`other${i}`, 0.5 - i / 100)),
    ];
    const powers = (stated: Partial<StatedProfile>): number =>
      select(stories, { stated, rules: BY_SCORE, length: 8 }).filter(({ id }) => id.startsWith('power'))
        .length;
    expect(powers({})).toBe(3);
    expect(powers({ followedTopics: ['power'] })).toBe(6);
    expect(powers({ about: { topics: { power: 0.8 }, entities: {}, companies: [] } })).toBe(6);
    expect(powers({ about: { topics: { power: 0.5 }, entities: {}, companies: [] } })).toBe(3);
  });

  it('takes another source or telling of an event once the first is full, by the order of selection', () => {
    const stories = [
      ...Array.from({ length: 5 }, (_, i) => story(`wire${i}`, 0.9 - i / 100, { source: 'wire' })),
      story('twin', 0.5, { event: 'event of wire4' }),
      story('again', 0.4, { event: 'event of wire0' }),
    ].map((one) => ({ ...one, publisher: 'the same' }));
    const items = select(stories, { rules: { ...BY_SCORE, maxPerSource: 3 }, length: 10 });
    expect(ids(items)).toEqual(['wire0', 'wire1', 'wire2', 'twin']);
  });

  it('prefers what the list lacks where the scores are close, not where they are far apart', () => {
    const rules = { maxPerTopic: 50, minMustKnow: 0 };
    const power = [0, 1, 2, 3].map((i) => story(`power${i}`, 0.9 - i / 100, { topics: about('power') }));
    const low = story('low', 0.01);
    const close = [...power, story('law', 0.86, { topics: about('law') }), low];
    expect(ids(select(close, { rules, length: 3 }))).toContain('law');
    const far = [...power, story('law', 0.1, { topics: about('law') }), low];
    expect(ids(select(far, { rules, length: 3 }))).not.toContain('law');
  });

  it("draws the list towards the reader's own topics, as far as a story tells them", () => {
    const stories = [
      ...[0, 1, 2, 3].map((i) => story(`power${i}`, 0.8 - i / 100, { topics: about('power') })),
      ...[0, 1].map((i) => story(`law${i}`, 0.6 - i / 100, { topics: about('law') })),
      ...[0, 1].map((i) => story(`art${i}`, 0.6 - i / 100, { topics: about('art') })),
      story('low', 0.01),
    ];
    const role = { ...NOTHING, topics: { power: 0.1, law: 0.1, unheard: 0.1 } };
    const rules = { maxPerTopic: 50, minMustKnow: 0, relevanceTradeOff: 1, calibration: 0.8 };
    const chosen = ids(select(stories, { stated: { role }, rules, length: 4 }));
    expect(chosen.filter((id) => id.startsWith('law'))).toHaveLength(2);
    expect(chosen.filter((id) => id.startsWith('art'))).toHaveLength(0);
  });
});
