import type { NameInText } from './entity-context.js';

/** Words of the title before a name that still count as its leading position. */
const LEADING_WORDS = 2;

/** How much one mention makes the story be about its entity, 0 to 1, by place. The steps were set by hand. */
export function mentionWeight(name: Pick<NameInText, 'field' | 'start' | 'index' | 'first'>): number {
  switch (name.field) {
    case 'title':
      return name.first && name.index <= LEADING_WORDS ? 1 : Math.max(0.6, 0.88 - 0.02 * name.index);
    case 'summary':
      return name.start < 150 ? 0.45 : 0.3;
    case 'text':
      return name.start < 500 ? 0.3 : 0.12;
  }
}

/** The best place, and 0.04 for each further mention up to 0.2; 0 to 1. */
export function salienceOf(weights: readonly number[]): number {
  const best = Math.max(...weights);
  return Math.min(1, Math.round((best + Math.min(0.2, 0.04 * (weights.length - 1))) * 1000) / 1000);
}
