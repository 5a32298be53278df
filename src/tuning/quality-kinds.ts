import { microF1, perTopicF1, type F1 } from '../enrichment/topics/evaluation.js';
import type { Understander } from '../enrichment/understand.js';
import type { StoryText } from '../enrichment/understanding.js';
import { FACT_KINDS, type FactKind } from '../knowledge/fact-kinds.js';

export const KIND_SAMPLES = ['a', 'b', 'c'] as const;
export type KindSample = (typeof KIND_SAMPLES)[number];

/** The kinds of fact that a person found in one story; none is an answer too. */
export interface KindLabel {
  /** `a`: the cues were improved on it; `b`: labelled at the same time, and looked at since; `c`: labelled before the cues grew again, measured when that was done. */
  readonly sample: KindSample;
  readonly story: string;
  readonly kinds: readonly FactKind[];
}

export interface KindQuality {
  readonly sample: KindSample;
  /** Labelled stories that the data folder has. */
  readonly stories: number;
  readonly micro: F1;
  /** Micro-F1 of giving every story the most frequent kind. */
  readonly baseline: number;
  /** In the order of the kinds; those that occur in labels or answers, with how often they were given. */
  readonly byKind: readonly { readonly kind: FactKind; readonly f1: F1; readonly given: number }[];
}

/** Understands the labelled stories again and compares sets of kinds, sample by sample. */
export function measureKinds(
  labels: readonly KindLabel[],
  stories: ReadonlyMap<string, StoryText>,
  understander: Understander,
): KindQuality[] {
  return KIND_SAMPLES.map((sample) => {
    const judged = labels.flatMap((label) => {
      const story = label.sample === sample ? stories.get(label.story) : undefined;
      return story === undefined ? [] : [{ story, right: new Set<string>(label.kinds) }];
    });
    const right = judged.map((one) => one.right);
    const given = judged.map(
      ({ story }) => new Set<string>(understander.understand(story).kinds.map(({ kind }) => kind)),
    );
    const byKind = perTopicF1(given, right);
    const common = [...byKind].reduce<readonly [string, number]>(
      (most, [kind, { support }]) => (support > most[1] ? [kind, support] : most),
      ['', 0],
    )[0];
    return {
      sample,
      stories: judged.length,
      micro: microF1(given, right),
      baseline: microF1(
        judged.map(() => new Set([common])),
        right,
      ).f1,
      byKind: FACT_KINDS.flatMap(({ id }) => {
        const f1 = byKind.get(id);
        return f1 === undefined
          ? []
          : [{ kind: id, f1, given: given.filter((kinds) => kinds.has(id)).length }];
      }),
    };
  });
}
