import { hash32 } from './random.js';
import { atOnce, type Steps } from './steps.js';

const HOUR = 3_600_000;

/** A story as the pool takes it. Confidences and saliences lie in 0 to 1. */
export interface PoolStory {
  readonly id: string;
  /** The event cluster; stories that share it report the same event. */
  readonly event: string;
  readonly source: string;
  /** Who reports the event by this story: its publisher; null for one that only republishes another. Without it the source. */
  readonly publisher?: string | null | undefined;
  /** Other publishers of the event that the story names. */
  readonly siblings?: readonly string[] | undefined;
  /** Milliseconds since the epoch. */
  readonly publishedAt: number;
  readonly topics: readonly { readonly topic: string; readonly confidence: number }[];
  readonly entities: readonly { readonly entity: string; readonly salience: number }[];
  readonly kinds: readonly { readonly kind: string; readonly confidence: number }[];
  /** What its topics and kinds say of how many people must know it, 0 to 1. */
  readonly importancePrior: number;
  /** Authority of the source, 0 to 1. */
  readonly authority: number;
  /** Hours in which the story loses half of its freshness. */
  readonly halfLifeHours: number;
  /** Stems of title and lead, for likeness to what was read. */
  readonly terms: readonly string[];
}

/**
 * One kind of tag over all stories, both ways: by story (rows) and by tag (postings), as compressed sparse rows. The tags of row
 * i are `rowTag` and `rowValue` from `rowStart[i]` to before `rowStart[i + 1]`; the stories of a tag likewise by `postStart`.
 */
export interface TagColumn {
  /** By code: `rowTag` and `postStart` know a tag by its place in here. */
  readonly ids: readonly string[];
  /** Id → code. */
  readonly index: ReadonlyMap<string, number>;
  readonly rowStart: Int32Array;
  readonly rowTag: Int32Array;
  readonly rowValue: Float32Array;
  readonly postStart: Int32Array;
  readonly postStory: Int32Array;
  readonly postValue: Float32Array;
}

/** The rows of each code, ascending: those of code c are `rows` from `start[c]` to before `start[c + 1]`. */
export interface Postings {
  readonly start: Int32Array;
  readonly rows: Int32Array;
}

/**
 * The stories one run may choose from, as columns: built once, read by every reader of the run, never written again.
 * Row i of every column is the same story; rows are in order of (publishedAt descending, id), so that ties are settled alike everywhere.
 */
export interface CandidatePool {
  readonly size: number;
  /** The moment that freshness and filters refer to, milliseconds since the epoch. */
  readonly asOf: number;
  readonly ids: readonly string[];
  readonly rowOf: ReadonlyMap<string, number>;
  readonly eventIds: readonly string[];
  readonly eventIndex: ReadonlyMap<string, number>;
  readonly event: Int32Array;
  readonly eventRows: Postings;
  readonly sourceIds: readonly string[];
  readonly sourceIndex: ReadonlyMap<string, number>;
  readonly source: Int32Array;
  readonly sourceRows: Postings;
  readonly publishedAt: Float64Array;
  readonly topics: TagColumn;
  readonly entities: TagColumn;
  readonly kinds: TagColumn;
  readonly terms: TagColumn;
  /** 0 to 1. */
  readonly importance: Float64Array;
  /** 0 to 1: `2^(−age/halfLife)`. */
  readonly freshness: Float64Array;
  /** 0 to 1. */
  readonly authority: Float64Array;
}

const TERM_BUCKETS = 1 << 15;
/** Stories that are looked at in one piece. */
const PIECE = 500;

/** The id in `pool.terms` under which a term is counted. */
export function termBucket(term: string): string {
  return String(bucketOf(term));
}

function bucketOf(term: string): number {
  return hash32(term) % TERM_BUCKETS;
}

/**
 * Builds the pool. The same stories in any order give the same pool.
 * @param asOf milliseconds since the epoch
 */
export function buildCandidatePool(stories: readonly PoolStory[], asOf: number): CandidatePool {
  return atOnce(candidatePoolSteps(stories, asOf));
}

