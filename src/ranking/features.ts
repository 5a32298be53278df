import { termBucket, type CandidatePool, type TagColumn } from './candidate-pool.js';
import { rowDot, type PriorColumn } from './compiled-reader.js';
import type { SparseVector } from './reader.js';
import type { Evidence, Feature, RankingContext } from './stages.js';

/** Follows, the line about oneself and learned topics · the story's topics, through tanh. */
export const topicAffinity: Feature = {
  group: 'topicAffinity',
  range: [-1, 1],
  write(column, rows, { pool, reader }) {
    squashedDots(column, rows, pool.topics, reader.topicAffinity);
  },
  evidence: (row, { pool, reader }) =>
    strongest(tagParts('topic', pool.topics, row, (code) => reader.topicAffinity[code]!)),
};

/** Followed or often-read companies, products and people · the story's entities, through tanh. */
export const entityAffinity: Feature = {
  group: 'entityAffinity',
  range: [-1, 1],
  write(column, rows, { pool, reader }) {
    squashedDots(column, rows, pool.entities, reader.entityAffinity);
  },
  evidence: (row, { pool, reader }) =>
    strongest(tagParts('entity', pool.entities, row, (code) => reader.entityAffinity[code]!)),
};

/** Half the largest and half the weighted mean cosine of the story's terms with those of what was read. */
export const contentSimilarity: Feature = {
  group: 'contentSimilarity',
  range: [0, 1],
  write(column, rows, { pool, reader }) {
    const reads = reader.reader.behaviour.readTerms;
    column.fill(0, 0, rows.length);
    if (reads.length === 0) return;
    const total = reads.reduce((sum, read) => sum + read.weight, 0);
    const cosines = new TermCosines(pool, reads);
    for (let k = 0; k < rows.length; k++) {
      const values = cosines.of(rows[k]!);
      let best = 0;
      let mean = 0;
      for (let i = 0; i < values.length; i++) {
        const value = values[i]!;
        if (value === 0) continue;
        mean += (0.5 * value * reads[i]!.weight) / total;
        if (value > best) best = value;
      }
      column[k] = mean + 0.5 * best;
    }
  },
  evidence(row, { pool, reader }) {
    const reads = reader.reader.behaviour.readTerms;
    const values = new TermCosines(pool, reads).of(row);
    return strongest(reads.map((read, i) => [{ type: 'story', id: read.story }, values[i]!]));
  },
};

/** Prior of the role for the story's topics, kinds of fact and entities, through tanh. */
export const roleRelevance: Feature = {
  group: 'roleRelevance',
  range: [-1, 1],
  write(column, rows, { reader }) {
    gather(column, rows, reader.role.relevance);
  },
  evidence: (row, { pool, reader }) => priorEvidence(pool, row, reader.role),
};

/** Prior of the industry for topics, entities (its companies) and kinds of fact, through tanh. */
export const industryRelevance: Feature = {
  group: 'industryRelevance',
  range: [-1, 1],
  write(column, rows, { reader }) {
    gather(column, rows, reader.industry.relevance);
  },
  evidence: (row, { pool, reader }) => priorEvidence(pool, row, reader.industry),
};

/** Decayed engagement of the reader's cohort; 0 where it has taken no more than an even share. */
export const livePopularity: Feature = {
  group: 'livePopularity',
  range: [0, 1],
  write(column, rows, { reader, popularity }) {
    const { role, industry } = reader.reader.stated.cohort;
    gather(column, rows, popularity.of(role, industry));
  },
  evidence(_row, { reader }) {
    const { role, industry } = reader.reader.stated.cohort;
    return [{ type: 'cohort', id: `${role}/${industry}` }];
  },
};

/** Share of the last hour in the last day of everybody's engagement. */
export const momentum: Feature = {
  group: 'momentum',
  range: [0, 1],
  write(column, rows, { popularity }) {
    gather(column, rows, popularity.momentum);
  },
  evidence: eventEvidence,
};

/** What everybody must know: the pool's importance column. */
export const importance: Feature = {
  group: 'importance',
  range: [0, 1],
  write(column, rows, { pool }) {
    gather(column, rows, pool.importance);
  },
  evidence: eventEvidence,
};

