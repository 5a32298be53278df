import { Interactions, MAX_HISTORY } from './interactions.js';
import { atOnce, inTurns, type Steps } from './steps.js';

/** How far back touches are looked at, milliseconds. */
export const TOUCH_WINDOW_MS = 14 * 24 * 3_600_000;
/** At most so many, the latest. */
export const MAX_TOUCHES = 50_000;
/** Touches that are folded before others get a turn, and that are counted. */
const PIECE = 250;
const COUNTED = 4_000;

/** The first time that a reader opened, read, saved or shared a story. */
export interface Touch {
  /** As in `RankingReader`. */
  readonly reader: string;
  /** The event cluster: a touch of any report counts for the event. */
  readonly event: string;
  /** When it became known, milliseconds since the epoch; what clients say of the time decides nothing. */
  readonly at: number;
  readonly role: string;
  readonly industry: string;
  /** The reader has had it forgotten: it counts for the story, but not for the reader. */
  readonly forgotten: boolean;
}

/** Groups of a reader, coarse first. */
export function groupsOf(role: string, industry: string): readonly [coarse: string, fine: string] {
  return [industry, `${role} ${industry}`];
}

/**
 * What touches add up to. Of one reader the latest {@link MAX_HISTORY} count, so that who touches everything moves no more than
 * who reads a lot.
 * @param touches in the order in which they became known
 * @param pause gives others a turn
 */
export async function foldTouches(
  touches: readonly Touch[],
  pause: () => Promise<unknown>,
): Promise<Interactions> {
  return await inTurns(foldSteps(touches), pause);
}

function* foldSteps(touches: readonly Touch[]): Steps<Interactions> {
  const state = new Interactions();
  const counted = yield* capSteps(touches);
  for (const [i, touch] of counted.entries()) {
    applyTouch(state, touch);
    if (i % PIECE === PIECE - 1) yield;
  }
  return state;
}

export function applyTouch(state: Interactions, touch: Touch): void {
  state.apply({
    reader: readerOf(touch),
    story: touch.event,
    at: touch.at,
    groups: groupsOf(touch.role, touch.industry),
  });
}

/** Who touched it; somebody else where it was forgotten. */
export function readerOf({ reader, forgotten }: Touch): string {
  return forgotten ? `${reader}\0` : reader;
}

/** The latest touches of each reader, in the same order. */
export function withinCap(touches: readonly Touch[]): readonly Touch[] {
  return atOnce(capSteps(touches));
}

function* capSteps(touches: readonly Touch[]): Steps<readonly Touch[]> {
  if (touches.length <= MAX_HISTORY) return touches;
  const counts = new Map<string, number>();
  const kept: Touch[] = [];
  for (let i = touches.length - 1; i >= 0; i--) {
    const { reader } = touches[i]!;
    const count = (counts.get(reader) ?? 0) + 1;
    counts.set(reader, count);
    if (count <= MAX_HISTORY) kept.push(touches[i]!);
    if (i % COUNTED === 0) yield;
  }
  return kept.reverse();
}