/** {@link buildCandidatePool} piece by piece. */
export function* candidatePoolSteps(stories: readonly PoolStory[], asOf: number): Steps<CandidatePool> {
  const rows = [...stories].sort(
    (a, b) => b.publishedAt - a.publishedAt || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  );
  yield;
  const size = rows.length;
  const [event, eventIds, eventIndex] = codes(rows.map((row) => row.event));
  const [source, sourceIds, sourceIndex] = codes(rows.map((row) => row.source));
  const publishedAt = Float64Array.from(rows, (row) => row.publishedAt);
  const freshness = Float64Array.from(rows, (row) => {
    const ageHours = Math.max(0, asOf - row.publishedAt) / HOUR;
    return 2 ** (-ageHours / row.halfLifeHours);
  });
  yield;
  const terms = yield* termColumn(rows);
  const topics = yield* tagColumn(rows, ({ topics: tags }) => tags.map((tag) => [tag.topic, tag.confidence]));
  const entities = yield* tagColumn(rows, ({ entities: tags }) =>
    tags.map((tag) => [tag.entity, tag.salience]),
  );
  const kinds = yield* tagColumn(rows, ({ kinds: tags }) => tags.map((tag) => [tag.kind, tag.confidence]));
  return {
    size,
    asOf,
    ids: rows.map((row) => row.id),
    rowOf: new Map(rows.map((row, i) => [row.id, i])),
    event,
    eventIds,
    eventIndex,
    eventRows: rowsByCode(event, eventIds.length),
    source,
    sourceIds,
    sourceIndex,
    sourceRows: rowsByCode(source, sourceIds.length),
    publishedAt,
    topics,
    entities,
    kinds,
    terms,
    importance: yield* importance(rows, event, eventIds.length, asOf),
    freshness,
    authority: Float64Array.from(rows, (row) => row.authority),
  };
}

/** A publisher whom only an aggregator names counts so much: nobody here has read the report. */
const NAMED = 0.5;

/**
 * What everybody must know, 0 to 1: half from the prior of topic and kind, half from the event cluster
 * (how many different publishers report it, and how many of them within the last six hours; what is republished counts once).
 * A single report keeps its prior half; five publishers are wide, nine are everywhere.
 */
function* importance(
  rows: readonly PoolStory[],
  event: Int32Array,
  events: number,
  asOf: number,
): Steps<Float64Array> {
  const all = Array.from({ length: events }, () => new Coverage());
  const recent = Array.from({ length: events }, () => new Coverage());
  for (const [i, row] of rows.entries()) {
    if (i % PIECE === PIECE - 1) yield;
    all[event[i]!]!.add(row);
    if (asOf - row.publishedAt <= 6 * HOUR) recent[event[i]!]!.add(row);
  }
  yield;
  const wide = (count: number): number => Math.min(1, Math.log2(Math.max(1, count)) / Math.log2(9));
  return Float64Array.from(rows, (row, i) => {
    const spread = 0.8 * wide(all[event[i]!]!.size) + 0.2 * wide(recent[event[i]!]!.size);
    return 0.5 * row.importancePrior + 0.5 * spread;
  });
}

/** Who covers an event. */
class Coverage {
  private readonly publishers = new Set<string>();
  private readonly named = new Set<string>();

  add({ publisher, source, siblings = [] }: PoolStory): void {
    if (publisher !== null) this.publishers.add(publisher ?? source);
    for (const name of siblings) this.named.add(name);
  }

  get size(): number {
    let named = 0;
    for (const name of this.named) if (!this.publishers.has(name)) named++;
    return this.publishers.size + NAMED * named;
  }
}

/** Adds `weight · value` of every story that has the tag to `sums`, which has one place for each row of the pool. */
export function addPosting(sums: Float64Array, column: TagColumn, code: number, weight: number): void {
  for (let k = column.postStart[code]!; k < column.postStart[code + 1]!; k++) {
    sums[column.postStory[k]!]! += weight * column.postValue[k]!;
  }
}

function codes(values: readonly string[]): [Int32Array, string[], Map<string, number>] {
  const ids: string[] = [];
  const index = new Map<string, number>();
  const column = Int32Array.from(values, (value) => {
    let code = index.get(value);
    if (code === undefined) {
      code = ids.length;
      ids.push(value);
      index.set(value, code);
    }
    return code;
  });
  return [column, ids, index];
}

function rowsByCode(column: Int32Array, count: number): Postings {
  const start = new Int32Array(count + 1);
  for (const code of column) start[code + 1]!++;
  for (let code = 0; code < count; code++) start[code + 1]! += start[code]!;
  const next = start.slice(0, count);
  const rows = new Int32Array(column.length);
  column.forEach((code, row) => (rows[next[code]!++] = row));
  return { start, rows };
}

/** Ids in the order in which they come, and the tags of one row after the other. */
class TagRows {
  readonly ids: string[] = [];
  readonly index = new Map<string, number>();
  private readonly start: Int32Array;
  private readonly tags: number[] = [];
  private readonly values: number[] = [];
  private rows = 0;

