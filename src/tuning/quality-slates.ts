import type { CandidatePool } from '../ranking/candidate-pool.js';
import { compileReader } from '../ranking/compiled-reader.js';
import { dailyBriefing } from '../ranking/daily-briefing.js';
import { DEFAULT_PROFILE, type RankingProfile } from '../ranking/ranking-profile.js';
import type { SparseVector } from '../ranking/reader.js';
import { topicMix } from '../ranking/scoring.js';
import { score, type Section } from './quality-format.js';
import { fromRanking, ndcgAt } from './quality-metrics.js';
import { LIST_LENGTH, mean, rankAll, type GradedEdition } from './quality-tailoring.js';

/** Smoothing of q̃ (Steck 2018), as in assembly. */
const SMOOTHING = 0.01;
/** One story per event and the caps, but neither diversification nor a slot for a must-know. */
const RULES_ALONE: RankingProfile = {
  ...DEFAULT_PROFILE,
  rules: {
    ...DEFAULT_PROFILE.rules,
    relevanceTradeOff: 1,
    calibration: 0,
    minMustKnow: 0,
  },
};
/** As near to the reader's mix as the rules and the threshold allow, whatever it costs: what calibration could reach at most. */
const MOST_CALIBRATED: RankingProfile = {
  ...DEFAULT_PROFILE,
  rules: { ...DEFAULT_PROFILE.rules, calibration: 1, minMustKnow: 0 },
};

/** What assembly makes of the lists, against the same number of stories by score alone. Means over the readers. */
export interface SlateSide {
  /** Mean of 1 − cosine of the topics over pairs of a list, 0 to 1. */
  readonly diversity: number;
  /** KL(p ‖ q̃) of the list's topics from the reader's own mix, nats. */
  readonly calibration: number;
  /** The same with p over the topics only that some story above the threshold tells: no list can bring the others. */
  readonly toldCalibration: number;
  readonly ndcg: number;
  /** nDCG@10 where only the first story of an event gains, in the list as in the ideal. */
  readonly eventNdcg: number;
}

export interface SlateQuality {
  readonly edition: string;
  readonly readers: number;
  /** Stories of a list; a thin day is short. */
  readonly meanLength: number;
  /** Lists that tell an event twice. */
  readonly repeatedEvents: number;
  /** Most stories of one source in a list. */
  readonly mostOfOneSource: number;
  readonly briefing: SlateSide;
  /** What the hard rules alone make of the order by score; the rest is diversification and must-knows. */
  readonly hardRules: SlateSide;
  /** Calibration alone under the hard rules. */
  readonly mostCalibrated: SlateSide;
  readonly byScore: SlateSide;
}

/** Protocol D on the lists of ten. */
export function measureSlates(edition: GradedEdition): SlateQuality {
  const { pool, popularity, readers, grades, sameEvents } = edition;
  const eventOf = new Map(sameEvents.flatMap((group) => group.map((story) => [story, group[0]!])));
  const lists = readers.map((reader) => {
    const assembled = (profile: RankingProfile): number[] =>
      dailyBriefing
        .run({ pool, popularity, reader, profile, length: LIST_LENGTH })
        .items.map(({ id }) => pool.rowOf.get(id)!);
    const briefing = assembled(DEFAULT_PROFILE);
    const ranking = rankAll(edition, reader);
    const rowOf = ({ id }: { readonly id: string }): number => pool.rowOf.get(id)!;
    const byScore = ranking.slice(0, briefing.length).map(rowOf);
    const usable = ranking.filter((item) => item.score >= DEFAULT_PROFILE.rules.minScore).map(rowOf);
    const context = { pool, popularity, profile: DEFAULT_PROFILE, reader: compileReader(pool, reader) };
    const mix = topicMix(context);
    const toldMix = shareOf(mix, pool, usable);
    const own = grades[reader.id] ?? {};
    const side = (rows: readonly number[]): SlateSide => ({
      diversity: intraListDiversity(pool, rows),
      calibration: calibrationKl(mix, pool, rows),
      toldCalibration: calibrationKl(toldMix, pool, rows),
      ...gainsOf(
        rows.map((row) => pool.ids[row]!),
        own,
        eventOf,
      ),
    });
    return {
      rows: briefing,
      briefing: side(briefing),
      hardRules: side(assembled(RULES_ALONE)),
      mostCalibrated: side(assembled(MOST_CALIBRATED)),
      byScore: side(byScore),
    };
  });
  const meanOf = (of: 'briefing' | 'hardRules' | 'mostCalibrated' | 'byScore'): SlateSide => ({
    diversity: mean(lists.map((list) => list[of].diversity)),
    calibration: mean(lists.map((list) => list[of].calibration)),
    toldCalibration: mean(lists.map((list) => list[of].toldCalibration)),
    ndcg: mean(lists.map((list) => list[of].ndcg)),
    eventNdcg: mean(lists.map((list) => list[of].eventNdcg)),
  });
  return {
    edition: edition.name,
    readers: readers.length,
    meanLength: mean(lists.map(({ rows }) => rows.length)),
    repeatedEvents: lists.filter(({ rows }) => new Set(rows.map((row) => pool.event[row])).size < rows.length)
      .length,
    mostOfOneSource: Math.max(0, ...lists.map(({ rows }) => mostOfOne(rows.map((row) => pool.source[row]!)))),
    briefing: meanOf('briefing'),
    hardRules: meanOf('hardRules'),
    mostCalibrated: meanOf('mostCalibrated'),
    byScore: meanOf('byScore'),
  };
}

