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
  readonly titleStems: ReadonlySet<string>;
  readonly capitals: ReadonlySet<string>;
  readonly shingles: ReadonlySet<number>;
}

/**
 * Finds the story that a new one republishes: the same headline, or the same text under another.
 * Only originals are indexed, so that a text carried by twenty feeds is not taken for boilerplate.
 */
export class NearDuplicateIndex {
  private readonly byTitle = new Map<string, IndexedStory>();
  private readonly byShingle = new Map<number, Set<IndexedStory>>();
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
      holders?.delete(entry);
      if (holders?.size === 0) this.byShingle.delete(shingle);
    }
  }

  private index(entry: IndexedStory): void {
    this.byId.set(entry.id, entry);
    if (entry.titleKey !== '' && !this.byTitle.has(entry.titleKey)) this.byTitle.set(entry.titleKey, entry);
    for (const shingle of entry.shingles) {
      const holders = this.byShingle.get(shingle);
      if (holders === undefined) this.byShingle.set(shingle, new Set([entry]));
      else holders.add(entry);
    }
  }

  private sameTitle(entry: IndexedStory): IndexedStory | undefined {
    const found = entry.titleKey === '' ? undefined : this.byTitle.get(entry.titleKey);
    if (found === undefined) return undefined;
    const shorter = Math.min(entry.shingles.size, found.shingles.size);
    if (shorter < MIN_SHARED_SHINGLES) {
      // No text says otherwise; but the same publisher's headline of another day is that of a column.
      const column =
        entry.publisher === found.publisher && Math.abs(entry.publishedAt - found.publishedAt) >= DAY_MS;
      return column ? undefined : found;
    }
    let shared = 0;
    for (const shingle of entry.shingles) if (found.shingles.has(shingle)) shared++;
    return shared / shorter >= MIN_CONTAINMENT_SAME_TITLE ? found : undefined;
  }

  private sameText(entry: IndexedStory): IndexedStory | undefined {
    const shared = new Map<IndexedStory, number>();
    let telling = 0;
    for (const shingle of entry.shingles) {
      const holders = this.byShingle.get(shingle);
      if (holders !== undefined && holders.size >= BOILERPLATE_STORIES) continue;
      telling++;
      for (const holder of holders ?? []) shared.set(holder, (shared.get(holder) ?? 0) + 1);
    }
    let best: IndexedStory | undefined;
    let most = MIN_SHARED_SHINGLES - 1;
    for (const [holder, count] of shared) {
      if (count <= most || count / Math.min(telling, holder.shingles.size) < MIN_CONTAINMENT) continue;
      // Rates and market columns reuse yesterday's text under a title with today's numbers.
      if (holder.titleNumbers !== entry.titleNumbers) continue;
      // Notices of a series differ in a ticker alone.
      if (holder.capitals.size > 0 && entry.capitals.size > 0 && overlap(holder.capitals, entry.capitals) < 1)
        continue;
      if (overlap(holder.titleStems, entry.titleStems) < MIN_TITLE_OVERLAP) continue;
      best = holder;
      most = count;
    }
    return best;
  }
}

function entryOf(id: string, words: EventWords, publishedAt: number): IndexedStory {
  const titleStems = new Set(contentStems(words.title));
  return {
    id,
    publisher: words.publisher,
    publishedAt,
    titleKey:
      words.title.length >= TITLE_WORDS && titleStems.size >= TITLE_STEMS ? words.title.join(' ') : '',
    titleNumbers: words.title.filter((word) => /\d/.test(word)).join(' '),
    titleStems,
    capitals: new Set(words.capitals),
    shingles: shinglesOf(words.body),
  };
}

/** Share of the smaller set that is in the larger; 0 if one is empty. */
function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const smaller = Math.min(a.size, b.size);
  return smaller === 0 ? 0 : [...a].filter((word) => b.has(word)).length / smaller;
}

/** Runs of words as 32-bit numbers (FNV-1a): texts would fill the memory, and a dozen chance hits in one story do not happen. */
function shinglesOf(words: readonly string[]): Set<number> {
  const shingles = new Set<number>();
  for (let i = 0; i + SHINGLE_WORDS <= words.length; i++) {
    let hash = 0x811c9dc5;
    for (let at = i; at < i + SHINGLE_WORDS; at++) {
      const word = words[at]!;
      for (let c = 0; c < word.length; c++) hash = Math.imul(hash ^ word.charCodeAt(c), 0x01000193);
      hash = Math.imul(hash ^ 32, 0x01000193);
    }
    shingles.add(hash >>> 0);
  }
  return shingles;
}
