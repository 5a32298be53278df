import { COMMON_STEMS } from '../knowledge/common-stems.js';

/** A story as the index holds it. */
export interface Member {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly publishedAt: number;
  /** Key of its publisher; empty if unknown. */
  readonly publisher: string;
  readonly terms: ReadonlyMap<string, number>;
  /** Ids of the stories that republish this one; they go where it goes and add no evidence. */
  readonly copies: string[];
  cluster: Cluster;
  /** Weighted length of `terms`, and at which addition it was computed. */
  length: number;
  lengthAt: number;
}

/** A group of stories that tell one event, as the sum of their term vectors. */
export interface Cluster {
  /** Age rank: decides ties. */
  readonly serial: number;
  readonly event: string;
  /** When its first story was published: an event lasts one window, what follows later is news of its own. */
  openedAt: number;
  /** Sum of the times of its originals. */
  timeSum: number;
  readonly sum: Map<string, number>;
  /** Originals within the window. */
  readonly members: Set<Member>;
  /** Originals of each publisher. */
  readonly publishers: Map<string, number>;
  /** Weighted length of `sum`, and at which addition it was computed. */
  length: number;
  lengthAt: number;
}

interface WeightedTerm {
  readonly term: string;
  readonly weight: number;
  /** Events that hold it. */
  readonly events: number;
  /** Component of the unit vector. */
  share: number;
}

/** A vector of terms as it weighs at present, of length 1. */
export interface Probe {
  readonly terms: readonly WeightedTerm[];
  /** Component of the unit vector times the term's weight: the other side need not be weighted any more. */
  readonly dots: ReadonlyMap<string, number>;
}

/** How many events the table of common stems counts for, so that with few events at hand a shared word is not taken for a rare one. */
const BACKGROUND_EVENTS = 300;
const BACKGROUND = new Map(
  COMMON_STEMS.flatMap(([perMille, stems]) =>
    stems
      .trim()
      .split(/\s+/)
      .map((stem): [string, number] => [stem, (perMille / 1000) * BACKGROUND_EVENTS]),
  ),
);
/** A word found in more events than this brings up no clusters, unless it is among the few rarest at hand. */
const COMMON_EVENTS = 200;
const RAREST_TERMS = 6;
/** Clusters that the heaviest terms may bring up together, counted once for each term. */
const MOST_POSTINGS = 600;
/** The heaviest terms, so many, bring up clusters; the rest then count in full. */
const TELLING_TERMS = 16;
/** Clusters that reach less than this part of the lowest cosine by those terms alone are not looked at further. */
const TELLING_PART = 0.6;
/** Additions after which a length is computed anew, since term weights drift with every story. */
const STALE_AFTER = 50;
/** Links are sought among so many of a cluster's latest stories. */
const LINKED_MEMBERS = 64;
/** A story must be like two others: one may be alike by chance. */
const LINKS = 2;
/** A likeness to a story of the same publisher is worth this much less: a desk tells an event once, and repeats its phrases. */
const SAME_PUBLISHER_DISCOUNT = 0.4;
const DAY_MS = 24 * 3_600_000;
/** A likeness over a day or more is worth this much less; over a part of a day a part of it. */
const DAY_DISCOUNT = 0.45;

/**
 * The clusters by their terms. A term weighs ln((E + k) / (e + kp + 1)) with e of E *events* holding it, and a share p
 * of k events of the past: counted by story, the words of a large event would lose their weight just because many tell it.
 */
export class EventIndex {
  readonly clusters = new Set<Cluster>();
  private readonly postings = new Map<string, Set<Cluster>>();
  private additions = 0;
  private serial = 0;

  /** @param lowestCosine below this no cosine to a cluster of so many stories is of interest, 0 to 1. */
  constructor(private readonly lowestCosine: (size: number) => number) {}

  open(event: string, openedAt: number): Cluster {
    const cluster: Cluster = {
      serial: this.serial++,
      event,
      openedAt,
      timeSum: 0,
      sum: new Map(),
      members: new Set(),
      publishers: new Map(),
      length: 1,
      lengthAt: -Infinity,
    };
    this.clusters.add(cluster);
    return cluster;
  }

