import { TextReader, TextWriter } from './packed-text.js';
import type { CandidatePool } from '../../ranking/candidate-pool.js';
import {
  type CodedValues,
  type CompiledReader,
  Interests,
  priorColumn,
} from '../../ranking/compiled-reader.js';
import { perPool } from '../../ranking/per-pool.js';
import type { BehaviourState, PriorVector, RankingReader, SparseVector } from '../../ranking/reader.js';

/** Numbers for things that many readers have in common, in the order in which they were met. */
class Codes<Thing> {
  private readonly things: Thing[] = [];
  private readonly codes = new Map<Thing, number>();

  /** The number of a thing; a new one for a thing that is new. */
  of(thing: Thing): number {
    let code = this.codes.get(thing);
    if (code === undefined) {
      code = this.things.length;
      this.things.push(thing);
      this.codes.set(thing, code);
    }
    return code;
  }

  has(thing: Thing): boolean {
    return this.codes.has(thing);
  }

  at(code: number): Thing {
    return this.things[code]!;
  }

  /** By number: the code of the thing in a pool, −1 where the pool does not know it. */
  in(index: ReadonlyMap<Thing, number>): Int32Array {
    return Int32Array.from(this.things, (thing) => index.get(thing) ?? -1);
  }
}

/**
 * What ranking knows of readers, in some hundred bytes each, so that one process can hold all of them. What comes out equals what
 * was put in, bit for bit; the entries of a vector may stand in another order.
 */
export class ReaderStore {
  private readonly packed = new Map<string, string>();
  private readonly topics = new Codes<string>();
  private readonly entities = new Codes<string>();
  private readonly sources = new Codes<string>();
  private readonly stories = new Codes<string>();
  private readonly events = new Codes<string>();
  private readonly names = new Codes<string>();
  /** Strengths in lines about oneself, of which there are few different ones. */
  private readonly strengths = new Codes<number>();
  private readonly priors = new Codes<PriorVector>();
  /** By its kinds of fact, which a prior shares with those that were bent from it for one reader. */
  private readonly plain = new Map<SparseVector, PriorVector>();
  /** By story code. */
  private readonly terms: (readonly string[])[] = [];
  /** Readers that were put in so far: what is made of the numbers holds until the next. */
  private puts = 0;
  private readonly codesIn = perPool((pool) => ({ puts: this.puts, codes: this.codesOf(pool) }));

  get size(): number {
    return this.packed.size;
  }

  /** Bytes that the readers take, without what they have in common. */
  get bytes(): number {
    let bytes = 0;
    for (const text of this.packed.values()) bytes += text.length;
    return bytes;
  }

  /** Of the reader who takes most. */
  get largestBytes(): number {
    let most = 0;
    for (const text of this.packed.values()) most = Math.max(most, text.length);
    return most;
  }

  /** Puts a reader in, in place of what was known of them. A story's terms are those that the last reader of it came with. */
  put({ id, stated, behaviour, delivered }: RankingReader): void {
    this.puts++;
    const out = new TextWriter();
    out.whole(this.names.of(stated.cohort.role));
    out.whole(this.names.of(stated.cohort.industry));
    this.putPrior(out, stated.role);
    this.putPrior(out, stated.industry);
    putList(out, this.topics, stated.followedTopics);
    putList(out, this.entities, stated.followedEntities);
    this.putStrengths(out, this.topics, stated.about.topics);
    this.putStrengths(out, this.entities, stated.about.entities);
    putList(out, this.topics, stated.mutedTopics);
    putList(out, this.sources, stated.mutedSources);
    putPairs(out, this.events, delivered);
    this.putBehaviour(out, behaviour);
    this.packed.set(id, out.text());
  }

  delete(id: string): void {
    this.packed.delete(id);
  }

  /** The reader, made anew at each call; undefined for one that was not put in. */
  get(id: string): RankingReader | undefined {
    const text = this.packed.get(id);
    if (text === undefined) return undefined;
    const from = new TextReader(text);
    return {
      id,
      stated: {
        cohort: { role: this.names.at(from.whole()), industry: this.names.at(from.whole()) },
        role: this.prior(from),
        industry: this.prior(from),
        followedTopics: list(from, this.topics),
        followedEntities: list(from, this.entities),
        about: {
          topics: this.strengthsOf(from, this.topics),
          entities: this.strengthsOf(from, this.entities),
        },
        mutedTopics: list(from, this.topics),
        mutedSources: list(from, this.sources),
      },
      delivered: new Map(pairs(from, this.events)),
      behaviour: this.behaviour(from),
    };
  }

