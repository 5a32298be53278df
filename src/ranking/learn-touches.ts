import { interactionColumns } from './interaction-features.js';
import type { Interactions, StoryTrail } from './interactions.js';
import type { OnlineLearner } from './online-learner.js';
import { applyTouch, groupsOf, type Touch } from './touches.js';

/** Choices that one call learns from, at most. */
const MAX_CHOICES = 300;
/** Candidates of a choice, at most: those touched last. */
const MAX_CANDIDATES = 300;
/** Choices between two turns for others. */
const SLICE = 10;

/**
 * Learns from touches in the order in which they became known: each touch of a story that others had touched before is a choice
 * among all those that the reader had not touched, predicted from what was known strictly before its moment and only then learned
 * from. Of many touches every n-th is looked at.
 * @param state what was known before the touches; they are applied to it
 * @param touches in order
 * @param pause gives others a turn
 * @returns how many choices were learned from, and whose
 */
export async function learnFromTouches(
  state: Interactions,
  touches: readonly Touch[],
  online: OnlineLearner,
  pause: () => Promise<unknown>,
): Promise<{ choices: number; readers: Set<string> }> {
  const every = Math.ceil(touches.length / MAX_CHOICES);
  const readers = new Set<string>();
  let choices = 0;
  for (let from = 0, to = 0; from < touches.length; from = to) {
    while (to < touches.length && touches[to]!.at === touches[from]!.at) to++;
    for (let i = from; i < to; i++) {
      const touch = touches[i]!;
      if (i % every !== 0 || !choose(state, touch, online)) continue;
      readers.add(touch.reader);
      if (++choices % SLICE === 0) await pause();
    }
    online.learn();
    for (let i = from; i < to; i++) applyTouch(state, touches[i]!);
  }
  return { choices, readers };
}

/** @returns whether the touch was a choice */
function choose(state: Interactions, touch: Touch, online: OnlineLearner): boolean {
  const story = state.story(touch.event);
  const reader = state.reader(touch.reader);
  if (touch.forgotten || story === undefined || state.hasTouched(reader, story)) return false;
  const candidates = latest(state.untouched(reader, touch.at));
  const place = candidates.indexOf(story);
  if (place < 0) return false;
  const groups = groupsOf(touch.role, touch.industry);
  online.choose(touch.reader, interactionColumns(state, reader, groups, candidates, touch.at), place);
  return true;
}

/** The candidates touched last, in their order; more than {@link MAX_CANDIDATES} only where several were touched at one moment. */
function latest(stories: readonly StoryTrail[]): readonly StoryTrail[] {
  if (stories.length <= MAX_CANDIDATES) return stories;
  const times = new Float64Array(stories.length);
  for (let k = 0; k < times.length; k++) times[k] = stories[k]!.lastAt;
  times.sort();
  const since = times[times.length - MAX_CANDIDATES]!;
  return stories.filter(({ lastAt }) => lastAt >= since);
}
