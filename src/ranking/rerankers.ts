import type { CandidatePool, TagColumn } from './candidate-pool.js';
import { topicMix } from './scoring.js';
import type { Move, RankingContext, Reranker, Scored, Slate } from './stages.js';

/** A topic counts against its cap from this confidence on. */
const TOPIC_COUNTS_FROM = 0.5;
/** So many of the best take part in diversification; a slate is some ten of them. */
const DIVERSIFIED = 60;
/** Smoothing of q̃ in the calibration term (Steck 2018). */
const SMOOTHING = 0.01;
/** Topics of the reader's mix that calibration looks at. */
const MIX_TOPICS = 12;

/**
 * One story per event, at most so many per source and per topic unless followed. Taken greedily by score, so that every
 * selection from the first `within` satisfies the rules; what breaks one is moved behind them, in order.
 */
export const hardRules: Reranker = {
  name: 'hardRules',
  rerank(slate, scored, { pool, profile, reader }) {
    const { maxPerSource, maxPerTopic } = profile.rules;
    const followed = new Set(reader.reader.stated.followedTopics);
    const events = new Set<number>();
    const perSource = new Map<number, number>();
    const perTopic = new Map<number, number>();
    const kept: number[] = [];
    const overflow: number[] = [];
    const moves: Move[] = [...slate.moves];
    for (const position of slate.order) {
      const row = scored.rows[position]!;
      const source = pool.source[row]!;
      const capped = topicsOf(pool, row).filter((code) => !followed.has(pool.topics.ids[code]!));
      const full = capped.find((code) => (perTopic.get(code) ?? 0) >= maxPerTopic);
      const why = events.has(pool.event[row]!)
        ? 'another story tells the event'
        : (perSource.get(source) ?? 0) >= maxPerSource
          ? `source ${pool.sourceIds[source]!} is full`
          : full !== undefined
            ? `topic ${pool.topics.ids[full]!} is full`
            : undefined;
      if (why !== undefined) {
        overflow.push(position);
        moves.push({ story: pool.ids[row]!, by: 'hardRules', why });
        continue;
      }
      kept.push(position);
      events.add(pool.event[row]!);
      perSource.set(source, (perSource.get(source) ?? 0) + 1);
      for (const code of capped) perTopic.set(code, (perTopic.get(code) ?? 0) + 1);
    }
    return { order: [...kept, ...overflow], within: kept.length, moves };
  },
};

/**
 * Greedy MMR with calibration over the best 60 within the hard rules:
 * `Δ = (1−λ)[θ·s_i − (1−θ)·max_j∈S sim(i,j)] − λ·KL(p ‖ q̃)` (Carbonell & Goldstein 1998; Steck 2018).
 * s is the score brought to 0 … 1 over those; sim is the cosine of topics and entities; p the reader's topic mix.
 */
export const diversify: Reranker = {
  name: 'diversify',
  rerank(slate, scored, context) {
    const { relevanceTradeOff: theta, calibration: lambda } = context.profile.rules;
    const pickable = slate.order.slice(0, Math.min(slate.within, DIVERSIFIED));
    if (pickable.length < 2) return slate;
    const { pool } = context;
    const vectors = pickable.map((position) => contentVector(pool, scored.rows[position]!));
    const s = normalised(pickable.map((position) => scored.scores[position]!));
    const calibration = new Calibration(context);
    const nearest = new Float64Array(pickable.length);
    // The vector of the last pick by code, so that a cosine costs the entries of one row only.
    const taken = new Float64Array(pool.topics.ids.length + pool.entities.ids.length);
    const open = new Set(pickable.keys());
    const picked: number[] = [];
    while (open.size > 0) {
      let best = -1;
      let bestGain = -Infinity;
      for (const i of open) {
        const mmr = theta * s[i]! - (1 - theta) * nearest[i]!;
        const gain = (1 - lambda) * mmr - lambda * calibration.divergenceWith(scored.rows[pickable[i]!]!);
        if (gain > bestGain) [best, bestGain] = [i, gain];
      }
      open.delete(best);
      picked.push(pickable[best]!);
      calibration.take(scored.rows[pickable[best]!]!);
      const { codes, values } = vectors[best]!;
      codes.forEach((code, k) => (taken[code] = values[k]!));
      for (const i of open) nearest[i] = Math.max(nearest[i]!, dot(vectors[i]!, taken));
      for (const code of codes) taken[code] = 0;
    }
    const moves = picked.flatMap((position, now): Move[] => {
      const before = pickable.indexOf(position);
      if (before === now) return [];
      const why = now < before ? 'adds what the slate lacked' : 'is close to what stands above it';
      return [{ story: pool.ids[scored.rows[position]!]!, by: 'diversify', why }];
    });
    return {
      order: [...picked, ...slate.order.slice(pickable.length)],
      within: slate.within,
      moves: [...slate.moves, ...moves],
    };
  },
};

