import {
  type BehaviourHearer,
  type EventOf,
  type KnownStory,
  MAX_READ_TERMS,
  readAt,
  shrunkBy,
  tellBehaviour,
} from './behaviour.js';
import type { CandidatePool } from './candidate-pool.js';
import type { CodedValues, LearnedInPool } from './compiled-reader.js';
import { perPool } from './per-pool.js';
import type { BehaviourState, StatedProfile } from './reader.js';

/** A story in the coordinates of a pool; −1, or left out, for what the pool does not know. */
interface CodedStory {
  readonly row: number;
  readonly event: number;
  readonly source: number;
  readonly topics: CodedValues;
  readonly entities: CodedValues;
}

/**
 * What a reader's events say, in the coordinates of a pool: `withinWishes` of `learnBehaviour`, to the last bit, without a name on the
 * way. Readers of one pool share what is made of a story.
 * @param asOf milliseconds since the epoch
 */
export function learnInPool(
  pool: CandidatePool,
  events: readonly EventOf<KnownStory>[],
  stated: Pick<StatedProfile, 'followedTopics' | 'followedEntities'>,
  asOf: number,
): LearnedInPool {
  if (events.length === 0) return NOTHING;
  const behaviour = behaviourIn(pool);
  tellBehaviour(events, NAMES, asOf, behaviour);
  return behaviour.taken(stated);
}

const NO_VALUES: CodedValues = { codes: [], values: [] };
const NOTHING: LearnedInPool = {
  topics: NO_VALUES,
  entities: NO_VALUES,
  hidden: [],
  readEvents: NO_VALUES,
  shown: NO_VALUES,
  sources: NO_VALUES,
  reads: [],
};

const NAMES = {
  id: ({ id }: KnownStory): string => id,
  event: ({ learned }: KnownStory): string => learned.event,
};

/** Used again by one reader after the other. */
class CodedBehaviour implements BehaviourHearer<KnownStory> {
  private readonly stories = new WeakMap<KnownStory, CodedStory>();
  private readonly topics: ByCode;
  private readonly entities: ByCode;
  private readonly sources: ByCode;
  private readonly events: ByCode;
  private readonly impressions: ByCode;
  private strength = 0;
  private hiddenEvents: number[] = [];
  private reads: BehaviourState['readTerms'][number][] = [];
  private readonly engaged: number[] = [];

  constructor(private readonly pool: CandidatePool) {
    this.topics = new ByCode(pool.topics.ids.length);
    this.entities = new ByCode(pool.entities.ids.length);
    this.sources = new ByCode(pool.sourceIds.length);
    this.events = new ByCode(pool.eventIds.length);
    this.impressions = new ByCode(pool.size);
  }

  shown(story: KnownStory): void {
    const { row } = this.coded(story);
    if (row >= 0) this.impressions.add(row, 1);
  }

  hidden(story: KnownStory): void {
    const { event } = this.coded(story);
    if (event >= 0 && !this.hiddenEvents.includes(event)) this.hiddenEvents.push(event);
  }

  acted(story: KnownStory, at: number, value: number): void {
    const { row, event, source, topics, entities } = this.coded(story);
    const { learned } = story;
    this.strength += Math.abs(value);
    this.topics.addAll(topics, value);
    this.entities.addAll(entities, value);
    if (source >= 0) this.sources.add(source, value);
    if (value < 0) return;
    if (row >= 0) this.engaged.push(row);
    if (event >= 0) this.events.raise(event, readAt(learned, at));
    this.reads.push({ story: story.id, terms: learned.terms, weight: value });
  }

  /** What was told, which is forgotten then. */
  taken({
    followedTopics,
    followedEntities,
  }: Pick<StatedProfile, 'followedTopics' | 'followedEntities'>): LearnedInPool {
    const { pool, topics, entities, engaged } = this;
    const divisor = shrunkBy(this.strength);
    // What somebody follows may be learned to matter more, never less.
    for (const id of followedTopics) topics.notBelowZero(pool.topics.index.get(id));
    for (const id of followedEntities) entities.notBelowZero(pool.entities.index.get(id));
    for (const row of engaged) this.impressions.drop(row);
    const learned = {
      topics: topics.taken(divisor),
      entities: entities.taken(divisor),
      hidden: this.hiddenEvents,
      readEvents: this.events.taken(1),
      shown: this.impressions.taken(1),
      sources: this.sources.taken(divisor),
      reads: this.reads.length > MAX_READ_TERMS ? this.reads.slice(-MAX_READ_TERMS) : this.reads,
    };
    this.strength = 0;
    this.hiddenEvents = [];
    this.reads = [];
    engaged.length = 0;
    return learned;
  }

  private coded(story: KnownStory): CodedStory {
    let coded = this.stories.get(story);
    if (coded === undefined) this.stories.set(story, (coded = codedStory(this.pool, story)));
    return coded;
  }
}

const behaviourIn = perPool((pool) => new CodedBehaviour(pool));

function codedStory(pool: CandidatePool, { id, learned }: KnownStory): CodedStory {
  return {
    row: pool.rowOf.get(id) ?? -1,
    event: pool.eventIndex.get(learned.event) ?? -1,
    source: pool.sourceIndex.get(learned.source) ?? -1,
    topics: codedTags(
      pool.topics.index,
      learned.topics.map(({ topic, confidence }) => [topic, confidence]),
    ),
    entities: codedTags(
      pool.entities.index,
      learned.entities.map(({ entity, salience }) => [entity, salience]),
    ),
  };
}

function codedTags(
  index: ReadonlyMap<string, number>,
  tags: readonly (readonly [id: string, value: number])[],
): CodedValues {
  const known = tags.filter(([id]) => index.has(id));
  return { codes: known.map(([id]) => index.get(id)!), values: known.map(([, value]) => value) };
}

/** Values by code while they are put together, 0 at first; they come out in the order in which they were first met. */
class ByCode {
  private readonly values: Float64Array;
  private readonly met: Uint8Array;
  private readonly codes: number[] = [];

  constructor(length: number) {
    this.values = new Float64Array(length);
    this.met = new Uint8Array(length);
  }

  add(code: number, value: number): void {
    this.meet(code);
    this.values[code]! += value;
  }

  addAll({ codes, values }: CodedValues, factor: number): void {
    for (let i = 0; i < codes.length; i++) this.add(codes[i]!, factor * values[i]!);
  }

  raise(code: number, value: number): void {
    this.meet(code);
    if (value > this.values[code]!) this.values[code] = value;
  }

  notBelowZero(code: number | undefined): void {
    if (code !== undefined && this.values[code]! < 0) this.values[code] = 0;
  }

  /** As if it had never been met. */
  drop(code: number): void {
    if (this.met[code] === 0) return;
    this.met[code] = 0;
    this.values[code] = 0;
  }

  /** The values over `divisor`; all are forgotten then. */
  taken(divisor: number): CodedValues {
    const codes: number[] = [];
    const values: number[] = [];
    for (const code of this.codes) {
      if (this.met[code] === 0) continue;
      codes.push(code);
      values.push(this.values[code]! / divisor);
      this.met[code] = 0;
      this.values[code] = 0;
    }
    this.codes.length = 0;
    return { codes, values };
  }

  private meet(code: number): void {
    if (this.met[code] !== 0) return;
    this.met[code] = 1;
    this.codes.push(code);
  }
}
