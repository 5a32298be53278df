import { Codes, list, pairs, putList, putPairs, StatedPacker } from '../../readers/packed-stated.js';
import { TextReader, TextWriter } from '../../readers/packed-text.js';
import type { CandidatePool } from '../../ranking/candidate-pool.js';
import { type CodedValues, type CompiledReader, interestsIn } from '../../ranking/compiled-reader.js';
import { perPool } from '../../ranking/per-pool.js';
import type { BehaviourState, RankingReader } from '../../ranking/reader.js';
import { codedPrior } from '../../ranking/relevance.js';

/**
 * What ranking knows of readers, in some hundred bytes each, so that one process can hold all of them. What comes out equals what
 * was put in, bit for bit; the entries of a vector may stand in another order.
 */
export class ReaderStore {
  private readonly packed = new Map<string, string>();
  private readonly stated = new StatedPacker();
  private readonly stories = new Codes<string>();
  private readonly events = new Codes<string>();
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
    this.stated.put(out, stated);
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
      stated: this.stated.take(from),
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
    const interests = interestsIn(pool);
    const mutedTopics: number[] = [];
    const mutedSources: number[] = [];
    const { cohort, role, industry } = this.stated.tell(from, {
      followTopic: (topic) => interests.followTopic(topics[topic]!),
      followEntity: (entity) => interests.followEntity(entities[entity]!),
      nameTopic: (topic, strength) => interests.nameTopic(topics[topic]!, strength),
      nameEntity: (entity, strength) => interests.nameEntity(entities[entity]!, strength),
      nameCompanies: (companies) => interests.nameCompanies(companies),
      muteTopic: (topic) => pushKnown(mutedTopics, topics[topic]!),
      muteSource: (source) => pushKnown(mutedSources, sources[source]!),
    });
    const delivered = codedPairs(from, events);
    from.float();
    for (let left = from.whole(); left > 0; left--) interests.learnTopic(topics[from.whole()]!, from.float());
    for (let left = from.whole(); left > 0; left--)
      interests.learnEntity(entities[from.whole()]!, from.float());
    const ownSources = codedPairs(from, sources);
    const reads = this.reads(from);
    const readEvents = codedPairs(from, events);
    const hidden = codedList(from, events);
    const shown: { codes: number[]; values: number[] } = { codes: [], values: [] };
    for (let left = from.whole(); left > 0; left--) {
      const row = stories[from.whole()]!;
      const times = from.whole();
      if (row < 0) continue;
      shown.codes.push(row);
      shown.values.push(times);
    }
    return {
      reader: () => this.get(id)!,
      cohort,
      role: codedPrior(pool, role),
      industry: codedPrior(pool, industry),
      ...interests.taken(),
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
      topics: this.stated.topics.in(pool.topics.index),
      entities: this.stated.entities.in(pool.entities.index),
      sources: this.stated.sources.in(pool.sourceIndex),
      stories: this.stories.in(pool.rowOf),
      events: this.events.in(pool.eventIndex),
    };
  }

  private putBehaviour(out: TextWriter, behaviour: BehaviourState): void {
    out.float(behaviour.strength);
    putPairs(out, this.stated.topics, behaviour.topics);
    putPairs(out, this.stated.entities, behaviour.entities);
    putPairs(out, this.stated.sources, behaviour.sources);
    putPairs(
      out,
      this.stories,
      behaviour.readTerms.map(({ story, weight }) => [story, weight] as const),
    );
    for (const { story, terms } of behaviour.readTerms) this.terms[this.stories.of(story)] = terms;
    putPairs(out, this.events, behaviour.readEvents);
    putList(out, this.events, [...behaviour.hiddenEvents]);
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
    const topics = new Map(pairs(from, this.stated.topics));
    const entities = new Map(pairs(from, this.stated.entities));
    const sources = new Map(pairs(from, this.stated.sources));
    const readTerms = this.reads(from);
    const readEvents = new Map(pairs(from, this.events));
    const hiddenEvents = new Set(list(from, this.events));
    const shown = new Map<string, number>();
    for (let left = from.whole(); left > 0; left--) shown.set(this.stories.at(from.whole()), from.whole());
    return { strength, topics, entities, sources, readTerms, readEvents, hiddenEvents, shown };
  }
}

function codedList(from: TextReader, codeOf: Int32Array): number[] {
  const codes: number[] = [];
  for (let left = from.whole(); left > 0; left--) {
    pushKnown(codes, codeOf[from.whole()]!);
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

function pushKnown(codes: number[], code: number): void {
  if (code >= 0) codes.push(code);
}
