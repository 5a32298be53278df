import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { storyInputSchema } from '../catalog/stories/story-schema.js';
import { eventSchema } from '../engagement/event-schema.js';
import { readerEntrySchema } from '../readers/reader-schema.js';
import { CommandError, tell } from './output.js';

const fileStorySchema = storyInputSchema.extend({
  id: z.string().min(1).max(200),
  // Not trimmed: offsets in results are those of the line.
  title: z
    .string()
    .max(5000)
    .refine((title) => title.trim() !== '', 'must not be empty'),
});
export type FileStory = z.output<typeof fileStorySchema>;
export type FileReader = z.output<typeof readerEntrySchema>;
export type FileEvent = z.output<typeof eventSchema>;

/** Counts what was wrong with an input; `--max-bad` says how much of it may be. */
export class BadLines {
  private bad = 0;
  private unknownFields = 0;

  constructor(private readonly most: number) {}

  report(place: string, reason: string): void {
    this.bad++;
    tell(`${place}: ${reason}`);
  }

  ignored(fields: number): void {
    this.unknownFields += fields;
  }

  /** @throws CommandError when more was bad than may be; after the results are out */
  finish(): void {
    if (this.unknownFields > 0) tell(`${this.unknownFields} unknown field(s) were ignored`);
    if (this.bad > this.most)
      throw new CommandError(
        `${this.bad} bad entr${this.bad === 1 ? 'y' : 'ies'} in the input (--max-bad ${this.most})`,
      );
  }
}

/** Stories of a JSON Lines file; a bad line is reported with its number and skipped, a doubled id as well. */
export async function readStories(file: string, bad: BadLines): Promise<FileStory[]> {
  const stories = await readJsonLines(file, fileStorySchema, bad);
  return unique(stories, (story) => story.id, file, bad);
}

export async function readEvents(file: string, bad: BadLines): Promise<FileEvent[]> {
  return (await readJsonLines(file, eventSchema, bad)).map(({ value }) => value);
}

/** Readers of a JSON file: a list, checked entry by entry. */
export async function readReaders(file: string, bad: BadLines): Promise<FileReader[]> {
  const content = await readJson(file);
  if (!Array.isArray(content)) throw new CommandError(`${file}: must be a JSON list of readers`);
  const readers = content.flatMap((raw: unknown, index) => {
    const place = `${file}: reader ${index + 1}`;
    const value = checked(raw, readerEntrySchema, place, bad);
    return value === undefined ? [] : [{ place, value }];
  });
  return unique(readers, (reader) => reader.id, file, bad);
}

/** @throws CommandError naming the file */
export async function readJson(file: string): Promise<unknown> {
  const text = await readText(file);
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as unknown;
  } catch (error) {
    throw new CommandError(`${file}: is no JSON (${error instanceof Error ? error.message : String(error)})`);
  }
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new CommandError(
      `${file}: cannot be read (${error instanceof Error ? error.message : String(error)})`,
    );
  }
}

interface Placed<T> {
  readonly place: string;
  readonly value: T;
}

async function readJsonLines<T>(
  file: string,
  schema: z.ZodObject & z.ZodType<T>,
  bad: BadLines,
): Promise<Placed<T>[]> {
  const values: Placed<T>[] = [];
  let number = 0;
  try {
    for await (const line of createInterface({
      input: createReadStream(file, 'utf8'),
      crlfDelay: Infinity,
    })) {
      number++;
      if (line.trim() === '') continue;
      const place = `${file}:${number}`;
      let raw: unknown;
      try {
        raw = JSON.parse(number === 1 ? line.replace(/^\uFEFF/, '') : line);
      } catch {
        bad.report(place, 'is no JSON');
        continue;
      }
      const value = checked(raw, schema, place, bad);
      if (value !== undefined) values.push({ place, value });
    }
  } catch (error) {
    throw new CommandError(
      `${file}: cannot be read (${error instanceof Error ? error.message : String(error)})`,
    );
  }
  return values;
}

function checked<T>(
  raw: unknown,
  schema: z.ZodObject & z.ZodType<T>,
  place: string,
  bad: BadLines,
): T | undefined {
  const parsed = schema.safeParse(withoutNulls(raw));
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    bad.report(place, `${issue.path.join('.') || 'entry'}: ${issue.message}`);
    return undefined;
  }
  bad.ignored(Object.keys(raw as object).filter((name) => !Object.hasOwn(schema.shape, name)).length);
  return parsed.data;
}

/** Null is how many writers say that a field is absent. */
function withoutNulls(raw: unknown): unknown {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return raw;
  return Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== null));
}

function unique<T>(
  entries: readonly Placed<T>[],
  idOf: (value: T) => string,
  file: string,
  bad: BadLines,
): T[] {
  const byId = new Map<string, T>();
  for (const { place, value } of entries) {
    if (byId.has(idOf(value))) bad.report(place, `id '${idOf(value)}' stands in ${file} before`);
    else byId.set(idOf(value), value);
  }
  return [...byId.values()];
}