  /**
   * The reader in the coordinates of a pool: as `compileReader` makes it of {@link get}, but straight from the packed form, without
   * a name on the way. Undefined for one that was not put in.
   */
  compiled(pool: CandidatePool, id: string): CompiledReader | undefined {
    const text = this.packed.get(id);
    if (text === undefined) return undefined;
    const known = this.codesIn(pool);
    if (known.puts !== this.puts) {
      known.codes = this.codesOf(pool);
      known.puts = this.puts;
    }
    const { topics, entities, sources, stories, events } = known.codes;
    const from = new TextReader(text);
    const cohort = { role: this.names.at(from.whole()), industry: this.names.at(from.whole()) };
    const role = priorColumn(pool, this.prior(from));
    const industry = priorColumn(pool, this.prior(from));
    const interests = new Interests(pool);
    for (let left = from.whole(); left > 0; left--) interests.followTopic(topics[from.whole()]!);
    for (let left = from.whole(); left > 0; left--) interests.followEntity(entities[from.whole()]!);
    let number = 0;
    for (let left = from.whole(); left > 0; left--) {
      number += from.whole();
      interests.nameTopic(topics[number]!, this.strengths.at(from.whole()));
    }
    number = 0;
    for (let left = from.whole(); left > 0; left--) {
      number += from.whole();
      interests.nameEntity(entities[number]!, this.strengths.at(from.whole()));
    }
    const mutedTopics = codedList(from, topics);
    const mutedSources = codedList(from, sources);
    const delivered = codedPairs(from, events);
    from.float();
    for (let left = from.whole(); left > 0; left--) interests.learnTopic(topics[from.whole()]!, from.float());
    for (let left = from.whole(); left > 0; left--)
      interests.learnEntity(entities[from.whole()]!, from.float());
    const ownSources = codedPairs(from, sources);
    const reads = this.reads(from);
    const readEvents = codedPairs(from, events);
    const hidden = codedList(from, stories);
    const shown: { codes: number[]; values: number[] } = { codes: [], values: [] };
    for (let left = from.whole(); left > 0; left--) {
      const row = stories[from.whole()]!;
      const times = from.whole();
      if (row < 0) continue;
      shown.codes.push(row);
      shown.values.push(times);
    }
    const whole = (): RankingReader => this.get(id)!;
    return {
      get reader() {
        return whole();
      },
      cohort,
      role,
      industry,
      topicAffinity: interests.topics,
      entityAffinity: interests.entities,
      wanted: interests.wanted,
      mutedTopics,
      mutedSources,
      hidden,
      readEvents,
      delivered,
      shown,
      sources: ownSources,
      reads,
    };
  }

  private codesOf(
    pool: CandidatePool,
  ): Record<'topics' | 'entities' | 'sources' | 'stories' | 'events', Int32Array> {
    return {
      topics: this.topics.in(pool.topics.index),
      entities: this.entities.in(pool.entities.index),
      sources: this.sources.in(pool.sourceIndex),
      stories: this.stories.in(pool.rowOf),
      events: this.events.in(pool.eventIndex),
    };
  }

  /** A prior that many share by its number; one that was bent from it by what differs. */
  private putPrior(out: TextWriter, prior: PriorVector): void {
    const plain = this.plain.get(prior.kinds);
    const bent =
      plain?.entities !== prior.entities || this.priors.has(prior)
        ? undefined
        : differences(plain.topics, prior.topics);
    if (bent === undefined) this.plain.set(prior.kinds, prior);
    out.whole(this.priors.of(bent === undefined ? prior : plain!));
    putPairs(out, this.topics, bent ?? []);
  }

  private prior(from: TextReader): PriorVector {
    const plain = this.priors.at(from.whole());
    const bent = pairs(from, this.topics);
    return bent.length === 0 ? plain : { ...plain, topics: { ...plain.topics, ...Object.fromEntries(bent) } };
  }

  /** In order of code, so that steps from one to the next are small. */
  private putStrengths(out: TextWriter, codes: Codes<string>, vector: SparseVector): void {
    const entries = Object.entries(vector)
      .map(([id, value]) => [codes.of(id), this.strengths.of(value)] as const)
      .sort(([a], [b]) => a - b);
    out.whole(entries.length);
    let last = 0;
    for (const [code, strength] of entries) {
      out.whole(code - last);
      out.whole(strength);
      last = code;
    }
  }

