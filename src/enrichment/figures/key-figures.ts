import type { CompositeSource, FigureClaim, KeyFigure } from '../composite.js';
import { contentStems, eventWords } from '../events/event-terms.js';
import { alignClaims, type Aligned } from './figure-alignment.js';
import { claimsOf, type Claim } from './figure-claims.js';
import { dateClaimsOf } from './figure-dates.js';
import { isMarketMove } from './figure-measures.js';
import { compositionsOf } from './figure-parts.js';
import { wordsOf } from '../text/natural.js';
import { NearDuplicateIndex } from '../events/near-duplicates.js';

const MOST_FIGURES = 8;
/** Below it a figure is one in passing. */
const LEAST_WEIGHT = 1.35;
/** Sums below it are prices; they count only where a title names them. */
const SMALL_MONEY = 20_000;

/** The amounts and dates that an event is about, told across its sources; most central first, at most eight. */
export function keyFiguresOf(sources: readonly CompositeSource[]): KeyFigure[] {
  const ordered = [...sources].sort((a, b) => a.publishedAt - b.publishedAt || (a.id < b.id ? -1 : 1));
  const voices = voicesOf(ordered);
  const originals = ordered.filter((_, at) => voices[at] === at);
  const all = ordered.flatMap((source, at) =>
    voices[at] === at ? [...claimsOf(source, at), ...dateClaimsOf(source, at)].filter(isTelling) : [],
  );
  const amounts = alignClaims(all);
  const topic = topicOf(originals);
  const weights = new Map(amounts.map((amount) => [amount, weightOf(amount, topic)]));
  const compositions = new Map(compositionsOf(amounts, all).map((one) => [one.total, one.parts]));
  const parts = [...compositions.values()].flat();
  const hidden = new Set(amounts.filter((amount) => parts.some((part) => isSameNumber(part, amount))));
  const turnsOnSum = amounts.some(
    ({ claims, measure }) =>
      measure?.isSingle === true &&
      claims.some(
        ({ kind, value, sentence }) => kind === 'money' && value >= SMALL_MONEY && sentence.isTitle,
      ),
  );
  return amounts
    .filter(
      (amount) =>
        compositions.has(amount) || (!hidden.has(amount) && isKey(amount, weights.get(amount)!, turnsOnSum)),
    )
    .sort((a, b) => orderOf(b, weights, compositions) - orderOf(a, weights, compositions) || byPlace(a, b))
    .filter(isFirstOfItsValue)
    .slice(0, MOST_FIGURES)
    .map((amount) => {
      const parts = compositions.get(amount);
      const figure = asFigure(amount);
      return parts === undefined ? figure : { ...figure, parts: parts.map(asFigure) };
    });
}

/** Not a price in passing. */
function isTelling({ kind, value, sentence, measure }: Claim): boolean {
  // The watts of a charger.
  if (kind === 'power') return value >= 1_000;
  if (kind !== 'money' || Math.abs(value) >= SMALL_MONEY) return true;
  if (measure?.id === 'price') return true;
  return sentence.isTitle && (measure === undefined || SMALL_MEASURES.has(measure.id));
}

function isSameNumber(a: Aligned, b: Aligned): boolean {
  const [one, other] = [mostSaid(a.claims), mostSaid(b.claims)];
  return one.kind === other.kind && one.unit === other.unit && one.value === other.value;
}

/** What small sums may be the point of. */
const SMALL_MEASURES = new Set([
  'price',
  'cost',
  'bonus',
  'fine',
  'plan',
  'per-share',
  'dividend',
  'subsidy',
]);

/** The same number twice would read as a mistake: the more central stays. */
function isFirstOfItsValue(amount: Aligned, at: number, amounts: readonly Aligned[]): boolean {
  const { kind, unit, value } = mostSaid(amount.claims);
  return !amounts.slice(0, at).some((other) => {
    const said = mostSaid(other.claims);
    return said.kind === kind && (said.unit === unit || kind === 'count') && said.value === value;
  });
}

/** For each source the place of the first that it is a copy of, its own if it is none. */
function voicesOf(sources: readonly CompositeSource[]): number[] {
  const index = new NearDuplicateIndex();
  const places = new Map<string, number>();
  return sources.map((source, at) => {
    const words = eventWords(source);
    const original = index.find(words);
    if (original === undefined) index.add(source.id, words);
    const place = original === undefined ? at : (places.get(original) ?? at);
    places.set(source.id, place);
    return place;
  });
}

