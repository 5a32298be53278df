import { BEAT_INDUSTRIES, BEAT_ROLES, TOPICS_OF_EVERY_BEAT } from '../knowledge/beats.js';
import type { IndustryId } from '../knowledge/industries.js';
import type { RoleId } from '../knowledge/roles.js';
import { TOPICS } from '../knowledge/topics.js';
import type { SparseVector, StatedProfile } from '../ranking/reader.js';

/** From here on a topic of the line is the beat; between both values it stays what it is. */
const NAMED_FROM = 0.7;
const TOUCHED_FROM = 0.25;
/** What a topic of the beat is worth to the role at least, and one outside of it to role and house at most. */
const INSIDE = 0.6;
const OUTSIDE = -0.15;
/** Beats whose vectors are kept, so that readers of one beat share them. */
const KEPT = 300;

interface Beat {
  readonly inside: readonly string[];
  readonly outside: readonly string[];
}

const shared: ReadonlySet<string> = new Set(TOPICS_OF_EVERY_BEAT);
const beatTopics = TOPICS.map(({ id }) => id as string).filter((id) => !shared.has(id));
const bent = new Map<string, Pick<StatedProfile, 'role' | 'industry'>>();

/**
 * Bends the priors of a reader who covers something to what their line and follows name: an analyst of drug makers is not
 * one of chip makers. Others keep their priors. Readers of equal priors and beat get the very same objects.
 */
export function withinBeat(
  profile: Pick<StatedProfile, 'role' | 'industry'>,
  reader: {
    readonly role: RoleId;
    readonly industry: IndustryId;
    readonly cohort: string;
    readonly about: SparseVector;
    readonly followed: readonly string[];
  },
): Pick<StatedProfile, 'role' | 'industry'> {
  const beat = BEAT_ROLES.includes(reader.role) ? beatOf(reader.about, reader.followed) : undefined;
  if (beat === undefined) return profile;
  const key = `${reader.cohort}|${beat.inside.join()}|${beat.outside.join()}`;
  let result = bent.get(key);
  if (result === undefined) {
    const topicsOf = (topics: SparseVector, inside: readonly string[]): SparseVector => {
      const own: Record<string, number> = { ...topics };
      for (const topic of inside) own[topic] = Math.max(INSIDE, topics[topic] ?? 0);
      for (const topic of beat.outside) own[topic] = Math.min(OUTSIDE, topics[topic] ?? 0);
      return own;
    };
    result = {
      role: { ...profile.role, topics: topicsOf(profile.role.topics, beat.inside) },
      industry: BEAT_INDUSTRIES.includes(reader.industry)
        ? { ...profile.industry, topics: topicsOf(profile.industry.topics, []) }
        : profile.industry,
    };
    if (bent.size >= KEPT) bent.delete(bent.keys().next().value!);
    bent.set(key, result);
  }
  return result;
}

/** Undefined where nothing is named: then the priors of the role are the best guess. */
function beatOf(about: SparseVector, followed: readonly string[]): Beat | undefined {
  const worth = (topic: string): number => (followed.includes(topic) ? 1 : (about[topic] ?? 0));
  const inside = beatTopics.filter((topic) => worth(topic) >= NAMED_FROM);
  if (inside.length === 0) return undefined;
  return { inside, outside: beatTopics.filter((topic) => worth(topic) < TOUCHED_FROM) };
}
