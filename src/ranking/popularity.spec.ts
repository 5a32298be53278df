import { buildCandidatePool, type PoolStory } from './candidate-pool.js';
import { type Engagement, engagementColumns } from './engagements.js';
import { popularityColumns, popularitySteps } from './popularity.js';
import { mulberry32 } from './random.js';
import { inTurns } from './steps.js';

const HOUR = 3_600_000;
const NOW = Date.parse('2026-07-06T12:00:00Z');
const COHORTS = ['ceo', 'designer', 'nurse'].flatMap((role) =>
  ['banking', 'health'].map((industry) => ({ role, industry })),
);

function story(i: number): PoolStory {
  return {
    id: `s${i}`,
    event: `e${i}`,
    source: 'o',
    publishedAt: NOW - i * HOUR,
    topics: [],
    entities: [],
    kinds: [],
    importancePrior: 0.5,
    authority: 0.5,
    halfLifeHours: 24,
    terms: [`term${i % 7}`],
  };
}

function engagements(random: () => number, count: number): Engagement[] {
  return Array.from({ length: count }, () => ({
    ...COHORTS[Math.floor(COHORTS.length * random())]!,
    // Some of a story that is no candidate, some of the moment after, some at one moment.
    story: `s${Math.floor(44 * random())}`,
    at: NOW - Math.floor(25 * random() - 1) * HOUR,
    value: [0.5, 1, 2, 0.3, 0][Math.floor(5 * random())]!,
  }));
}

describe('popularity', () => {
  const pool = buildCandidatePool(
    Array.from({ length: 40 }, (_, i) => story(i)),
    NOW,
  );

  it('tells whose engagement it is: the nearest to the reader who had any', () => {
    const at = NOW - HOUR;
    const by = (role: string, industry: string, story: string, value = 1): Engagement => ({
      ...{ role, industry, story, at, value },
    });
    const { of, whose } = popularityColumns(pool, [
      by('ceo', 'banking', 's1'),
      by('nurse', 'health', 's2'),
      by('ceo', 'health', 's2'),
      by('nurse', 'banking', 's3', 0),
    ]);
    const row = (story: string): number => pool.rowOf.get(story)!;
    expect(whose(row('s1'), 'ceo', 'banking')).toBe('ceo/banking');
    expect(whose(row('s1'), 'nurse', 'banking')).toBe('banking');
    // Lifted for all the same.
    expect(of('designer', 'energy')[row('s1')]).toBeGreaterThan(0);
    expect(whose(row('s1'), 'designer', 'energy')).toBe('everybody');
    expect(whose(row('s2'), 'ceo', 'banking')).toBe('everybody');
    expect(whose(row('s3'), 'nurse', 'banking')).toBe('everybody');
    expect(popularityColumns(pool, []).whose(0, 'ceo', 'banking')).toBe('everybody');
  });

  it('is the same to the last bit in whatever order engagements come, at once or in turns', async () => {
    const random = mulberry32(11);
    for (let run = 0; run < 20; run++) {
      const list = engagements(random, 300);
      const shuffled = list.map((one) => [random(), one] as const).sort(([a], [b]) => a - b);
      const known = popularityColumns(pool, list);
      const other = popularityColumns(
        pool,
        shuffled.map(([, one]) => one),
      );
      let pauses = 0;
      const turns = await inTurns(popularitySteps(pool, engagementColumns(list), NOW), () => {
        pauses++;
        return Promise.resolve();
      });
      expect(pauses).toBeGreaterThan(0);
      expect(other.momentum).toEqual(known.momentum);
      expect(turns.momentum).toEqual(known.momentum);
      for (const { role, industry } of [...COHORTS, { role: 'ceo', industry: 'space' }]) {
        // A copy: the columns of one pool are written over by whoever asks next.
        const column = known.of(role, industry).slice();
        expect(other.of(role, industry)).toEqual(column);
        expect(turns.of(role, industry)).toEqual(column);
      }
    }
  });

  it('tells a cohort what its own read above what others do', () => {
    const act = { at: NOW - HOUR, value: 1, role: 'ceo', industry: 'banking' };
    const others = { ...act, role: 'nurse', industry: 'health' };
    const list = [
      ...Array.from({ length: 9 }, () => ({ ...act, story: 's1' })),
      ...Array.from({ length: 9 }, () => ({ ...others, story: 's2' })),
    ];
    const { of } = popularityColumns(pool, list);
    const [s1, s2, s3] = ['s1', 's2', 's3'].map((id) => pool.rowOf.get(id)!) as [number, number, number];
    const [ceo, nurse, elsewhere] = [of('ceo', 'banking'), of('nurse', 'health'), of('ceo', 'space')];
    expect(ceo[s1]).toBeGreaterThan(ceo[s2]!);
    expect(nurse[s2]).toBeGreaterThan(nurse[s1]!);
    expect(elsewhere[s1]).toBeCloseTo(elsewhere[s2]!, 12);
    expect(ceo[s3]).toBe(0);
  });
});
