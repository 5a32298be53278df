import { atOnce, type Steps } from './steps.js';
import { PIECE, tagColumnSteps, type TagColumn } from './tag-column.js';
import { termColumnSteps, type TermColumn } from './term-column.js';

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
  /** When its event last said something new, 0 where it never has; unknown: every later report counts as news. */
  readonly developedAt?: number | undefined;
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
  /**
   * Whoever has read of its event at this moment or later finds no news in the row, milliseconds: when the event last said something new,
   * 0 for a report of before that, the row's own moment as long as nobody knows.
   */
  readonly newsAt: Float64Array;
  readonly topics: TagColumn;
  readonly entities: TagColumn;
  readonly kinds: TagColumn;
  readonly terms: TermColumn;
  /** 0 to 1. */
  readonly importance: Float64Array;
  /** 0 to 1: `2^(−age/halfLife)`. */
  readonly freshness: Float64Array;
  /** 0 to 1. */
  readonly authority: Float64Array;
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
  const terms = yield* termColumnSteps(rows.map((row) => row.terms));
  const topics = yield* tagColumnSteps(rows, ({ topics: tags }) =>
    tags.map((tag) => [tag.topic, tag.confidence]),
  );
  const entities = yield* tagColumnSteps(rows, ({ entities: tags }) =>
    tags.map((tag) => [tag.entity, tag.salience]),
  );
  const kinds = yield* tagColumnSteps(rows, ({ kinds: tags }) =>
    tags.map((tag) => [tag.kind, tag.confidence]),
  );
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
    newsAt: Float64Array.from(rows, newsAt),
    topics,
    entities,
    kinds,
    terms,
    importance: yield* importance(rows, event, eventIds.length, asOf),
    freshness,
    authority: Float64Array.from(rows, (row) => row.authority),
  };
}

function newsAt({ publishedAt, developedAt }: PoolStory): number {
  if (developedAt === undefined) return publishedAt;
  return publishedAt < developedAt ? 0 : developedAt;
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
