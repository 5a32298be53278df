import {
  EMPTY,
  EventTerms,
  sumOf,
  sumOfAll,
  weightIn,
  type LeastLength,
  type TermVector,
} from './event-vectors.js';

/** A story as the index holds it. */
export interface Member {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly publishedAt: number;
  /** Key of its publisher; empty if unknown. */
  readonly publisher: string;
  readonly terms: TermVector;
  /** Ids of the stories that republish this one; they go where it goes and add no evidence. */
  readonly copies: string[];
  cluster: Cluster;
}

/** A group of stories that tell one event, as the sum of their term vectors. */
export interface Cluster {
  readonly event: string;
  /** When its first story was published: an event lasts one window, what follows later is news of its own. */
  openedAt: number;
  /** Sum of the times of its originals. */
  timeSum: number;
  sum: TermVector;
  /** Originals within the window, in order of publication. */
  readonly members: Member[];
  /** Originals of each publisher. */
  readonly publishers: Map<string, number>;
  /** The look-up that came by last, and what it has found in common so far. */
  lookup: number;
  common: number;
  /** Of `sum`, once it was asked for. */
  least: LeastLength | undefined;
}

/** A vector of terms as it weighs at present. */
export interface Probe {
  readonly ids: readonly number[];
  /** Components of the unit vector. */
  readonly shares: readonly number[];
  /** Components of the unit vector times the term's weight: the other side need not be weighted any more. */
  readonly dots: readonly number[];
}

/** Clusters that hold a term, and some that did; one may be there several times. */
interface Holders {
  readonly clusters: Cluster[];
  /** What each entry says of its cluster's weight of the term: all entries of one together never less than it is. */
  readonly weights: number[];
}

interface WeightedTerm {
  readonly id: number;
  readonly share: number;
  readonly dot: number;
  /** Events that hold it. */
  readonly events: number;
}

/** A word found in more events than this brings up no clusters, unless it is among the few rarest at hand. */
const COMMON_EVENTS = 200;
const RAREST_TERMS = 6;
/** Clusters that the heaviest terms may bring up together, counted once for each term. */
const MOST_POSTINGS = 600;
/** The same for the rarest terms of a text that has common ones only: what they all tell is no event. */
const MOST_COMMON_POSTINGS = 2_000;
/** The heaviest terms, so many, bring up clusters; the rest then count in full. */
const TELLING_TERMS = 16;
/** Clusters that reach less than this part of the lowest cosine by those terms alone are not looked at further. */
const TELLING_PART = 0.6;
/** Links are sought among so many of a cluster's stories, those nearest in time: the latest, for a story that has just come. */
const LINKED_MEMBERS = 64;
/** A story must be like two others: one may be alike by chance. */
const LINKS = 2;
/** A likeness to a story of the same publisher is worth this much less: a desk tells an event once, and repeats its phrases. */
const SAME_PUBLISHER_DISCOUNT = 0.4;
const DAY_MS = 24 * 3_600_000;
/** A likeness over a day or more is worth this much less; over a part of a day a part of it. */
const DAY_DISCOUNT = 0.45;
/** A list of holders keeps what is no longer true until it is twice as long as it must be, and so much more. */
const SLACK = 8;
/** More than sums of the same numbers in another order differ by. */
const ROUNDING = 1e-9;

/**
 * The clusters by their terms. All answers follow from the stories held and their clusters alone, not from the order in which
 * they came or from when they were last asked for: a process that has just started answers as one that has run for days.
 */
export class EventIndex {
  private readonly terms = new EventTerms();
  /** By number of the term. */
  private readonly holders: Holders[] = [];
  /** By number of the term, dense, for the vector that is compared at the moment; all 0 in between. */
  private dots = new Float64Array(1024);
  private tellingDots = new Float64Array(1024);
  private lookups = 0;