/** `2^(−age/halfLife(topic))` at the pool's moment. */
export const freshness: Feature = {
  group: 'freshness',
  range: [0, 1],
  write(column, rows, { pool }) {
    gather(column, rows, pool.freshness);
  },
  evidence: eventEvidence,
};

/** Authority of the source moved by the reader's own history with it. */
export const sourceQuality: Feature = {
  group: 'sourceQuality',
  range: [-1, 1],
  write(column, rows, { pool, reader }) {
    const history: SparseVector = reader.reader.behaviour.sources;
    const own = new Float64Array(pool.sourceIds.length);
    for (const id in history) {
      const code = pool.sourceIndex.get(id);
      if (code !== undefined) own[code] = history[id]!;
    }
    for (let k = 0; k < rows.length; k++) {
      const row = rows[k]!;
      column[k] = Math.max(-1, Math.min(1, pool.authority[row]! + own[pool.source[row]!]!));
    }
  },
  evidence: (row, { pool }) => [{ type: 'source', id: pool.sourceIds[pool.source[row]!]! }],
};

/** Shown n times without a click: `2^−n − 1`; a development of an event the reader has read of: +1 instead. */
export const seenPenalty: Feature = {
  group: 'seenPenalty',
  range: [-1, 1],
  write(column, rows, { pool, reader }) {
    const { shown, readEvents } = reader.reader.behaviour;
    const timesShown = codesIn(pool.rowOf, shown);
    const read = codesIn(pool.eventIndex, readEvents);
    for (let k = 0; k < rows.length; k++) {
      const row = rows[k]!;
      const times = timesShown.get(row) ?? 0;
      column[k] = read.has(pool.event[row]!) ? 1 : times === 0 ? 0 : 2 ** -times - 1;
    }
  },
  evidence: eventEvidence,
};

/** Sum of the boosts of the profile's rules that match, cut to −1 … 1. */
export const editorialBoost: Feature = {
  group: 'editorialBoost',
  range: [-1, 1],
  write(column, rows, { pool, profile }) {
    column.fill(0, 0, rows.length);
    for (const rule of profile.rules.editorial) {
      const matches = ruleMatcher(pool, rule);
      for (let k = 0; k < rows.length; k++) if (matches(rows[k]!)) column[k]! += rule.boost;
    }
    for (let k = 0; k < rows.length; k++) column[k] = Math.max(-1, Math.min(1, column[k]!));
  },
  evidence: (row, { pool }) => [{ type: 'story', id: pool.ids[row]! }],
};

function gather(column: Float64Array, rows: Int32Array, values: Float64Array): void {
  for (let k = 0; k < rows.length; k++) column[k] = values[rows[k]!]!;
}

function squashedDots(column: Float64Array, rows: Int32Array, tags: TagColumn, weights: Float64Array): void {
  for (let k = 0; k < rows.length; k++) {
    const dot = rowDot(tags, rows[k]!, weights);
    column[k] = dot === 0 ? 0 : Math.tanh(dot);
  }
}

/** Values by code instead of by id, for the ids that the pool knows. */
function codesIn(
  index: ReadonlyMap<string, number>,
  values: ReadonlyMap<string, number>,
): Map<number, number> {
  const result = new Map<number, number>();
  for (const [id, value] of values) {
    const code = index.get(id);
    if (code !== undefined) result.set(code, value);
  }
  return result;
}

type Part = readonly [evidence: Evidence, value: number];

function strongest(parts: readonly Part[]): readonly Evidence[] {
  return parts
    .filter(([, value]) => value > 0)
    .sort(([, a], [, b]) => b - a)
    .map(([evidence]) => evidence);
}

function tagParts(
  type: 'topic' | 'entity' | 'kind',
  column: TagColumn,
  row: number,
  weightOf: (code: number) => number,
): Part[] {
  const parts: Part[] = [];
  for (let k = column.rowStart[row]!; k < column.rowStart[row + 1]!; k++) {
    const code = column.rowTag[k]!;
    parts.push([{ type, id: column.ids[code]! }, column.rowValue[k]! * weightOf(code)]);
  }
  return parts;
}

function priorEvidence(pool: CandidatePool, row: number, { prior }: PriorColumn): readonly Evidence[] {
  const weightIn = (vector: SparseVector, column: TagColumn) => (code: number) =>
    vector[column.ids[code]!] ?? 0;
  return strongest([
    ...tagParts('topic', pool.topics, row, weightIn(prior.topics, pool.topics)),
    ...tagParts('entity', pool.entities, row, weightIn(prior.entities, pool.entities)),
    ...tagParts('kind', pool.kinds, row, weightIn(prior.kinds, pool.kinds)),
  ]);
}

