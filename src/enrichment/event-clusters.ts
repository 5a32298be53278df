import { EventIndex, type Cluster } from './event-index.js';
import { eventTerms, eventWords, type EventStory } from './event-terms.js';
import { NearDuplicateIndex } from './near-duplicates.js';

export interface EventClusterOptions {
  /** How long an event goes on, and how long a story is remembered; milliseconds. Default 72 h. */
  readonly windowMs?: number;
  /** Cosine at which a story joins a cluster so large that its centroid is certain; 0 to 1. */
  readonly largeClusterSimilarity?: number;
  /** Added for a cluster of one, falling with the square root of its size; 0 to 1. */
  readonly smallClusterSurcharge?: number;
}

export interface EventAssignment {
  /** Id of the event: that of the story that opened it. */
  readonly event: string;
  /** Whether the event had stories before this one. */
  readonly joined: boolean;
  /** The story that this one republishes, if any. */
  readonly duplicateOf?: string;
}

/** Two events turned out to be one: every story of `from` belongs to `into` now. */
export interface EventMerge {
  readonly from: string;
  readonly into: string;
}

export interface EventClusterer {
  /**
   * Puts a story into an event, or opens one with it. The cost depends on the stories within the window only.
   * A story that lies before the window opens an event of its own and is forgotten.
   * @throws RangeError if `publishedAt` is not finite.
   */
  add(story: EventStory): EventAssignment;
  /**
   * Joins fragments of one event that grew apart because their first stories shared few words.
   * Merges are in order: the `into` of one may be the `from` of a later one.
   */
  consolidate(): EventMerge[];
  /** Stories that are held in the index. */
  readonly size: number;
}

const HOUR = 3_600_000;
const DEFAULTS = { windowMs: 72 * HOUR, largeClusterSimilarity: 0.16, smallClusterSurcharge: 0.2 };

const MAX_ROUNDS = 30;

interface Member {
  readonly id: string;
  readonly terms: ReadonlyMap<string, number>;
  cluster: Cluster;
}

/**
 * Groups stories that tell the same event, one at a time.
 *
 * The cosine of story and centroid must reach a + b/√n for a cluster of n stories, since the direction of a centroid
 * known from few stories is uncertain (standard error ∝ 1/√n): two lone stories must be plainly alike, a large event
 * gathers by its theme.
 */
export function createEventClusterer(options: EventClusterOptions = {}): EventClusterer {
  return new WindowedClusterer({ ...DEFAULTS, ...options });
}

class WindowedClusterer implements EventClusterer {
  private readonly index: EventIndex;
  private readonly members = new Map<string, Member>();
  private readonly byHour = new Map<number, Member[]>();
  private readonly duplicates = new NearDuplicateIndex();
  /** Clusters that grew or shrank since they were last compared with all others. */
  private readonly changed = new Set<Cluster>();
  private newest = -Infinity;
  private oldestHour = Infinity;

  constructor(private readonly options: Required<EventClusterOptions>) {
    this.index = new EventIndex(options.largeClusterSimilarity);
  }

  get size(): number {
    return this.members.size;
  }

  add(story: EventStory): EventAssignment {
    if (!Number.isFinite(story.publishedAt)) throw new RangeError(`publishedAt of ${story.id} is not finite`);
    if (story.publishedAt < this.newest - this.options.windowMs) return { event: story.id, joined: false };
    this.newest = Math.max(this.newest, story.publishedAt);
    this.evict();

    const known = this.members.get(story.id);
    if (known !== undefined) return { event: known.cluster.event, joined: known.cluster.size > 1 };
    const words = eventWords(story);
    const duplicateOf = this.duplicates.findOrAdd(story.id, words);
    const original = duplicateOf === undefined ? undefined : this.members.get(duplicateOf);
    if (original !== undefined && duplicateOf !== undefined) {
      return { event: original.cluster.event, joined: true, duplicateOf };
    }

    const terms = eventTerms(words, story.entities);
    const found = this.nearest(terms, story.publishedAt);
    const cluster = found ?? this.index.open(story.id, story.publishedAt);
    const member: Member = { id: story.id, terms, cluster };
    this.members.set(story.id, member);
    this.remember(member, Math.floor(story.publishedAt / HOUR));
    this.index.addStory(cluster, terms);
    this.changed.add(cluster);
    return { event: cluster.event, joined: found !== undefined };
  }

  consolidate(): EventMerge[] {
    const merges: EventMerge[] = [];
    this.index.refresh();
    for (let round = 0; round < MAX_ROUNDS && this.changed.size > 0; round++) {
      const pairs = this.alikePairs();
      this.changed.clear();
      const into = new Map<Cluster, Cluster>();
      const touched = new Set<Cluster>();
      for (const { small, large } of pairs) {
        if (touched.has(small) || touched.has(large)) {
          // One of them is about to change: the pair is looked at again in the next round.
          this.changed.add(small).add(large);
          continue;
        }
        touched.add(small).add(large);
        into.set(small, large);
        merges.push({ from: small.event, into: large.event });
      }
      this.merge(into);
    }
    return merges;
  }