  /** @param lowestCosine below this no cosine to a cluster of so many stories is of interest, 0 to 1. */
  constructor(private readonly lowestCosine: (size: number) => number) {}

  /** A story's terms as the index knows them, for a story that is about to be added. */
  vector(terms: ReadonlyMap<string, number>): TermVector {
    const vector = this.terms.vector(terms);
    while (this.dots.length < this.terms.size) {
      this.dots = new Float64Array(2 * this.dots.length);
      this.tellingDots = new Float64Array(this.dots.length);
    }
    return vector;
  }

  open(event: string, openedAt: number): Cluster {
    this.terms.count(1);
    return emptyCluster(event, openedAt);
  }

  addStory(cluster: Cluster, member: Member): void {
    for (const [i, id] of member.terms.ids.entries()) {
      const holders = (this.holders[id] ??= { clusters: [], weights: [] });
      const isNew = weightIn(cluster.sum, id) === 0;
      if (isNew && this.terms.hold(id)) for (const holder of holders.clusters) holder.least = undefined;
      holders.clusters.push(cluster);
      holders.weights.push(member.terms.weights[i]!);
    }
    cluster.sum = cluster.members.length === 0 ? member.terms : sumOf(cluster.sum, member.terms);
    cluster.least = undefined;
    join(cluster, member);
    member.cluster = cluster;
    for (const id of member.terms.ids) this.tidy(id);
  }

  /** Takes a story out; a cluster left empty is gone. One that moves is added to the other cluster before. */
  removeStory(cluster: Cluster, member: Member): void {
    cluster.members.splice(cluster.members.indexOf(member), 1);
    const [first] = cluster.members;
    if (first === undefined) cluster.sum = EMPTY;
    else cluster.sum = cluster.members.length === 1 ? first.terms : sumOf(cluster.sum, member.terms, -1);
    cluster.least = undefined;
    const others = (cluster.publishers.get(member.publisher) ?? 1) - 1;
    if (others > 0) cluster.publishers.set(member.publisher, others);
    else cluster.publishers.delete(member.publisher);
    cluster.timeSum -= member.publishedAt;
    for (const id of member.terms.ids) if (weightIn(cluster.sum, id) === 0) this.letGo(id);
    if (first === undefined) this.terms.count(-1);
  }

  /** The vector of a story or of a centroid by present weights. */
  probe({ ids, weights }: TermVector): Probe {
    const termWeights = ids.map((id) => this.terms.weight(id));
    const shares = weights.map((weight, i) => weight * termWeights[i]!);
    const length = Math.sqrt(shares.reduce((sum, share) => sum + share * share, 0)) || 1;
    const dots = shares.map((_, i) => {
      shares[i]! /= length;
      return shares[i]! * termWeights[i]!;
    });
    return { ids, shares, dots };
  }

  /**
   * Clusters with their cosine to a vector of terms.
   * Only its heaviest terms bring up clusters, and no very common ones if it has others: this bounds the cost.
   * Left out are those below the lowest cosine of interest, and those alike only in words that weigh little.
   * @param itself 1 if the terms are those of a cluster in the index, whose own words bring up nothing else.
   */
  near(probe: Probe, itself = 0): [Cluster, number][] {
    const weighted: WeightedTerm[] = [];
    for (const [i, id] of probe.ids.entries()) {
      const events = this.terms.events(id);
      if (events > itself) weighted.push({ id, share: probe.shares[i]!, dot: probe.dots[i]!, events });
    }
    weighted.sort((a, b) => b.share - a.share || (this.terms.name(a.id) < this.terms.name(b.id) ? -1 : 1));
    const telling = tellingOf(weighted);
    const candidates = this.holdersOf(telling);
    for (const { id, dot } of telling) this.tellingDots[id] = dot;
    const found: { cluster: Cluster; length: number; lowest: number }[] = [];
    for (const cluster of candidates) {
      const lowest = this.lowestCosine(cluster.members.length);
      if (cluster.common * (1 + ROUNDING) < TELLING_PART * lowest * this.leastLength(cluster)) continue;
      const length = this.terms.length(cluster.sum);
      const partial = dotProduct(cluster.sum, this.tellingDots);
      if (partial >= TELLING_PART * lowest * length) found.push({ cluster, length, lowest });
    }
    for (const { id } of telling) this.tellingDots[id] = 0;
    return this.against(probe, (dots) =>
      found.flatMap(({ cluster, length, lowest }) => {
        const cosine = dotProduct(cluster.sum, dots) / length;
        return cosine >= lowest ? [[cluster, cosine]] : [];
      }),
    );
  }

