const HOUR = 3_600_000;
/** Half-lives of the counters of readers, hours: from what is opened at this minute to what is read this day. */
export const COUNTER_HALF_LIVES = [0.25, 1, 2, 6, 24] as const;
/** Half-life of the counter that runs by what happens rather than by the clock: first touches of any story. */
const FLOW_HALF_LIFE = 40;
/** Stories that a reader is remembered by, the latest ones. */
export const MAX_HISTORY = 200;
/** Readers that a story is remembered by, the latest ones. */
const MAX_AUDIENCE = 400;
/** A story that nobody touched for so long is no candidate any more; milliseconds. */
export const STORY_LIFE_MS = 14 * 24 * HOUR;
/** Who does nothing for longer than this begins a new sitting; milliseconds. */
export const SITTING_MS = HOUR / 2;

/** A touch of a story by a reader, whatever its kind. */
export interface Interaction {
  readonly story: string;
  readonly reader: string;
  /** Milliseconds since the epoch; interactions are applied in this order. */
  readonly at: number;
  /** Groups of the reader, coarse first, for example country and region, or industry and role. */
  readonly groups: readonly string[];
}

/** A story as its readers made it. A reader counts once, however often they come back. */
export interface StoryTrail {
  readonly firstAt: number;
  /** Who brought it, the first to touch it, and the groups of that reader. */
  readonly bringer: ReaderTrail;
  readonly bringerGroups: readonly string[];
  /** Any touch. */
  lastAt: number;
  /** Readers who touched it, also those whom `audience` forgot. */
  readers: number;
  /** Decayed numbers of readers at `countedAt`, one for each of {@link COUNTER_HALF_LIVES}. */
  readonly counts: Float64Array;
  countedAt: number;
  /** The same by what happened: at first touch number `flowedAt`. */
  flow: number;
  flowedAt: number;
  /** First touches and sittings of anybody before the story appeared. */
  readonly touchesBefore: number;
  readonly sittingsBefore: number;
  /** The latest readers in the order of their first touch, their codes, and when that was. */
  readonly audience: ReaderTrail[];
  readonly audienceCodes: number[];
  readonly audienceAt: number[];
  /** Logarithms of the numbers of stories that its readers had touched when they came, summed. */
  activity: number;
  readonly byGroup: Map<string, number>;
}

/** A reader as the stories made them. */
export interface ReaderTrail {
  /** Counts from 0 in the order of appearance. */
  readonly code: number;
  lastAt: number;
  /** The latest stories in the order of their first touch, and when that was. */
  readonly history: StoryTrail[];
  readonly historyAt: number[];
  /** Distinct stories, also those that `history` forgot. */
  stories: number;
  /** How many stories of each reader who brought one this reader touched. */
  readonly broughtBy: Map<ReaderTrail, number>;
  /** Stories that this reader brought, and readers whom those got besides. */
  brought: number;
  followers: number;
}

/**
 * Who touched what, as known at one moment: decayed counters of stories, audiences, histories. Interactions go in one by one
 * in order of time; what is read out was known strictly before the next goes in. Nothing but the interactions decides, so that
 * equal inputs give equal states. Memory: one entry for each pair of a reader and a story, and bounded trails; a reader who
 * floods a story moves it no more than one who touches it once.
 */
export class Interactions {
  /** First touches and sittings so far. */
  touches = 0;
  sittings = 0;
  /** By the code of a reader: the root of the stories they touched and five more, which likeness is measured by. */
  readonly historyRoots: number[] = [];
  private readonly stories = new Map<string, StoryTrail>();
  private readonly readers = new Map<string, ReaderTrail>();
  private readonly touched = new Map<ReaderTrail, Set<StoryTrail>>();
  private readonly live = new Set<StoryTrail>();

  /** Codes of readers are below this. */
  get readerCount(): number {
    return this.readers.size;
  }

  story(id: string): StoryTrail | undefined {
    return this.stories.get(id);
  }

  /** The trail of a reader; undefined for one not seen yet. */
  seen(id: string): ReaderTrail | undefined {
    return this.readers.get(id);
  }

  /** The trail of a reader, empty for one not seen yet. */
  reader(id: string): ReaderTrail {
    let trail = this.readers.get(id);
    if (trail === undefined) {
      trail = emptyTrail(this.readers.size);
      this.readers.set(id, trail);
      this.touched.set(trail, new Set());
      this.historyRoots.push(Math.sqrt(5));
    }
    return trail;
  }

