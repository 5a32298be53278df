import { isSameAmount, measuresFit, share, type Aligned } from './figure-alignment.js';
import type { Claim, Sentence } from './figure-claims.js';
import type { Measure } from './figure-measures.js';

/** A total and the amounts that it is made of, as one source puts them. */
export interface Composition {
  readonly total: Aligned;
  readonly parts: readonly Aligned[];
}

/** A rounded total may miss the sum of its parts by this share. */
const SUM_TOLERANCE = 0.011;
const MOST_PARTS = 4;

/** Says that what follows are the parts of what stands before, or that parts are put together. */
const COMPOSED =
  /\b(?:includ(?:es|ing)|compris(?:es?|ing|ed)|consist(?:s|ing)|made up of|composed of|split (?:between|into)|divided (?:between|into)|of which|broken down|combin(?:es|ed|ing)(?! to\b)|combination of|together|altogether|for a total|in total|totall?ing|brings? the total|bringing the total|sum of|adds? up|(?:adds?|adding) [^.;]{3,60} to)\b/i;
const FIRST =
  /\b(?:initial(?:ly)?|up ?front|upfront|at once|at first|(?:at|on) (?:closing|signing)|(?:starting|beginning) with|immediately|right away|now|today|first|straight away)\b/i;
const LATER =
  /\b(?:another|additional(?:ly)?|remaining|remainder|the rest|further|follow(?:s|ed)?|later|subsequent(?:ly)?|the other|balance|over time|on conditions?|if|when|once|conditional|contingent)\b/i;
/** What stands beside a sum, not in it. */
const BESIDE =
  /\b(?:separate(?:ly)?|in addition to|on top of|besides|excluding|apart from|not including|rather than|instead of|each|plus)\b/i;
/** What a firm or a share is worth is not made of what was paid. */
const WORTH = new Set(['valuation', 'market-cap', 'price', 'per-share']);
/** An amount before and after a change adds up by chance. */
const CHANGED =
  /\b(?:(?:up|down|rose|fell|grew|increase[ds]?|raise[ds]?|cut|lowered|dropp?e?d?) from|compared (?:with|to)|versus|vs\.?|than the|a year (?:ago|earlier)|year-ago|previous(?:ly)?|prior|from \$?[\d.]+|worth more than|in profit|net income)\b/i;

/**
 * Totals with their parts: a source puts total and parts into one sentence and says that they belong together, or names a
 * first part and the rest whose sum an event's figure is. Nothing where the sum is not right.
 */
export function compositionsOf(amounts: readonly Aligned[], all: readonly Claim[]): Composition[] {
  const found = new Map<Aligned, Composition>();
  for (const claims of bySentence(all)) {
    for (const composition of inSentence(claims, amounts)) {
      if (!found.has(composition.total)) found.set(composition.total, composition);
    }
  }
  return [...found.values()];
}

function bySentence(all: readonly Claim[]): Claim[][] {
  const groups = new Map<Sentence, Claim[]>();
  for (const claim of all) {
    if (
      (claim.kind !== 'money' && claim.kind !== 'power' && claim.kind !== 'count') ||
      claim.upTo !== undefined
    )
      continue;
    const group = groups.get(claim.sentence);
    if (group === undefined) groups.set(claim.sentence, [claim]);
    else group.push(claim);
  }
  return [...groups.values()].filter((group) => group.length >= 2);
}

function inSentence(claims: readonly Claim[], amounts: readonly Aligned[]): Composition[] {
  const [first] = claims;
  if (first === undefined || claims.length > MOST_PARTS + 1) return [];
  if (claims.some(({ kind, unit }) => kind !== first.kind || unit !== first.unit)) return [];
  const { text } = first.sentence;
  if (CHANGED.test(text) || BESIDE.test(text)) return [];
  if (claims.some(({ measure }) => measure !== undefined && WORTH.has(measure.id))) return [];
  const total = claims.reduce((a, b) => (b.value > a.value ? b : a));
  const parts = claims.filter((claim) => claim !== total);
  const isDivided = FIRST.test(text) && LATER.test(text);
  if (parts.length >= 2 && (COMPOSED.test(text) || isDivided) && addsUp(total, parts)) {
    return resolved(amounts, total, parts);
  }
  // `$15 billion at once and another $35 billion later`, the total elsewhere.
  if (!isDivided || claims.length !== 2 || !LATER.test(clauseOf(claims[1]!))) return [];
  const sum = claims.reduce((whole, { value }) => whole + value, 0);
  const totals = amounts.filter(
    (amount) =>
      amount.measure !== undefined &&
      !WORTH.has(amount.measure.id) &&
      claims.every(({ measure }) => fits(measure, amount.measure)) &&
      amount.claims.some((claim) => isTotalOf(claim, claims, sum)),
  );
  const [only] = totals;
  if (only === undefined || totals.length > 1 || only.disputed) return [];
  return asComposition(
    only,
    claims.map((part) => amountOf(amounts, part)),
  );
}

/**
 * The same kind of amount, exactly the sum, and about the same: of one story, or of another where a name is shared and the
 * parts say what they measure.
 */
function isTotalOf(claim: Claim, parts: readonly Claim[], sum: number): boolean {
  const [part] = parts;
  if (claim.kind !== part?.kind || claim.unit !== part.unit) return false;
  if (claim.upTo !== undefined || Math.abs(claim.value - sum) > sum * 1e-6) return false;
  if (part.names.size > 0 && !share(claim.names, part.names)) return false;
  return (
    claim.voice === part.voice || (part.names.size > 0 && parts.some(({ measure }) => measure !== undefined))
  );
}

/** What a firm raises is no part of what it invests, though reports of one deal may use either word. */
function fits(part: Measure | undefined, total: Measure | undefined): boolean {
  return measuresFit(part, total) && (part?.id !== 'funding' || total?.id === 'funding');
}

function addsUp(total: Claim, parts: readonly Claim[]): boolean {
  const sum = parts.reduce((whole, { value }) => whole + value, 0);
  const slack = Math.max(
    total.value * 1e-6,
    Math.min(
      total.value * SUM_TOLERANCE,
      total.precision + parts.reduce((most, part) => most + part.precision, 0),
    ),
  );
  return parts.every(({ value }) => value > 0) && Math.abs(sum - total.value) <= slack;
}

function resolved(amounts: readonly Aligned[], total: Claim, parts: readonly Claim[]): Composition[] {
  const whole = amountOf(amounts, total);
  if (whole === undefined || whole.disputed) return [];
  return asComposition(
    whole,
    parts.map((part) => amountOf(amounts, part)),
  );
}

function asComposition(total: Aligned, parts: readonly (Aligned | undefined)[]): Composition[] {
  const known = parts.filter((part) => part !== undefined && part !== total && !part.disputed);
  return known.length === parts.length && new Set(known).size === known.length
    ? [{ total, parts: known as Aligned[] }]
    : [];
}

function amountOf(amounts: readonly Aligned[], claim: Claim): Aligned | undefined {
  return (
    amounts.find((amount) => amount.claims.includes(claim)) ??
    amounts.find((amount) =>
      amount.claims.some(
        (other) => other.voice === claim.voice && other.unit === claim.unit && isSameAmount(other, claim),
      ),
    )
  );
}

function clauseOf({ sentence, start, end }: Claim): string {
  const at = start - sentence.start;
  return sentence.text.slice(Math.max(0, at - 40), end - sentence.start + 80);
}
