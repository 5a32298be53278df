import { byAge, EventIndex, type Cluster, type Member } from './event-index.js';
import { GATE, joinThreshold, storyLikeness } from './event-likeness.js';
import { alikePairs } from './event-merge.js';
import { partsOf } from './event-split.js';
import { eventTerms, eventWords, type EventStory, type EventWords } from './event-terms.js';
import type { TermVector } from './event-vectors.js';
import { NearDuplicateIndex } from './near-duplicates.js';

export interface EventClusterOptions {
  /** How long an event goes on, and how long a story is remembered; milliseconds. Default 72 h. */
  readonly windowMs?: number;
  /** Likeness at which a story joins a cluster so large that its centroid is certain; 0 to 1. */
  readonly largeClusterSimilarity?: number;
  /** Added for a cluster of one, falling with the cube root of its size; 0 to 1. */
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

/** An event turned out to be two: some stories leave it. */
export interface EventSplit {
  readonly from: string;
  /** Id of the new event: that of the first of `stories`. */
  readonly event: string;
  /** Ids of those that leave, in order of publication; copies leave with their original. */
  readonly stories: readonly string[];
}

/** What later reports have shown of earlier decisions: first the splits are to be applied, then the merges. */
export interface EventRevision {
  readonly splits: readonly EventSplit[];
  /** In order: the `into` of one may be the `from` of a later one. */
  readonly merges: readonly EventMerge[];
}

export interface EventClusterer {
  /**
   * Puts a story into an event, or opens one with it. The cost depends on the stories within the window only.
   * A story that lies before the window opens an event of its own and is forgotten. A known story gets the present answer.
   * @throws RangeError if `publishedAt` is not finite.
   */
  add(story: EventStory): EventAssignment;
  /**
   * Takes over a decision made before, or elsewhere: after a restart, or for stories that another process clustered.
   * A copy whose original is unknown counts as an original; a story behind the window is ignored; a known story goes
   * over to the event given.
   * @param event id of its event
   * @param duplicateOf the story that it republishes
   * @param openedAt when the event began, milliseconds; without it, the first of its stories that is restored
   * @throws RangeError if `publishedAt` is not finite.
   */
  restore(story: EventStory, event: string, duplicateOf?: string, openedAt?: number): void;
  /** Takes a story out, before it is restored with another text. Its copies are forgotten with it; an unknown one is nothing. */
  forget(id: string): void;
  /**
   * Takes what was restored for revised already, and what is held for all that is known: whoever restores the same
   * decisions decides the same from here on.
   */
  settle(): void;
  /** Joins fragments of one event that grew apart because their first stories shared few words. */
  consolidate(): EventMerge[];
  /** Joins fragments, and parts events that hold two. The cost depends on what has changed since the last time. */
  revise(): EventRevision;
  /** Originals that are held in the index. */
  readonly size: number;
}

const HOUR = 3_600_000;
const DEFAULTS = { windowMs: 72 * HOUR, largeClusterSimilarity: 0.157, smallClusterSurcharge: 0.19 };

const MAX_ROUNDS = 30;

/** Groups stories that tell the same event, one at a time; see `event-likeness.ts` for what counts. */
export function createEventClusterer(options: EventClusterOptions = {}): EventClusterer {
  return new WindowedClusterer({ ...DEFAULTS, ...options });
}

class WindowedClusterer implements EventClusterer {
  private readonly index: EventIndex;
  private readonly members = new Map<string, Member>();
  /** Copies, by id, with their originals. */
  private readonly copies = new Map<string, Member>();
  private readonly clusterOf = new Map<string, Cluster>();
  private readonly byHour = new Map<number, Member[]>();
  private readonly duplicates = new NearDuplicateIndex();
  /** Clusters whose stories have changed since they were last compared with all others; what the window leaves behind is no change. */
  private readonly changed = new Set<Cluster>();
  /** Clusters that grew since they were last looked at for two events. */
  private readonly grown = new Set<Cluster>();
  private newest = -Infinity;
  private oldestHour = Infinity;

  constructor(private readonly options: Required<EventClusterOptions>) {
    this.index = new EventIndex((size) => GATE * joinThreshold(size, options));
  }

  get size(): number {
    return this.members.size;
  }

