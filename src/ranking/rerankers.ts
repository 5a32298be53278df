import { Calibration } from './calibration.js';
import type { CandidatePool, TagColumn } from './candidate-pool.js';
import { perPool } from './per-pool.js';
import { RULES } from './ranking-profile.js';
import type { Move, RankingContext, Reranker, Scored, Slate } from './stages.js';

/** A topic counts against its cap from this confidence on. */
const TOPIC_COUNTS_FROM = 0.5;
/** So many of the best take part in the greedy selection … */
const CANDIDATES = 80;
/** … which goes so far; a slate is some ten. What follows stands by score. */
const PICKS = 20;
/** With must-knows from further down. */
const MOST_CANDIDATES = CANDIDATES + RULES.minMustKnow.max;
/** More than sums of some numbers of this size can be off by. */
const ROUNDING = 1e-9;

/**
 * Greedy MMR with calibration under the hard rules: what everybody must know first, then always the story with the largest
 * `Δ = (1−λ)[θ·s_i − (1−θ)·max_j∈S sim(i,j)] − λ·KL(p ‖ q̃)` (Carbonell & Goldstein 1998; Steck 2018) that no rule keeps out.
 * s is the score brought to 0 … 1 over the candidates; sim the cosine of topics and entities; p the reader's topics as far as a
 * candidate tells them. One story per event, at most so many per source and per topic unless followed or named: every selection
 * from the first `within` satisfies the rules; what breaks one when its turn comes is moved behind them, by score.
 * Nothing below `minScore` takes part.
 */
export const select: Reranker = {
  name: 'select',
  rerank(slate, scored, context) {
    const { pool, profile } = context;
    const { minScore, relevanceTradeOff: theta, calibration: lambda } = profile.rules;
    const usable: number[] = [];
    const below: number[] = [];
    for (const position of slate.order)
      (scored.scores[position]! >= minScore ? usable : below).push(position);
    const { rules, greedy } = selectionOf(pool);
    rules.start(scored, context);
    const kept: number[] = [];
    const isKept = new Uint8Array(scored.rows.length);
    const take = (position: number): void => {
      kept.push(position);
      isKept[position] = 1;
      rules.take(position);
    };

    const candidates = usable.slice(0, CANDIDATES);
    const reserved = mustKnows(usable, scored, context);
    for (const position of reserved) if (!candidates.includes(position)) candidates.push(position);
    const allows = (i: number): boolean => rules.broken(candidates[i]!) === NONE;
    greedy.start(candidates, scored, context, theta, lambda);
    for (const position of reserved) {
      if (rules.broken(position) !== NONE) continue;
      take(position);
      greedy.take(candidates.indexOf(position), allows);
    }
    while (kept.length < PICKS) {
      const best = greedy.best();
      if (best < 0) break;
      if (allows(best)) {
        take(candidates[best]!);
        greedy.take(best, allows);
      } else greedy.drop(best);
    }
    const overflow: number[] = [];
    const broken: Rule[] = [];
    for (const position of usable) {
      if (isKept[position] === 1) continue;
      const rule = rules.broken(position);
      if (rule === NONE) take(position);
      else {
        overflow.push(position);
        broken.push(rule);
      }
    }
    return {
      order: [...kept, ...overflow, ...below],
      within: kept.length,
      get moves() {
        const storyAt = (position: number): string => pool.ids[scored.rows[position]!]!;
        const heldBack = overflow.map((position, k): Move => {
          const why = wordsOf(broken[k]!, scored.rows[position]!, pool);
          return { story: storyAt(position), by: 'select', why };
        });
        const before = new Map(usable.map((position, at) => [position, at]));
        const moved = kept.flatMap((position, now): Move[] => {
          if (before.get(position) === now) return [];
          const why = reserved.includes(position)
            ? 'everybody must know it'
            : now < before.get(position)!
              ? 'adds what the slate lacked'
              : 'is close to what stands above it';
          return [{ story: storyAt(position), by: 'select', why }];
        });
        return [...slate.moves, ...heldBack, ...moved];
      },
    };
  },
};

/** Whether a story is important enough to be kept a slot. */
export function isMustKnow(position: number, scored: Scored, { pool, profile }: RankingContext): boolean {
  return pool.importance[scored.rows[position]!]! >= profile.rules.mustKnowImportance;
}

/** The best of the must-knows by score: importance says that a slot is kept, the reader's score for what. */
function mustKnows(usable: readonly number[], scored: Scored, context: RankingContext): number[] {
  const { minMustKnow } = context.profile.rules;
  const found: number[] = [];
  for (let at = 0; at < usable.length && found.length < minMustKnow; at++) {
    if (isMustKnow(usable[at]!, scored, context)) found.push(usable[at]!);
  }
  return found;
}