/** How many of the sources have a stem in their title, as a share. */
function topicOf(sources: readonly CompositeSource[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const source of sources) {
    for (const stem of new Set(contentStems(eventWords(source).title))) {
      counts.set(stem, (counts.get(stem) ?? 0) + 1);
    }
  }
  return new Map([...counts].map(([stem, count]) => [stem, count / sources.length]));
}

/** Sources that say it, more if a title does, and how far its sentences share the words of the event's titles. */
function weightOf({ claims }: Aligned, topic: ReadonlyMap<string, number>): number {
  const titles = claims.filter(({ sentence }) => sentence.isTitle).length;
  const support = claims.reduce((sum, { authority }) => sum + 0.75 + 0.5 * authority, 0);
  const near = Math.max(...claims.map((claim) => closeness(claim, topic)));
  const opening = claims.some(({ sentence }) => sentence.isOpening) ? 0.3 : 0;
  return 0.6 * support + Math.min(2, titles) + near + opening;
}

function closeness({ sentence }: Claim, topic: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const stem of new Set(contentStems(wordsOf(sentence.text)))) sum += topic.get(stem) ?? 0;
  return Math.min(1, sum / 4);
}

function isKey({ claims, measure }: Aligned, weight: number, turnsOnSum: boolean): boolean {
  const [first] = claims;
  if (first === undefined || measure === undefined || weight < LEAST_WEIGHT) return false;
  const isInTitle = claims.some(({ sentence }) => sentence.isTitle);
  if (first.kind === 'money' && Math.abs(first.value) < SMALL_MONEY) return isInTitle;
  // How a share moved on the news of a deal is not what the deal is about.
  if (isMarketMove(measure) && turnsOnSum) return false;
  if (isMarketMove(measure) || measure.id === 'per-share') return isInTitle;
  return true;
}

function orderOf(
  amount: Aligned,
  weights: ReadonlyMap<Aligned, number>,
  compositions: ReadonlyMap<Aligned, readonly Aligned[]>,
): number {
  const isDate = amount.claims[0]?.kind === 'date';
  return weights.get(amount)! + (compositions.has(amount) ? 1 : 0) - (isDate ? 1 : 0);
}

function byPlace(a: Aligned, b: Aligned): number {
  const [one, other] = [a.claims[0]!, b.claims[0]!];
  return one.publishedAt - other.publishedAt || one.voice - other.voice || one.start - other.start;
}

function asFigure({ claims, measure, disputed }: Aligned): KeyFigure {
  const chosen = mostSaid(claims);
  return {
    kind: chosen.kind,
    value: chosen.value,
    ...(chosen.upTo === undefined ? {} : { upTo: chosen.upTo }),
    unit: chosen.unit,
    of:
      claims.includes(chosen) && chosen.measure?.id === measure?.id
        ? ofWords(chosen)
        : (measure?.of ?? ofWords(chosen)),
    says: claims.map(({ story, field, start, end, value }): FigureClaim => ({
      story,
      field,
      start,
      end,
      value,
    })),
    disputed,
  };
}

/** The value that most sources give; of equals the more exact one, then the first. */
function mostSaid(claims: readonly Claim[]): Claim {
  const support = (value: number): number => claims.filter((other) => other.value === value).length;
  return claims.reduce((best, claim) => {
    const more = support(claim.value) - support(best.value);
    const isExacter = claim.precision < best.precision && !claim.isApproximate;
    return more > 0 || (more === 0 && isExacter && claim.value !== best.value) ? claim : best;
  });
}

function ofWords(claim: Claim): string {
  return claim.measure?.of ?? wordsBehind(claim);
}

/** `at once` of `$15 billion at once and …`: a part is told by the words behind it. */
function wordsBehind({ sentence, end }: Claim): string {
  const behind = sentence.text
    .slice(end - sentence.start)
    .trim()
    .replace(/^(?:in|of|worth of) /, '')
    .replace(/ (?:and|with|while|but|plus|if|when|once|that|which|to|for|from|over|by|as)\b.*$/s, '');
  return /^[\w'’-]+(?: [\w'’-]+){0,3}/.exec(behind)?.[0] ?? '';
}
