import { BoundedColumns } from './bounded-columns.js';
import type { CandidatePool } from './candidate-pool.js';
import { addPosting, type TagColumn } from './tag-column.js';
import { perPool } from './per-pool.js';
import { Pieces } from './pieces.js';
import type { PriorVector, SparseVector } from './reader.js';
import { squash } from './squash.js';

/** What a prior says, in the coordinates of a pool. */
export interface CodedPrior {
  readonly prior: PriorVector;
  /** Of each topic, kind and entity, by code; 0 where it says nothing. */
  readonly topics: Float64Array;
  readonly kinds: Float64Array;
  readonly entities: Float64Array;
  /** By row: what it says of all entities of the row. */
  readonly named: Float64Array;
}

/** Bytes that the priors of one pool may take without their long lists of names, of which there are few: every cohort there is. */
const PRIOR_BYTES = 8 * 2 ** 20;
/** What an array takes besides its numbers. */
const ARRAY_BYTES = 200;
/** Numbers that stand in one array, of some hundred priors. */
const BLOCK = 16_384;
/** Bytes that whole columns of industries may take: of all of them at 50,000 candidates, and of some hundred bent for a reader at 5,000. */
const COLUMN_BYTES = 16 * 2 ** 20;
/** Bytes that whole columns of roles may take: of all of them, in each industry and seniority, at some 5,500 candidates. */
const ROLE_BYTES = 54 * 2 ** 20;
/**
 * Roles and cohorts that a pool keeps, however small it is: every role, industry and seniority, and some more. Lines about oneself
 * bend them, so that there are many times as many, most of which are asked for once.
 */
export const MOST_COHORTS = 5_000;
/** Relevance to a role is told in so many steps from 0 to 1, so that a column of it takes two bytes a row. */
const ROLE_STEPS = 32_767;
/** A story has several topics and kinds; without the scale their sum would lie in the flat of tanh. */
const PRIOR_SCALE = 2.2;
/** Dislikes of several tags say no more than one of them does: no role forbids what the industry or the line is about. */
const MOST_DISLIKE = 0.3;

/** Raw relevance to a prior, squashed to −{@link MOST_DISLIKE} … 1. Near 0 both sides rise alike. */
export function priorRelevance(raw: number): number {
  const most = raw < 0 ? MOST_DISLIKE : 1;
  return most * squash(raw / PRIOR_SCALE / most);
}

/** `Σ value · weight` over the tags of a row. */
export function rowDot(column: TagColumn, row: number, weights: Float64Array): number {
  const { rowStart, rowTag, rowValue } = column;
  const end = rowStart[row + 1]!;
  let sum = 0;
  for (let k = rowStart[row]!; k < end; k++) sum += rowValue[k]! * weights[rowTag[k]!]!;
  return sum;
}

/** Raw relevance of a row to a prior: `Σ confidence · prior` over topics, kinds and entities. */
export function rawRelevance(pool: CandidatePool, row: number, prior: CodedPrior): number {
  return rowDot(pool.topics, row, prior.topics) + rowDot(pool.kinds, row, prior.kinds) + prior.named[row]!;
}

const codedPriors = perPool((pool) => {
  const length = pool.topics.ids.length + pool.kinds.ids.length;
  return {
    known: new BoundedColumns<PriorVector, CodedPrior>(PRIOR_BYTES / (8 * length + 2 * ARRAY_BYTES)),
    /** What was said of topics and kinds, side by side: arrays of their own would be thousands outside the heap. */
    block: new Float64Array(0),
    filled: 0,
  };
});

/** The long lists of names: priors share them. */
const codedNames = perPool(() => new WeakMap<SparseVector, Pick<CodedPrior, 'entities' | 'named'>>());

