import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CompositeSource } from '../enrichment/composite.js';
import { clusterStories } from '../enrichment/events/event-clusters.js';
import { createUnderstanding } from '../enrichment/understand.js';
import { BadLines, readStories, type FileStory } from './input-files.js';

/** The events of two stories or more among stories of a file, each with all that composing needs; no database. */
export function eventsAmong(stories: readonly FileStory[]): CompositeSource[][] {
  const understander = createUnderstanding();
  const sources = stories.map((story): CompositeSource => {
    const { entities, figures } = understander.understand(story);
    return {
      ...story,
      publishedAt: momentOf(story),
      entities: entities.map(({ entity }) => entity),
      figures,
    };
  });
  const byId = new Map(sources.map((source) => [source.id, source]));
  return clusterStories(sources).map((group) => group.map((id) => byId.get(id)!));
}

/** When a story was published, milliseconds; 0 where its line does not say. */
export function momentOf({ publishedAt = '' }: FileStory): number {
  const at = Date.parse(publishedAt);
  return Number.isNaN(at) ? 0 : at;
}

/** A set of stories of the development data with its events. */
export interface EventSet {
  readonly name: string;
  readonly events: readonly (readonly CompositeSource[])[];
}

/**
 * The events of every labelled set (`gold`) and corpus (`stories`) in the data folder; lines that are no stories are left
 * out. The corpora take some ten seconds.
 */
export async function readEventSets(
  folder: string,
  parts: readonly ('gold' | 'stories')[] = ['gold', 'stories'],
): Promise<EventSet[]> {
  const sets: EventSet[] = [];
  for (const part of parts) {
    if (!existsSync(join(folder, part))) continue;
    for (const file of (await readdir(join(folder, part))).sort()) {
      const name = /^([\w-]+)(?:\.stories)?\.jsonl$/.exec(file)?.[1];
      if (name === undefined) continue;
      const stories = await readStories(join(folder, part, file), new BadLines(Infinity));
      sets.push({ name, events: eventsAmong(stories) });
    }
  }
  return sets;
}