  add(story: EventStory): EventAssignment {
    if (!this.advance(story)) return { event: story.id, joined: false };
    const known = this.known(story.id);
    if (known !== undefined) return known;
    const words = eventWords(story);
    const duplicateOf = this.duplicates.find(words, story.publishedAt);
    const original = duplicateOf === undefined ? undefined : this.members.get(duplicateOf);
    if (original !== undefined) return this.addCopy(story.id, original);

    const terms = this.termsOf(words, story);
    const found = this.nearest(terms, words.publisher, story.publishedAt);
    const cluster = found ?? this.open(story.id, story.publishedAt);
    this.addOriginal(story, words, terms, cluster);
    return { event: cluster.event, joined: found !== undefined };
  }

  restore(story: EventStory, event: string, duplicateOf?: string, openedAt = story.publishedAt): void {
    if (!this.advance(story)) return;
    const known = this.members.get(story.id);
    const original = duplicateOf === undefined ? undefined : this.members.get(duplicateOf);
    if (known === undefined && original !== undefined) {
      this.addCopy(story.id, original);
      return;
    }
    if (known === undefined && this.copies.has(story.id)) return;
    const cluster = this.clusterOf.get(event) ?? this.open(event, openedAt);
    cluster.openedAt = Math.min(cluster.openedAt, openedAt);
    if (known === undefined) {
      const words = eventWords(story);
      this.addOriginal(story, words, this.termsOf(words, story), cluster);
    } else if (known.cluster !== cluster) {
      this.move(known, cluster);
    }
  }

  forget(id: string): void {
    const original = this.copies.get(id);
    if (original !== undefined) {
      original.copies.splice(original.copies.indexOf(id), 1);
      this.copies.delete(id);
    }
    const member = this.members.get(id);
    if (member === undefined) return;
    const bucket = this.byHour.get(Math.floor(member.publishedAt / HOUR));
    bucket?.splice(bucket.indexOf(member), 1);
    this.drop(member);
  }

  settle(): void {
    this.changed.clear();
    this.grown.clear();
  }

