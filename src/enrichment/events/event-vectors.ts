import { COMMON_STEMS } from '../../knowledge/common-stems.js';

/** A sparse vector; never changed once made, so that a lone story and its cluster share one. */
export interface TermVector {
  /** Numbers of its terms, rising. */
  readonly ids: readonly number[];
  /** Of each term, in whole {@link UNITS}, above 0: sums are exact whatever their order, and what is taken out leaves nothing. */
  readonly weights: readonly number[];
}

export const EMPTY: TermVector = { ids: [], weights: [] };

/** Weights are counted in millionths, roughly; only their proportions matter. */
const UNITS = 2 ** 20;

/** A vector weighs no less than this as long as there are so many events, and until one of its terms passes its bound. */
export interface LeastLength {
  readonly length: number;
  /** ln(E + k) for which it was computed. */
  readonly ofAll: number;
}

/** A term may come to be held by so many times more events before lengths with it are looked at again, … */
const ROOM = 1.5;
/** … and all events together shrink by this, as a logarithm. */
const SHRINKING = Math.log(1.2);

/** How many events the table of common stems counts for, so that with few events at hand a shared word is not taken for a rare one. */
const BACKGROUND_EVENTS = 300;
const BACKGROUND = new Map(
  COMMON_STEMS.flatMap(([perMille, stems]) =>
    stems
      .trim()
      .split(/\s+/)
      .map((stem): [string, number] => [stem, (perMille / 1000) * BACKGROUND_EVENTS]),
  ),
);

/**
 * The terms of the stories at hand by number, and what they weigh. A term weighs ln((E + k) / (e + kp + 1)) with e of E
 * *events* holding it, and a share p of k events of the past: counted by story, the words of a large event would lose their
 * weight just because many tell it. Weights follow at once from what is held, so it does not matter how it came to be held.
 */
export class EventTerms {
  private readonly numbers = new Map<string, number>();
  private readonly names: string[] = [];
  private readonly past: number[] = [];
  private readonly held: number[] = [];
  /** ln(e + kp + 1) */
  private readonly logs: number[] = [];
  /** More events than a term has had since its bound was drawn, and ln(bound + kp + 1). */
  private readonly bounds: number[] = [];
  private readonly boundLogs: number[] = [];
  /** Numbers whose term nobody holds any more. */
  private readonly free: number[] = [];
  private allEvents = 0;
  private logOfAll = Math.log(BACKGROUND_EVENTS);

  /** Numbers given out so far: all are below it. */
  get size(): number {
    return this.names.length;
  }

  /** A story's terms by number. Terms that are new get one, and keep it until the last event lets go of them. */
  vector(terms: ReadonlyMap<string, number>): TermVector {
    const entries: [number, number][] = [];
    for (const [term, weight] of terms) {
      const units = Math.round(weight * UNITS);
      if (units > 0) entries.push([this.numbers.get(term) ?? this.number(term), units]);
    }
    return vectorOf(entries);
  }

  /** For an order that is the same in every process. */
  name(id: number): string {
    return this.names[id]!;
  }

  /** Events that hold a term. */
  events(id: number): number {
    return this.held[id]!;
  }

  /** Events at hand, whatever their terms. */
  count(more: 1 | -1): void {
    this.allEvents += more;
    this.logOfAll = Math.log(this.allEvents + BACKGROUND_EVENTS);
  }

  /** @returns whether the term has become so much more common that {@link leastLength} holds no longer of those that have it */
  hold(id: number): boolean {
    const events = ++this.held[id]!;
    this.logs[id] = Math.log(events + this.past[id]! + 1);
    if (events <= this.bounds[id]!) return false;
    this.bound(id, events);
    return true;
  }

  /** @returns whether another event still holds the term; if not, its number is given to another */
  letGo(id: number): boolean {
    const left = --this.held[id]!;
    this.logs[id] = Math.log(left + this.past[id]! + 1);
    if (left > 0) return true;
    this.numbers.delete(this.names[id]!);
    this.free.push(id);
    return false;
  }

  weight(id: number): number {
    return Math.max(0, this.logOfAll - this.logs[id]!);
  }

  /** The weighted length of a vector. */
  length({ ids, weights }: TermVector): number {
    const { logs, logOfAll } = this;
    let squares = 0;
    for (let i = 0; i < ids.length; i++) {
      const weighted = weights[i]! * Math.max(0, logOfAll - logs[ids[i]!]!);
      squares += weighted * weighted;
    }
    return Math.sqrt(squares) || 1;
  }

  /** What no cosine takes into account, but what saves most of them: a length that a vector keeps for long. */
  leastLength({ ids, weights }: TermVector): LeastLength {
    const ofAll = this.logOfAll - SHRINKING;
    let squares = 0;
    for (let i = 0; i < ids.length; i++) {
      const weighted = weights[i]! * Math.max(0, ofAll - this.boundLogs[ids[i]!]!);
      squares += weighted * weighted;
    }
    return { length: Math.sqrt(squares), ofAll };
  }

  /** Whether there are still so many events that a least length holds. */
  isLeast({ ofAll }: LeastLength): boolean {
    return this.logOfAll >= ofAll;
  }

  private bound(id: number, events: number): void {
    this.bounds[id] = Math.ceil(events * ROOM);
    this.boundLogs[id] = Math.log(this.bounds[id] + this.past[id]! + 1);
  }

  private number(term: string): number {
    const id = this.free.pop() ?? this.names.length;
    this.numbers.set(term, id);
    this.names[id] = term;
    this.past[id] = BACKGROUND.get(term) ?? 0;
    this.held[id] = 0;
    this.logs[id] = Math.log(this.past[id] + 1);
    this.bound(id, 1);
    return id;
  }
}

function vectorOf(entries: [number, number][]): TermVector {
  entries.sort(([a], [b]) => a - b);
  return { ids: entries.map(([id]) => id), weights: entries.map(([, weight]) => weight) };
}

/** a + times · b; terms that come to nothing are left out. */
export function sumOf(a: TermVector, b: TermVector, times: 1 | -1 = 1): TermVector {
  const ids: number[] = [];
  const weights: number[] = [];
  const put = (id: number, weight: number): void => {
    if (weight === 0) return;
    ids.push(id);
    weights.push(weight);
  };
  let i = 0;
  for (let j = 0; j < b.ids.length; j++) {
    const id = b.ids[j]!;
    while (i < a.ids.length && a.ids[i]! < id) put(a.ids[i]!, a.weights[i++]!);
    const own = a.ids[i] === id ? a.weights[i++]! : 0;
    put(id, own + times * b.weights[j]!);
  }
  while (i < a.ids.length) put(a.ids[i]!, a.weights[i++]!);
  // As long as it must be: what has grown by pushing keeps room for more.
  return { ids: ids.slice(), weights: weights.slice() };
}

/** The sum of many vectors. */
export function sumOfAll(vectors: readonly TermVector[]): TermVector {
  const sum = new Map<number, number>();
  for (const { ids, weights } of vectors)
    for (let i = 0; i < ids.length; i++) sum.set(ids[i]!, (sum.get(ids[i]!) ?? 0) + weights[i]!);
  return vectorOf([...sum]);
}

/** Weight of a term in a vector; 0 if it is not there. */
export function weightIn({ ids, weights }: TermVector, id: number): number {
  let from = 0;
  let to = ids.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (ids[middle]! < id) from = middle + 1;
    else to = middle;
  }
  return ids[from] === id ? weights[from]! : 0;
}
