import { AMOUNT, type Passage, type Report } from './composite-reports.js';

/** Statements of a composite. */
export const MOST_STATEMENTS = 8;
/** A sentence that adds less than this share of what the best one added says nothing new; the first three may add less. */
const LEAST_GAIN = 0.15;
const LEAST_GAIN_OF_FIRST = 0.08;
const FIRST_STATEMENTS = 3;
/** Share of the rarer words of the shorter of two passages at which they say the same. */
const SAME_CONTENT = 0.5;
const SAME_WORDS = 3;
/** The same of all stems, each counting one; and beside an amount that both give. */
const SAME_STEMS = 0.4;
const SAME_WITH_AMOUNT = 0.33;
/** Share of the stems that neither headline nor lead has. */
const SAME_DETAIL = 0.25;
/** Stems or amounts that a statement must bring. */
const LEAST_NEW_CONCEPTS = 4;
/** Share of a passage's telling words that nothing chosen has yet; of a headline's, which stands in for a sentence, more. */
const LEAST_NEW = 0.5;
const LEAST_NEW_OF_TITLE = 0.7;
/** A sentence must name this much of what the event is about, 0 to 1. */
const LEAST_RELEVANCE = 0.12;

/** What an event is about: concepts with their weights. */
export class EventConcepts {
  /** Of each concept: in how many independent reports it is, and how much it counts. */
  private readonly weights = new Map<string, number>();
  private readonly rarity = new Map<string, number>();
  private readonly core: ReadonlyMap<string, number>;