function eventEvidence(row: number, { pool }: RankingContext): readonly Evidence[] {
  return [{ type: 'event', id: pool.eventIds[pool.event[row]!]! }];
}

/** Cosines of lists of terms with the rows of the pool, in the pool's hashed space: all lists in one walk over a row's terms. */
class TermCosines {
  /** By term code of the pool: where its entries start in `entries`, from 1; 0 for a term of no list. */
  private readonly first: Int32Array;
  /** Chains of entries: the list it belongs to, the weight there, and the entry after it. */
  private readonly list: number[] = [0];
  private readonly weight: number[] = [0];
  private readonly next: number[] = [0];
  private readonly lengths: Float64Array;
  private readonly values: Float64Array;

  constructor(
    private readonly pool: CandidatePool,
    lists: readonly { readonly terms: readonly string[] }[],
  ) {
    this.first = new Int32Array(pool.terms.ids.length);
    this.lengths = new Float64Array(lists.length);
    this.values = new Float64Array(lists.length);
    lists.forEach(({ terms }, i) => (this.lengths[i] = this.add(terms, i)));
  }

  /** By list, 0 to 1; what is returned holds until the next call. */
  of(row: number): Float64Array {
    const { first, list, weight, next, values, lengths } = this;
    const { rowStart, rowTag, rowValue } = this.pool.terms;
    values.fill(0);
    const end = rowStart[row + 1]!;
    for (let k = rowStart[row]!; k < end; k++) {
      for (let at = first[rowTag[k]!]!; at !== 0; at = next[at]!) {
        values[list[at]!]! += rowValue[k]! * weight[at]!;
      }
    }
    for (let i = 0; i < values.length; i++) {
      if (values[i] !== 0) values[i] = Math.min(1, values[i]! / lengths[i]!);
    }
    return values;
  }

  /** @returns the length of the list's vector */
  private add(terms: readonly string[], list: number): number {
    const { codes, weights, length } = termVector(this.pool, terms);
    for (let k = 0; k < codes.length; k++) {
      const code = codes[k]!;
      this.list.push(list);
      this.weight.push(weights[k]!);
      this.next.push(this.first[code]!);
      this.first[code] = this.list.length - 1;
    }
    return length;
  }
}

interface TermVector {
  readonly codes: readonly number[];
  readonly weights: readonly number[];
  /** Of the whole list, with terms that the pool does not know. */
  readonly length: number;
}

/** By the list itself: readers of one story share it. */
const termVectors = new WeakMap<CandidatePool, WeakMap<readonly string[], TermVector>>();

function termVector(pool: CandidatePool, terms: readonly string[]): TermVector {
  let ofPool = termVectors.get(pool);
  if (ofPool === undefined) termVectors.set(pool, (ofPool = new WeakMap()));
  let vector = ofPool.get(terms);
  if (vector === undefined) {
    const counts = new Map<string, number>();
    for (const term of terms) {
      const bucket = termBucket(term);
      counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
    }
    const codes: number[] = [];
    const weights: number[] = [];
    let squares = 0;
    for (const [bucket, count] of counts) {
      const weight = 1 + Math.log(count);
      squares += weight * weight;
      const code = pool.terms.index.get(bucket);
      if (code === undefined) continue;
      codes.push(code);
      weights.push(weight);
    }
    ofPool.set(terms, (vector = { codes, weights, length: Math.sqrt(squares) || 1 }));
  }
  return vector;
}

function ruleMatcher(
  pool: CandidatePool,
  rule: { story?: string; source?: string; topic?: string; entity?: string },
): (row: number) => boolean {
  const has = (column: TagColumn, id: string) => {
    const code = column.index.get(id);
    return (row: number): boolean =>
      code !== undefined &&
      column.rowTag.subarray(column.rowStart[row], column.rowStart[row + 1]).includes(code);
  };
  if (rule.topic !== undefined) return has(pool.topics, rule.topic);
  if (rule.entity !== undefined) return has(pool.entities, rule.entity);
  return (row) => pool.ids[row] === rule.story || pool.sourceIds[pool.source[row]!] === rule.source;
}
