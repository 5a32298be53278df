import { Calibration } from './calibration.js';
import type { CandidatePool, TagColumn } from './candidate-pool.js';
import type { Move, RankingContext, Reranker, Scored, Slate } from './stages.js';

/** A topic counts against its cap from this confidence on. */
const TOPIC_COUNTS_FROM = 0.5;
/** What the line about oneself names as clearly as this is the reader's own field: wanted like a followed topic. */
const NAMED_FROM = 0.8;
/** So many of the best take part in the greedy selection … */
const CANDIDATES = 80;
/** … which goes so far; a slate is some ten. What follows stands by score. */
const PICKS = 20;
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
    const usable = slate.order.filter((position) => scored.scores[position]! >= minScore);
    const rules = new HardRules(scored, context);
    const kept: number[] = [];
    const take = (position: number): void => {
      kept.push(position);
      rules.take(position);
    };

    const candidates = usable.slice(0, CANDIDATES);
    const reserved = mustKnows(usable, scored, context);
    for (const position of reserved) if (!candidates.includes(position)) candidates.push(position);
    const greedy = new Greedy(candidates, scored, context, theta, lambda);
    for (const position of reserved) {
      if (rules.broken(position) !== undefined) continue;
      take(position);
      greedy.take(candidates.indexOf(position));
    }
    while (kept.length < PICKS) {
      const best = greedy.best();
      if (best < 0) break;
      const position = candidates[best]!;
      if (rules.broken(position) === undefined) {
        take(position);
        greedy.take(best);
      } else greedy.drop(best);
    }
    const picked = new Set(kept);
    const overflow: number[] = [];
    const moves: Move[] = [...slate.moves];
    for (const position of usable) {
      if (picked.has(position)) continue;
      const why = rules.broken(position);
      if (why === undefined) take(position);
      else {
        overflow.push(position);
        moves.push({ story: pool.ids[scored.rows[position]!]!, by: 'select', why });
      }
    }
    const before = new Int32Array(scored.rows.length);
    usable.forEach((position, at) => (before[position] = at));
    kept.forEach((position, now) => {
      if (before[position] === now) return;
      const why = reserved.includes(position)
        ? 'everybody must know it'
        : now < before[position]!
          ? 'adds what the slate lacked'
          : 'is close to what stands above it';
      moves.push({ story: pool.ids[scored.rows[position]!]!, by: 'select', why });
    });
    const below = slate.order.filter((position) => scored.scores[position]! < minScore);
    return { order: [...kept, ...overflow, ...below], within: kept.length, moves };
  },
};

/** Whether a story is important enough to be kept a slot. */
export function isMustKnow(position: number, scored: Scored, { pool, profile }: RankingContext): boolean {
  return pool.importance[scored.rows[position]!]! >= profile.rules.mustKnowImportance;
}

/** The best of the must-knows by score: importance says that a slot is kept, the reader's score for what. */
function mustKnows(usable: readonly number[], scored: Scored, context: RankingContext): number[] {
  return usable
    .filter((position) => isMustKnow(position, scored, context))
    .slice(0, context.profile.rules.minMustKnow);
}

/** Codes of the topics that count against a cap. */
export function topicsOf(pool: CandidatePool, row: number): number[] {
  const { rowStart, rowTag, rowValue } = pool.topics;
  const codes: number[] = [];
  for (let k = rowStart[row]!; k < rowStart[row + 1]!; k++)
    if (rowValue[k]! >= TOPIC_COUNTS_FROM) codes.push(rowTag[k]!);
  return codes;
}

/** What was taken so far, as the rules count it. */
class HardRules {
  /** By code: 1 for what was told, or is wanted. */
  private readonly events: Uint8Array;
  private readonly wanted: Uint8Array;
  private readonly perSource: Uint16Array;
  private readonly perTopic: Uint16Array;

  constructor(
    private readonly scored: Scored,
    private readonly context: RankingContext,
  ) {
    const { pool, reader } = context;
    const { followedTopics, about } = reader.reader.stated;
    this.events = new Uint8Array(pool.eventIds.length);
    this.wanted = new Uint8Array(pool.topics.ids.length);
    this.perSource = new Uint16Array(pool.sourceIds.length);
    this.perTopic = new Uint16Array(pool.topics.ids.length);
    const want = (id: string): void => {
      const code = pool.topics.index.get(id);
      if (code !== undefined) this.wanted[code] = 1;
    };
    for (const id of followedTopics) want(id);
    for (const id in about.topics) if (about.topics[id]! >= NAMED_FROM) want(id);
  }

