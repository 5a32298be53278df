import { addPosting, type CandidatePool, type TagColumn } from './candidate-pool.js';
import type { PriorVector, RankingReader, SparseVector } from './reader.js';

/** How much a line about oneself weighs beside a follow. */
const ABOUT_SHARE = 0.8;
/** Learned components are shrunk means of some tenths; this brings them to the scale of a follow (1). */
const BEHAVIOUR_GAIN = 4;

/** Raw relevance of each of the pool's rows to one prior: `Σ confidence · prior` over topics, kinds and entities. */
export interface PriorColumn {
  readonly prior: PriorVector;
  readonly raw: Float64Array;
  /** `priorRelevance` of each. */
  readonly relevance: Float64Array;
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

const priorColumns = new WeakMap<CandidatePool, WeakMap<PriorVector, PriorColumn>>();

/** Brings a reader into the coordinates of a pool. Prior columns are shared by all readers that share the prior object. */
export function compileReader(pool: CandidatePool, reader: RankingReader): CompiledReader {
  const { stated, behaviour } = reader;
  return {
    reader,
    role: priorColumn(pool, stated.role),
    industry: priorColumn(pool, stated.industry),
    topicAffinity: affinity(pool.topics, stated.followedTopics, stated.about.topics, behaviour.topics),
    entityAffinity: affinity(
      pool.entities,
      stated.followedEntities,
      stated.about.entities,
      behaviour.entities,
    ),
  };
}

/** `Σ value · weight` over the tags of a row. */
export function rowDot(column: TagColumn, row: number, weights: Float64Array): number {
  let sum = 0;
  for (let k = column.rowStart[row]!; k < column.rowStart[row + 1]!; k++) {
    sum += column.rowValue[k]! * weights[column.rowTag[k]!]!;
  }
  return sum;
}

function affinity(
  column: TagColumn,
  followed: readonly string[],
  about: SparseVector,
  learned: SparseVector,
): Float64Array {
  const weights = new Float64Array(column.ids.length);
  const add = (id: string, value: number): void => {
    const code = column.index.get(id);
    if (code !== undefined) weights[code]! += value;
  };
  for (const id of new Set(followed)) add(id, 1);
  for (const id in about) add(id, ABOUT_SHARE * about[id]!);
  for (const id in learned) add(id, BEHAVIOUR_GAIN * learned[id]!);
  return weights;
}

function priorColumn(pool: CandidatePool, prior: PriorVector): PriorColumn {
  let ofPool = priorColumns.get(pool);
  if (ofPool === undefined) priorColumns.set(pool, (ofPool = new WeakMap()));
  let column = ofPool.get(prior);
  if (column === undefined) {
    const raw = new Float64Array(pool.size);
    addPostings(raw, pool.topics, prior.topics);
    addPostings(raw, pool.kinds, prior.kinds);
    addPostings(raw, pool.entities, prior.entities);
    ofPool.set(prior, (column = { prior, raw, relevance: raw.map(priorRelevance) }));
  }
  return column;
}

function addPostings(sums: Float64Array, column: TagColumn, weights: SparseVector): void {
  for (const id in weights) {
    const code = column.index.get(id);
    if (code !== undefined) addPosting(sums, column, code, weights[id]!);
  }
}