  constructor(rows: number) {
    this.start = new Int32Array(rows + 1);
  }

  add(id: string, value: number): void {
    let code = this.index.get(id);
    if (code === undefined) {
      code = this.ids.length;
      this.ids.push(id);
      this.index.set(id, code);
    }
    this.tags.push(code);
    this.values.push(value);
  }

  endRow(): void {
    this.start[++this.rows] = this.tags.length;
  }

  *column(): Steps<TagColumn> {
    const { ids, index, start: rowStart } = this;
    const rowTag = Int32Array.from(this.tags);
    const rowValue = Float32Array.from(this.values);
    yield;
    const column = { ids, index, rowStart, rowTag, rowValue };
    return { ...column, ...postings(ids.length, rowStart, rowTag, rowValue) };
  }
}

function* tagColumn(
  rows: readonly PoolStory[],
  tagsOf: (row: PoolStory) => readonly (readonly [string, number])[],
): Steps<TagColumn> {
  const tags = new TagRows(rows.length);
  for (const [i, row] of rows.entries()) {
    if (i % PIECE === PIECE - 1) yield;
    for (const [id, value] of tagsOf(row)) tags.add(id, value);
    tags.endRow();
  }
  return yield* tags.column();
}

function postings(
  tags: number,
  rowStart: Int32Array,
  rowTag: Int32Array,
  rowValue: Float32Array,
): Pick<TagColumn, 'postStart' | 'postStory' | 'postValue'> {
  const postStart = new Int32Array(tags + 1);
  for (const tag of rowTag) postStart[tag + 1]!++;
  for (let tag = 0; tag < tags; tag++) postStart[tag + 1]! += postStart[tag]!;
  const next = postStart.slice(0, tags);
  const postStory = new Int32Array(rowTag.length);
  const postValue = new Float32Array(rowTag.length);
  for (let story = 0; story + 1 < rowStart.length; story++) {
    for (let k = rowStart[story]!; k < rowStart[story + 1]!; k++) {
      const slot = next[rowTag[k]!]!++;
      postStory[slot] = story;
      postValue[slot] = rowValue[k]!;
    }
  }
  return { postStart, postStory, postValue };
}

/** The terms of a story, counted by bucket: what a pool needs of them that does not depend on the other stories. */
interface CountedTerms {
  /** In the order of their first mention. */
  readonly buckets: Uint16Array;
  /** `1 + ln count` of each. */
  readonly weights: Float64Array;
}

/** A story is counted once, however many pools it is in. */
const countedTerms = new WeakMap<readonly string[], CountedTerms>();

function countTerms(terms: readonly string[]): CountedTerms {
  let counted = countedTerms.get(terms);
  if (counted === undefined) {
    const counts = new Map<number, number>();
    for (const term of terms) {
      const bucket = bucketOf(term);
      counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
    }
    counted = {
      buckets: Uint16Array.from(counts.keys()),
      weights: Float64Array.from(counts.values(), (count) => 1 + Math.log(count)),
    };
    countedTerms.set(terms, counted);
  }
  return counted;
}

/** Hashed TF-IDF, each row of length 1 (Weinberger et al. 2009 for the hashing; no signs, the buckets are many). */
function* termColumn(rows: readonly PoolStory[]): Steps<TagColumn> {
  const frequency = new Int32Array(TERM_BUCKETS);
  for (const [i, { terms }] of rows.entries()) {
    if (i % PIECE === PIECE - 1) yield;
    for (const bucket of countTerms(terms).buckets) frequency[bucket]!++;
  }
  const tags = new TagRows(rows.length);
  for (const [i, { terms }] of rows.entries()) {
    if (i % PIECE === PIECE - 1) yield;
    const { buckets, weights: counts } = countTerms(terms);
    const weights = counts.map(
      (count, k) => count * (Math.log((1 + rows.length) / (1 + frequency[buckets[k]!]!)) + 1),
    );
    const length = Math.hypot(...weights) || 1;
    weights.forEach((weight, k) => {
      tags.add(nameOfBucket(buckets[k]!), weight / length);
    });
    tags.endRow();
  }
  return yield* tags.column();
}

const bucketNames: string[] = [];

/** The same text for a bucket whenever it is asked for: thousands of stories share a few ten thousand. */
function nameOfBucket(bucket: number): string {
  return (bucketNames[bucket] ??= String(bucket));
}
