import type { Claim } from './figure-claims.js';
import { isMarketMove, type Measure } from './figure-measures.js';

/** Claims of one amount; with what other sources put in its place, where they contradict each other. */
export interface Aligned {
  /** The first to say it first; one of each story. */
  readonly claims: readonly Claim[];
  /** What it measures, as most of the claims have it. */
  readonly measure: Measure | undefined;
  readonly disputed: boolean;
}

/** Rounding moves a value by no more than this share of it. */
const MOST_ROUNDING = 0.06;
/** Values this close are one, whatever words stand beside them. */
const SAME = 0.004;
/** Sources that contradict each other are not further apart than this. */
const WIDEST_DISPUTE = 2;

/** Puts together the claims that state one amount. What is not certain stays apart. */
export function alignClaims(claims: readonly Claim[]): Aligned[] {
  const groups = new Map<string, Claim[][]>();
  // Those that say what they measure come first; the others may then join one of them.
  const ordered = [...claims].sort(
    (a, b) =>
      Number(a.measure === undefined) - Number(b.measure === undefined) || a.publishedAt - b.publishedAt,
  );
  for (const claim of ordered) {
    const key = `${claim.kind} ${unitOf(claim)} ${String(claim.isChange)} ${String(claim.value < 0)}`;
    const rivals = groups.get(key) ?? [];
    groups.set(key, rivals);
    const fitting = rivals.filter((group) => group.every((other) => isSameAmount(claim, other)));
    const exact = fitting.filter((group) => group.some((other) => other.measure?.id === claim.measure?.id));
    const chosen = claim.measure === undefined ? fitting : exact.length > 0 ? exact : fitting;
    const joins =
      claim.measure !== undefined ||
      ((claim.sentence.isOpening || claim.digits > 1) && !WORTH.test(claim.sentence.text));
    if (!joins) {
      rivals.push([claim]);
      continue;
    }
    // Two amounts that fit equally well: the claim may mean either.
    if (chosen.length === 1) chosen[0]!.push(claim);
    else if (chosen.length === 0) rivals.push([claim]);
  }
  return [...groups.values()].flatMap((rivals) => withDisputes(rivals.map(asOne)));
}

/** `4,000 jobs` and `4,000 people` that are cut are the same. */
function unitOf({ unit, measure }: Claim): string {
  if (measure?.id === 'staff cut' || measure?.id === 'staff hired') return measure.id;
  return PERSONS.has(unit) ? 'people' : unit;
}

/** A sentence about what a firm is worth; its amounts join no deal. */
const WORTH = /\b(?:market (?:value|cap)|valuations?|valued|worth)\b/i;

/** Whether two claims state the same amount, one perhaps rounded. */
export function isSameAmount(a: Claim, b: Claim): boolean {
  if (!samePeriod(a, b)) return false;
  if ((a.upTo ?? a.value) !== (b.upTo ?? b.value) && !(a.upTo === undefined && b.upTo === undefined))
    return false;
  if (a.kind === 'date' && a.value !== b.value) return false;
  if (a.isFurther !== b.isFurther && Math.min(a.digits, b.digits) < 3) return false;
  if (!sameActor(a, b)) return false;
  const apart = Math.abs(a.value - b.value);
  const size = Math.max(Math.abs(a.value), Math.abs(b.value));
  if (!measuresFit(a.measure, b.measure)) return false;
  if (a.voice === b.voice && isElsewhere(a, b)) return false;
  if (apart <= size * SAME) return true;
  const isOne = a.measure !== undefined && a.measure.id === b.measure?.id;
  return isOne && a.voice !== b.voice && apart <= Math.min(roundingOf(a, b), size * MOST_ROUNDING);
}

/** A round number needs the same name beside it: two firms may each invest two billion. */
function sameActor(a: Claim, b: Claim): boolean {
  const digits = Math.min(a.digits, b.digits);
  if (digits > 2 || a.actors.size === 0 || b.actors.size === 0) return true;
  const [one, other] = [share(a.actors, b.names), share(b.actors, a.names)];
  return digits === 1 ? one && other : one || other;
}

function roundingOf(a: Claim, b: Claim): number {
  return Math.max(a.precision, b.precision) * (1 + 1e-9);
}

/** In one story the same number of two different names is two amounts. */
function isElsewhere(a: Claim, b: Claim): boolean {
  return a.sentence !== b.sentence && a.names.size > 0 && b.names.size > 0 && !share(a.names, b.names);
}

/** Whether two claims name one name at least. */
export function share(names: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  for (const name of names) if (others.has(name)) return true;
  return false;
}

function samePeriod(a: Claim, b: Claim): boolean {
  if (a.period === b.period) return true;
  return (a.period === '' || b.period === '') && Math.min(a.digits, b.digits) > 1;
}

/** General words (`deal`) say nothing against special ones (`takeover`); two special ones exclude each other. */
export function measuresFit(a: Measure | undefined, b: Measure | undefined): boolean {
  if (a === undefined || b === undefined || a.id === b.id) return true;
  const [one, other] = a.id < b.id ? [a.id, b.id] : [b.id, a.id];
  return FAMILIES.some((family) => family.has(one) && family.has(other));
}