  constructor(reports: readonly Report[]) {
    const holders = new Map<string, Set<string>>();
    const note = (concept: string, original: string): void => {
      const known = holders.get(concept);
      if (known === undefined) holders.set(concept, new Set([original]));
      else known.add(original);
    };
    const inTitles = new Set<string>();
    let passages = 0;
    for (const report of reports) {
      for (const term of report.terms) note(term, report.original);
      for (const passage of [report.title, ...report.sentences]) {
        passages++;
        for (const concept of passage.concepts) {
          note(concept, report.original);
          this.rarity.set(concept, (this.rarity.get(concept) ?? 0) + 1);
        }
      }
      for (const concept of report.title.concepts) inTitles.add(concept);
    }
    const originals = new Set(reports.map(({ original }) => original)).size;
    const core = new Map<string, number>();
    for (const [concept, { size }] of holders) {
      const weight =
        Math.sqrt(size) * (concept.startsWith(AMOUNT) ? 2 : 1) * (inTitles.has(concept) ? 1.5 : 1);
      this.weights.set(concept, weight);
      if (size > 1 || originals === 1 || inTitles.has(concept))
        core.set(concept, size * (inTitles.has(concept) ? 2 : 1));
    }
    const most = [...core].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, 25);
    this.core = new Map(most);
    for (const [concept, count] of this.rarity)
      this.rarity.set(concept, Math.log((passages + 1) / (count + 0.5)));
  }

  /** How much one more mention of a concept counts. */
  weightOf(concept: string): number {
    return this.weights.get(concept) ?? 1;
  }

  /** How much of what the event is about a passage names, 0 to 1; few sentences reach a half. */
  relevance(passage: Passage): number {
    let named = 0;
    let all = 0;
    for (const [concept, weight] of this.core) {
      all += weight;
      if (passage.concepts.has(concept)) named += weight;
    }
    return all === 0 ? 1 : named / all;
  }

  /** Share of what a passage says that is not among `covered`, 0 to 1; rarer words count more. */
  newShare(passage: Passage, covered: ReadonlySet<string>): number {
    let fresh = 0;
    let all = 0;
    for (const concept of passage.concepts) {
      const rare = Math.max(0.2, this.rarity.get(concept) ?? 1);
      all += rare;
      if (!covered.has(concept)) fresh += rare;
    }
    return all === 0 ? 0 : fresh / all;
  }

  /** Share of the concepts of one passage that another has as well, 0 to 1. */
  shareOf(whole: Passage, part: Passage): number {
    let shared = 0;
    for (const concept of whole.concepts) if (part.concepts.has(concept)) shared++;
    return whole.concepts.size === 0 ? 0 : shared / whole.concepts.size;
  }

  /** Whether a passage says enough that is in none of some others. */
  isNew(passage: Passage, covered: ReadonlySet<string>): boolean {
    let fresh = 0;
    for (const concept of passage.concepts) if (!covered.has(concept)) fresh++;
    const isTitle = passage.field === 'title';
    return (
      fresh >= LEAST_NEW_CONCEPTS &&
      fresh >= LEAST_NEW * passage.concepts.size &&
      this.newShare(passage, covered) >= (isTitle ? LEAST_NEW_OF_TITLE : LEAST_NEW)
    );
  }

  /**
   * Whether a passage only tells again what another has told: the share of common stems counted without weights, so that
   * words which every report of the event has count in full. Less is enough where both give the same amount, or where the
   * common stems are none of those that headline and lead have in any case.
   */
  repeats(passage: Passage, other: Passage, background: ReadonlySet<string>): boolean {
    if (other.field === 'title' && passage.field !== 'title') return false; // novelty is asked beside the headline
    if (amountsDiffer(passage, other)) return false;
    let shared = 0;
    let detail = 0;
    let sharedDetail = 0;
    for (const term of passage.terms) {
      const isShared = other.terms.has(term);
      if (isShared) shared++;
      if (background.has(term)) continue;
      detail++;
      if (isShared) sharedDetail++;
    }
    if (sharedDetail >= SAME_WORDS && sharedDetail >= SAME_DETAIL * detail) return true;
    let amounts = 0;
    let sharedAmounts = 0;
    for (const values of passage.amounts.values()) {
      amounts += values.size;
      for (const value of values) if (other.concepts.has(value)) sharedAmounts++;
    }
    if (amounts > 1 && sharedAmounts === amounts) return true;
    const least = sharedAmounts < amounts ? SAME_CONTENT : amounts > 0 ? SAME_WITH_AMOUNT : SAME_STEMS;
    if (shared >= SAME_WORDS && shared >= least * passage.terms.size) return true;
    return this.sayTheSame(passage, other);
  }

  /** Whether two passages say the same: most of the telling words of the shorter are in the longer, and no amount differs. */
  sayTheSame(a: Passage, b: Passage, atLeast = SAME_CONTENT): boolean {
    if (amountsDiffer(a, b)) return false;
    const [shorter, longer] = a.terms.size <= b.terms.size ? [a, b] : [b, a];
    let shared = 0;
    let sharedWeight = 0;
    let weight = 0;
    for (const term of shorter.terms) {
      const rare = Math.max(0.2, this.rarity.get(term) ?? 1);
      weight += rare;
      if (!longer.terms.has(term)) continue;
      shared++;
      sharedWeight += rare;
    }
    return (
      shared >= Math.min(SAME_WORDS, shorter.terms.size) && weight > 0 && sharedWeight / weight >= atLeast
    );
  }
}

/** Whether both give an amount of one kind and unit, and share none. */
function amountsDiffer(a: Passage, b: Passage): boolean {
  for (const [measure, values] of a.amounts) {
    const others = b.amounts.get(measure);
    if (others !== undefined && ![...values].some((value) => others.has(value))) return true;
  }
  return false;
}

