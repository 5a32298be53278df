import { ENTITIES } from '../knowledge/entities.js';
import { INDUSTRY_TOPICS } from '../knowledge/industry-topics.js';
import type { SparseVector } from '../ranking/reader.js';

const standings = standingsByTopic();
const NOBODY: SparseVector = {};

/** How much each name stands for a topic, 0 to 1; always the very same object for a topic. */
export function companiesOf(topic: string): SparseVector {
  return standings.get(topic) ?? NOBODY;
}

/**
 * The names that stand for topics through their industries: value of the topic × how much the name stands for it × `share`,
 * the most telling where several topics lead to a name. A wanted topic outweighs an unwanted one.
 */
export function companiesOfTopics(
  values: Readonly<Record<string, number>>,
  share: number,
): Record<string, number> {
  const weights: Record<string, number> = {};
  for (const [topic, value] of Object.entries(values)) {
    for (const [entity, standing] of Object.entries(companiesOf(topic))) {
      const weight = share * value * standing;
      const known = weights[entity] ?? 0;
      if (weight > 0 ? weight > known : known <= 0 && weight < known) weights[entity] = weight;
    }
  }
  return weights;
}

/**
 * A name of n industries stands for each of them by an n-th: of Amazon's doings few are cloud matters. Software products
 * stand for themselves only: an update of an operating system is no news of business software.
 */
function standingsByTopic(): ReadonlyMap<string, SparseVector> {
  const best = new Map<string, Map<string, number>>();
  for (const { id, type, industries = [] } of ENTITIES) {
    for (const industry of industries) {
      if (type === 'product' && industry === 'software-saas') continue;
      for (const [topic, value] of Object.entries(INDUSTRY_TOPICS[industry])) {
        const names = best.get(topic) ?? new Map<string, number>();
        names.set(id, Math.max(names.get(id) ?? 0, value / industries.length));
        best.set(topic, names);
      }
    }
  }
  return new Map([...best].map(([topic, names]) => [topic, Object.fromEntries(names)]));
}
