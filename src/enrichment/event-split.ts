import type { Cluster, EventIndex, Member } from './event-index.js';
import { clusterLikeness, mergeThreshold, type LikenessOptions } from './event-likeness.js';

/** A part must be told by so many: a lone story of another event is noise, not an event. */
const SMALLEST_PART = 2;
/** Two parts are two events if they are this much less alike than what would make them one: no decision is turned back at once. */
const SPLIT_PART = 0.6;
const ROUNDS = 5;

/**
 * The two events that a cluster holds, each in order of publication, if it holds two: it is parted around the story that
 * fits it least (two means), and the parts are compared as two clusters would be.
 */
export function partsOf(
  index: EventIndex,
  cluster: Cluster,
  options: LikenessOptions,
): [Member[], Member[]] | undefined {
  if (cluster.members.size < 2 * SMALLEST_PART) return undefined;
  const members = [...cluster.members].sort(
    (a, b) => a.publishedAt - b.publishedAt || (a.id < b.id ? -1 : 1),
  );
  const probes = new Map(members.map((member) => [member, index.probe(member.terms)]));
  const farthestFrom = (group: Cluster): Member =>
    members.reduce(
      (farthest, member) => {
        const cosine = index.cosine(probes.get(member)!, group);
        return cosine < farthest.cosine ? { member, cosine } : farthest;
      },
      { member: members[0]!, cosine: Infinity },
    ).member;

  const outlier = farthestFrom(cluster);
  let one = index.group([outlier]);
  let other = index.group([farthestFrom(one)]);
  for (let round = 0; round < ROUNDS; round++) {
    const parts = Map.groupBy(members, (member) => {
      const probe = probes.get(member)!;
      return index.cosine(probe, one) > index.cosine(probe, other);
    });
    const [near, far] = [parts.get(true) ?? [], parts.get(false) ?? []];
    if (near.length < SMALLEST_PART || far.length < SMALLEST_PART) return undefined;
    const stable = near.length === one.members.size && near.every((member) => one.members.has(member));
    one = index.group(near);
    other = index.group(far);
    if (stable) break;
  }
  const [small, large] = one.members.size <= other.members.size ? [one, other] : [other, one];
  const cosine = index.cosine(index.probe(small.sum), large);
  const likeness = clusterLikeness(index, small, large, cosine);
  const least = SPLIT_PART * mergeThreshold(small.members.size, large.members.size, options);
  return likeness < least ? [[...small.members], [...large.members]] : undefined;
}