/** Codes of the topics that count against a cap. */
export function topicsOf(pool: CandidatePool, row: number): number[] {
  const { rowStart, rowTag, rowValue } = pool.topics;
  const codes: number[] = [];
  for (let k = rowStart[row]!; k < rowStart[row + 1]!; k++)
    if (rowValue[k]! >= TOPIC_COUNTS_FROM) codes.push(rowTag[k]!);
  return codes;
}

/** The slate's topics against the reader's mix, kept up as items are taken. */
class Calibration {
  private readonly codes: readonly number[];
  private readonly shares: readonly number[];
  private readonly taken: Float64Array;
  private total = 0;

  constructor(private readonly context: RankingContext) {
    const { index, ids } = context.pool.topics;
    const mix = Object.entries(topicMix(context))
      .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
      .slice(0, MIX_TOPICS);
    this.codes = mix.map(([id]) => index.get(id)!);
    this.shares = mix.map(([, share]) => share);
    this.taken = new Float64Array(ids.length);
  }

  /** KL(p ‖ q̃) if the row were taken too; 0 for a reader without a mix. */
  divergenceWith(row: number): number {
    const { rowStart, rowTag, rowValue } = this.context.pool.topics;
    const start = rowStart[row]!;
    const end = rowStart[row + 1]!;
    let total = this.total;
    for (let k = start; k < end; k++) total += rowValue[k]!;
    let divergence = 0;
    for (let m = 0; m < this.codes.length; m++) {
      const code = this.codes[m]!;
      const p = this.shares[m]!;
      let sum = this.taken[code]!;
      for (let k = start; k < end; k++) if (rowTag[k] === code) sum += rowValue[k]!;
      const q = total === 0 ? 0 : sum / total;
      divergence += p * Math.log(p / ((1 - SMOOTHING) * q + SMOOTHING * p));
    }
    return divergence;
  }

  take(row: number): void {
    const { rowStart, rowTag, rowValue } = this.context.pool.topics;
    for (let k = rowStart[row]!; k < rowStart[row + 1]!; k++) {
      this.taken[rowTag[k]!]! += rowValue[k]!;
      this.total += rowValue[k]!;
    }
  }
}

function normalised(scores: readonly number[]): number[] {
  const low = Math.min(...scores);
  const span = Math.max(...scores) - low;
  return scores.map((score) => (span === 0 ? 1 : (score - low) / span));
}

interface ContentVector {
  readonly codes: readonly number[];
  readonly values: readonly number[];
}

/** Topics and entities of a row as one vector of length 1; entity codes follow the topic codes. */
function contentVector(pool: CandidatePool, row: number): ContentVector {
  const codes: number[] = [];
  const values: number[] = [];
  const put = (column: TagColumn, offset: number): void => {
    for (let k = column.rowStart[row]!; k < column.rowStart[row + 1]!; k++) {
      codes.push(offset + column.rowTag[k]!);
      values.push(column.rowValue[k]!);
    }
  };
  put(pool.topics, 0);
  put(pool.entities, pool.topics.ids.length);
  const length = Math.hypot(...values) || 1;
  return { codes, values: values.map((value) => value / length) };
}

function dot({ codes, values }: ContentVector, other: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < codes.length; k++) sum += values[k]! * other[codes[k]!]!;
  return sum;
}

/** The slate before any re-ranker: by score, nothing held back yet. */
export function slateOf(scored: Scored): Slate {
  return { order: Array.from(scored.rows.keys()), within: scored.rows.length, moves: [] };
}
