import type { EntityLinker } from '../enrichment/entities/entities.js';
import type { StoryField, StoryText } from '../enrichment/understanding.js';

/** One mention that the linker found and a person judged; offsets are UTF-16 units of the field. */
export interface EntityVerdict {
  readonly story: string;
  readonly field: StoryField;
  readonly start: number;
  readonly end: number;
  readonly entity: string;
  readonly right: boolean;
}

export interface EntityQuality {
  /** Mentions judged by eye. */
  readonly verdicts: number;
  /** Share of them that were right when they were judged, 0 to 1. */
  readonly precisionWhenJudged: number;
  /** Of them, those that the linker still finds at the same place as the same entity. */
  readonly produced: number;
  /** Share of the produced that are right, 0 to 1. */
  readonly precision: number;
}

/** Links the stories of the verdicts again and counts what is still produced and right. */
export function measureEntities(
  verdicts: readonly EntityVerdict[],
  stories: ReadonlyMap<string, StoryText>,
  linker: EntityLinker,
): EntityQuality {
  const found = new Set<string>();
  for (const id of new Set(verdicts.map(({ story }) => story))) {
    const story = stories.get(id);
    if (story === undefined) continue;
    for (const { entity, mentions } of linker.link(story)) {
      for (const { field, start, end } of mentions)
        found.add(keyOf({ story: id, field, start, end, entity }));
    }
  }
  const produced = verdicts.filter((verdict) => found.has(keyOf(verdict)));
  return {
    verdicts: verdicts.length,
    precisionWhenJudged: shareRight(verdicts),
    produced: produced.length,
    precision: shareRight(produced),
  };
}

function shareRight(verdicts: readonly EntityVerdict[]): number {
  return verdicts.length === 0 ? 0 : verdicts.filter(({ right }) => right).length / verdicts.length;
}

function keyOf({ story, field, start, end, entity }: Omit<EntityVerdict, 'right'>): string {
  return [story, field, start, end, entity].join(' ');
}
