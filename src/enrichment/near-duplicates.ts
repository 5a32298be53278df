import { contentStems, type EventWords } from './event-terms.js';

/** A headline this long is not repeated by chance; shorter ones ("Business highlights") are columns. */
const TITLE_WORDS = 5;
/** Text is compared by runs of this many words. */
const SHINGLE_WORDS = 3;
const MIN_SHARED_SHINGLES = 12;
const MIN_CONTAINMENT = 0.8;
/** Under one and the same headline less of the text must agree: desks cut wire copy at different places. */
const MIN_CONTAINMENT_SAME_TITLE = 0.3;
/** Under another headline, this share of the shorter headline's content words must be in the longer. */
const MIN_TITLE_OVERLAP = 0.25;
/** A run of words found in this many different stories is boilerplate and proves nothing. */
const BOILERPLATE_STORIES = 3;

interface IndexedStory {
  readonly id: string;
  readonly titleKey: string;
  readonly titleNumbers: string;
  readonly titleStems: ReadonlySet<string>;
  readonly shingles: ReadonlySet<string>;
}

/**
 * Finds the story that a new one republishes: the same headline, or the same text under another.
 * Only originals are indexed, so that a text carried by twenty feeds is not taken for boilerplate.
 */
export class NearDuplicateIndex {
  private readonly byTitle = new Map<string, IndexedStory>();
  private readonly byShingle = new Map<string, Set<IndexedStory>>();
  private readonly byId = new Map<string, IndexedStory>();

  /** The id of the story that this one repeats; otherwise `undefined`, and it is indexed as an original. */
  findOrAdd(id: string, words: EventWords): string | undefined {
    const entry: IndexedStory = {
      id,
      titleKey: words.title.length >= TITLE_WORDS ? words.title.join(' ') : '',
      titleNumbers: words.title.filter((word) => /\d/.test(word)).join(' '),
      titleStems: new Set(contentStems(words.title)),
      shingles: shinglesOf(words.body),
    };
    const original = this.sameTitle(entry) ?? this.sameText(entry);
    if (original === undefined) this.index(entry);
    return original?.id;
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
    if (shorter < MIN_SHARED_SHINGLES) return found; // no text to say otherwise
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
      if (overlap(holder.titleStems, entry.titleStems) < MIN_TITLE_OVERLAP) continue;
      best = holder;
      most = count;
    }
    return best;
  }
}

/** Share of the smaller set that is in the larger; 0 if one is empty. */
function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const smaller = Math.min(a.size, b.size);
  return smaller === 0 ? 0 : [...a].filter((word) => b.has(word)).length / smaller;
}

function shinglesOf(words: readonly string[]): Set<string> {
  const shingles = new Set<string>();
  for (let i = 0; i + SHINGLE_WORDS <= words.length; i++) {
    shingles.add(words.slice(i, i + SHINGLE_WORDS).join(' '));
  }
  return shingles;
}
