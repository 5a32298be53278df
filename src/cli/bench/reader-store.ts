import { Codes, list, pairs, putList, putPairs, StatedPacker } from '../../readers/packed-stated.js';
import { TextReader, TextWriter } from '../../readers/packed-text.js';
import type { BehaviourState, RankingReader } from '../../ranking/reader.js';

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

  private putBehaviour(out: TextWriter, behaviour: BehaviourState): void {
    out.float(behaviour.strength);
    putPairs(out, this.stated.topics, Object.entries(behaviour.topics));
    putPairs(out, this.stated.entities, Object.entries(behaviour.entities));
    putPairs(out, this.stated.sources, Object.entries(behaviour.sources));
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

  private behaviour(from: TextReader): BehaviourState {
    const strength = from.float();
    const topics = Object.fromEntries(pairs(from, this.stated.topics));
    const entities = Object.fromEntries(pairs(from, this.stated.entities));
    const sources = Object.fromEntries(pairs(from, this.stated.sources));
    const readTerms = pairs(from, this.stories).map(([story, weight]) => ({
      story,
      terms: this.terms[this.stories.of(story)]!,
      weight,
    }));
    const readEvents = new Map(pairs(from, this.events));
    const hiddenStories = new Set(list(from, this.stories));
    const shown = new Map<string, number>();
    for (let left = from.whole(); left > 0; left--) shown.set(this.stories.at(from.whole()), from.whole());
    return { strength, topics, entities, sources, readTerms, readEvents, hiddenStories, shown };
  }
}
