import { STORY_LIFE_MS, type StoryTrail } from './interactions.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Values of {@link Audiences.faded} for each touch. */
export const FADES = 4;

/**
 * The audiences of stories side by side: following the trails from story to story costs more than what is calculated. They stay
 * as they were when they were read.
 */
export class Audiences {
  /** By story: where its touches start, in order of time; those of the last end where the next would start. */
  start = new Int32Array(1);
  /** By touch: the code of the reader, and when it was. */
  codes = new Int32Array(0);
  at = new Float64Array(0);
  /**
   * How the touches have faded at one moment, four values for each: half in two hours, in six, in a day, and in three days, the last
   * 0 from {@link STORY_LIFE_MS} on. Of no meaning until {@link fade} or {@link fadeOf} was called.
   */
  faded = new Float64Array(0);

  /** Reads the audiences of stories in place of those that it had. */
  read(stories: readonly StoryTrail[]): void {
    let touches = 0;
    for (const { audienceCodes } of stories) touches += audienceCodes.length;
    // Just what is needed at first, and twice of it where it is used again for what grows.
    if (stories.length >= this.start.length)
      this.start = new Int32Array(Math.max(stories.length + 1, 2 * this.start.length));
    if (touches > this.codes.length) {
      const room = Math.max(touches, 2 * this.codes.length);
      this.codes = new Int32Array(room);
      this.at = new Float64Array(room);
      this.faded = new Float64Array(FADES * room);
    }
    const { start, codes, at } = this;
    for (let s = 0, touch = 0; s < stories.length; s++) {
      const { audienceCodes, audienceAt } = stories[s]!;
      for (let a = 0; a < audienceCodes.length; a++, touch++) {
        codes[touch] = audienceCodes[a]!;
        at[touch] = audienceAt[a]!;
      }
      start[s + 1] = touch;
    }
  }

  /** Fades the touches of a story. */
  fade(story: number, now: number): void {
    const end = this.start[story + 1]!;
    for (let touch = this.start[story]!; touch < end; touch++) this.fadeOf(touch, now);
  }

  fadeOf(touch: number, now: number): void {
    const elapsed = now - this.at[touch]!;
    const place = FADES * touch;
    this.faded[place] = fade(elapsed, 2 * HOUR);
    this.faded[place + 1] = fade(elapsed, 6 * HOUR);
    this.faded[place + 2] = fade(elapsed, DAY);
    this.faded[place + 3] = elapsed > STORY_LIFE_MS ? 0 : fade(elapsed, 3 * DAY);
  }
}

export function fade(elapsedMs: number, halfLifeMs: number): number {
  return Math.exp((-Math.LN2 * elapsedMs) / halfLifeMs);
}