  private threshold(size: number): number {
    return this.options.largeClusterSimilarity + this.options.smallClusterSurcharge / Math.sqrt(size);
  }

  private nearest(terms: ReadonlyMap<string, number>, publishedAt: number): Cluster | undefined {
    let best: Cluster | undefined;
    let bestCosine = 0;
    for (const [cluster, cosine] of this.index.near(terms)) {
      if (cosine < this.threshold(cluster.size)) continue;
      if (Math.abs(publishedAt - cluster.openedAt) > this.options.windowMs) continue;
      if (
        cosine > bestCosine ||
        (cosine === bestCosine && best !== undefined && cluster.serial < best.serial)
      ) {
        best = cluster;
        bestCosine = cosine;
      }
    }
    return best;
  }

  private remember(member: Member, hour: number): void {
    const bucket = this.byHour.get(hour);
    if (bucket === undefined) this.byHour.set(hour, [member]);
    else bucket.push(member);
    this.oldestHour = Math.min(this.oldestHour, hour);
  }

  /** Forgets whole hours that have left the window. */
  private evict(): void {
    const firstKept = Math.floor((this.newest - this.options.windowMs) / HOUR);
    if (this.oldestHour >= firstKept) return;
    const hours = [...this.byHour.keys()].sort((a, b) => a - b);
    for (const hour of hours.filter((one) => one < firstKept)) {
      for (const member of this.byHour.get(hour) ?? []) this.forget(member);
      this.byHour.delete(hour);
    }
    this.oldestHour = hours.find((hour) => hour >= firstKept) ?? Infinity;
  }

  private forget(member: Member): void {
    this.members.delete(member.id);
    this.duplicates.remove(member.id);
    this.takeOut(member);
  }

  private takeOut(member: Member): void {
    this.index.removeStory(member.cluster, member.terms);
    if (member.cluster.size > 0) this.changed.add(member.cluster);
    else this.changed.delete(member.cluster);
  }

  /** Pairs of a changed cluster and another alike enough to be one event, most alike first. */
  private alikePairs(): { small: Cluster; large: Cluster }[] {
    const pairs: { small: Cluster; large: Cluster; cosine: number }[] = [];
    for (const cluster of this.changed) {
      for (const [other, cosine] of this.index.near(cluster.sum, 1)) {
        if (other === cluster) continue;
        if (Math.abs(cluster.openedAt - other.openedAt) > this.options.windowMs) continue;
        const isLarger = cluster.size - other.size || other.serial - cluster.serial;
        const [small, large] = isLarger > 0 ? [other, cluster] : [cluster, other];
        if (cosine >= this.threshold(large.size)) pairs.push({ small, large, cosine });
      }
    }
    return pairs.sort(
      (a, b) => b.cosine - a.cosine || a.large.serial - b.large.serial || a.small.serial - b.small.serial,
    );
  }

  private merge(into: ReadonlyMap<Cluster, Cluster>): void {
    if (into.size === 0) return;
    for (const member of this.members.values()) {
      const target = into.get(member.cluster);
      if (target === undefined) continue;
      this.takeOut(member);
      member.cluster = target;
      this.index.addStory(target, member.terms);
      this.changed.add(target);
    }
  }
}

/**
 * The same-event groups of a batch, singletons left out; the order of `stories` does not matter.
 * Groups and their stories come in order of publication.
 */
export function clusterStories(
  stories: readonly EventStory[],
  options: EventClusterOptions = {},
): string[][] {
  const windowMs = options.windowMs ?? DEFAULTS.windowMs;
  const clusterer = createEventClusterer(options);
  const ordered = [...stories].sort((a, b) => a.publishedAt - b.publishedAt || (a.id < b.id ? -1 : 1));
  const mergedInto = new Map<string, string>();
  const consolidate = (): void => {
    for (const { from, into } of clusterer.consolidate()) mergedInto.set(from, into);
  };
  const eventOf = new Map<string, string>();
  let consolidatedAt = ordered[0]?.publishedAt ?? 0;
  for (const story of ordered) {
    if (eventOf.has(story.id)) continue;
    // Fragments must be joined before the window leaves their first stories behind.
    if (story.publishedAt - consolidatedAt > windowMs / 3) {
      consolidate();
      consolidatedAt = story.publishedAt;
    }
    eventOf.set(story.id, clusterer.add(story).event);
  }
  consolidate();

  const groups = new Map<string, string[]>();
  for (const [id, opened] of eventOf) {
    let event = opened;
    for (let next = mergedInto.get(event); next !== undefined; next = mergedInto.get(event)) event = next;
    const group = groups.get(event);
    if (group === undefined) groups.set(event, [id]);
    else group.push(id);
  }
  return [...groups.values()].filter((group) => group.length > 1);
}