/** A prior in the coordinates of a pool; readers with the very same prior share it. */
export function codedPrior(pool: CandidatePool, prior: PriorVector): CodedPrior {
  const ofPool = codedPriors(pool);
  return ofPool.known.of(prior, () => {
    const known = codedNames(pool);
    let names = known.get(prior.entities);
    if (names === undefined) {
      const entities = weightsOf(new Float64Array(pool.entities.ids.length), pool.entities, prior.entities);
      const named = new Float64Array(pool.size);
      for (let row = 0; row < named.length; row++) named[row] = rowDot(pool.entities, row, entities);
      known.set(prior.entities, (names = { entities, named }));
    }
    const topics = weightsOf(roomFor(ofPool, pool.topics), pool.topics, prior.topics);
    const kinds = weightsOf(roomFor(ofPool, pool.kinds), pool.kinds, prior.kinds);
    return { prior, topics, kinds, ...names };
  });
}

/** The next part of the block, 0 everywhere; of a new one where it is full. */
function roomFor(ofPool: { block: Float64Array; filled: number }, { ids }: TagColumn): Float64Array {
  if (ofPool.filled + ids.length > ofPool.block.length) {
    ofPool.block = new Float64Array(Math.max(BLOCK, ids.length));
    ofPool.filled = 0;
  }
  return ofPool.block.subarray(ofPool.filled, (ofPool.filled += ids.length));
}

/** @param weights 0 everywhere, by code */
function weightsOf(weights: Float64Array, { index }: TagColumn, vector: SparseVector): Float64Array {
  for (const id in vector) {
    const code = index.get(id);
    if (code !== undefined) weights[code] = vector[id]!;
  }
  return weights;
}

const columnPieces = new Pieces<Float64Array>(Float64Array, COLUMN_BYTES);
const columns = perPool(
  (pool) =>
    new BoundedColumns<PriorVector, Float64Array>(
      COLUMN_BYTES / (columnPieces.bytesOf(pool.size) + ARRAY_BYTES),
    ),
  (known) => {
    known.clear((column) => columnPieces.give(column));
  },
);

/** {@link priorRelevance} of each row; for priors that many readers share, such as an industry's. Holds until the next call. */
export function relevanceColumn(pool: CandidatePool, prior: CodedPrior): Float64Array {
  return columns(pool).of(prior.prior, (spare) => {
    const column = spare ?? columnPieces.take(pool.size);
    for (let row = 0; row < column.length; row++)
      column[row] = priorRelevance(rawRelevance(pool, row, prior));
    return column;
  });
}

const rolePieces = new Pieces<Uint16Array>(Uint16Array, ROLE_BYTES);
const roles = perPool(
  (pool) => ({
    columns: new BoundedColumns<PriorVector, Uint16Array>(
      Math.min(MOST_COHORTS, ROLE_BYTES / (rolePieces.bytesOf(pool.size) + ARRAY_BYTES)),
    ),
    raw: new Float32Array(pool.size),
  }),
  (known) => {
    known.columns.clear((column) => rolePieces.give(column));
  },
);

/**
 * {@link priorRelevance} of each row to the prior of a role, of which there are thousands, in steps; {@link ofSteps} says what they
 * are worth. It depends on the pool alone, so it outlives what readers do. Holds until the next call.
 */
export function roleColumn(pool: CandidatePool, prior: CodedPrior): Uint16Array {
  const { columns: known, raw } = roles(pool);
  return known.of(prior.prior, (spare) => {
    // As `rawRelevance` of each row, but tag by tag.
    raw.set(prior.named);
    for (const kind of ['topics', 'kinds'] as const)
      prior[kind].forEach((weight, code) => {
        if (weight !== 0) addPosting(raw, pool[kind], code, weight);
      });
    const column = spare ?? rolePieces.take(pool.size);
    for (let row = 0; row < column.length; row++)
      column[row] = ROLE_STEPS * (1 + priorRelevance(raw[row]!)) + 0.5;
    return column;
  });
}

/** What the steps of {@link roleColumn} are worth: what {@link priorRelevance} says. */
export function ofSteps(steps: number): number {
  return steps / ROLE_STEPS - 1;
}