/** Codes of the topics that count against a cap. */
export function topicsOf(pool: CandidatePool, row: number): number[] {
  const { rowStart, rowTag, rowValue } = pool.topics;
  const codes: number[] = [];
  for (let k = rowStart[row]!; k < rowStart[row + 1]!; k++)
    if (rowValue[k]! >= TOPIC_COUNTS_FROM) codes.push(rowTag[k]!);
  return codes;
}

/** The hard rule that keeps a story out: one of these, or `TOPIC` and the code of the topic that is full. */
type Rule = number;
const NONE: Rule = 0;
const EVENT: Rule = 1;
const SOURCE: Rule = 2;
const TOPIC: Rule = 3;

function wordsOf(rule: Rule, row: number, pool: CandidatePool): string {
  if (rule === EVENT) return 'another story tells the event';
  if (rule === SOURCE) return `source ${pool.sourceIds[pool.source[row]!]!} is full`;
  return `topic ${pool.topics.ids[rule - TOPIC]!} is full`;
}

/** What was taken so far, as the rules count it. Used again by one call after the other. */
class HardRules {
  /** By code: 1 for what was told, or is wanted. */
  private readonly events: Uint8Array;
  private readonly wanted: Uint8Array;
  private readonly perSource: Uint16Array;
  private readonly perTopic: Uint16Array;
  /** Events that were told. */
  private readonly told: number[] = [];
  private rows!: Int32Array;
  private rules!: RankingContext['profile']['rules'];

  constructor(private readonly pool: CandidatePool) {
    this.events = new Uint8Array(pool.eventIds.length);
    this.wanted = new Uint8Array(pool.topics.ids.length);
    this.perSource = new Uint16Array(pool.sourceIds.length);
    this.perTopic = new Uint16Array(pool.topics.ids.length);
  }

  /** Forgets the last call. */
  start({ rows }: Scored, { reader, profile }: RankingContext): void {
    this.rows = rows;
    this.rules = profile.rules;
    for (const event of this.told) this.events[event] = 0;
    this.told.length = 0;
    this.perSource.fill(0);
    this.perTopic.fill(0);
    this.wanted.fill(0);
    for (const code of reader.wanted) this.wanted[code] = 1;
  }

  /** The rule that keeps a story out, `NONE` if none does. */
  broken(position: number): Rule {
    const { pool } = this;
    const { maxPerSource, maxPerTopic } = this.rules;
    const row = this.rows[position]!;
    if (this.events[pool.event[row]!] === 1) return EVENT;
    if (this.perSource[pool.source[row]!]! >= maxPerSource) return SOURCE;
    const { rowStart, rowTag, rowValue } = pool.topics;
    const end = rowStart[row + 1]!;
    for (let k = rowStart[row]!; k < end; k++) {
      const code = rowTag[k]!;
      if (this.perTopic[code]! < maxPerTopic || rowValue[k]! < TOPIC_COUNTS_FROM) continue;
      if (this.wanted[code] === 0) return TOPIC + code;
    }
    return NONE;
  }

  take(position: number): void {
    const { pool } = this;
    const row = this.rows[position]!;
    this.events[pool.event[row]!] = 1;
    this.told.push(pool.event[row]!);
    this.perSource[pool.source[row]!]!++;
    const { rowStart, rowTag, rowValue } = pool.topics;
    for (let k = rowStart[row]!; k < rowStart[row + 1]!; k++)
      if (rowValue[k]! >= TOPIC_COUNTS_FROM) this.perTopic[rowTag[k]!]!++;
  }
}

/**
 * Δ of the candidates that are left, kept up as they are taken: each step costs some tags of each. Used again by one call after
 * the other.
 */
class Greedy {
  /** Candidates still open; the first `left` of it. */
  private readonly open = new Int32Array(MOST_CANDIDATES);
  private left = 0;
  private readonly rows = new Int32Array(MOST_CANDIDATES);
  /** By candidate: its score, 0 to 1, and the largest cosine with what was taken. */
  private readonly relevance = new Float64Array(MOST_CANDIDATES);
  private readonly nearest = new Float64Array(MOST_CANDIDATES);
  /** No candidate has a larger Δ now. */
  private readonly gains = new Float64Array(MOST_CANDIDATES);
  private readonly vectors: UnitVectors;
  private readonly calibration: Calibration;
  private theta = 0;
  private lambda = 0;

  constructor(pool: CandidatePool) {
    this.vectors = unitVectors(pool);
    this.calibration = new Calibration(pool.topics.ids.length, MOST_CANDIDATES);
  }

