import { contentStems, type EventWords } from './event-terms.js';

/** A headline this long is not repeated by chance; shorter ones ("Business highlights") are columns. */
const TITLE_WORDS = 5;
const TITLE_STEMS = 4;
/** Text is compared by runs of this many words. */
const SHINGLE_WORDS = 3;
const MIN_SHARED_SHINGLES = 12;
const MIN_CONTAINMENT = 0.8;
/** Under one and the same headline less of the text must agree: desks cut wire copy at different places. */
const MIN_CONTAINMENT_SAME_TITLE = 0.3;
/** Under another headline, this share of the shorter headline's content words must be in the longer. */
const MIN_TITLE_OVERLAP = 0.45;
/** A run of words found in this many different stories is boilerplate and proves nothing. */
const BOILERPLATE_STORIES = 3;

const DAY_MS = 24 * 3_600_000;

interface IndexedStory {
  readonly id: string;
  readonly publisher: string;
  readonly publishedAt: number;
  readonly titleKey: string;
  readonly titleNumbers: string;
  /** No two alike, as in the lists below: sets of them would take several times the memory. */
  readonly titleStems: readonly string[];
  readonly capitals: readonly string[];
  readonly shingles: readonly number[];
}

/**
 * Finds the story that a new one republishes: the same headline, or the same text under another.
 * Only originals are indexed, so that a text carried by twenty feeds is not taken for boilerplate.
 */
export class NearDuplicateIndex {
  private readonly byTitle = new Map<string, IndexedStory>();
  /** Most runs of words are of one story: those are held without a set around them. */
  private readonly byShingle = new Map<number, IndexedStory | Set<IndexedStory>>();
  private readonly byId = new Map<string, IndexedStory>();

  /**
   * The id of the original that a story with these words repeats.
   * @param publishedAt milliseconds
   */
  find(words: EventWords, publishedAt = 0): string | undefined {
    const entry = entryOf('', words, publishedAt);
    return (this.sameTitle(entry) ?? this.sameText(entry))?.id;
  }

  /**
   * Indexes an original.
   * @param publishedAt milliseconds
   */
  add(id: string, words: EventWords, publishedAt = 0): void {
    this.index(entryOf(id, words, publishedAt));
  }

  remove(id: string): void {
    const entry = this.byId.get(id);
    if (entry === undefined) return;
    this.byId.delete(id);
    if (this.byTitle.get(entry.titleKey) === entry) this.byTitle.delete(entry.titleKey);
    for (const shingle of entry.shingles) {
      const holders = this.byShingle.get(shingle);
      if (holders === entry) this.byShingle.delete(shingle);
      if (!(holders instanceof Set)) continue;
      holders.delete(entry);
      if (holders.size === 0) this.byShingle.delete(shingle);
    }
  }

  private index(entry: IndexedStory): void {
    this.byId.set(entry.id, entry);
    if (entry.titleKey !== '' && !this.byTitle.has(entry.titleKey)) this.byTitle.set(entry.titleKey, entry);
    for (const shingle of entry.shingles) {
      const holders = this.byShingle.get(shingle);
      if (holders === undefined) this.byShingle.set(shingle, entry);
      else if (holders instanceof Set) holders.add(entry);
      else this.byShingle.set(shingle, new Set([holders, entry]));
    }
  }

  private sameTitle(entry: IndexedStory): IndexedStory | undefined {
    const found = entry.titleKey === '' ? undefined : this.byTitle.get(entry.titleKey);
    if (found === undefined) return undefined;
    const shorter = Math.min(entry.shingles.length, found.shingles.length);
    if (shorter < MIN_SHARED_SHINGLES) {
      // No text says otherwise; but the same publisher's headline of another day is that of a column.
      const column =
        entry.publisher === found.publisher && Math.abs(entry.publishedAt - found.publishedAt) >= DAY_MS;
      return column ? undefined : found;
    }
    return shared(entry.shingles, found.shingles) / shorter >= MIN_CONTAINMENT_SAME_TITLE ? found : undefined;
  }

  private sameText(entry: IndexedStory): IndexedStory | undefined {
    const counts = new Map<IndexedStory, number>();
    let telling = 0;
    for (const shingle of entry.shingles) {
      const holders = this.byShingle.get(shingle);
      const isSet = holders instanceof Set;
      if (isSet && holders.size >= BOILERPLATE_STORIES) continue;
      telling++;
      if (holders === undefined) continue;
      for (const holder of isSet ? holders : [holders]) counts.set(holder, (counts.get(holder) ?? 0) + 1);
    }
    let best: IndexedStory | undefined;
    let most = MIN_SHARED_SHINGLES - 1;
    for (const [holder, count] of counts) {
      if (count <= most || count / Math.min(telling, holder.shingles.length) < MIN_CONTAINMENT) continue;
      // Rates and market columns reuse yesterday's text under a title with today's numbers.
      if (holder.titleNumbers !== entry.titleNumbers) continue;
      // Notices of a series differ in a ticker alone.
      if (
        holder.capitals.length > 0 &&
        entry.capitals.length > 0 &&
        overlap(holder.capitals, entry.capitals) < 1
      )
        continue;
      if (overlap(holder.titleStems, entry.titleStems) < MIN_TITLE_OVERLAP) continue;
      best = holder;
      most = count;
    }
    return best;
  }
}

function entryOf(id: string, words: EventWords, publishedAt: number): IndexedStory {
  const titleStems = [...new Set(contentStems(words.title))];
  return {
    id,
    publisher: words.publisher,
    publishedAt,
    titleKey:
      words.title.length >= TITLE_WORDS && titleStems.length >= TITLE_STEMS ? words.title.join(' ') : '',
    titleNumbers: words.title.filter((word) => /\d/.test(word)).join(' '),
    titleStems,
    capitals: [...new Set(words.capitals)],
    shingles: shinglesOf(words.body),
  };
}

/** Share of the smaller list that is in the larger; 0 if one is empty. */
function overlap(a: readonly string[], b: readonly string[]): number {
  const smaller = Math.min(a.length, b.length);
  return smaller === 0 ? 0 : shared(a, b) / smaller;
}

function shared<T>(a: readonly T[], b: readonly T[]): number {
  const other = new Set(b);
  return a.reduce((count, one) => (other.has(one) ? count + 1 : count), 0);
}

/** Runs of words as signed 32-bit numbers (FNV-1a), which need no heap of their own: texts would fill the memory, and a dozen chance hits in one story do not happen. */
function shinglesOf(words: readonly string[]): number[] {
  const shingles = new Set<number>();
  for (let i = 0; i + SHINGLE_WORDS <= words.length; i++) {
    let hash = 0x811c9dc5;
    for (let at = i; at < i + SHINGLE_WORDS; at++) {
      const word = words[at]!;
      for (let c = 0; c < word.length; c++) hash = Math.imul(hash ^ word.charCodeAt(c), 0x01000193);
      hash = Math.imul(hash ^ 32, 0x01000193);
    }
    shingles.add(hash);
  }
  return [...shingles];
}