  addStory(cluster: Cluster, member: Member): void {
    for (const [term, weight] of member.terms) {
      const sum = cluster.sum.get(term);
      if (sum === undefined) {
        const holders = this.postings.get(term);
        if (holders === undefined) this.postings.set(term, new Set([cluster]));
        else holders.add(cluster);
      }
      cluster.sum.set(term, (sum ?? 0) + weight);
    }
    cluster.publishers.set(member.publisher, (cluster.publishers.get(member.publisher) ?? 0) + 1);
    cluster.members.add(member);
    cluster.timeSum += member.publishedAt;
    cluster.lengthAt = -Infinity;
    member.cluster = cluster;
    this.additions++;
  }

  /** Takes a story out; a cluster left empty is gone. */
  removeStory(member: Member): void {
    const { cluster } = member;
    for (const [term, weight] of member.terms) {
      const rest = (cluster.sum.get(term) ?? 0) - weight;
      if (rest > 1e-9) {
        cluster.sum.set(term, rest);
        continue;
      }
      cluster.sum.delete(term);
      const holders = this.postings.get(term);
      holders?.delete(cluster);
      if (holders?.size === 0) this.postings.delete(term);
    }
    const others = (cluster.publishers.get(member.publisher) ?? 1) - 1;
    if (others > 0) cluster.publishers.set(member.publisher, others);
    else cluster.publishers.delete(member.publisher);
    cluster.members.delete(member);
    cluster.timeSum -= member.publishedAt;
    cluster.lengthAt = -Infinity;
    if (cluster.members.size === 0) this.clusters.delete(cluster);
  }

  /** The vector of a story or of a centroid by present weights. */
  probe(terms: ReadonlyMap<string, number>): Probe {
    const weighted: WeightedTerm[] = [];
    let squares = 0;
    for (const [term, frequency] of terms) {
      const weight = this.termWeight(term);
      if (weight === 0) continue;
      const share = frequency * weight;
      squares += share * share;
      weighted.push({ term, weight, share, events: this.postings.get(term)?.size ?? 0 });
    }
    const length = Math.sqrt(squares);
    const dots = new Map<string, number>();
    for (const one of weighted) {
      one.share /= length;
      dots.set(one.term, one.share * one.weight);
    }
    return { terms: weighted, dots };
  }

  /**
   * Clusters with their cosine to a vector of terms.
   * Only its heaviest terms bring up clusters, and no very common ones if it has others: this bounds the cost.
   * Left out are those below the lowest cosine of interest, and those alike only in words that weigh little.
   * @param itself 1 if the terms are those of a cluster in the index, whose own words bring up nothing else.
   */
  *near(probe: Probe, itself = 0): Generator<[Cluster, number]> {
    const weighted = probe.terms.filter((one) => one.events > itself);
    weighted.sort((a, b) => b.share - a.share || (a.term < b.term ? -1 : 1));
    const telling = tellingOf(weighted);
    const dots = new Map<Cluster, number>();
    for (const { term, weight, share } of telling) {
      for (const cluster of this.postings.get(term) ?? []) {
        dots.set(cluster, (dots.get(cluster) ?? 0) + share * weight * (cluster.sum.get(term) ?? 0));
      }
    }
    const counted = new Set(telling);
    const rest = new Map<string, number>();
    for (const one of weighted) if (!counted.has(one)) rest.set(one.term, one.share * one.weight);
    for (const [cluster, partial] of dots) {
      const length = this.lengthOf(cluster);
      const lowest = this.lowestCosine(cluster.members.size);
      if (partial < TELLING_PART * lowest * length) continue;
      const cosine = (partial + dotProduct(rest, cluster.sum)) / length;
      if (cosine >= lowest) yield [cluster, cosine];
    }
  }