  consolidate(): EventMerge[] {
    const merges: EventMerge[] = [];
    for (let round = 0; round < MAX_ROUNDS && this.changed.size > 0; round++) {
      const pairs = alikePairs(this.index, this.changed, this.options);
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

  revise(): EventRevision {
    const splits = [...this.grown].flatMap((cluster) => this.split(cluster) ?? []);
    this.grown.clear();
    return { splits, merges: this.consolidate() };
  }

  /** @returns false if the story lies behind the window */
  private advance(story: EventStory): boolean {
    if (!Number.isFinite(story.publishedAt)) throw new RangeError(`publishedAt of ${story.id} is not finite`);
    if (story.publishedAt < this.newest - this.options.windowMs) return false;
    this.newest = Math.max(this.newest, story.publishedAt);
    this.evict();
    return true;
  }

  private known(id: string): EventAssignment | undefined {
    const member = this.members.get(id);
    if (member !== undefined)
      return { event: member.cluster.event, joined: member.cluster.members.length > 1 };
    const original = this.copies.get(id);
    return original && { event: original.cluster.event, joined: true, duplicateOf: original.id };
  }

  private addCopy(id: string, original: Member): EventAssignment {
    if (!this.copies.has(id)) {
      this.copies.set(id, original);
      original.copies.push(id);
    }
    return { event: original.cluster.event, joined: true, duplicateOf: original.id };
  }

  private addOriginal(story: EventStory, words: EventWords, terms: TermVector, cluster: Cluster): void {
    const member: Member = {
      id: story.id,
      publishedAt: story.publishedAt,
      publisher: words.publisher,
      terms,
      copies: [],
      cluster,
    };
    this.members.set(story.id, member);
    this.duplicates.add(story.id, words, story.publishedAt);
    this.remember(member, Math.floor(story.publishedAt / HOUR));
    this.index.addStory(cluster, member);
    this.changed.add(cluster);
    this.grown.add(cluster);
  }

  private open(event: string, at: number): Cluster {
    const cluster = this.index.open(event, at);
    this.clusterOf.set(event, cluster);
    return cluster;
  }

  private move(member: Member, cluster: Cluster): void {
    const { cluster: from } = member;
    this.index.addStory(cluster, member);
    this.takeOut(from, member);
    if (from.members.length > 0) this.changed.add(from);
    this.changed.add(cluster);
  }

  /** What a story is compared by; a column is like nothing. */
  private termsOf(words: EventWords, story: EventStory): TermVector {
    return this.index.vector(words.column ? new Map() : eventTerms(words, story.entities));
  }

  private nearest(terms: TermVector, publisher: string, publishedAt: number): Cluster | undefined {
    const story = { probe: this.index.probe(terms), publisher, publishedAt };
    let best: Cluster | undefined;
    let bestLikeness = 0;
    for (const [cluster, cosine] of this.index.near(story.probe)) {
      const threshold = joinThreshold(cluster.members.length, this.options);
      if (Math.abs(publishedAt - cluster.openedAt) > this.options.windowMs) continue;
      const likeness = storyLikeness(this.index, story, cluster, cosine);
      if (likeness < threshold || likeness < bestLikeness) continue;
      if (likeness === bestLikeness && best !== undefined && byAge(best, cluster) < 0) continue;
      best = cluster;
      bestLikeness = likeness;
    }
    return best;
  }

  private split(cluster: Cluster): EventSplit | undefined {
    const parts = partsOf(this.index, cluster, this.options);
    if (parts === undefined) return undefined;
    // The story that the event is named after stays, so that an id never names two events.
    const leaving = parts[0].some(({ id }) => id === cluster.event) ? parts[1] : parts[0];
    const first = leaving.find(({ id }) => !this.clusterOf.has(id));
    if (first === undefined) return undefined;
    const target = this.open(first.id, first.publishedAt);
    for (const member of leaving) this.move(member, target);
    const stories = leaving.flatMap(({ id, copies }) => [id, ...copies]);
    return { from: cluster.event, event: target.event, stories };
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
      for (const member of this.byHour.get(hour) ?? []) this.drop(member);
      this.byHour.delete(hour);
    }
    this.oldestHour = hours.find((hour) => hour >= firstKept) ?? Infinity;
  }

  private drop(member: Member): void {
    this.members.delete(member.id);
    for (const copy of member.copies) this.copies.delete(copy);
    this.duplicates.remove(member.id);
    this.takeOut(member.cluster, member);
  }

  private takeOut(cluster: Cluster, member: Member): void {
    this.index.removeStory(cluster, member);
    if (cluster.members.length > 0) return;
    this.changed.delete(cluster);
    this.grown.delete(cluster);
    if (this.clusterOf.get(cluster.event) === cluster) this.clusterOf.delete(cluster.event);
  }

  private merge(into: ReadonlyMap<Cluster, Cluster>): void {
    for (const [small, large] of into) {
      for (const member of [...small.members]) this.move(member, large);
      large.openedAt = Math.min(large.openedAt, small.openedAt);
      this.grown.add(large);
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
  const groups = new Map<string, string[]>();
  const seen = new Set<string>();
  let revisedAt = ordered[0]?.publishedAt ?? 0;
  for (const story of ordered) {
    if (seen.has(story.id)) continue;
    seen.add(story.id);
    // Fragments must be joined before the window leaves their first stories behind.
    if (story.publishedAt - revisedAt > windowMs / 3) {
      applyRevision(groups, clusterer.revise());
      revisedAt = story.publishedAt;
    }
    const { event } = clusterer.add(story);
    const group = groups.get(event);
    if (group === undefined) groups.set(event, [story.id]);
    else group.push(story.id);
  }
  applyRevision(groups, clusterer.revise());
  const place = new Map(ordered.map(({ id }, at) => [id, at]));
  const byPlace = (a: string, b: string): number => place.get(a)! - place.get(b)!;
  return [...groups.values()]
    .filter((group) => group.length > 1)
    .map((group) => group.sort(byPlace))
    .sort(([a], [b]) => byPlace(a!, b!));
}

function applyRevision(groups: Map<string, string[]>, { splits, merges }: EventRevision): void {
  for (const { from, event, stories } of splits) {
    const leaving = new Set(stories);
    groups.set(
      from,
      (groups.get(from) ?? []).filter((id) => !leaving.has(id)),
    );
    groups.set(event, [...stories]);
  }
  for (const { from, into } of merges) {
    groups.set(into, [...(groups.get(into) ?? []), ...(groups.get(from) ?? [])]);
    groups.delete(from);
  }
}
