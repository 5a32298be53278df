/** A quiet source is asked at least this often, in seconds: what it says in the evening is known in the morning. */
export const LONGEST_INTERVAL = 21_600;
/** A fetch is to find this many new items on average: most find none or one. */
const ITEMS_PER_FETCH = 0.5;
/** How long an item counts for the rate, in days: about two thirds of the weight is the last three days'. */
const MEMORY_DAYS = 3;
const DAY_SECONDS = 86_400;
/** By what one fetch multiplies the interval, least and most: the estimate says how far, the fetch itself which way. */
const STEPS = { nothingNew: [1.1, 1.5], newItems: [0.5, 0.8] } as const;

/** How often a source brings something, and how often it is asked therefore. */
export interface Pace {
  /** Decayed estimate, 0 or more. */
  readonly itemsPerDay: number;
  readonly intervalSeconds: number;
}

/**
 * The pace after a successful fetch. The rate is that of an exponential kernel, `Σ exp(−age/τ)/τ` over the new items with
 * τ = 3 days, kept as one number. The interval moves towards the time in which half an item is expected, in steps: longer
 * after a fetch without new items, shorter after one with.
 *
 * @param before null after the first success
 * @param shortest the interval that the operator states, in seconds: the start, and never less; a longer one than
 *   `LONGEST_INTERVAL` is kept to
 * @param elapsedSeconds since the last success
 * @param ages of the new items, in seconds since they were published
 */
export function nextPace(
  before: Pace | null,
  shortest: number,
  elapsedSeconds: number,
  ages: readonly number[],
): Pace {
  const faded = (before?.itemsPerDay ?? 0) * fading(elapsedSeconds);
  const added = ages.reduce((sum, age) => sum + fading(age) / MEMORY_DAYS, 0);
  // Cut off, so that what fades away is 0 in the end and not a number that the database refuses.
  const itemsPerDay = Math.floor((faded + added) * 10_000) / 10_000;
  const longest = Math.max(shortest, LONGEST_INTERVAL);
  if (before === null) return { itemsPerDay, intervalSeconds: shortest };
  const now = Math.min(longest, Math.max(shortest, before.intervalSeconds));
  const wished = itemsPerDay === 0 ? longest : (ITEMS_PER_FETCH * DAY_SECONDS) / itemsPerDay;
  const [least, most] = ages.length > 0 ? STEPS.newItems : STEPS.nothingNew;
  const moved = now * Math.min(most, Math.max(least, wished / now));
  return { itemsPerDay, intervalSeconds: Math.round(Math.min(longest, Math.max(shortest, moved))) };
}

function fading(seconds: number): number {
  return Math.exp(-Math.max(0, seconds) / (MEMORY_DAYS * DAY_SECONDS));
}
