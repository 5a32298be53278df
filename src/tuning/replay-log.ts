import { ScoutError } from '../platform/errors.js';

/** How much a touch says (protocol P1); a view where the log knows no kinds. */
export const STRENGTHS = { view: 1, like: 2, bookmark: 2.5, follow: 3, comment: 4 } as const;
export type TouchKind = keyof typeof STRENGTHS;

/** One line of a log: a reader touched a story. */
export interface ReplayEvent {
  readonly story: string;
  readonly reader: string;
  readonly kind: TouchKind;
  /** Milliseconds since the epoch; absent in logs without times. */
  readonly at?: number;
  /** Of the story, where the log or a file of stories tells it. */
  readonly title?: string;
  /** Groups of the reader, coarse first. */
  readonly groups: readonly string[];
}

/** Means over what was counted, each in 0 to 1. */
export interface ReplayFigures {
  readonly mrr?: number;
  readonly ndcg10?: number;
  readonly recall5?: number;
  readonly recall10?: number;
}

export interface NamedFigures extends ReplayFigures {
  readonly name: string;
}

/** What a protocol found. `events` is how many choices or readers the means are over. */
export interface ReplayReport {
  readonly protocol: 'p1' | 'p2' | 'p3';
  readonly events: number;
  readonly result: ReplayFigures;
  readonly baselines: readonly NamedFigures[];
}

/** The log holds nothing that the protocol could count. */
export class EmptyReplayError extends ScoutError {
  constructor(reason: string) {
    super('EMPTY_REPLAY', `Nothing can be replayed: ${reason}.`);
  }
}

/** Splits of protocols P1 and P3. */
export interface SplitOptions {
  /** One split for each; 1 to 5 by default, as the protocols say. */
  readonly seeds?: readonly number[];
  readonly progress?: (done: number, total: number) => void;
}

export const SPLIT_SEEDS: readonly number[] = [1, 2, 3, 4, 5];