  private strengthsOf(from: TextReader, codes: Codes<string>): SparseVector {
    const vector: Record<string, number> = {};
    let code = 0;
    for (let left = from.whole(); left > 0; left--) {
      code += from.whole();
      vector[codes.at(code)] = this.strengths.at(from.whole());
    }
    return vector;
  }

  private putBehaviour(out: TextWriter, behaviour: BehaviourState): void {
    out.float(behaviour.strength);
    putPairs(out, this.topics, Object.entries(behaviour.topics));
    putPairs(out, this.entities, Object.entries(behaviour.entities));
    putPairs(out, this.sources, Object.entries(behaviour.sources));
    putPairs(
      out,
      this.stories,
      behaviour.readTerms.map(({ story, weight }) => [story, weight] as const),
    );
    for (const { story, terms } of behaviour.readTerms) this.terms[this.stories.of(story)] = terms;
    putPairs(out, this.events, behaviour.readEvents);
    putList(out, this.stories, [...behaviour.hiddenStories]);
    out.whole(behaviour.shown.size);
    for (const [story, times] of behaviour.shown) {
      out.whole(this.stories.of(story));
      out.whole(times);
    }
  }

  private reads(from: TextReader): BehaviourState['readTerms'][number][] {
    const reads: BehaviourState['readTerms'][number][] = [];
    for (let left = from.whole(); left > 0; left--) {
      const number = from.whole();
      reads.push({ story: this.stories.at(number), terms: this.terms[number]!, weight: from.float() });
    }
    return reads;
  }

  private behaviour(from: TextReader): BehaviourState {
    const strength = from.float();
    const topics = Object.fromEntries(pairs(from, this.topics));
    const entities = Object.fromEntries(pairs(from, this.entities));
    const sources = Object.fromEntries(pairs(from, this.sources));
    const readTerms = this.reads(from);
    const readEvents = new Map(pairs(from, this.events));
    const hiddenStories = new Set(list(from, this.stories));
    const shown = new Map<string, number>();
    for (let left = from.whole(); left > 0; left--) shown.set(this.stories.at(from.whole()), from.whole());
    return { strength, topics, entities, sources, readTerms, readEvents, hiddenStories, shown };
  }
}

/** What `bent` says otherwise than `plain`; undefined where `bent` lacks something or its order is another. */
function differences(plain: SparseVector, bent: SparseVector): [string, number][] | undefined {
  const entries = Object.entries(bent);
  const known = Object.keys(plain);
  if (known.some((id, k) => entries[k]?.[0] !== id)) return undefined;
  return entries.filter(([id, value]) => plain[id] !== value);
}

function putList(out: TextWriter, codes: Codes<string>, ids: readonly string[]): void {
  out.whole(ids.length);
  for (const id of ids) out.whole(codes.of(id));
}

function list(from: TextReader, codes: Codes<string>): string[] {
  const ids: string[] = [];
  for (let left = from.whole(); left > 0; left--) ids.push(codes.at(from.whole()));
  return ids;
}

function putPairs(out: TextWriter, codes: Codes<string>, pairsOf: Iterable<readonly [string, number]>): void {
  const all = [...pairsOf];
  out.whole(all.length);
  for (const [id, value] of all) {
    out.whole(codes.of(id));
    out.float(value);
  }
}

function pairs(from: TextReader, codes: Codes<string>): [string, number][] {
  const all: [string, number][] = [];
  for (let left = from.whole(); left > 0; left--) all.push([codes.at(from.whole()), from.float()]);
  return all;
}

function codedList(from: TextReader, codeOf: Int32Array): number[] {
  const codes: number[] = [];
  for (let left = from.whole(); left > 0; left--) {
    const code = codeOf[from.whole()]!;
    if (code >= 0) codes.push(code);
  }
  return codes;
}

function codedPairs(from: TextReader, codeOf: Int32Array): CodedValues {
  const codes: number[] = [];
  const values: number[] = [];
  for (let left = from.whole(); left > 0; left--) {
    const code = codeOf[from.whole()]!;
    const value = from.float();
    if (code < 0) continue;
    codes.push(code);
    values.push(value);
  }
  return { codes, values };
}