  /** The rule that keeps a story out, in words; undefined if none does. */
  broken(position: number): string | undefined {
    const { pool, profile } = this.context;
    const row = this.scored.rows[position]!;
    if (this.events[pool.event[row]!] === 1) return 'another story tells the event';
    const source = pool.source[row]!;
    if (this.perSource[source]! >= profile.rules.maxPerSource)
      return `source ${pool.sourceIds[source]!} is full`;
    const { rowStart, rowTag, rowValue, ids } = pool.topics;
    for (let k = rowStart[row]!; k < rowStart[row + 1]!; k++) {
      const code = rowTag[k]!;
      if (this.perTopic[code]! < profile.rules.maxPerTopic || rowValue[k]! < TOPIC_COUNTS_FROM) continue;
      if (this.wanted[code] === 0) return `topic ${ids[code]!} is full`;
    }
    return undefined;
  }

  take(position: number): void {
    const { pool } = this.context;
    const row = this.scored.rows[position]!;
    this.events[pool.event[row]!] = 1;
    this.perSource[pool.source[row]!]!++;
    const { rowStart, rowTag, rowValue } = pool.topics;
    for (let k = rowStart[row]!; k < rowStart[row + 1]!; k++)
      if (rowValue[k]! >= TOPIC_COUNTS_FROM) this.perTopic[rowTag[k]!]!++;
  }
}

/** Δ of the candidates that are left, kept up as they are taken: each step costs some tags of each. */
class Greedy {
  /** Candidates still open; the first `left` of it. */
  private readonly open: Int32Array;
  private left: number;
  private readonly rows: Int32Array;
  private readonly relevance: Float64Array;
  private readonly nearest: Float64Array;
  /** No candidate has a larger Δ now. */
  private readonly gains: Float64Array;
  private readonly vectors: UnitVectors;
  /** The vector of the last pick by code, so that a cosine costs the entries of one row only. */
  private readonly last: Float64Array;
  private readonly calibration: Calibration;

  constructor(
    candidates: readonly number[],
    scored: Scored,
    context: RankingContext,
    private readonly theta: number,
    private readonly lambda: number,
  ) {
    const { pool } = context;
    this.rows = Int32Array.from(candidates, (position) => scored.rows[position]!);
    this.open = Int32Array.from(candidates.keys());
    this.left = candidates.length;
    this.relevance = normalised(candidates.map((position) => scored.scores[position]!));
    this.nearest = new Float64Array(candidates.length);
    this.gains = new Float64Array(candidates.length);
    this.vectors = unitVectors(pool);
    this.last = new Float64Array(pool.topics.ids.length + pool.entities.ids.length);
    this.calibration = new Calibration(this.rows, context);
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
      if (most > bestGain) [best, bestGain] = [i, most];
    }
    if (best < 0) return best;
    bestGain = this.gain(best);
    const first = best;
    for (let k = 0; k < this.left; k++) {
      const i = open[k]!;
      if (i === first || gains[i]! < bestGain) continue;
      const gain = this.gain(i);
      if (gain > bestGain || (gain === bestGain && i < best)) [best, bestGain] = [i, gain];
    }
    return best;
  }

  private mmr(i: number): number {
    return (1 - this.lambda) * (this.theta * this.relevance[i]! - (1 - this.theta) * this.nearest[i]!);
  }

  private gain(i: number): number {
    return this.mmr(i) - this.lambda * this.calibration.divergenceWith(i);
  }

  take(i: number): void {
    this.drop(i);
    this.calibration.take(i);
    const { open, nearest, last, rows } = this;
    const { start, codes, values } = this.vectors;
    const row = rows[i]!;
    for (let k = start[row]!; k < start[row + 1]!; k++) last[codes[k]!] = values[k]!;
    for (let k = 0; k < this.left; k++) {
      const other = open[k]!;
      const end = start[rows[other]! + 1]!;
      let similarity = 0;
      for (let t = start[rows[other]!]!; t < end; t++) similarity += values[t]! * last[codes[t]!]!;
      if (similarity > nearest[other]!) nearest[other] = similarity;
    }
    for (let k = start[row]!; k < start[row + 1]!; k++) last[codes[k]!] = 0;
  }

  drop(i: number): void {
    const at = this.open.indexOf(i);
    this.open[at] = this.open[--this.left]!;
  }
}

function normalised(scores: readonly number[]): Float64Array {
  const low = Math.min(...scores);
  const span = Math.max(...scores) - low;
  return Float64Array.from(scores, (score) => (span === 0 ? 1 : (score - low) / span));
}

/** Topics and entities of each row as a vector of length 1, as compressed sparse rows; entity codes follow the topic codes. */
interface UnitVectors {
  readonly start: Int32Array;
  readonly codes: Int32Array;
  readonly values: Float64Array;
}

const vectorsOf = new WeakMap<CandidatePool, UnitVectors>();

/** Built once per pool. */
function unitVectors(pool: CandidatePool): UnitVectors {
  let vectors = vectorsOf.get(pool);
  if (vectors === undefined) {
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
    vectorsOf.set(pool, (vectors = { start, codes, values }));
  }
  return vectors;
}

/** The slate before any re-ranker: by score, nothing held back yet. */
export function slateOf(scored: Scored): Slate {
  return { order: Array.from(scored.rows.keys()), within: scored.rows.length, moves: [] };
}
