import { headlineOf } from './composite-headline.js';
import type { Origin, Passage, Report } from './composite-reports.js';
import { EventConcepts, meritOf } from './statement-choice.js';

/** What a copy says is cited from where it was first said. */
const COPY = 0.8;

/** Concepts that a statement must share with headline, lead and its own title; of a story that is the headline's, fewer. */
const SHARED = 2;
const SHARED_OF_NEAREST = 1;
/** Share of the headline that a story of the same matter names in its title and first sentences. */
const NEAR = 0.3;
const NEAREST = 0.4;
/** From this share on it is the same matter even if the stories name others. */
const SURE = 0.6;
const OPENING_SENTENCES = 3;
/** A title that tells of several matters. */
const DIGEST = /[;|]/;
const NONE: ReadonlySet<string> = new Set();

/** The reports of one event, read beside each other. */
export class EventReading {
  readonly concepts: EventConcepts;
  readonly headline: Passage;
  /** The other headlines; none is the chosen one in the same words. */
  readonly titles: readonly Passage[];
  /** The sentences that can be shown. */
  readonly told: readonly Passage[];
  private readonly own: ReadonlyMap<string, ReadonlySet<string>>;
  private readonly near: ReadonlyMap<string, number>;
  private readonly closeness: ReadonlyMap<string, number>;
  private readonly agreement = new Map<Passage, readonly string[]>();

  /** @param reports at least one */
  constructor(private readonly reports: readonly Report[]) {
    this.concepts = new EventConcepts(reports);
    this.headline = headlineOf(reports, this.concepts);
    const readable = reports.filter((report) => mayShareLanguage(report, this.headline.origin));
    this.titles = readable.map(({ title }) => title).filter((title) => !sameText(title, this.headline));
    this.told = readable.flatMap((report) => report.sentences.filter(({ isFit }) => isFit));
    this.closeness = closenessOf(reports, this.concepts);
    this.own = new Map(
      reports.map(({ source, title }) => [source.id, DIGEST.test(title.text) ? NONE : title.concepts]),
    );
    this.near = new Map(reports.map((one) => [one.source.id, nearness(one, this.headline)]));
  }

  /** Stories that say the same as a passage: of other publishers, one of each set of copies, the first to say it first. */
  agreeing(passage: Passage): readonly string[] {
    let stories = this.agreement.get(passage);
    if (stories === undefined) this.agreement.set(passage, (stories = this.agreeingWith(passage)));
    return stories;
  }

  /** How good a passage is before it is known what else is said. */
  merit(passage: Passage): number {
    const { source, original } = passage.origin;
    const own = meritOf(passage, this.concepts, this.agreeing(passage).length);
    return own * (this.closeness.get(source.id) ?? 1) * (original === source.id ? 1 : COPY);
  }

  /** Whether a passage tells of the same matter as the headline and the lead: an event may hold stories that only touch it. */
  isAbout(passage: Passage, matter: ReadonlySet<string>): boolean {
    const near = this.nearness(passage);
    const own = this.own.get(passage.origin.source.id)!;
    let shared = 0;
    for (const concept of passage.concepts) if (matter.has(concept) || own.has(concept)) shared++;
    return near >= NEAR && shared >= (near >= NEAREST ? SHARED_OF_NEAREST : SHARED);
  }

  /** Whether the story of a passage is about what the headline says. */
  isNear(passage: Passage): boolean {
    return this.nearness(passage) >= NEAR;
  }

  /** How much of the headline the story of a passage is about, 0 to 1. */
  nearness({ origin }: Passage): number {
    return this.near.get(origin.source.id)!;
  }

  private agreeingWith(passage: Passage): string[] {
    const counted = new Set([passage.origin.original]);
    return this.reports.flatMap((report) => {
      if (report.publisher === passage.origin.publisher || counted.has(report.original)) return [];
      const says = (other: Passage): boolean => this.concepts.sayTheSame(passage, other);
      if (!says(report.title) && !report.sentences.some(says)) return [];
      counted.add(report.original);
      return [report.source.id];
    });
  }
}

/** Share of a headline that a story names in its title and first sentences, 0 to 1; 0 if it is about somebody else. */
function nearness({ title, sentences, source }: Report, { concepts, origin }: Passage): number {
  const opening = [title, ...sentences.slice(0, OPENING_SENTENCES)];
  const named = [...concepts].filter((concept) => opening.some((one) => one.concepts.has(concept)));
  const share = concepts.size === 0 ? 1 : named.length / concepts.size;
  return share < SURE && areOfOthers(source.entities, origin.source.entities) ? 0 : share;
}

/** Whether both stories name somebody and nobody is in both. */
function areOfOthers(some: readonly string[], others: readonly string[]): boolean {
  return some.length > 0 && others.length > 0 && !some.some((one) => others.includes(one));
}

/** A composite is in one language; a source that states none is taken for the headline's. */
function mayShareLanguage(a: Origin, b: Origin): boolean {
  const [one, other] = [a, b].map(({ source }) => source.language?.toLowerCase().split('-')[0] ?? 'und');
  return one === other || one === 'und' || other === 'und';
}

/** How near each story is to what the event is about, beside the nearest one; 0.3 to 1. */
function closenessOf(reports: readonly Report[], concepts: EventConcepts): ReadonlyMap<string, number> {
  const near = reports.map(({ title, sentences }) =>
    Math.max(...[title, ...sentences.slice(0, 2)].map((one) => concepts.relevance(one))),
  );
  const nearest = Math.max(...near);
  return new Map(
    reports.map(({ source }, at) => [source.id, nearest === 0 ? 1 : 0.3 + (0.7 * near[at]!) / nearest]),
  );
}

/** Whether two passages are the same words, whatever their signs and capitals. */
export function sameText(a: Passage, b: Passage): boolean {
  const plain = ({ text }: Passage): string =>
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim();
  return plain(a) === plain(b);
}

/** The passage of the highest value above 0, the first of equals. */
export function best(passages: readonly Passage[], value: (passage: Passage) => number): Passage | undefined {
  let found: Passage | undefined;
  let most = 0;
  for (const one of passages) {
    const worth = value(one);
    if (worth > most) [found, most] = [one, worth];
  }
  return found;
}
