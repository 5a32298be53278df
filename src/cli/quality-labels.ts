import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { projectRoot } from '../config/project-root.js';
import type { StoryText } from '../enrichment/understanding.js';
import { FACT_KINDS } from '../knowledge/fact-kinds.js';
import type { EntityVerdict } from '../tuning/quality-entities.js';
import { KIND_SAMPLES, type KindLabel } from '../tuning/quality-kinds.js';
import type { LabelledTitle } from '../tuning/quality-titles.js';
import { readJson } from './input-files.js';
import { CommandError } from './output.js';

const judged = { story: z.string(), corpus: z.string().regex(/^[\w-]+$/) };
const verdictsSchema = z.array(
  z.object({
    ...judged,
    field: z.enum(['title', 'summary', 'text']),
    start: z.number().int().min(0),
    end: z.number().int().min(1),
    entity: z.string(),
    right: z.boolean(),
  }),
);
const kindLabelsSchema = z.array(
  z.object({
    ...judged,
    sample: z.enum(KIND_SAMPLES),
    kinds: z.array(z.enum(FACT_KINDS.map(({ id }) => id))).max(3),
  }),
);

/** As the file has it: nothing is trimmed, or the offsets of the verdicts would no longer fit. */
const storySchema = z.object({
  id: z.string(),
  title: z.string(),
  summary: z.string().optional(),
  text: z.string().optional(),
  source: z.string().optional(),
  url: z.string().optional(),
  language: z.string().optional(),
});
const ID = /^\{"id": ?"([^"]{1,200})"/;

/** Labels of our own, kept with the tests; the texts of the stories are not among them. */
export interface QualityLabels {
  readonly roles: readonly LabelledTitle[];
  readonly industries: readonly LabelledTitle[];
  readonly verdicts: readonly EntityVerdict[];
  readonly kindLabels: readonly KindLabel[];
  /** The stories of the verdicts and of the labelled kinds that the data folder has, by id. */
  readonly judgedStories: ReadonlyMap<string, StoryText>;
}

/**
 * Reads the labels of the source tree and the judged stories of the data folder.
 * @throws CommandError outside a source tree, or where a file is broken
 */
export async function readQualityLabels(folder: string): Promise<QualityLabels> {
  const tests = join(projectRoot(), 'test');
  if (!existsSync(tests)) {
    throw new CommandError('Quality is measured in a source tree: the labels in test/ are not installed.');
  }
  const verdicts = await readLabels(join(tests, 'enrichment', 'entity-verdicts.json'), verdictsSchema);
  const kindLabels = await readLabels(join(tests, 'enrichment', 'fact-kind-labels.json'), kindLabelsSchema);
  const labels = [...verdicts, ...kindLabels];
  const wanted = new Set(labels.map(({ story }) => story));
  const judgedStories = new Map<string, StoryText>();
  for (const corpus of new Set(labels.map((label) => label.corpus))) {
    const stories = join(folder, 'stories', `${corpus}.jsonl`);
    if (!existsSync(stories)) continue;
    for (const line of (await readFile(stories, 'utf8')).split('\n')) {
      if (!wanted.has(ID.exec(line)?.[1] ?? '')) continue;
      const story = storySchema.parse(JSON.parse(line));
      judgedStories.set(story.id, story);
    }
  }
  return {
    roles: titlesIn(await readFile(join(tests, 'readers', 'role-titles.txt'), 'utf8')),
    industries: titlesIn(await readFile(join(tests, 'readers', 'industry-titles.txt'), 'utf8')),
    verdicts,
    kindLabels,
    judgedStories,
  };
}

async function readLabels<T>(file: string, schema: z.ZodType<T>): Promise<T> {
  const parsed = schema.safeParse(await readJson(file));
  if (!parsed.success) throw new CommandError(`${file}: ${parsed.error.issues[0]!.message}`);
  return parsed.data;
}

/** One case a line: `text > id | id`; `#` begins a remark. */
export function titlesIn(file: string): LabelledTitle[] {
  return file
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => {
      const [text, ids] = line.split(' > ');
      if (ids === undefined) throw new CommandError(`A case reads 'text > id | id', not '${line}'`);
      return { text: text!, accepted: ids.split(' | ') };
    });
}
