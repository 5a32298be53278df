import { BoundedColumns } from './bounded-columns.js';
import { addPosting, type CandidatePool, type TagColumn } from './candidate-pool.js';
import type { PriorVector, RankingReader, SparseVector } from './reader.js';

/** How much a line about oneself weighs beside a follow. */
const ABOUT_SHARE = 0.8;
/**
 * Learned components are shrunk means of some tenths; this brings them to the scale of a follow (1). Names are many and a salience is
 * about half of a confidence, so their means are the smaller.
 */
const BEHAVIOUR_GAIN = { topics: 4, entities: 8 };
/** Bytes that the columns of the priors of one pool may take: all cohorts at 5,000 candidates, one in seven at 50,000. */
const PRIOR_BYTES = 256 * 2 ** 20;

/** Relevance of each of the pool's rows to one prior: `Σ confidence · prior` over topics, kinds and entities, squashed. */
export interface PriorColumn {
  readonly prior: PriorVector;
  /** `priorRelevance` of each row. */
  readonly relevance: Float64Array;
  /** What the prior says of each topic, by topic code of the pool; 0 where it says nothing. */
  readonly topics: Float64Array;
}

/** A story has several topics and kinds; without the scale their sum would lie in the flat of tanh. */
const PRIOR_SCALE = 2.2;

/** Raw relevance to a prior, squashed to −1 … 1. */
export function priorRelevance(raw: number): number {
  return Math.tanh(raw / PRIOR_SCALE);
}

/** A reader in the coordinates of one pool. */
export interface CompiledReader {
  readonly reader: RankingReader;
  readonly role: PriorColumn;
  readonly industry: PriorColumn;
  /** By topic code of the pool: follows, the line about oneself, behaviour. */
  readonly topicAffinity: Float64Array;
  /** By entity code of the pool. */
  readonly entityAffinity: Float64Array;
}

const priorColumns = new WeakMap<CandidatePool, BoundedColumns<PriorVector, PriorColumn>>();

/** Brings a reader into the coordinates of a pool. Prior columns are shared by all readers that share the prior object. */
export function compileReader(pool: CandidatePool, reader: RankingReader): CompiledReader {
  const { stated, behaviour } = reader;
  return {
    reader,
    role: priorColumn(pool, stated.role),
    industry: priorColumn(pool, stated.industry),
    topicAffinity: affinity(
      pool.topics,
      stated.followedTopics,
      stated.about.topics,
      behaviour.topics,
      BEHAVIOUR_GAIN.topics,
    ),
    entityAffinity: affinity(
      pool.entities,
      stated.followedEntities,
      stated.about.entities,
      behaviour.entities,
      BEHAVIOUR_GAIN.entities,
    ),
  };
}

/** `Σ value · weight` over the tags of a row. */
export function rowDot(column: TagColumn, row: number, weights: Float64Array): number {
  const { rowStart, rowTag, rowValue } = column;
  const end = rowStart[row + 1]!;
  let sum = 0;
  for (let k = rowStart[row]!; k < end; k++) sum += rowValue[k]! * weights[rowTag[k]!]!;
  return sum;
}

/** Raw relevance of one row to a prior: what {@link priorRelevance} makes the column of, but for the order of the sum. */
export function rawRelevance(pool: CandidatePool, row: number, prior: PriorVector): number {
  return (
    sparseDot(pool.topics, row, prior.topics) +
    sparseDot(pool.kinds, row, prior.kinds) +
    sparseDot(pool.entities, row, prior.entities)
  );
}

function sparseDot(
  { ids, rowStart, rowTag, rowValue }: TagColumn,
  row: number,
  weights: SparseVector,
): number {
  let sum = 0;
  for (let k = rowStart[row]!; k < rowStart[row + 1]!; k++) {
    sum += rowValue[k]! * (weights[ids[rowTag[k]!]!] ?? 0);
  }
  return sum;
}

function affinity(
  column: TagColumn,
  followed: readonly string[],
  about: SparseVector,
  learned: SparseVector,
  gain: number,
): Float64Array {
  const weights = new Float64Array(column.ids.length);
  const add = (id: string, value: number): void => {
    const code = column.index.get(id);
    if (code !== undefined) weights[code]! += value;
  };
  for (const id of new Set(followed)) add(id, 1);
  for (const id in about) add(id, ABOUT_SHARE * about[id]!);
  // What was stated of a thing and what was read of it are one interest: the larger counts. A dislike takes away.
  for (const id in learned) {
    const code = column.index.get(id);
    const value = gain * learned[id]!;
    if (code !== undefined)
      weights[code] = value > 0 ? Math.max(weights[code]!, value) : weights[code]! + value;
  }
  return weights;
}

function priorColumn(pool: CandidatePool, prior: PriorVector): PriorColumn {
  let ofPool = priorColumns.get(pool);
  if (ofPool === undefined) {
    const bytes = 8 * (pool.size + pool.topics.ids.length) + 1;
    priorColumns.set(pool, (ofPool = new BoundedColumns(PRIOR_BYTES / bytes)));
  }
  return ofPool.of(prior, () => {
    const relevance = new Float64Array(pool.size);
    addPostings(relevance, pool.topics, prior.topics);
    addPostings(relevance, pool.kinds, prior.kinds);
    addPostings(relevance, pool.entities, prior.entities);
    for (let row = 0; row < relevance.length; row++) relevance[row] = priorRelevance(relevance[row]!);
    const topics = Float64Array.from(pool.topics.ids, (id) => prior.topics[id] ?? 0);
    return { prior, relevance, topics };
  });
}

function addPostings(sums: Float64Array, column: TagColumn, weights: SparseVector): void {
  for (const id in weights) {
    const code = column.index.get(id);
    if (code !== undefined) addPosting(sums, column, code, weights[id]!);
  }
}
