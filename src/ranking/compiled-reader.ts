import { BoundedColumns } from './bounded-columns.js';
import { addPosting, type CandidatePool, type TagColumn } from './candidate-pool.js';
import { perPool } from './per-pool.js';
import type { BehaviourState, Companies, PriorVector, RankingReader, SparseVector } from './reader.js';

/** How much a line about oneself weighs beside a follow. */
const ABOUT_SHARE = 0.8;
/** What the line about oneself names as clearly as this is the reader's own field: wanted like a followed topic. */
const NAMED_FROM = 0.8;
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
  /** What the prior says of each topic, kind and entity, by code of the pool; 0 where it says nothing. */
  readonly topics: Float64Array;
  readonly kinds: Float64Array;
  readonly entities: Float64Array;
}

/** A story has several topics and kinds; without the scale their sum would lie in the flat of tanh. */
const PRIOR_SCALE = 2.2;

/** Raw relevance to a prior, squashed to −1 … 1. */
export function priorRelevance(raw: number): number {
  return Math.tanh(raw / PRIOR_SCALE);
}

/** Values by code of the pool; what the pool does not know is left out. */
export interface CodedValues {
  readonly codes: readonly number[];
  readonly values: readonly number[];
}

/** A reader in the coordinates of one pool: all that the stages read, so that none of them looks up a name. */
export interface CompiledReader {
  /** As given. The stages do without it; what was learned from behaviour may want to know who it is. */
  readonly reader: RankingReader;
  readonly cohort: RankingReader['stated']['cohort'];
  readonly role: PriorColumn;
  readonly industry: PriorColumn;
  /** By topic code of the pool: follows, the line about oneself, behaviour. */
  readonly topicAffinity: Float64Array;
  /** By entity code of the pool. */
  readonly entityAffinity: Float64Array;
  /** Topic codes that are followed, or named in the line about oneself. */
  readonly wanted: readonly number[];
  readonly mutedTopics: readonly number[];
  readonly mutedSources: readonly number[];
  /** Rows. */
  readonly hidden: readonly number[];
  /** Event codes, and when they were read or last delivered, milliseconds. */
  readonly readEvents: CodedValues;
  readonly delivered: CodedValues;
  /** Rows, and how often they were shown without a click. */
  readonly shown: CodedValues;
  /** Source codes, and the reader's own history with them. */
  readonly sources: CodedValues;
  readonly reads: BehaviourState['readTerms'];
}

/** Brings a reader into the coordinates of a pool. Prior columns are shared by all readers that share the prior object. */
export function compileReader(pool: CandidatePool, reader: RankingReader): CompiledReader {
  const { stated, behaviour } = reader;
  const interests = new Interests(pool);
  for (const id of stated.followedTopics) interests.followTopic(pool.topics.index.get(id) ?? -1);
  const { about } = stated;
  for (const id in about.topics) interests.nameTopic(pool.topics.index.get(id) ?? -1, about.topics[id]!);
  for (const id in about.entities)
    interests.nameEntity(pool.entities.index.get(id) ?? -1, about.entities[id]!);
  for (const companies of about.companies) interests.nameCompanies(companies);
  for (const id of stated.followedEntities) interests.followEntity(pool.entities.index.get(id) ?? -1);
  const { topics, entities } = behaviour;
  for (const [id, value] of topics) interests.learnTopic(pool.topics.index.get(id) ?? -1, value);
  for (const [id, value] of entities) interests.learnEntity(pool.entities.index.get(id) ?? -1, value);
  return {
    reader,
    cohort: stated.cohort,
    role: priorColumn(pool, stated.role),
    industry: priorColumn(pool, stated.industry),
    topicAffinity: interests.topics,
    entityAffinity: interests.entities,
    wanted: interests.wanted,
    mutedTopics: codesOf(pool.topics.index, stated.mutedTopics),
    mutedSources: codesOf(pool.sourceIndex, stated.mutedSources),
    hidden: codesOf(pool.rowOf, behaviour.hiddenStories),
    readEvents: coded(pool.eventIndex, behaviour.readEvents),
    delivered: coded(pool.eventIndex, reader.delivered),
    shown: coded(pool.rowOf, behaviour.shown),
    sources: coded(pool.sourceIndex, behaviour.sources),
    reads: behaviour.readTerms,
  };
}

/**
 * What a reader wants and does not want, by topic and entity code; −1 for what the pool does not know. To be told in this order:
 * followed topics, the line about oneself, followed names, behaviour.
 */
export class Interests {
  readonly topics: Float64Array;
  readonly entities: Float64Array;
  readonly wanted: number[] = [];

  constructor(private readonly pool: CandidatePool) {
    this.topics = new Float64Array(pool.topics.ids.length);
    this.entities = new Float64Array(pool.entities.ids.length);
  }