  /**
   * Mean cosine, 0 to 1, of a story to the two stories of a cluster that are most like it; those of its own publisher and of
   * another day count less.
   */
  link(probe: Probe, cluster: Cluster, publisher: string, publishedAt: number): number {
    const best = new Array<number>(LINKS).fill(0);
    const { members } = cluster;
    this.against(probe, (dots) => {
      for (const member of linkedMembers(members, publishedAt)) {
        const same = publisher !== '' && member.publisher === publisher;
        const factor =
          timeFactor(publishedAt - member.publishedAt) * (same ? 1 - SAME_PUBLISHER_DISCOUNT : 1);
        const dot = dotProduct(member.terms, dots);
        if (dot === 0) continue;
        const cosine = (dot / this.terms.length(member.terms)) * factor;
        let at = LINKS - 1;
        if (cosine <= best[at]!) continue;
        while (at > 0 && cosine > best[at - 1]!) {
          best[at] = best[at - 1]!;
          at--;
        }
        best[at] = cosine;
      }
    });
    return best.reduce((sum, one) => sum + one, 0) / Math.min(LINKS, members.length);
  }

  /** Stories, in order of publication, as a group that the index does not hold, to be compared. */
  group(members: readonly Member[]): Cluster {
    const group = emptyCluster(members[0]?.id ?? '', members[0]?.publishedAt ?? 0);
    for (const member of members) join(group, member);
    group.sum = sumOfAll(members.map(({ terms }) => terms));
    return group;
  }

  /** Cosine of vectors to the centroid of a group, 0 to 1. */
  cosines(probes: readonly Probe[], group: Cluster): number[] {
    const length = this.terms.length(group.sum);
    const { ids, weights } = group.sum;
    for (let i = 0; i < ids.length; i++) this.dots[ids[i]!] = weights[i]! / length;
    const cosines = probes.map((probe) => dotProduct({ ids: probe.ids, weights: probe.dots }, this.dots));
    for (const id of ids) this.dots[id] = 0;
    return cosines;
  }

  /** Clusters that may hold one of the terms, and in `common` what they have of them: never less than it is. */
  private holdersOf(telling: readonly WeightedTerm[]): Cluster[] {
    const lookup = ++this.lookups;
    const clusters: Cluster[] = [];
    for (const { id, dot } of telling) {
      const holders = this.holders[id]!;
      for (let i = 0; i < holders.clusters.length; i++) {
        const cluster = holders.clusters[i]!;
        if (cluster.lookup !== lookup) {
          cluster.lookup = lookup;
          cluster.common = 0;
          clusters.push(cluster);
        }
        cluster.common += dot * holders.weights[i]!;
      }
    }
    return clusters;
  }

  /** No more than the length of a centroid. */
  private leastLength(cluster: Cluster): number {
    if (cluster.least === undefined || !this.terms.isLeast(cluster.least))
      cluster.least = this.terms.leastLength(cluster.sum);
    return cluster.least.length;
  }

  /** Does something while the components of a vector lie open by the numbers of its terms. */
  private against<T>({ ids, dots }: Probe, work: (dots: Float64Array) => T): T {
    for (let i = 0; i < ids.length; i++) this.dots[ids[i]!] = dots[i]!;
    const result = work(this.dots);
    for (const id of ids) this.dots[id] = 0;
    return result;
  }

