/** Precision, recall and their harmonic mean, each 0 to 1. */
export interface ClusterScore {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/**
 * B-cubed (Bagga & Baldwin 1998): for each item the share of its group that belongs with it, and the share of what
 * belongs with it that is in its group, averaged over items.
 * @param predicted item to group; an item missing here stands alone.
 * @param truth item to event; must not be empty.
 * @throws RangeError if `truth` is empty.
 */
export function bCubedF1(
  predicted: ReadonlyMap<string, string>,
  truth: ReadonlyMap<string, string>,
): ClusterScore {
  if (truth.size === 0) throw new RangeError('B-cubed needs at least one item');
  const keyed = [...truth].map(([item, event]) => {
    const group = predicted.get(item);
    // JSON keeps a group's name apart from a lone item's
    const groupKey = JSON.stringify(group === undefined ? { alone: item } : [group]);
    return { groupKey, event, both: JSON.stringify([groupKey, event]) };
  });
  const groups = countBy(keyed.map((item) => item.groupKey));
  const events = countBy(keyed.map((item) => item.event));
  const both = countBy(keyed.map((item) => item.both));
  let precision = 0;
  let recall = 0;
  for (const item of keyed) {
    const together = both.get(item.both) ?? 0;
    precision += together / (groups.get(item.groupKey) ?? 1);
    recall += together / (events.get(item.event) ?? 1);
  }
  return scoreOf(precision / truth.size, recall / truth.size);
}

/**
 * Pairwise F1: pairs of stories put together against pairs that belong together. Groups of one make no pair.
 * Without any predicted pair precision is 1; without any true pair recall is 1.
 */
export function pairwiseF1(
  predicted: readonly (readonly string[])[],
  truth: readonly (readonly string[])[],
): ClusterScore {
  const found = pairsOf(predicted);
  const wanted = pairsOf(truth);
  let hits = 0;
  for (const pair of found) if (wanted.has(pair)) hits++;
  return scoreOf(found.size === 0 ? 1 : hits / found.size, wanted.size === 0 ? 1 : hits / wanted.size);
}

function scoreOf(precision: number, recall: number): ClusterScore {
  const sum = precision + recall;
  return { precision, recall, f1: sum === 0 ? 0 : (2 * precision * recall) / sum };
}

function countBy(keys: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

function pairsOf(groups: readonly (readonly string[])[]): Set<string> {
  const pairs = new Set<string>();
  for (const group of groups) {
    const sorted = [...new Set(group)].sort();
    sorted.forEach((first, i) => {
      for (const second of sorted.slice(i + 1)) pairs.add(JSON.stringify([first, second]));
    });
  }
  return pairs;
}
