import { Calibration } from './calibration.js';
import type { CandidatePool } from './candidate-pool.js';
import { perPool } from './per-pool.js';
import { RULES } from './ranking-profile.js';
import type { Move, RankingContext, Reranker, Scored, Slate } from './stages.js';
import { unitVectors, type UnitVectors } from './unit-vectors.js';

/** A topic counts against its cap from this confidence on. */
const TOPIC_COUNTS_FROM = 0.5;
/** So many of the best take part in the greedy selection. */
const CANDIDATES = 80;
/** With must-knows from further down. */
const MOST_CANDIDATES = CANDIDATES + RULES.minMustKnow.max;
/** More than sums of some numbers of this size can be off by. */
const ROUNDING = 1e-9;

/**
 * Greedy MMR with calibration under the hard rules: what everybody must know first, then always the story with the largest
 * `Δ = (1−λ)[θ·s_i − (1−θ)·max_j∈S sim(i,j)] − λ·KL(p ‖ q̃)` (Carbonell & Goldstein 1998; Steck 2018) that no rule keeps out.
 * s is the score brought to 0 … 1 over the candidates; sim the cosine of topics and entities; p the reader's topics as far as a
 * candidate tells them. One story per event, at most so many per source and per topic unless followed or named: every selection
 * from the first `within` satisfies the rules; what breaks one when its turn comes is moved behind them. Behind the slots all stands
 * by score. Nothing below `minScore` takes part.
 */