const PERSONS: ReadonlySet<string> = new Set(['people', 'users', 'customers']);

const FAMILIES: readonly ReadonlySet<string>[] = [
  PERSONS,
  new Set(['takeover', 'deal', 'payment', 'cash', 'cost', 'stake']),
  new Set(['investment', 'equity', 'deal', 'plan', 'spending', 'stake', 'plant', 'payment', 'capex']),
  new Set(['funding', 'investment', 'equity', 'ipo', 'deal']),
  new Set(['contract', 'deal', 'plan', 'spending', 'payment', 'capacity', 'cost']),
  new Set(['fine', 'payment', 'settlement', 'damages', 'cost', 'deal']),
  new Set(['subsidy', 'plan', 'investment', 'spending', 'payment']),
  new Set(['loan', 'debt', 'deal', 'bonds', 'funding']),
  new Set(['capacity', 'site', 'deal']),
  new Set(['valuation', 'ipo-valuation']),
  new Set(['plan', 'plant', 'cost', 'spending', 'investment']),
  new Set(['fund', 'funding', 'investment']),
  new Set(['charge', 'cost', 'net-loss']),
];

function asOne(group: readonly Claim[]): Aligned {
  const byStory = new Map<number, Claim>();
  for (const claim of [...group].sort(byWeight))
    if (!byStory.has(claim.voice)) byStory.set(claim.voice, claim);
  const claims = [...byStory.values()].sort((a, b) => a.publishedAt - b.publishedAt || a.voice - b.voice);
  return { claims, measure: commonMeasure(group), disputed: false };
}

/** The place of a story that says most plainly what the amount is; its title before its text. */
function byWeight(a: Claim, b: Claim): number {
  return (
    Number(b.measure !== undefined) - Number(a.measure !== undefined) ||
    Number(b.sentence.isTitle) - Number(a.sentence.isTitle) ||
    a.start - b.start
  );
}

function commonMeasure(group: readonly Claim[]): Measure | undefined {
  const votes = new Map<string, { measure: Measure; count: number }>();
  for (const { measure } of group) {
    if (measure === undefined) continue;
    const vote = votes.get(measure.id);
    if (vote === undefined) votes.set(measure.id, { measure, count: 1 });
    else vote.count++;
  }
  return [...votes.values()].sort(
    (a, b) =>
      Number(b.measure.isSingle) - Number(a.measure.isSingle) ||
      b.count - a.count ||
      (a.measure.id < b.measure.id ? -1 : 1),
  )[0]?.measure;
}

/** Joins amounts that contradict each other: one measure, period and actor; other sources, other values. */
function withDisputes(amounts: readonly Aligned[]): Aligned[] {
  const result: Aligned[] = [];
  const joined = new Set<Aligned>();
  for (const amount of amounts) {
    if (joined.has(amount)) continue;
    const rivals = amounts.filter(
      (other) => other !== amount && !joined.has(other) && contradict(amount, other),
    );
    const [rival] = rivals;
    if (
      rivals.length !== 1 ||
      rival === undefined ||
      amounts.filter((other) => other !== rival && contradict(rival, other)).length !== 1
    ) {
      result.push(amount);
      continue;
    }
    joined.add(amount).add(rival);
    const claims = [...amount.claims, ...rival.claims].sort(
      (a, b) => a.publishedAt - b.publishedAt || a.voice - b.voice,
    );
    result.push({ claims, measure: amount.measure, disputed: true });
  }
  return result;
}

function contradict(a: Aligned, b: Aligned): boolean {
  const { measure } = a;
  if (measure === undefined || measure.id !== b.measure?.id) return false;
  if (!measure.isSingle || isMarketMove(measure)) return false;
  return a.claims.every((one) => b.claims.every((other) => standAgainst(one, other)));
}

function standAgainst(one: Claim, other: Claim): boolean {
  if (one.voice === other.voice || one.period !== other.period) return false;
  if (one.kind === 'date' && one.measure?.id !== 'closing') return false;
  if (one.upTo !== undefined || other.upTo !== undefined) return false;
  if (!one.sentence.isOpening || !other.sentence.isOpening) return false;
  if (qualifiersOf(one) !== qualifiersOf(other)) return false;
  const [small, large] = [Math.abs(one.value), Math.abs(other.value)].sort((a, b) => a - b) as [
    number,
    number,
  ];
  return large > small && large <= small * WIDEST_DISPUTE && share(one.actors, other.actors);
}

/** Words that make an amount one of several: the first part, the total, another one. */
const QUALIFIED =
  /\b(?:total|combined|initial|first|additional|another|further|extra|remaining|rest|each|per|average|including|so far|previous(?:ly)?|earlier|last|next|from|expected|forecast|estimate[sd]?|analysts|at least|up to|as much as|separate)\b/gi;

function qualifiersOf(claim: Claim): string {
  const words = clauseOf(claim).match(QUALIFIED) ?? [];
  return [...new Set(words.map((word) => word.toLowerCase()))].sort().join(' ');
}

function clauseOf({ sentence, start, end }: Claim): string {
  const at = start - sentence.start;
  return sentence.text.slice(Math.max(0, at - 60), end - sentence.start + 40);
}
