import { Audiences } from './audiences.js';
import { COUNTER_HALF_LIVES, decayedCount, type StoryTrail } from './interactions.js';
import { type Column, columnsOf } from './slate-learner.js';

const COUNT_2H = COUNTER_HALF_LIVES.indexOf(2);
const COLUMNS = 7;

/** Logarithm of the readers of a story, decayed to `now`, by place in {@link COUNTER_HALF_LIVES}. */
export function readersWithin(place: number, story: StoryTrail, now: number): number {
  return Math.log1p(4 * decayedCount(story, place, now));
}

export function ageOf(story: StoryTrail, now: number): number {
  return -Math.log1p((now - story.firstAt) / 600_000) / 3;
}

export function sinceTouchOf(story: StoryTrail, now: number): number {
  return -Math.log1p((now - story.lastAt) / 300_000) / 3;
}

/** What the features of a reader read of the candidates of a slate, by candidate; the columns may be longer than the slate. */
export class StoryParts {
  /** Candidates. */
  count = 0;
  readonly readers2h: Column;
  readonly sinceTouch: Column;
  readonly age: Column;
  /** As in the trail of the story. */
  readonly firstAt: Column;
  /** Root of its readers and three more. */
  readonly rootReaders: Column;
  /** Code of who brought it, and as in the trail of that reader. */
  readonly bringers: Int32Array;
  readonly brought: Column;
  readonly followers: Column;
  /** Its place in the audiences. */
  readonly places: Int32Array;
  audiences = new Audiences();
  /** Whether those are faded to the moment; else that is done for who matters. */
  isFaded = false;

  /** @param length candidates, at most */
  constructor(readonly length: number) {
    const columns = columnsOf(COLUMNS, length);
    this.readers2h = columns[0]!;
    this.sinceTouch = columns[1]!;
    this.age = columns[2]!;
    this.firstAt = columns[3]!;
    this.rootReaders = columns[4]!;
    this.brought = columns[5]!;
    this.followers = columns[6]!;
    this.bringers = new Int32Array(length);
    this.places = new Int32Array(length);
  }

  /** Reads stories as they are at `now`, no more of them than there is room for. Nothing is faded. */
  read(stories: readonly StoryTrail[], now: number): void {
    this.count = stories.length;
    this.audiences.read(stories);
    this.isFaded = false;
    for (let k = 0; k < stories.length; k++) {
      const story = stories[k]!;
      const { bringer } = story;
      this.readers2h[k] = readersWithin(COUNT_2H, story, now);
      this.sinceTouch[k] = sinceTouchOf(story, now);
      this.age[k] = ageOf(story, now);
      this.firstAt[k] = story.firstAt;
      this.rootReaders[k] = Math.sqrt(story.readers + 3);
      this.bringers[k] = bringer.code;
      this.brought[k] = bringer.brought;
      this.followers[k] = bringer.followers;
      this.places[k] = k;
    }
  }
}

/** Parts of many stories, those of one story side by side: what one slate reads of a story costs one look at memory. */
export class StoryPartRows {
  private readonly rows: Float64Array;
  private readonly audiences: Audiences;

  /** @param parts of all, in order, faded */
  constructor(parts: StoryParts) {
    const { count, audiences } = parts;
    this.audiences = audiences;
    this.rows = new Float64Array((COLUMNS + 1) * count);
    for (let k = 0; k < count; k++) {
      const row = (COLUMNS + 1) * k;
      this.rows[row] = parts.readers2h[k]!;
      this.rows[row + 1] = parts.sinceTouch[k]!;
      this.rows[row + 2] = parts.age[k]!;
      this.rows[row + 3] = parts.firstAt[k]!;
      this.rows[row + 4] = parts.rootReaders[k]!;
      this.rows[row + 5] = parts.brought[k]!;
      this.rows[row + 6] = parts.followers[k]!;
      this.rows[row + 7] = parts.bringers[k]!;
    }
  }

  /** Writes the parts of a slate whose `places` and `count` are there. */
  write(slate: StoryParts): void {
    const { rows } = this;
    const { count, places } = slate;
    slate.audiences = this.audiences;
    slate.isFaded = true;
    for (let k = 0; k < count; k++) {
      const row = (COLUMNS + 1) * places[k]!;
      slate.readers2h[k] = rows[row]!;
      slate.sinceTouch[k] = rows[row + 1]!;
      slate.age[k] = rows[row + 2]!;
      slate.firstAt[k] = rows[row + 3]!;
      slate.rootReaders[k] = rows[row + 4]!;
      slate.brought[k] = rows[row + 5]!;
      slate.followers[k] = rows[row + 6]!;
      slate.bringers[k] = rows[row + 7]!;
    }
  }
}