  hasTouched(reader: ReaderTrail, story: StoryTrail): boolean {
    return this.touchedBy(reader)?.has(story) ?? false;
  }

  /** Every story that a reader touched; undefined for one not seen yet. */
  touchedBy(reader: ReaderTrail): ReadonlySet<StoryTrail> | undefined {
    return this.touched.get(reader);
  }

  /** Stories touched within {@link STORY_LIFE_MS} before `now` and never by the reader, the first known first. */
  untouched(reader: ReaderTrail, now: number): StoryTrail[] {
    const found: StoryTrail[] = [];
    for (const story of this.live) {
      if (now - story.lastAt > STORY_LIFE_MS) this.live.delete(story);
      else if (!this.hasTouched(reader, story)) found.push(story);
    }
    return found;
  }

  /** @throws RangeError for a time that is no number */
  apply({ story: id, reader: readerId, at, groups }: Interaction): void {
    if (!Number.isFinite(at)) throw new RangeError(`interaction at ${at}: must be a time in milliseconds`);
    const reader = this.reader(readerId);
    if (at - reader.lastAt > SITTING_MS) this.sittings++;
    reader.lastAt = at;
    const story = this.stories.get(id) ?? this.open(id, reader, at, groups);
    story.lastAt = at;
    this.live.add(story);
    const own = this.touched.get(reader)!;
    if (own.has(story)) return;
    own.add(story);
    this.touches++;
    this.count(story, reader, at, groups);
    push(story.audience, reader, MAX_AUDIENCE);
    push(story.audienceCodes, reader.code, MAX_AUDIENCE);
    push(story.audienceAt, at, MAX_AUDIENCE);
    push(reader.history, story, MAX_HISTORY);
    push(reader.historyAt, at, MAX_HISTORY);
    reader.stories++;
    this.historyRoots[reader.code] = Math.sqrt(reader.stories + 5);
    const { bringer } = story;
    if (bringer === reader) return;
    reader.broughtBy.set(bringer, (reader.broughtBy.get(bringer) ?? 0) + 1);
    bringer.followers++;
  }

  private count(story: StoryTrail, reader: ReaderTrail, at: number, groups: readonly string[]): void {
    COUNTER_HALF_LIVES.forEach((_, place) => {
      story.counts[place] = decayedCount(story, place, at) + 1;
    });
    story.countedAt = at;
    story.flow = decayedFlow(story, this.touches) + 1;
    story.flowedAt = this.touches;
    story.readers++;
    story.activity += Math.log1p(reader.stories);
    for (const group of groups) story.byGroup.set(group, (story.byGroup.get(group) ?? 0) + 1);
  }

  private open(id: string, bringer: ReaderTrail, at: number, bringerGroups: readonly string[]): StoryTrail {
    const story: StoryTrail = {
      firstAt: at,
      bringer,
      bringerGroups,
      lastAt: at,
      readers: 0,
      counts: new Float64Array(COUNTER_HALF_LIVES.length),
      countedAt: at,
      flow: 0,
      flowedAt: this.touches,
      touchesBefore: this.touches,
      sittingsBefore: this.sittings,
      audience: [],
      audienceCodes: [],
      audienceAt: [],
      activity: 0,
      byGroup: new Map(),
    };
    this.stories.set(id, story);
    bringer.brought++;
    return story;
  }
}

/** A reader who did nothing. */
export function emptyTrail(code = 0): ReaderTrail {
  return {
    code,
    lastAt: -Infinity,
    history: [],
    historyAt: [],
    stories: 0,
    broughtBy: new Map(),
    brought: 0,
    followers: 0,
  };
}

/** Readers of a story, decayed to `now`, by place in {@link COUNTER_HALF_LIVES}. */
export function decayedCount(story: StoryTrail, place: number, now: number): number {
  return story.counts[place]! * 2 ** (-(now - story.countedAt) / HOUR / COUNTER_HALF_LIVES[place]!);
}

/** Readers of a story, decayed by the first touches of any story up to number `touches`. */
export function decayedFlow(story: StoryTrail, touches: number): number {
  return story.flow * 2 ** (-(touches - story.flowedAt) / FLOW_HALF_LIFE);
}

function push<T>(values: T[], value: T, most: number): void {
  values.push(value);
  if (values.length > most) values.shift();
}
