import type { CandidatePool } from './candidate-pool.js';
import { perPool } from './per-pool.js';
import type { BehaviourState, Companies, RankingReader, SparseVector } from './reader.js';
import { codedPrior, type CodedPrior } from './relevance.js';

/** How much a line about oneself weighs beside a follow. */
const ABOUT_SHARE = 0.8;
/** What the line about oneself names as clearly as this is the reader's own field: wanted like a followed topic. */
const NAMED_FROM = 0.8;
/**
 * Learned components are shrunk means of some tenths; this brings them to the scale of a follow (1). Names are many and a salience is
 * about half of a confidence, so their means are the smaller.
 */
const BEHAVIOUR_GAIN = { topics: 4, entities: 8 };
/** Values by code of the pool; what the pool does not know is left out. */
export interface CodedValues {
  readonly codes: readonly number[];
  readonly values: readonly number[];
}

/** A reader in the coordinates of one pool: all that the stages read, so that none of them looks up a name. */
export interface CompiledReader {
  /** As given. The stages do without it; what was learned from behaviour may want to know who it is. */
  readonly reader: () => Pick<RankingReader, 'id' | 'stated' | 'learnedFrom'>;
  readonly cohort: RankingReader['stated']['cohort'];
  readonly role: CodedPrior;
  readonly industry: CodedPrior;
  /** By topic code of the pool, ascending: follows, the line about oneself, behaviour. {@link affinities} spreads them out. */
  readonly topicAffinity: CodedValues;
  /** By entity code of the pool, ascending. */
  readonly entityAffinity: CodedValues;
  /** Topic codes that are followed, or named in the line about oneself. */
  readonly wanted: readonly number[];
  readonly mutedTopics: readonly number[];
  readonly mutedSources: readonly number[];
  /** Event codes. */
  readonly hidden: readonly number[];
  /** Event codes, and when they were read or last delivered, milliseconds. */
  readonly readEvents: CodedValues;
  readonly delivered: CodedValues;
  /** Rows, and how often they were shown without a click. */
  readonly shown: CodedValues;
  /** Source codes, and the reader's own history with them. */
  readonly sources: CodedValues;
  readonly reads: BehaviourState['readTerms'];
}

/** What was learned of a reader, in the coordinates of a pool. */
export interface LearnedInPool extends Pick<
  CompiledReader,
  'hidden' | 'readEvents' | 'shown' | 'sources' | 'reads'
> {
  /** Shrunk means. */
  readonly topics: CodedValues;
  readonly entities: CodedValues;
}

/** Brings a reader into the coordinates of a pool. */
export function compileReader(pool: CandidatePool, reader: RankingReader): CompiledReader {
  const delivered = coded(pool.eventIndex, reader.delivered);
  return compileLearned(pool, reader, learnedInPool(pool, reader.behaviour), delivered);
}

export function learnedInPool(pool: CandidatePool, behaviour: BehaviourState): LearnedInPool {
  return {
    topics: coded(pool.topics.index, behaviour.topics),
    entities: coded(pool.entities.index, behaviour.entities),
    hidden: codesOf(pool.eventIndex, behaviour.hiddenEvents),
    readEvents: coded(pool.eventIndex, behaviour.readEvents),
    shown: coded(pool.rowOf, behaviour.shown),
    sources: coded(pool.sourceIndex, behaviour.sources),
    reads: behaviour.readTerms,
  };
}

/** The same of one of whom what was learned and delivered is in these coordinates already. */
export function compileLearned(
  pool: CandidatePool,
  reader: ReturnType<CompiledReader['reader']>,
  { topics, entities, ...learned }: LearnedInPool,
  delivered: CodedValues,
): CompiledReader {
  const { stated } = reader;
  const interests = interestsIn(pool);
  for (const id of stated.followedTopics) interests.followTopic(pool.topics.index.get(id) ?? -1);
  const { about } = stated;
  for (const id in about.topics) interests.nameTopic(pool.topics.index.get(id) ?? -1, about.topics[id]!);
  for (const id in about.entities)
    interests.nameEntity(pool.entities.index.get(id) ?? -1, about.entities[id]!);
  for (const companies of about.companies) interests.nameCompanies(companies);
  for (const id of stated.followedEntities) interests.followEntity(pool.entities.index.get(id) ?? -1);
  for (let i = 0; i < topics.codes.length; i++) interests.learnTopic(topics.codes[i]!, topics.values[i]!);
  for (let i = 0; i < entities.codes.length; i++)
    interests.learnEntity(entities.codes[i]!, entities.values[i]!);
  return {
    reader: () => reader,
    cohort: stated.cohort,
    role: codedPrior(pool, stated.role),
    industry: codedPrior(pool, stated.industry),
    ...interests.taken(),
    mutedTopics: codesOf(pool.topics.index, stated.mutedTopics),
    mutedSources: codesOf(pool.sourceIndex, stated.mutedSources),
    ...learned,
    delivered,
  };
}

/**
 * What a reader wants and does not want, by topic and entity code; −1 for what the pool does not know. To be told in this order:
 * followed topics, the line about oneself, followed names, behaviour. Used again by one reader after the other.
 */
class Interests {
  private readonly topics: Collected;
  private readonly entities: Collected;
  private wanted: number[] = [];

  constructor(private readonly pool: CandidatePool) {
    this.topics = new Collected(pool.topics.ids.length);
    this.entities = new Collected(pool.entities.ids.length);
  }

