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
  if (cluster.members.length < 2 * SMALLEST_PART) return undefined;
  const { members } = cluster;
  const probes = members.map((member) => index.probe(member.terms));
  const farthestFrom = (group: Cluster): Member => {
    const cosines = index.cosines(probes, group);
    return members[cosines.indexOf(cosines.reduce((least, cosine) => Math.min(least, cosine)))]!;
  };

  const outlier = farthestFrom(cluster);
  let one = index.group([outlier]);
  let other = index.group([farthestFrom(one)]);
  for (let round = 0; round < ROUNDS; round++) {
    const [toOne, toOther] = [index.cosines(probes, one), index.cosines(probes, other)];
    const near = members.filter((_, i) => toOne[i]! > toOther[i]!);
    const far = members.filter((_, i) => toOne[i]! <= toOther[i]!);
    if (near.length < SMALLEST_PART || far.length < SMALLEST_PART) return undefined;
    const stable = near.length === one.members.length && near.every((member, i) => one.members[i] === member);
    one = index.group(near);
    other = index.group(far);
    if (stable) break;
  }
  const [small, large] = one.members.length <= other.members.length ? [one, other] : [other, one];
  const cosine = index.cosines([index.probe(small.sum)], large)[0]!;
  const likeness = clusterLikeness(index, small, large, cosine);
  const least = SPLIT_PART * mergeThreshold(small.members.length, large.members.length, options);
  return likeness < least ? [small.members, large.members] : undefined;
}