  /** Forgets the last call. @param candidates positions, at most `MOST_CANDIDATES` */
  start(
    candidates: readonly number[],
    { rows, scores }: Scored,
    context: RankingContext,
    theta: number,
    lambda: number,
  ): void {
    let low = Infinity;
    let high = -Infinity;
    for (const position of candidates) {
      low = Math.min(low, scores[position]!);
      high = Math.max(high, scores[position]!);
    }
    const span = high - low;
    for (let i = 0; i < candidates.length; i++) {
      this.open[i] = i;
      this.rows[i] = rows[candidates[i]!]!;
      this.relevance[i] = span === 0 ? 1 : (scores[candidates[i]!]! - low) / span;
      this.nearest[i] = 0;
    }
    this.left = candidates.length;
    this.theta = theta;
    this.lambda = lambda;
    this.calibration.start(this.rows, candidates.length, context);
  }

  /** The open candidate with the largest Δ, −1 if none is left; the better score where two are equal. */
  best(): number {
    const { lambda, open, gains, calibration } = this;
    let best = -1;
    let bestGain = -Infinity;
    for (let k = 0; k < this.left; k++) {
      const i = open[k]!;
      const most = this.mmr(i) - lambda * calibration.divergenceAtLeast(i) + ROUNDING;
      gains[i] = most;
      if (most > bestGain) {
        best = i;
        bestGain = most;
      }
    }
    if (best < 0) return best;
    bestGain = this.gain(best);
    const first = best;
    for (let k = 0; k < this.left; k++) {
      const i = open[k]!;
      if (i === first || gains[i]! < bestGain) continue;
      const gain = this.gain(i);
      if (gain > bestGain || (gain === bestGain && i < best)) {
        best = i;
        bestGain = gain;
      }
    }
    return best;
  }

  private mmr(i: number): number {
    return (1 - this.lambda) * (this.theta * this.relevance[i]! - (1 - this.theta) * this.nearest[i]!);
  }

  private gain(i: number): number {
    return this.mmr(i) - this.lambda * this.calibration.divergenceWith(i);
  }

  /** @param allows whether a candidate may still be taken; one that may not now never may again, and is dropped */
  take(i: number, allows: (i: number) => boolean): void {
    this.drop(i);
    this.calibration.take(i);
    const { open, nearest, rows } = this;
    const { start, codes, values, dense } = this.vectors;
    const row = rows[i]!;
    for (let k = start[row]!; k < start[row + 1]!; k++) dense[codes[k]!] = values[k]!;
    let left = 0;
    for (let k = 0; k < this.left; k++) {
      const other = open[k]!;
      if (!allows(other)) continue;
      open[left++] = other;
      const end = start[rows[other]! + 1]!;
      let similarity = 0;
      for (let t = start[rows[other]!]!; t < end; t++) similarity += values[t]! * dense[codes[t]!]!;
      if (similarity > nearest[other]!) nearest[other] = similarity;
    }
    this.left = left;
    for (let k = start[row]!; k < start[row + 1]!; k++) dense[codes[k]!] = 0;
  }

  drop(i: number): void {
    const at = this.open.indexOf(i);
    this.open[at] = this.open[--this.left]!;
  }
}

const selectionOf = perPool((pool) => ({ rules: new HardRules(pool), greedy: new Greedy(pool) }));

/** Topics and entities of each row as a vector of length 1, as compressed sparse rows; entity codes follow the topic codes. */
interface UnitVectors {
  readonly start: Int32Array;
  readonly codes: Int32Array;
  readonly values: Float64Array;
  /** One vector by code, so that a cosine costs the entries of the other row only; 0 between calls. */
  readonly dense: Float64Array;
}

const unitVectors = perPool((pool): UnitVectors => {
  const total = pool.topics.rowTag.length + pool.entities.rowTag.length;
  const start = new Int32Array(pool.size + 1);
  const codes = new Int32Array(total);
  const values = new Float64Array(total);
  let at = 0;
  for (let row = 0; row < pool.size; row++) {
    const put = (column: TagColumn, offset: number): void => {
      for (let k = column.rowStart[row]!; k < column.rowStart[row + 1]!; k++) {
        codes[at] = offset + column.rowTag[k]!;
        values[at++] = column.rowValue[k]!;
      }
    };
    put(pool.topics, 0);
    put(pool.entities, pool.topics.ids.length);
    const own = values.subarray(start[row], at);
    const length = Math.hypot(...own) || 1;
    own.forEach((value, k) => (own[k] = value / length));
    start[row + 1] = at;
  }
  return { start, codes, values, dense: new Float64Array(pool.topics.ids.length + pool.entities.ids.length) };
});

/** The slate before any re-ranker: by score, nothing held back yet. */
export function slateOf(scored: Scored): Slate {
  const order: number[] = [];
  for (let position = 0; position < scored.rows.length; position++) order.push(position);
  return { order, within: order.length, moves: [] };
}
