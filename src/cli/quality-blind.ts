import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { projectRoot } from '../config/project-root.js';
import { isBlind } from '../tuning/quality-checks.js';
import type { GradedEdition } from '../tuning/quality-tailoring.js';
import type { LabelledStories } from '../tuning/quality-topics.js';
import { BadLines, readReaders, readStories, type FileStory } from './input-files.js';
import { gradesSchema, editionOf, eventsSchema, readChecked, topicsSchema } from './quality-data.js';
import { CommandError } from './output.js';

const setSchema = z.object({
  /** By corpus. */
  stories: z.record(z.string().regex(/^[\w-]+$/), topicsSchema),
  /** Of an edition only, as are those that follow: the file of its readers. */
  readers: z
    .string()
    .regex(/^[\w-]+$/)
    .optional(),
  relevance: gradesSchema.optional(),
  events: eventsSchema.optional(),
});

/** Stories of the unlabelled corpora that were labelled by hand without sight of what Scout makes of them. */
export interface BlindSets {
  readonly labelled: readonly LabelledStories[];
  /** Those of a day that were graded for readers too. */
  readonly editions: readonly GradedEdition[];
}

/**
 * Reads the labels of the source tree and their stories from the data folder; sets whose corpora are absent are left out.
 * @throws CommandError where a file is broken or a corpus lacks a story
 */
export async function readBlindSets(folder: string): Promise<BlindSets> {
  const labels = join(projectRoot(), 'test', 'quality', 'blind');
  const bad = new BadLines(0);
  const corpora = new Map<string, ReadonlyMap<string, FileStory>>();
  const labelled: LabelledStories[] = [];
  const editions: GradedEdition[] = [];
  const names = (await readdir(labels)).flatMap((file) => /^(\w+)\.json$/.exec(file)?.[1] ?? []).sort();
  for (const name of names.filter(isBlind)) {
    const set = await readChecked(join(labels, `${name}.json`), setSchema);
    const files = Object.keys(set.stories).map((corpus) => join(folder, 'stories', `${corpus}.jsonl`));
    if (!files.every((file) => existsSync(file))) continue;
    for (const file of files) {
      if (!corpora.has(file))
        corpora.set(file, new Map((await readStories(file, bad)).map((story) => [story.id, story])));
    }
    const stories = Object.values(set.stories).flatMap((topics, at) =>
      Object.keys(topics).map((id) => {
        const story = corpora.get(files[at]!)!.get(id);
        if (story === undefined) throw new CommandError(`${files[at]!} has no story '${id}' of set ${name}`);
        return story;
      }),
    );
    labelled.push({
      name,
      stories,
      gold: Object.assign({}, ...Object.values(set.stories)) as LabelledStories['gold'],
    });
    if (set.readers === undefined) continue;
    const readers = await readReaders(join(labels, `${set.readers}.json`), bad);
    editions.push(editionOf(name, stories, readers, set.relevance ?? {}, set.events ?? []).graded);
  }
  return { labelled, editions };
}
