/** Weights by id. Absent is 0. */
export type SparseVector = Readonly<Record<string, number>>;

/** What a reader's role or industry cares about beforehand; each value −1 (wastes a minute) to 1 (ashamed not to know). */
export interface PriorVector {
  readonly topics: SparseVector;
  readonly kinds: SparseVector;
  readonly entities: SparseVector;
}

/** The names that stand for a topic the reader follows or names. */
export interface Companies {
  /** How much each stands for the topic, 0 to 1; the very same object for all readers. */
  readonly names: SparseVector;
  /** What the topic is worth to the reader's view of its names, 0 to 1. */
  readonly share: number;
}

/** What the reader has said of themselves, in the terms of the pool's tags. */
export interface StatedProfile {
  /** Names the cohort; readers of the same role, industry and seniority share their priors. */
  readonly cohort: { readonly role: string; readonly industry: string };
  readonly role: PriorVector;
  readonly industry: PriorVector;
  /** From the line about oneself; each value 0 to 1. A name counts as the most of what is said of it here. */
  readonly about: {
    readonly topics: SparseVector;
    readonly entities: SparseVector;
    readonly companies: readonly Companies[];
  };
  readonly followedTopics: readonly string[];
  readonly followedEntities: readonly string[];
  readonly mutedTopics: readonly string[];
  readonly mutedSources: readonly string[];
}

/** What was learned from behaviour up to a moment; see `learnBehaviour`. */
export interface BehaviourState {
  /** Decayed value of all events, n in `λ = n/(n+κ)`. */
  readonly strength: number;
  /** Shrunk means by id, −1 to 1. Maps: objects of ever other names are slow to make and to go through. */
  readonly topics: ReadonlyMap<string, number>;
  readonly entities: ReadonlyMap<string, number>;
  readonly sources: ReadonlyMap<string, number>;
  /** Terms of what was read, decayed; hashed by the pool. */
  readonly readTerms: readonly {
    readonly story: string;
    readonly terms: readonly string[];
    readonly weight: number;
  }[];
  /** Event cluster → when it was read, milliseconds. */
  readonly readEvents: ReadonlyMap<string, number>;
  /** Event clusters of the stories that were hidden: another report of one would be the same news again. */
  readonly hiddenEvents: ReadonlySet<string>;
  /** Story → times shown without a click. */
  readonly shown: ReadonlyMap<string, number>;
}

/** A reader as the pipeline sees one. */
export interface RankingReader {
  readonly id: string;
  readonly stated: StatedProfile;
  readonly behaviour: BehaviourState;
  /** Event cluster → when it was last delivered in a briefing, milliseconds. */
  readonly delivered: ReadonlyMap<string, number>;
  /** Nothing counts as the reader's that was known before, milliseconds; absent: everything does. */
  readonly learnedFrom?: number | undefined;
}

export const NO_BEHAVIOUR: BehaviourState = {
  strength: 0,
  topics: new Map(),
  entities: new Map(),
  sources: new Map(),
  readTerms: [],
  readEvents: new Map(),
  hiddenEvents: new Set(),
  shown: new Map(),
};