  /**
   * Mean cosine, 0 to 1, of a story to the two stories of a cluster that are most like it; those of its own publisher and of
   * another day count less.
   */
  link(probe: Probe, cluster: Cluster, publisher: string, publishedAt: number): number {
    const best = new Array<number>(LINKS).fill(0);
    let skip = cluster.members.size - LINKED_MEMBERS;
    for (const member of cluster.members) {
      if (skip-- > 0) continue;
      const same = publisher !== '' && member.publisher === publisher;
      const cosine =
        (dotProduct(probe.dots, member.terms) / this.memberLength(member)) *
        timeFactor(publishedAt - member.publishedAt) *
        (same ? 1 - SAME_PUBLISHER_DISCOUNT : 1);
      let at = LINKS - 1;
      if (cosine <= best[at]!) continue;
      while (at > 0 && cosine > best[at - 1]!) {
        best[at] = best[at - 1]!;
        at--;
      }
      best[at] = cosine;
    }
    const count = Math.min(LINKS, cluster.members.size);
    return best.reduce((sum, one) => sum + one, 0) / count;
  }

  /** Stories as a group that the index does not hold, to be compared. */
  group(members: readonly Member[]): Cluster {
    const [first] = members;
    const group = this.open(first?.id ?? '', first?.publishedAt ?? 0);
    this.clusters.delete(group);
    for (const member of members) {
      for (const [term, weight] of member.terms) group.sum.set(term, (group.sum.get(term) ?? 0) + weight);
      group.publishers.set(member.publisher, (group.publishers.get(member.publisher) ?? 0) + 1);
      group.members.add(member);
      group.openedAt = Math.min(group.openedAt, member.publishedAt);
      group.timeSum += member.publishedAt;
    }
    return group;
  }

  /** Cosine of a vector to the centroid of a group, 0 to 1. */
  cosine(probe: Probe, group: Cluster): number {
    return dotProduct(probe.dots, group.sum) / this.lengthOf(group);
  }

  private termWeight(term: string): number {
    const events = this.postings.get(term)?.size ?? 0;
    const past = BACKGROUND.get(term) ?? 0;
    return Math.max(0, Math.log((this.clusters.size + BACKGROUND_EVENTS) / (events + past + 1)));
  }

  private lengthOf(cluster: Cluster): number {
    if (this.isStale(cluster)) {
      cluster.length = this.weightedLength(cluster.sum);
      cluster.lengthAt = this.additions;
    }
    return cluster.length;
  }

  private memberLength(member: Member): number {
    if (this.isStale(member)) {
      member.length = this.weightedLength(member.terms);
      member.lengthAt = this.additions;
    }
    return member.length;
  }

  private isStale({ lengthAt }: { readonly lengthAt: number }): boolean {
    return this.additions - lengthAt > Math.max(STALE_AFTER, this.clusters.size / 10);
  }

  private weightedLength(terms: ReadonlyMap<string, number>): number {
    let squares = 0;
    for (const [term, frequency] of terms) squares += (frequency * this.termWeight(term)) ** 2;
    return Math.sqrt(squares) || 1;
  }
}

/** The terms that bring up clusters; `weighted` with the heaviest first. */
function tellingOf(weighted: readonly WeightedTerm[]): WeightedTerm[] {
  const telling: WeightedTerm[] = [];
  let postings = 0;
  for (const one of weighted) {
    if (one.events > COMMON_EVENTS || postings + one.events > MOST_POSTINGS) continue;
    telling.push(one);
    postings += one.events;
    if (telling.length === TELLING_TERMS) return telling;
  }
  return telling.length >= RAREST_TERMS
    ? telling
    : weighted.toSorted((a, b) => a.events - b.events).slice(0, RAREST_TERMS);
}

/** What is left, 0 to 1, of a likeness over so many milliseconds: tomorrow's market report is another event. */
export function timeFactor(distance: number): number {
  return 1 - DAY_DISCOUNT * Math.min(1, Math.abs(distance) / DAY_MS);
}

/** What is left, 0 to 1, of a likeness between groups of which so many pairs have one publisher. */
export function publisherFactor(
  a: ReadonlyMap<string, number>,
  sizeOfA: number,
  b: ReadonlyMap<string, number>,
  sizeOfB: number,
): number {
  let pairs = 0;
  for (const [publisher, count] of a) if (publisher !== '') pairs += count * (b.get(publisher) ?? 0);
  return 1 - (SAME_PUBLISHER_DISCOUNT * pairs) / (sizeOfA * sizeOfB);
}

function dotProduct(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  const [short, long] = a.size <= b.size ? [a, b] : [b, a];
  let dot = 0;
  for (const [term, value] of short) dot += value * (long.get(term) ?? 0);
  return dot;
}
