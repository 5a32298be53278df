/** A group of stories that tell one event, as the sum of their term vectors. */
export interface Cluster {
  /** Age rank: decides ties. */
  readonly serial: number;
  readonly event: string;
  /** When its first story was published: an event lasts one window, what follows later is news of its own. */
  readonly openedAt: number;
  readonly sum: Map<string, number>;
  /** Originals within the window; republished copies add no evidence. */
  size: number;
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

/** Pseudo-count of events, so that with few events at hand a shared word is not taken for a rare one. */
const PRIOR_EVENTS = 50;
/** A word found in more events than this brings up no clusters, unless it is among the few rarest at hand. */
const COMMON_EVENTS = 200;
const RAREST_TERMS = 6;
/** The heaviest terms, so many, bring up clusters; the rest then count in full. */
const TELLING_TERMS = 16;
/** Clusters that reach less than this part of the lowest cosine by those terms alone are not looked at further. */
const TELLING_PART = 0.25;
/** Additions after which a centroid's length is computed anew, since term weights drift with every story. */
const STALE_AFTER = 50;

/**
 * The clusters by their terms. A term weighs ln((E + k) / (e + 1)) with e of E *events* holding it: counted by story,
 * the words of a large event would lose their weight just because many tell it.
 */
export class EventIndex {
  readonly clusters = new Set<Cluster>();
  private readonly postings = new Map<string, Set<Cluster>>();
  private additions = 0;
  private serial = 0;

  /** @param lowestCosine below this no cosine is of interest, 0 to 1. */
  constructor(private readonly lowestCosine: number) {}

  open(event: string, openedAt: number): Cluster {
    const cluster = {
      serial: this.serial++,
      event,
      openedAt,
      sum: new Map<string, number>(),
      size: 0,
      length: 1,
      lengthAt: -Infinity,
    };
    this.clusters.add(cluster);
    return cluster;
  }

  addStory(cluster: Cluster, terms: ReadonlyMap<string, number>): void {
    for (const [term, weight] of terms) {
      const sum = cluster.sum.get(term);
      if (sum === undefined) {
        const holders = this.postings.get(term);
        if (holders === undefined) this.postings.set(term, new Set([cluster]));
        else holders.add(cluster);
      }
      cluster.sum.set(term, (sum ?? 0) + weight);
    }
    cluster.size++;
    cluster.lengthAt = -Infinity;
    this.additions++;
  }

  /** Takes a story out; a cluster left empty is gone. */
  removeStory(cluster: Cluster, terms: ReadonlyMap<string, number>): void {
    for (const [term, weight] of terms) {
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
    cluster.size--;
    cluster.lengthAt = -Infinity;
    if (cluster.size === 0) this.clusters.delete(cluster);
  }

  /**
   * Clusters with their cosine to a vector of terms, a story's or a centroid's.
   * Only its heaviest terms bring up clusters, and no very common ones if it has others: this bounds the cost.
   * Left out are those that could not reach the lowest cosine of interest even with all the other terms, and those
   * alike in words only that weigh little.
   * @param itself 1 if the terms are those of a cluster in the index, whose own words bring up nothing else.
   */
  *near(terms: ReadonlyMap<string, number>, itself = 0): Generator<[Cluster, number]> {
    const weighted = this.weighted(terms).filter((one) => one.events > itself);
    weighted.sort((a, b) => b.share - a.share || (a.term < b.term ? -1 : 1));
    let telling = weighted.filter((one) => one.events <= COMMON_EVENTS).slice(0, TELLING_TERMS);
    if (telling.length < RAREST_TERMS) {
      telling = weighted.toSorted((a, b) => a.events - b.events).slice(0, RAREST_TERMS);
    }
    const dots = new Map<Cluster, number>();
    for (const { term, weight, share } of telling) {
      for (const cluster of this.postings.get(term) ?? []) {
        dots.set(cluster, (dots.get(cluster) ?? 0) + share * weight * (cluster.sum.get(term) ?? 0));
      }
    }
    const counted = new Set(telling);
    const rest = weighted.filter((one) => !counted.has(one));
    const restOf = new Map(rest.map(({ term, weight, share }) => [term, share * weight]));
    const restLength = Math.sqrt(rest.reduce((sum, one) => sum + one.share ** 2, 0));
    const least = Math.max(this.lowestCosine * TELLING_PART, this.lowestCosine - restLength);
    for (const [cluster, partial] of dots) {
      const length = this.lengthOf(cluster);
      if (partial / length >= least) yield [cluster, (partial + dotProduct(restOf, cluster.sum)) / length];
    }
  }

  /** Has every centroid's length computed anew. */
  refresh(): void {
    for (const cluster of this.clusters) cluster.lengthAt = -Infinity;
  }

  private termWeight(term: string): number {
    const events = this.postings.get(term)?.size ?? 0;
    return Math.max(0, Math.log((this.clusters.size + PRIOR_EVENTS) / (events + 1)));
  }

  private weighted(terms: ReadonlyMap<string, number>): WeightedTerm[] {
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
    for (const one of weighted) one.share /= length;
    return weighted;
  }

  private lengthOf(cluster: Cluster): number {
    if (this.additions - cluster.lengthAt > Math.max(STALE_AFTER, this.clusters.size / 10)) {
      let squares = 0;
      for (const [term, sum] of cluster.sum) squares += (sum * this.termWeight(term)) ** 2;
      cluster.length = Math.sqrt(squares) || 1;
      cluster.lengthAt = this.additions;
    }
    return cluster.length;
  }
}

function dotProduct(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  const [short, long] = a.size <= b.size ? [a, b] : [b, a];
  let dot = 0;
  for (const [term, value] of short) dot += value * (long.get(term) ?? 0);
  return dot;
}