export const select: Reranker = {
  name: 'select',
  rerank(slate, scored, context, length) {
    const { pool, profile } = context;
    const { minScore, relevanceTradeOff: theta, calibration: lambda } = profile.rules;
    const isUsable = (position: number): boolean => scored.scores[position]! >= minScore;
    const usable = slate.order.every(isUsable) ? slate.order : slate.order.filter(isUsable);
    const { rows } = scored;
    const { rules, greedy } = selectionOf(pool);
    rules.start(context);
    // Copies to be written over: an array that grows is copied several times.
    const order = slate.order.slice();
    let within = 0;
    const take = (position: number): void => {
      order[within++] = position;
      rules.take(rows[position]!);
    };

    const candidates = usable.slice(0, CANDIDATES);
    const reserved = mustKnows(usable, scored, context);
    for (const position of reserved) if (!candidates.includes(position)) candidates.push(position);
    greedy.start(candidates, scored, context, theta, lambda);
    for (const position of reserved) {
      if (rules.broken(rows[position]!) !== NONE) continue;
      take(position);
      greedy.take(candidates.indexOf(position));
    }
    while (within < length) {
      const best = greedy.best(rules);
      if (best < 0) break;
      take(candidates[best]!);
      greedy.take(best);
    }
    const overflow = slate.order.slice();
    const broken: Rule[] = slate.order.slice();
    let held = 0;
    for (const position of usable) {
      if (rules.isTaken(rows[position]!)) continue;
      const rule = rules.broken(rows[position]!);
      if (rule === NONE) take(position);
      else {
        overflow[held] = position;
        broken[held++] = rule;
      }
    }
    for (let k = 0; k < held; k++) order[within + k] = overflow[k]!;
    if (usable !== slate.order) {
      let at = usable.length;
      for (const position of slate.order) if (!isUsable(position)) order[at++] = position;
    }
    // What was scored is written over by the next run, and moves may be asked for after it.
    const kept = slate.order.slice();
    for (let position = 0; position < kept.length; position++) kept[position] = rows[position]!;
    return {
      order,
      within,
      moves: () => {
        const storyAt = (position: number): string => pool.ids[kept[position]!]!;
        const heldBack = overflow.slice(0, held).map((position, k): Move => {
          const why = wordsOf(broken[k]!, pool.source[kept[position]!]!, pool);
          return { story: storyAt(position), by: 'select', why };
        });
        const before = new Map(usable.map((position, at) => [position, at]));
        const moved = order.slice(0, within).flatMap((position, now): Move[] => {
          if (before.get(position) === now) return [];
          const why = reserved.includes(position)
            ? 'everybody must know it'
            : now < before.get(position)!
              ? 'adds what the slate lacked'
              : 'is close to what stands above it';
          return [{ story: storyAt(position), by: 'select', why }];
        });
        return [...slate.moves(), ...heldBack, ...moved];
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

function wordsOf(rule: Rule, source: number, pool: CandidatePool): string {
  if (rule === EVENT) return 'another story tells the event';
  if (rule === SOURCE) return `source ${pool.sourceIds[source]!} is full`;
  return `topic ${pool.topics.ids[rule - TOPIC]!} is full`;
}

/** Topics of each row that count against a cap, as compressed sparse rows. */
const cappedTopics = perPool((pool) => {
  const start = new Int32Array(pool.size + 1);
  const codes: number[] = [];
  for (let row = 0; row < pool.size; row++) {
    codes.push(...topicsOf(pool, row));
    start[row + 1] = codes.length;
  }
  return { start, codes: Int32Array.from(codes) };
});

/** What was taken so far, as the rules count it. Used again by one call after the other. */
class HardRules {
  /** By row: 1 for what was taken. */
  private readonly out: Uint8Array;
  /** By code: 1 for what was told, or is wanted. */
  private readonly events: Uint8Array;
  private readonly wanted: Uint8Array;
  private readonly perSource: Uint16Array;
  /** Without those that are wanted. */
  private readonly perTopic: Uint16Array;
  /** Rows that were taken. */
  private readonly taken: number[] = [];
  private readonly capped: ReturnType<typeof cappedTopics>;
  private maxPerSource = 0;
  private maxPerTopic = 0;

  constructor(private readonly pool: CandidatePool) {
    this.out = new Uint8Array(pool.size);
    this.events = new Uint8Array(pool.eventIds.length);
    this.wanted = new Uint8Array(pool.topics.ids.length);
    this.perSource = new Uint16Array(pool.sourceIds.length);
    this.perTopic = new Uint16Array(pool.topics.ids.length);
    this.capped = cappedTopics(pool);
  }

  /** Forgets the last call. */
  start({ reader, profile }: RankingContext): void {
    this.maxPerSource = profile.rules.maxPerSource;
    this.maxPerTopic = profile.rules.maxPerTopic;
    for (const row of this.taken) this.out[row] = this.events[this.pool.event[row]!] = 0;
    this.taken.length = 0;
    this.perSource.fill(0);
    this.perTopic.fill(0);
    this.wanted.fill(0);
    for (const code of reader.wanted) this.wanted[code] = 1;
  }

  /** The rule that keeps a row out, `NONE` if none does. */
  broken(row: number): Rule {
    const { pool, perTopic, maxPerTopic } = this;
    if (this.events[pool.event[row]!] === 1) return EVENT;
    if (this.perSource[pool.source[row]!]! >= this.maxPerSource) return SOURCE;
    const { start, codes } = this.capped;
    const end = start[row + 1]!;
    for (let k = start[row]!; k < end; k++) {
      if (perTopic[codes[k]!]! >= maxPerTopic) return TOPIC + codes[k]!;
    }
    return NONE;
  }

  isTaken(row: number): boolean {
    return this.out[row] === 1;
  }

  take(row: number): void {
    const { pool, wanted, perTopic } = this;
    this.taken.push(row);
    this.out[row] = 1;
    this.events[pool.event[row]!] = 1;
    this.perSource[pool.source[row]!]!++;
    const { start, codes } = this.capped;
    const end = start[row + 1]!;
    for (let k = start[row]!; k < end; k++) if (wanted[codes[k]!] === 0) perTopic[codes[k]!]!++;
  }
}

/**
 * Δ of the candidates that are left. It only shrinks as others are taken, so it is computed anew only where its last value might be the
 * largest still (the lazy greedy of Minoux 1978). Used again by one call after the other.
 */
class Greedy {
  /** Candidates still open; the first `left` of it. */
  private readonly open = new Int32Array(MOST_CANDIDATES);
  private left = 0;
  private readonly rows = new Int32Array(MOST_CANDIDATES);
  /** By candidate: its score, 0 to 1, and the largest cosine with the first `compared` of what was taken. */
  private readonly relevance = new Float64Array(MOST_CANDIDATES);
  private readonly nearest = new Float64Array(MOST_CANDIDATES);
  private readonly compared = new Int32Array(MOST_CANDIDATES);
  private readonly taken = new Int32Array(MOST_CANDIDATES);
  private takenCount = 0;
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
      this.compared[i] = 0;
    }
    this.takenCount = 0;
    this.left = candidates.length;
    this.theta = theta;
    this.lambda = lambda;
    this.calibration.start(this.rows, candidates.length, context);
  }

  /**
   * The open candidate with the largest Δ, −1 if none is left; the better score where two are equal.
   * @param rules what they keep out now they keep out for ever: it is dropped
   */
  best(rules: HardRules): number {
    const { lambda, open, gains, calibration, rows } = this;
    let first = -1;
    let most = -Infinity;
    for (let k = 0; k < this.left; k++) {
      const i = open[k]!;
      const gain = this.mmr(i) - lambda * calibration.divergenceAtLeast(i) + ROUNDING;
      gains[i] = gain;
      if (gain <= most) continue;
      if (rules.broken(rows[i]!) === NONE) {
        first = i;
        most = gain;
      } else this.dropAt(k--);
    }
    if (first < 0) return first;
    let best = first;
    let bestGain = this.gain(first);
    for (let k = 0; k < this.left; k++) {
      const i = open[k]!;
      if (i === first || gains[i]! < bestGain) continue;
      if (rules.broken(rows[i]!) !== NONE) {
        this.dropAt(k--);
        continue;
      }
      const gain = this.gain(i);
      if (gain > bestGain || (gain === bestGain && i < best)) {
        best = i;
        bestGain = gain;
      }
    }
    return best;
  }

  take(i: number): void {
    this.dropAt(this.open.indexOf(i));
    this.taken[this.takenCount++] = i;
    this.calibration.take(i);
  }

  private mmr(i: number): number {
    return (1 - this.lambda) * (this.theta * this.relevance[i]! - (1 - this.theta) * this.nearest[i]!);
  }

  private gain(i: number): number {
    this.compare(i);
    return this.mmr(i) - this.lambda * this.calibration.divergenceWith(i);
  }

  /** Compares a candidate with what was taken since it last was. */
  private compare(i: number): void {
    const { nearest, taken, rows } = this;
    if (this.compared[i] === this.takenCount) return;
    const { start, codes, values, dense } = this.vectors;
    const from = start[rows[i]!]!;
    const to = start[rows[i]! + 1]!;
    for (let k = from; k < to; k++) dense[codes[k]!] = values[k]!;
    for (let t = this.compared[i]!; t < this.takenCount; t++) {
      const row = rows[taken[t]!]!;
      const end = start[row + 1]!;
      let similarity = 0;
      for (let k = start[row]!; k < end; k++) similarity += values[k]! * dense[codes[k]!]!;
      if (similarity > nearest[i]!) nearest[i] = similarity;
    }
    for (let k = from; k < to; k++) dense[codes[k]!] = 0;
    this.compared[i] = this.takenCount;
  }

  private dropAt(place: number): void {
    this.open[place] = this.open[--this.left]!;
  }
}

const selectionOf = perPool((pool) => ({ rules: new HardRules(pool), greedy: new Greedy(pool) }));

/** The slate before any re-ranker: by score, nothing held back yet. */
export function slateOf(scored: Scored): Slate {
  const { length } = scored.rows;
  const order = new Array<number>(length);
  for (let position = 0; position < length; position++) order[position] = position;
  return { order, within: length, moves: () => [] };
}