  /** What was told, which is forgotten then. */
  taken(): Pick<CompiledReader, 'topicAffinity' | 'entityAffinity' | 'wanted'> {
    const { wanted } = this;
    this.wanted = [];
    return { topicAffinity: this.topics.taken(), entityAffinity: this.entities.taken(), wanted };
  }

  followTopic(code: number): void {
    if (code < 0) return;
    this.topics.put(code, 1);
    this.wanted.push(code);
  }

  followEntity(code: number): void {
    if (code < 0) return;
    const named = this.entities.of(code);
    // What is only named stays below 1, what is followed twice counts once.
    if (named < 1) this.entities.put(code, named + 1);
  }

  nameTopic(code: number, value: number): void {
    if (code < 0) return;
    this.topics.put(code, this.topics.of(code) + ABOUT_SHARE * value);
    if (value >= NAMED_FROM) this.wanted.push(code);
  }

  nameEntity(code: number, value: number): void {
    if (code >= 0) this.entities.put(code, Math.max(this.entities.of(code), ABOUT_SHARE * value));
  }

  nameCompanies({ names, share }: Companies): void {
    const { codes, values } = namesIn(this.pool, names);
    for (let i = 0; i < codes.length; i++) this.nameEntity(codes[i]!, share * values[i]!);
  }

  learnTopic(code: number, value: number): void {
    learn(this.topics, code, BEHAVIOUR_GAIN.topics * value);
  }

  learnEntity(code: number, value: number): void {
    learn(this.entities, code, BEHAVIOUR_GAIN.entities * value);
  }
}

const knownNames = perPool(() => new WeakMap<SparseVector, CodedValues>());

/** The names that stand for a topic; readers share them. */
function namesIn(pool: CandidatePool, names: SparseVector): CodedValues {
  const known = knownNames(pool);
  let found = known.get(names);
  if (found === undefined) known.set(names, (found = coded(pool.entities.index, Object.entries(names))));
  return found;
}

export const interestsIn = perPool((pool) => new Interests(pool));

/** What was stated of a thing and what was read of it are one interest: the larger counts. A dislike takes away. */
function learn(weights: Collected, code: number, value: number): void {
  if (code < 0) return;
  const stated = weights.of(code);
  weights.put(code, value > 0 ? Math.max(stated, value) : stated + value);
}

/** Values by code while they are put together, 0 at first. */
class Collected {
  private readonly values: Float64Array;
  /** A bit for each code that was put. */
  private readonly put32: Int32Array;

  constructor(length: number) {
    this.values = new Float64Array(length);
    this.put32 = new Int32Array((length + 31) >> 5);
  }

  of(code: number): number {
    return this.values[code]!;
  }

  put(code: number, value: number): void {
    this.values[code] = value;
    this.put32[code >> 5]! |= 1 << (code & 31);
  }

  /** The values that are not 0, ascending by code; all are 0 then. */
  taken(): CodedValues {
    const taken: { codes: number[]; values: number[] } = { codes: [], values: [] };
    for (let word = 0; word < this.put32.length; word++) {
      for (let bits = this.put32[word]!; bits !== 0; bits &= bits - 1) {
        const code = 32 * word + 31 - Math.clz32(bits & -bits);
        const value = this.values[code]!;
        this.values[code] = 0;
        if (value === 0) continue;
        taken.codes.push(code);
        taken.values.push(value);
      }
      this.put32[word] = 0;
    }
    return taken;
  }
}

/** The affinities of a reader, 0 where there is none. */
class Affinities {
  private reader: CompiledReader | undefined;
  /** By code, until another reader is asked for. */
  readonly topics: Float64Array;
  readonly entities: Float64Array;

  constructor(pool: CandidatePool) {
    this.topics = new Float64Array(pool.topics.ids.length);
    this.entities = new Float64Array(pool.entities.ids.length);
  }

  of(reader: CompiledReader): this {
    if (reader === this.reader) return this;
    if (this.reader !== undefined) {
      for (const code of this.reader.topicAffinity.codes) this.topics[code] = 0;
      for (const code of this.reader.entityAffinity.codes) this.entities[code] = 0;
    }
    spread(reader.topicAffinity, this.topics);
    spread(reader.entityAffinity, this.entities);
    this.reader = reader;
    return this;
  }
}

function spread({ codes, values }: CodedValues, column: Float64Array): void {
  for (let i = 0; i < codes.length; i++) column[codes[i]!] = values[i]!;
}

const affinitiesIn = perPool((pool) => new Affinities(pool));

/** The reader's affinities by code; they hold until another reader is asked for. */
export function affinities(
  pool: CandidatePool,
  reader: CompiledReader,
): { readonly topics: Float64Array; readonly entities: Float64Array } {
  return affinitiesIn(pool).of(reader);
}

function codesOf(index: ReadonlyMap<string, number>, ids: Iterable<string>): number[] {
  const codes: number[] = [];
  for (const id of ids) {
    const code = index.get(id);
    if (code !== undefined) codes.push(code);
  }
  return codes;
}

function coded(
  index: ReadonlyMap<string, number>,
  entries: Iterable<readonly [id: string, value: number]>,
): CodedValues {
  const codes: number[] = [];
  const values: number[] = [];
  for (const [id, value] of entries) {
    const code = index.get(id);
    if (code === undefined) continue;
    codes.push(code);
    values.push(value);
  }
  return { codes, values };
}
