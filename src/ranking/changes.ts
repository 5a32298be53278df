import type { RankingRequest } from './pipeline.js';
import type { FeatureGroup, RankingProfile, RuleName } from './ranking-profile.js';
import type { StatedProfile } from './reader.js';

/** What a reader can change of what they said: whom and what they follow, mute or have hidden. */
export type ReaderChange =
  | { readonly kind: 'follow-topic' | 'unmute-topic'; readonly id: string }
  | { readonly kind: 'follow-entity'; readonly id: string }
  | { readonly kind: 'unmute-source'; readonly id: string }
  | { readonly kind: 'unhide'; readonly id: string };

/** What a product team can change: a weight, a rule, or the boost of one story (`id`) by an editorial rule. */
export type TeamChange =
  | { readonly kind: 'weight'; readonly id: FeatureGroup; readonly from: number; readonly to: number }
  | { readonly kind: 'rule'; readonly id: RuleName; readonly from: number; readonly to: number }
  | { readonly kind: 'boost'; readonly id: string; readonly from: 0; readonly to: number };

/** One thing that could have been otherwise. */
export type Change = ReaderChange | TeamChange;

/** The stated profile after a change; what a follow means beyond the list (names that stand for a topic) is the caller's to know. */
export type Restate = (stated: StatedProfile, change: ReaderChange) => StatedProfile;

/** A follow or mute in the lists alone. */
export const inTheLists: Restate = (stated, { kind, id }) => {
  switch (kind) {
    case 'follow-topic':
      return { ...stated, followedTopics: [...stated.followedTopics, id] };
    case 'follow-entity':
      return { ...stated, followedEntities: [...stated.followedEntities, id] };
    case 'unmute-topic':
      return { ...stated, mutedTopics: stated.mutedTopics.filter((topic) => topic !== id) };
    case 'unmute-source':
      return { ...stated, mutedSources: stated.mutedSources.filter((source) => source !== id) };
    case 'unhide':
      return stated;
  }
};

/** The request as it would be after some changes. Pure; the given one stays as it is. */
export function changed<R extends RankingRequest>(
  request: R,
  changes: readonly Change[],
  restate: Restate = inTheLists,
): R {
  return changes.reduce((now, change) => applied(now, change, restate), request);
}

function applied<R extends RankingRequest>(request: R, change: Change, restate: Restate): R {
  const { profile, reader } = request;
  switch (change.kind) {
    case 'weight':
      return { ...request, profile: withWeight(profile, change.id, change.to) };
    case 'rule':
      return { ...request, profile: { ...profile, rules: { ...profile.rules, [change.id]: change.to } } };
    case 'boost': {
      const editorial = [...profile.rules.editorial, { story: change.id, boost: change.to }];
      return { ...request, profile: { ...profile, rules: { ...profile.rules, editorial } } };
    }
    case 'unhide': {
      const { pool } = request;
      const hiddenEvents = new Set(reader.behaviour.hiddenEvents);
      hiddenEvents.delete(pool.eventIds[pool.event[pool.rowOf.get(change.id)!]!]!);
      return { ...request, reader: { ...reader, behaviour: { ...reader.behaviour, hiddenEvents } } };
    }
    default:
      return { ...request, reader: { ...reader, stated: restate(reader.stated, change) } };
  }
}

function withWeight(profile: RankingProfile, id: FeatureGroup, to: number): RankingProfile {
  return { ...profile, weights: { ...profile.weights, [id]: to } };
}