/**
 * Chooses statements, the most telling first.
 *
 * The objective is the weighted coverage of concepts of Gillick and Favre, "A Scalable Global Model for Summarization"
 * (2009): each concept that the choice names counts once with its weight, which is monotone and submodular, so the greedy
 * choice that is taken here reaches 1 − 1/e of the best one of that many sentences (Nemhauser, Wolsey and Fisher 1978).
 * A concept weighs the square root of the number of independent reports that name it, one and a half times that if a
 * headline does, double if it is an amount. The gain of a sentence is what it adds to the coverage over the square root of
 * its length and over the root of the number of statements that its publisher has with it, which rewards many voices (Lin and
 * Bilmes 2011), times factors for its place in the report, for how much of the event's core it names, for agreement and for
 * the authority of its source. What says the same as a chosen one, or has little that is new beside all of them, is left out.
 */
export function chooseStatements(
  candidates: readonly Passage[],
  chosen: readonly Passage[],
  concepts: EventConcepts,
  merit: (passage: Passage) => number,
  most: number,
): Passage[] {
  const background: ReadonlySet<string> = new Set(chosen.flatMap((one) => [...one.concepts]));
  const covered = new Set(background);
  const taken: Passage[] = [];
  const isOpen = (one: Passage, said: readonly Passage[]): boolean =>
    concepts.isNew(one, covered) &&
    !said.some((other) => one === other || concepts.repeats(one, other, background));
  let open = candidates.filter((one) => isOpen(one, chosen));
  const factors = new Map(open.map((one) => [one, merit(one)]));
  const used = new Map<string, number>();
  let first = 0;
  while (taken.length < most && open.length > 0) {
    let best: Passage | undefined;
    let bestGain = 0;
    for (const one of open) {
      let added = 0;
      for (const concept of one.concepts) if (!covered.has(concept)) added += concepts.weightOf(concept);
      const own = used.get(one.origin.publisher) ?? 0;
      const gain = (added * factors.get(one)!) / Math.sqrt(Math.max(8, one.words)) / Math.sqrt(1 + own);
      if (gain > bestGain) [best, bestGain] = [one, gain];
    }
    const least = taken.length < FIRST_STATEMENTS ? LEAST_GAIN_OF_FIRST : LEAST_GAIN;
    if (best === undefined || bestGain < least * first) break;
    first = Math.max(first, bestGain);
    const next = best;
    taken.push(next);
    used.set(next.origin.publisher, (used.get(next.origin.publisher) ?? 0) + 1);
    for (const concept of next.concepts) covered.add(concept);
    open = open.filter((one) => isOpen(one, [next]));
  }
  return taken;
}

/** A subject that is not told apart: `The amorphous mascot will …`, but not `The price of …`. */
const SOME_ONE =
  /^The (?!world|government|economy|public|internet|industry|market|country|state|federal|global|national|president|law)(?:(?!of |for |in |to |on |that |who |between |behind |from |at |with )[\p{Ll}-]+,? ){1,4}?(?:is|are|was|were|will|would|can|could|may|might|must|has|have|had|also|usually|only|then|[\p{Ll}]{3,}(?:ed|[^s]s)) /u;

/** How good a sentence is apart from what others say: place, centrality, agreement, authority; about 0 to 2. */
export function meritOf(passage: Passage, concepts: EventConcepts, agreeing: number): number {
  const relevance = concepts.relevance(passage);
  const aside = relevance < LEAST_RELEVANCE && passage.position > 0 ? 0.4 : 1;
  const place = passage.position <= 0 ? 1 : Math.max(0.45, 0.95 - 0.05 * passage.position);
  const agreement = 1 + 0.15 * Math.min(4, agreeing);
  const authority = 0.8 + 0.4 * (passage.origin.source.authority ?? 0.5);
  const address = /\b(?:[Yy]ou|[Yy]our)\b/.test(passage.text) ? 0.35 : 1;
  // `The exclusive right …`: whoever has not read the sentence before may ask which.
  const definite =
    passage.position <= 0 || !/^The \p{Ll}/u.test(passage.text) ? 1 : SOME_ONE.test(passage.text) ? 0.5 : 0.8;
  return place * definite * aside * (0.25 + Math.min(0.5, relevance)) * agreement * authority * address;
}
