import type { BehaviourState, StatedProfile } from './reader.js';

/**
 * Behaviour as far as explicit wishes let it speak: what somebody follows may be learned to matter more, never less. Mutes need
 * nothing here, because no score brings back what a filter removes.
 */
export function withinWishes(
  { followedTopics, followedEntities }: Pick<StatedProfile, 'followedTopics' | 'followedEntities'>,
  behaviour: BehaviourState,
): BehaviourState {
  return {
    ...behaviour,
    topics: neverLess(behaviour.topics, followedTopics),
    entities: neverLess(behaviour.entities, followedEntities),
  };
}

/**
 * What was learned anew, with the plain facts of an earlier time that the reader has had forgotten: a story that was hidden stays
 * hidden, and one that was read is not told again.
 */
export function withFacts(learned: BehaviourState, earlier: BehaviourState): BehaviourState {
  return {
    ...learned,
    hiddenEvents: earlier.hiddenEvents.union(learned.hiddenEvents),
    readEvents: new Map([...earlier.readEvents, ...learned.readEvents]),
  };
}

function neverLess(
  learned: ReadonlyMap<string, number>,
  followed: readonly string[],
): ReadonlyMap<string, number> {
  const lowered = followed.filter((id) => (learned.get(id) ?? 0) < 0);
  return lowered.length === 0 ? learned : new Map([...learned, ...lowered.map((id) => [id, 0] as const)]);
}
