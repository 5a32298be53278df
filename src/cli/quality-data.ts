import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { poolStory } from '../briefings/pool-story.js';
import { createEntityLinker } from '../enrichment/entities/entities.js';
import type { LabelledText } from '../enrichment/topics/linear-classifier.js';
import type { EventStory } from '../enrichment/events/event-terms.js';
import type { PoolStory } from '../ranking/candidate-pool.js';
import { descriptionOf } from '../tuning/quality-baselines.js';
import type { LearningCorpora } from '../tuning/quality-learning.js';
import type { GradedEdition } from '../tuning/quality-tailoring.js';
import type { LabelledStories } from '../tuning/quality-topics.js';
import {
  BadLines,
  readJson,
  readReaders,
  readStories,
  type FileReader,
  type FileStory,
} from './input-files.js';
import { offlineWorld, understandStories } from './offline.js';
import { CommandError } from './output.js';

export const gradesSchema = z.record(z.string(), z.record(z.string(), z.number().int().min(0).max(3)));
export const topicsSchema = z.record(z.string(), z.array(z.string()));
export const eventsSchema = z.array(z.array(z.string()));
const headlineSchema = z.object({
  id: z.string(),
  event: z.string(),
  title: z.string(),
  url: z.string(),
  source: z.string(),
  publishedAt: z.string(),
});

/** An edition with its stories as ranking and clustering take them. */
interface Edition {
  readonly graded: GradedEdition;
  readonly poolStories: readonly PoolStory[];
  readonly eventStories: readonly EventStory[];
}

/** Everything that the protocols read. */
export interface QualityData {
  readonly editions: readonly Edition[];
  readonly labelled: readonly LabelledStories[];
  readonly headlines: {
    readonly stories: readonly EventStory[];
    readonly truth: ReadonlyMap<string, string>;
  };
  readonly titles: ReadonlyMap<string, string>;
}

/**
 * Reads the development data and understands it as ingestion does. Editions are the sets of `gold/` with grades of
 * relevance; every set with labelled topics counts for protocol G.
 * @throws CommandError with one sentence where the data is absent or broken
 */
export async function readQualityData(folder: string): Promise<QualityData> {
  const gold = join(folder, 'gold');
  const headlinesFile = join(folder, 'clusters', 'headlines-2014.jsonl');
  if (!existsSync(gold) || !existsSync(headlinesFile)) {
    throw new CommandError(
      `The evaluation data is not in ${folder}, so nothing was measured: SCOUT_DATA names the folder that holds gold/ and clusters/.`,
    );
  }
  const bad = new BadLines(0);
  const names = (await readdir(gold))
    .flatMap((file) => /^(\w+)\.stories\.jsonl$/.exec(file)?.[1] ?? [])
    .sort();
  const readers = await readReaders(join(gold, 'readers.json'), bad);
  const labelled: LabelledStories[] = [];
  const editions: Edition[] = [];
  const titles = new Map<string, string>();
  for (const name of names) {
    const part = (what: string): string => join(gold, `${name}.${what}.json`);
    const stories = await readStories(join(gold, `${name}.stories.jsonl`), bad);
    for (const story of stories) titles.set(story.id, story.title);
    labelled.push({ name, stories, gold: await readChecked(part('topics'), topicsSchema) });
    if (!existsSync(part('relevance'))) continue;
    editions.push(
      editionOf(
        name,
        stories,
        readers,
        await readChecked(part('relevance'), gradesSchema),
        await readChecked(part('events'), eventsSchema),
      ),
    );
  }
  bad.finish();
  const headlines = await readHeadlines(headlinesFile);
  return { editions, labelled, headlines, titles };
}

/** Understands the stories of a day as ingestion does, as of {@link briefingMorning}. */
export function editionOf(
  name: string,
  stories: readonly FileStory[],
  readers: readonly FileReader[],
  grades: GradedEdition['grades'],
  sameEvents: GradedEdition['sameEvents'],
): Edition {
  const asOf = briefingMorning(stories);
  const understood = understandStories(stories, asOf.getTime());
  return {
    graded: {
      ...offlineWorld(understood, readers, [], asOf),
      name,
      grades,
      sameEvents,
      storyText: new Map(stories.map((story) => [story.id, wordsOf(story)])),
      readerText: new Map(readers.map((reader) => [reader.id, descriptionOf(reader)])),
    },
    poolStories: understood.map(poolStory),
    eventStories: stories.map((story, at) => ({
      ...story,
      publishedAt: understood[at]!.publishedAt,
      entities: understood[at]!.entities.map((tag) => tag.entity),
    })),
  };
}

const corpusSchema = z.object({
  topic: z.string().optional(),
  topics: z.array(z.string()).optional(),
  title: z.string().optional(),
  text: z.string(),
});

/** The corpora that the classifier of topics is judged by; undefined where they are absent. */
export async function readLearningCorpora(folder: string): Promise<LearningCorpora | undefined> {
  const file = (name: string): string => join(folder, 'topics', name);
  const names = ['reuters-training.jsonl', 'bbc-half.jsonl', 'agnews-test-half.jsonl'] as const;
  if (!names.every((name) => existsSync(file(name)))) return undefined;
  const [reuters, bbc, agnews] = await Promise.all(names.map((name) => readCorpus(file(name))));
  return { reuters: reuters!, bbc: bbc!, agnews: agnews! };
}

async function readCorpus(file: string): Promise<LabelledText[]> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => {
    const { topic, topics = [], title, text } = corpusSchema.parse(JSON.parse(line));
    return {
      text: title === undefined ? text : `${title}\n${text}`,
      labels: topic === undefined ? topics : [topic],
    };
  });
}

/** 07:00 UTC on the last day on which a story of the edition was published. */
export function briefingMorning(stories: readonly Pick<FileStory, 'publishedAt'>[]): Date {
  const latest = Math.max(
    ...stories.map((story) => Date.parse(story.publishedAt ?? '')).filter((at) => !Number.isNaN(at)),
  );
  if (!Number.isFinite(latest)) throw new CommandError('no story of the edition has a date');
  const day = new Date(latest);
  return new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate(), 7));
}

async function readHeadlines(file: string): Promise<QualityData['headlines']> {
  const linker = createEntityLinker();
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line.trim() !== '');
  const headlines = lines.map((line) => headlineSchema.parse(JSON.parse(line)));
  return {
    stories: headlines.map((headline) => ({
      ...headline,
      publishedAt: Date.parse(headline.publishedAt),
      entities: linker.link(headline).map((tag) => tag.entity),
    })),
    truth: new Map(headlines.map(({ id, event }) => [id, event])),
  };
}

/** @throws CommandError naming the file and the place */
export async function readChecked<T>(file: string, schema: z.ZodType<T>): Promise<T> {
  const parsed = schema.safeParse(await readJson(file));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw new CommandError(`${file}: ${issue.path.join('.')}: ${issue.message}`);
}

function wordsOf({ title, summary, text }: FileStory): string {
  return [title, summary, text].filter((part) => part !== undefined).join(' ');
}