/** Protocol D as a part of the report. */
export function slatesSection(editions: readonly SlateQuality[]): Section {
  return {
    title: 'D: diversity and calibration',
    text: 'Lists of ten as delivered, against as many stories by score alone. Diversity is the mean of 1 − cosine of the topics over the pairs of a list; KL(p ‖ q̃) in nats, p the topics of the stated profile and what was learned, beside it p over those topics only that some story above the threshold tells. Hard rules alone: one story per event and the caps on sources and topics, without diversification and must-knows. Calibration alone: λ = 1, what could be reached at most. Every story of an event has a grade, so leaving out the second costs nDCG by the way it is counted; the column beside counts only the first story of an event, in the list as in the ideal.',
    rows: [
      [
        'edition',
        'list',
        'mean length',
        'diversity',
        'KL',
        'KL of topics told',
        'nDCG@10',
        'events once',
        'repeated events',
        'most of a source',
      ],
      ...editions.flatMap((one) => {
        const row = (list: string, side: SlateSide, ...rest: string[]): string[] => [
          one.edition,
          list,
          one.meanLength.toFixed(1),
          ...[side.diversity, side.calibration, side.toldCalibration, side.ndcg, side.eventNdcg].map(score),
          ...rest,
        ];
        return [
          row('by score', one.byScore, '–', '–'),
          row('hard rules alone', one.hardRules, '–', '–'),
          row('calibration alone', one.mostCalibrated, '–', '–'),
          row('**delivered**', one.briefing, String(one.repeatedEvents), String(one.mostOfOneSource)),
        ];
      }),
    ],
  };
}

/** nDCG@10 of a list, counting every story and counting every event once. */
export function gainsOf(
  stories: readonly string[],
  grades: Readonly<Record<string, number>>,
  eventOf: ReadonlyMap<string, string>,
): Pick<SlateSide, 'ndcg' | 'eventNdcg'> {
  const told = new Set<string>();
  const firstTold = stories.map((story) => {
    const event = eventOf.get(story) ?? story;
    if (told.has(event)) return 0;
    told.add(event);
    return grades[story] ?? 0;
  });
  const best = new Map<string, number>();
  for (const [story, grade] of Object.entries(grades)) {
    const event = eventOf.get(story) ?? story;
    best.set(event, Math.max(best.get(event) ?? 0, grade));
  }
  return {
    ndcg: ndcgAt(LIST_LENGTH, fromRanking(stories.map((story) => grades[story] ?? 0)), Object.values(grades)),
    eventNdcg: ndcgAt(LIST_LENGTH, fromRanking(firstTold), [...best.values()]),
  };
}

/** Mean of 1 − cosine of topic confidences over the pairs of a list; a story without topics is like no other. */
export function intraListDiversity(pool: CandidatePool, rows: readonly number[]): number {
  const vectors = rows.map((row) => topicsOf(pool, row));
  const distances = vectors.flatMap((a, at) =>
    vectors.slice(at + 1).map((b) => {
      let dot = 0;
      for (const [code, value] of a) dot += value * (b.get(code) ?? 0);
      const lengths = Math.hypot(...a.values()) * Math.hypot(...b.values());
      return lengths === 0 ? 1 : 1 - dot / lengths;
    }),
  );
  return mean(distances);
}

/** KL(p ‖ q̃) with q̃ = (1 − α)·q + α·p, nats; 0 for a reader without a mix. */
export function calibrationKl(mix: SparseVector, pool: CandidatePool, rows: readonly number[]): number {
  const taken = new Map<number, number>();
  let total = 0;
  for (const row of rows) {
    for (const [code, value] of topicsOf(pool, row)) {
      taken.set(code, (taken.get(code) ?? 0) + value);
      total += value;
    }
  }
  let divergence = 0;
  for (const [id, p] of Object.entries(mix)) {
    const q = total === 0 ? 0 : (taken.get(pool.topics.index.get(id) ?? -1) ?? 0) / total;
    divergence += p * Math.log(p / ((1 - SMOOTHING) * q + SMOOTHING * p));
  }
  return divergence;
}

/** The part of a mix that some of the rows tell, brought back to a sum of 1; empty where they tell none of it. */
function shareOf(mix: SparseVector, pool: CandidatePool, rows: readonly number[]): SparseVector {
  const told = new Set(rows.flatMap((row) => [...topicsOf(pool, row).keys()]));
  const parts = Object.entries(mix).filter(([id]) => told.has(pool.topics.index.get(id) ?? -1));
  const total = parts.reduce((sum, [, value]) => sum + value, 0);
  return Object.fromEntries(parts.map(([id, value]) => [id, value / total]));
}

function topicsOf({ topics }: CandidatePool, row: number): Map<number, number> {
  const vector = new Map<number, number>();
  for (let k = topics.rowStart[row]!; k < topics.rowStart[row + 1]!; k++) {
    vector.set(topics.rowTag[k]!, topics.rowValue[k]!);
  }
  return vector;
}

function mostOfOne(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return Math.max(0, ...counts.values());
}