  /** A cluster has lost a term. */
  private letGo(id: number): void {
    if (this.terms.letGo(id)) this.tidy(id);
    else this.holders[id] = { clusters: [], weights: [] };
  }

  /** Makes a list of holders that has become long exact again. */
  private tidy(id: number): void {
    const { clusters } = this.holders[id]!;
    if (clusters.length <= 2 * this.terms.events(id) + SLACK) return;
    const seen = ++this.lookups;
    const left = clusters.filter((cluster) => {
      if (cluster.lookup === seen) return false;
      cluster.lookup = seen;
      return weightIn(cluster.sum, id) > 0;
    });
    this.holders[id] = { clusters: left, weights: left.map((cluster) => weightIn(cluster.sum, id)) };
  }
}

function emptyCluster(event: string, openedAt: number): Cluster {
  return {
    event,
    openedAt,
    timeSum: 0,
    sum: EMPTY,
    members: [],
    publishers: new Map(),
    lookup: 0,
    common: 0,
    least: undefined,
  };
}

/** Adds a story to a group, but for its terms. */
function join(cluster: Cluster, member: Member): void {
  let at = cluster.members.length;
  while (at > 0 && byPublication(member, cluster.members[at - 1]!) < 0) at--;
  cluster.members.splice(at, 0, member);
  cluster.publishers.set(member.publisher, (cluster.publishers.get(member.publisher) ?? 0) + 1);
  cluster.timeSum += member.publishedAt;
}

function byPublication(a: Member, b: Member): number {
  return a.publishedAt - b.publishedAt || (a.id < b.id ? -1 : 1);
}

/** The {@link LINKED_MEMBERS} nearest to a time, of members in order of publication. */
function linkedMembers(members: readonly Member[], at: number): readonly Member[] {
  let from = 0;
  let last = members.length - LINKED_MEMBERS;
  if (last <= 0) return members;
  while (from < last) {
    const middle = (from + last) >> 1;
    if (at - members[middle]!.publishedAt <= members[middle + LINKED_MEMBERS]!.publishedAt - at)
      last = middle;
    else from = middle + 1;
  }
  return members.slice(from, from + LINKED_MEMBERS);
}

/** The older event first: decides ties, in every process the same. */
export function byAge(a: Cluster, b: Cluster): number {
  return a.openedAt - b.openedAt || (a.event < b.event ? -1 : 1);
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
  if (telling.length >= RAREST_TERMS) return telling;
  const rarest = weighted.toSorted((a, b) => a.events - b.events).slice(0, RAREST_TERMS);
  let common = 0;
  return rarest.filter(({ events }) => (common += events) <= MOST_COMMON_POSTINGS);
}

/** What is left, 0 to 1, of a likeness over so many milliseconds: tomorrow's market report is another event. */
export function timeFactor(distance: number): number {
  return 1 - DAY_DISCOUNT * Math.min(1, Math.abs(distance) / DAY_MS);
}

/** What is left, 0 to 1, of a likeness between groups of which so many pairs have one publisher. */
export function publisherFactor(
  a: Iterable<readonly [string, number]>,
  sizeOfA: number,
  b: ReadonlyMap<string, number>,
  sizeOfB: number,
): number {
  let pairs = 0;
  for (const [publisher, count] of a) if (publisher !== '') pairs += count * (b.get(publisher) ?? 0);
  return 1 - (SAME_PUBLISHER_DISCOUNT * pairs) / (sizeOfA * sizeOfB);
}

/** @param dense by number of the term */
function dotProduct(
  { ids, weights }: { readonly ids: readonly number[]; readonly weights: readonly number[] },
  dense: Float64Array,
): number {
  let dot = 0;
  for (let i = 0; i < ids.length; i++) dot += weights[i]! * dense[ids[i]!]!;
  return dot;
}
