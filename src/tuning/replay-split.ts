import { AffinityMatrix } from '../ranking/affinity-matrix.js';
import { mulberry32, type Random } from '../ranking/random.js';
import { EmptyReplayError, type ReplayEvent, STRENGTHS } from './replay-log.js';

/** Who has fewer distinct stories is not tested. */
const LEAST_STORIES = 5;

/** A log without its order: readers and stories sorted by id, and for each reader the weight of each story. */
export interface TouchTable {
  readonly readers: readonly string[];
  readonly stories: readonly string[];
  /** The first title of each story, '' where none is told. */
  readonly titles: readonly string[];
  /** log2(1 + Σ strengths) by story, for each reader. */
  readonly rows: readonly ReadonlyMap<number, number>[];
}

/** What is known and what is to be found, for each reader. */
export interface Split {
  readonly training: AffinityMatrix;
  /** In the order of the shuffle; empty for readers who are not tested. */
  readonly test: readonly (readonly number[])[];
}

/** @throws EmptyReplayError */
export function touchTable(events: readonly ReplayEvent[]): TouchTable {
  const readers = [...new Set(events.map((event) => event.reader))].sort(byCodeUnits);
  const stories = [...new Set(events.map((event) => event.story))].sort(byCodeUnits);
  if (readers.length === 0) throw new EmptyReplayError('the log has no events');
  const readerCodes = new Map(readers.map((id, code) => [id, code]));
  const storyCodes = new Map(stories.map((id, code) => [id, code]));
  const strengths = readers.map(() => new Map<number, number>());
  for (const { reader, story, kind } of events) {
    const row = strengths[readerCodes.get(reader)!]!;
    const code = storyCodes.get(story)!;
    row.set(code, (row.get(code) ?? 0) + STRENGTHS[kind]);
  }
  const titles = stories.map(() => '');
  for (const { story, title } of events) titles[storyCodes.get(story)!] ||= title ?? '';
  const rows = strengths.map(
    (row) => new Map([...row].sort((a, b) => a[0] - b[0]).map(([code, sum]) => [code, Math.log2(1 + sum)])),
  );
  return { readers, stories, titles, rows };
}

/** The table of those alone whom the protocol tests; stories stay as they are. */
export function withoutRareReaders(table: TouchTable): TouchTable {
  const kept = table.rows.map((row) => row.size >= LEAST_STORIES);
  return {
    ...table,
    readers: table.readers.filter((_, reader) => kept[reader]),
    rows: table.rows.filter((_, reader) => kept[reader]),
  };
}

/**
 * Hides a fifth of what each reader touched: stories sorted, shuffled by one stream of numbers over all readers, the first
 * `floor(.2n + .5)` are the test. Readers with fewer than five stories are all training and draw no numbers.
 */
export function splitTable({ rows, stories }: TouchTable, seed: number): Split {
  const random = mulberry32(seed);
  const test = rows.map((row) => {
    if (row.size < LEAST_STORIES) return [];
    return shuffled([...row.keys()], random).slice(0, Math.floor(0.2 * row.size + 0.5));
  });
  const training = rows.map((row, reader) => {
    const hidden = new Set(test[reader]);
    return new Map([...row].filter(([story]) => !hidden.has(story)));
  });
  return { training: new AffinityMatrix(training, stories.length), test };
}

/** Fisher–Yates from the end: k = len−1 … 1, j = floor(r·(k+1)), swap. */
export function shuffled(values: readonly number[], random: Random): number[] {
  const result = [...values];
  for (let k = result.length - 1; k >= 1; k--) {
    const j = Math.floor(random() * (k + 1));
    [result[k], result[j]] = [result[j]!, result[k]!];
  }
  return result;
}

/**
 * Distinct stories that a reader never touched, each `floor(r·N)`; repeats and touched ones are drawn again.
 * @throws EmptyReplayError where the reader left fewer than `count` untouched
 */
export function untouchedSample(
  touched: ReadonlyMap<number, number> | ReadonlySet<number>,
  stories: number,
  count: number,
  random: Random,
): number[] {
  if (stories - touched.size < count)
    throw new EmptyReplayError(`a reader left fewer than ${count} stories untouched`);
  const sample = new Set<number>();
  while (sample.size < count) {
    const story = Math.floor(random() * stories);
    if (!touched.has(story)) sample.add(story);
  }
  return [...sample];
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