  followTopic(code: number): void {
    if (code < 0) return;
    this.topics[code] = 1;
    this.wanted.push(code);
  }

  followEntity(code: number): void {
    // What is only named stays below 1, what is followed twice counts once.
    if (code >= 0 && this.entities[code]! < 1) this.entities[code]! += 1;
  }

  nameTopic(code: number, value: number): void {
    if (code < 0) return;
    this.topics[code]! += ABOUT_SHARE * value;
    if (value >= NAMED_FROM) this.wanted.push(code);
  }

  nameEntity(code: number, value: number): void {
    if (code >= 0) this.entities[code] = Math.max(this.entities[code]!, ABOUT_SHARE * value);
  }

  nameCompanies({ names, share }: Companies): void {
    const { codes, weights } = entityVector(this.pool, names);
    for (const code of codes) this.nameEntity(code, share * weights[code]!);
  }

  learnTopic(code: number, value: number): void {
    learn(this.topics, code, BEHAVIOUR_GAIN.topics * value);
  }

  learnEntity(code: number, value: number): void {
    learn(this.entities, code, BEHAVIOUR_GAIN.entities * value);
  }
}

/** What was stated of a thing and what was read of it are one interest: the larger counts. A dislike takes away. */
function learn(weights: Float64Array, code: number, value: number): void {
  if (code < 0) return;
  const stated = weights[code]!;
  weights[code] = value > 0 ? Math.max(stated, value) : stated + value;
}

function codesOf(index: ReadonlyMap<string, number>, ids: Iterable<string>): number[] {
  const codes: number[] = [];
  for (const id of ids) {
    const code = index.get(id);
    if (code !== undefined) codes.push(code);
  }
  return codes;
}

function coded(
  index: ReadonlyMap<string, number>,
  entries: Iterable<readonly [id: string, value: number]>,
): CodedValues {
  const codes: number[] = [];
  const values: number[] = [];
  for (const [id, value] of entries) {
    const code = index.get(id);
    if (code === undefined) continue;
    codes.push(code);
    values.push(value);
  }
  return { codes, values };
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
export function rawRelevance(pool: CandidatePool, row: number, prior: PriorColumn): number {
  return (
    rowDot(pool.topics, row, prior.topics) +
    rowDot(pool.kinds, row, prior.kinds) +
    rowDot(pool.entities, row, prior.entities)
  );
}

const priorColumns = perPool((pool) => {
  const bytes = 8 * (pool.size + pool.topics.ids.length + pool.kinds.ids.length) + 1;
  return new BoundedColumns<PriorVector, PriorColumn>(PRIOR_BYTES / bytes);
});
/** The long lists of names, of which there are few: priors and readers share them. */
const entityVectors = perPool(() => new WeakMap<SparseVector, CodedVector>());

function entityVector(pool: CandidatePool, names: SparseVector): CodedVector {
  const known = entityVectors(pool);
  let vector = known.get(names);
  if (vector === undefined) known.set(names, (vector = codedVector(pool.entities, names)));
  return vector;
}

/** The column of a prior, which all readers with the very same prior share. */
export function priorColumn(pool: CandidatePool, prior: PriorVector): PriorColumn {
  return priorColumns(pool).of(prior, () => {
    const topics = codedVector(pool.topics, prior.topics);
    const kinds = codedVector(pool.kinds, prior.kinds);
    const entities = entityVector(pool, prior.entities);
    const relevance = new Float64Array(pool.size);
    addPostings(relevance, pool.topics, topics);
    addPostings(relevance, pool.kinds, kinds);
    addPostings(relevance, pool.entities, entities);
    for (let row = 0; row < relevance.length; row++) {
      const raw = relevance[row]!;
      if (raw !== 0) relevance[row] = priorRelevance(raw);
    }
    return { prior, relevance, topics: topics.weights, kinds: kinds.weights, entities: entities.weights };
  });
}

/** A vector of a prior by code. */
interface CodedVector {
  /** Those that the vector names, in its order. */
  readonly codes: Int32Array;
  /** Of every code; 0 for what it does not name. */
  readonly weights: Float64Array;
}

function codedVector({ ids, index }: TagColumn, vector: SparseVector): CodedVector {
  const weights = new Float64Array(ids.length);
  const codes: number[] = [];
  for (const id in vector) {
    const code = index.get(id);
    if (code === undefined) continue;
    codes.push(code);
    weights[code] = vector[id]!;
  }
  return { codes: Int32Array.from(codes), weights };
}

function addPostings(sums: Float64Array, column: TagColumn, { codes, weights }: CodedVector): void {
  for (const code of codes) addPosting(sums, column, code, weights[code]!);
}
