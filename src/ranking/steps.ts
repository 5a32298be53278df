/** A calculation in pieces of a millisecond or two; between two of them others may have their turn. */
export type Steps<Result> = Generator<void, Result, void>;

/** All pieces at once. */
export function atOnce<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/**
 * The same with a pause after each piece: the same result, and nobody waits for all of it.
 * @param pause gives others a turn
 */
export async function inTurns<Result>(steps: Steps<Result>, pause: () => Promise<unknown>): Promise<Result> {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    await pause();
  }
}
