import { ENTITIES } from '../knowledge/entities.js';
import { FACT_KINDS } from '../knowledge/fact-kinds.js';
import { TOPICS } from '../knowledge/topics.js';
import { hash32, mulberry32 } from '../ranking/random.js';
import { WEIGHT_NAMES } from '../ranking/ranking-profile.js';
import {
  cohortOfKey,
  decodeBriefing,
  encodeBriefing,
  evidenceKey,
  storyRefsIn,
  type MadeBriefing,
} from './briefing-codec.js';

const item = (storyRef: number) => ({
  storyRef,
  kind: 'must-know' as const,
  contributions: {
    bias: -1.6,
    roleRelevance: 1.235,
    industryRelevance: 0.7,
    freshness: 0.432,
    importance: 0.9,
    sourceQuality: 0.2,
  },
  reasons: [
    { group: 'roleRelevance' as const, evidence: { type: 'topic' as const, key: hash32('custom-silicon') } },
    { group: 'industryRelevance' as const, evidence: { type: 'entity' as const, key: hash32('openai') } },
  ],
});
const briefing: MadeBriefing = {
  items: Array.from({ length: 10 }, (_, i) => item(1_000_000 + i)),
  trace: {
    candidates: 2000,
    removed: 120,
    scored: 300,
    aboveThreshold: 44,
    profileHash: '0123456789abcdef',
    seed: 4_294_967_295,
    propensity: 0.25,
    explored: 30,
    learned: 70_000,
  },
};

describe('the stored form of a briefing', () => {
  it('comes back as it went in, in some hundreds of bytes', () => {
    const bytes = encodeBriefing(briefing);
    const items = briefing.items.map((one) => ({ ...one, score: 1.867 }));
    expect(decodeBriefing(bytes)).toEqual({ ...briefing, items });
    expect(bytes.length).toBeLessThan(400);
    expect(storyRefsIn(bytes)).toEqual(briefing.items.map((one) => one.storyRef));
  });

  it('reads what format 1 once wrote, whatever weights have been added since', () => {
    const written = '010123456789abcdef140311054dc4130901ac021283708b15b817e707f403c801088aa8c7810363ac02';
    expect(storyRefsIn(Buffer.from(written, 'hex'))).toEqual([300]);
    expect(decodeBriefing(Buffer.from(written, 'hex'))).toEqual({
      items: [
        {
          storyRef: 300,
          kind: 'exploring',
          score: 0,
          contributions: {
            bias: -1.35,
            roleRelevance: 1.5,
            seenPenalty: -0.5,
            editorialBoost: 0.25,
            residual: 0.1,
          },
          reasons: [
            { group: 'roleRelevance', evidence: { type: 'topic', key: hash32('custom-silicon') } },
            { group: 'editorialBoost', evidence: { type: 'story', key: 300 } },
          ],
        },
      ],
      trace: {
        candidates: 20,
        removed: 3,
        scored: 17,
        aboveThreshold: 5,
        profileHash: '0123456789abcdef',
        seed: 77,
        propensity: 0.25,
        explored: 9,
        learned: 0,
      },
    });
  });

  it('keeps how wide a cohort is', () => {
    const reader = { role: 'cto', industry: 'banking' };
    for (const id of ['cto/banking', 'banking', 'everybody']) {
      const { key } = evidenceKey({ type: 'cohort', id }, () => undefined);
      expect(cohortOfKey(key, reader)).toBe(id);
    }
    // As it was stored before the others were told apart.
    expect(cohortOfKey(0, reader)).toBe('cto/banking');
  });

  it('keeps contributions adding up to the score', () => {
    for (const { score, contributions } of decodeBriefing(encodeBriefing(briefing)).items) {
      const sum = Object.values(contributions).reduce((total, value) => total + value, 0);
      expect(Math.abs(sum - score)).toBeLessThan(1e-9);
    }
  });

  it('keeps each number to a thousandth of a logit, and the score to half of one', () => {
    const random = mulberry32(7);
    for (let run = 0; run < 500; run++) {
      const exact = Object.fromEntries(
        [...WEIGHT_NAMES, 'residual'].map((name) => [name, 8 * (random() - 0.5)]),
      );
      const z = Object.values(exact).reduce((sum, value) => sum + value, 0);
      const made = { ...briefing, items: [{ ...item(1), contributions: exact }] };
      const stored = decodeBriefing(encodeBriefing(made));
      const { score, contributions } = stored.items[0]!;
      expect(Math.abs(score - z)).toBeLessThanOrEqual(0.0005 + 1e-9);
      for (const [name, value] of Object.entries(exact))
        expect(Math.abs((contributions[name] ?? 0) - value)).toBeLessThanOrEqual(0.001 + 1e-9);
      expect(decodeBriefing(encodeBriefing(stored))).toEqual(stored);
    }
  });

  it('cannot be made of a number that is none', () => {
    const broken = { ...item(1), contributions: { bias: NaN } };
    expect(() => encodeBriefing({ ...briefing, items: [broken] })).toThrow(RangeError);
  });

  it('refuses what it did not make', () => {
    expect(() => decodeBriefing(Buffer.from([9]))).toThrow(RangeError);
    expect(() => decodeBriefing(encodeBriefing(briefing).subarray(0, 40))).toThrow(RangeError);
  });

  it('tells every known tag from every other by its 32-bit key', () => {
    const ids = [...TOPICS, ...ENTITIES, ...FACT_KINDS].map((known) => known.id);
    expect(new Set(ids.map(hash32)).size).toBe(new Set(ids).size);
  });
});
