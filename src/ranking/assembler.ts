import type { Random } from './random.js';
import { relevanceColumn } from './relevance.js';
import { isMustKnow, topicsOf } from './rerankers.js';
import type { RankingContext, Scored, Slate } from './stages.js';
import { thompsonDraw, winProbability } from './thompson.js';

export type SlotKind = 'must-know' | 'ranked' | 'exploring' | 'fill';

/** A chosen story: `position` in `Scored`. */
export interface Slot {
  readonly position: number;
  readonly kind: SlotKind;
}

/** What an exploring slot must log for off-policy estimates (SNIPS). */
export interface Exploration {
  readonly story: string;
  /** Probability that the logging policy chose this story. */
  readonly propensity: number;
  /** Stories it chose from. */
  readonly candidates: number;
}

export interface Assembled {
  readonly slots: readonly Slot[];
  readonly exploration: Exploration | undefined;
}

/** An exploring slot needs a list that is long enough to lose one item without harm. */
const EXPLORE_FROM_LENGTH = 5;
/** Stories that the exploring slot chooses from at most. */
const EXPLORED = 30;
/** Standard deviation of z for a story without impressions, logits; `1/sqrt(q₀)` with q₀ = 10, per feature, some ten of them. */
const UNCERTAINTY = 1;

/**
 * Fills the slots: the head of the re-ranked list in the order of its scores, one exploring slot if a random source is given, then an
 * explicit fallback. Law: nothing below `minScore` is used, and never two of one event; a thin day gives a short list, an
 * empty one an empty list.
 * @param length slots to fill at most, 1 or more
 * @param more stories that may follow the slate by score alone, for a feed that goes on
 */
export function assemble(
  slate: Slate,
  scored: Scored,
  length: number,
  context: RankingContext,
  random: Random | undefined,
  more = 0,
): Assembled {
  const { exploringSlots } = context.profile.rules;
  // Positions are places by score.
  const chosen = slate.order.slice(0, Math.min(length, slate.within)).sort((a, b) => a - b);

  const explored =
    random !== undefined && exploringSlots > 0 && chosen.length === length && length >= EXPLORE_FROM_LENGTH
      ? explore(slate, length, scored, context, random)
      : undefined;
  // It takes the place of the last story that was only ranked; a must-know never makes way.
  const last = chosen.findLastIndex((position) => !isMustKnow(position, scored, context));
  const exploring = last < 0 ? undefined : explored;
  if (exploring !== undefined) {
    chosen.splice(last, 1);
    chosen.push(exploring.position);
  }

  const slots = chosen.map((position): Slot => {
    if (position === exploring?.position) return { position, kind: 'exploring' };
    return { position, kind: isMustKnow(position, scored, context) ? 'must-know' : 'ranked' };
  });
  if (slots.length < length) slots.push(...fill(slots, slate, scored, length, context));
  if (more > 0) slots.push(...beyond(slots, scored, more, context));
  return {
    slots,
    exploration: exploring?.exploration,
  };
}

/**
 * The explicit fallback when the hard rules left too few: by importance within the reader's industry, then anywhere; the cap on
 * topics is lifted, those on events and sources stand.
 */
function fill(
  taken: readonly Slot[],
  slate: Slate,
  scored: Scored,
  length: number,
  { pool, profile, reader }: RankingContext,
): Slot[] {
  const filled: Slot[] = [];
  const rows = taken.map((slot) => scored.rows[slot.position]!);
  const events = new Set(rows.map((row) => pool.event[row]!));
  const perSource = new Map<number, number>();
  for (const row of rows) perSource.set(pool.source[row]!, (perSource.get(pool.source[row]!) ?? 0) + 1);
  const relevance = relevanceColumn(pool, reader.industry);
  const rest = slate.order
    .slice(slate.within)
    .filter((position) => scored.scores[position]! >= profile.rules.minScore)
    .map((position) => ({ position, row: scored.rows[position]! }))
    .sort((a, b) => {
      const inIndustry = (row: number): number => (relevance[row]! > 0 ? 1 : 0);
      return (
        inIndustry(b.row) - inIndustry(a.row) ||
        pool.importance[b.row]! - pool.importance[a.row]! ||
        a.position - b.position
      );
    });
  for (const { position, row } of rest) {
    if (taken.length + filled.length >= length) break;
    const fromSource = perSource.get(pool.source[row]!) ?? 0;
    if (events.has(pool.event[row]!) || fromSource >= profile.rules.maxPerSource) continue;
    events.add(pool.event[row]!);
    perSource.set(pool.source[row]!, fromSource + 1);
    filled.push({ position, kind: 'fill' });
  }
  return filled;
}

/** What follows the slate in a feed: by score alone, one story per event, nothing below `minScore`. */
function beyond(
  taken: readonly Slot[],
  scored: Scored,
  more: number,
  { pool, profile }: RankingContext,
): Slot[] {
  const events = new Set(taken.map((slot) => pool.event[scored.rows[slot.position]!]!));
  const slots: Slot[] = [];
  for (let position = 0; position < scored.rows.length && slots.length < more; position++) {
    if (scored.scores[position]! < profile.rules.minScore) break;
    const event = pool.event[scored.rows[position]!]!;
    if (events.has(event)) continue;
    events.add(event);
    slots.push({ position, kind: 'ranked' });
  }
  return slots;
}

/**
 * Thompson sampling over the best of what follows the first `length` of the slate, stories without a topic apart: z plus a normal
 * deviate, the largest wins. The propensity is the probability of that, computed, not counted.
 */
function explore(
  slate: Slate,
  length: number,
  scored: Scored,
  { pool }: RankingContext,
  random: Random,
): { position: number; exploration: Exploration } | undefined {
  const candidates: number[] = [];
  for (let at = length; at < slate.within && candidates.length < EXPLORED; at++) {
    const position = slate.order[at]!;
    if (topicsOf(pool, scored.rows[position]!).length > 0) candidates.push(position);
  }
  if (candidates.length === 0) return undefined;
  const scores = candidates.map((position) => scored.scores[position]!);
  const chosen = thompsonDraw(scores, UNCERTAINTY, random);
  const position = candidates[chosen]!;
  return {
    position,
    exploration: {
      story: pool.ids[scored.rows[position]!]!,
      propensity: winProbability(scores, chosen, UNCERTAINTY),
      candidates: candidates.length,
    },
  };
}
