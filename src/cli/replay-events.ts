import { readFile } from 'node:fs/promises';
import type { ReplayEvent, TouchKind } from '../tuning/replay-log.js';
import { csvRecords, type CsvRecord } from './csv.js';
import { type BadLines, type FileEvent, readEvents } from './input-files.js';
import { CommandError } from './output.js';

/** A kind of log that is read as it lies: its columns, and the event of a line or what is wrong with it. */
interface LogFormat {
  readonly columns: readonly string[];
  readonly event: (value: (column: string) => string) => ReplayEvent | string;
}

const DESKDROP_KINDS: ReadonlyMap<string, TouchKind> = new Map([
  ['VIEW', 'view'],
  ['LIKE', 'like'],
  ['BOOKMARK', 'bookmark'],
  ['FOLLOW', 'follow'],
  ['COMMENT CREATED', 'comment'],
]);

/** Seconds since the epoch beyond this are no time that a log was written at: the year 5138. */
const MOST_SECONDS = 1e11;

/** Deskdrop: times in seconds, kinds, people with region and country, which may be empty. */
const DESKDROP: LogFormat = {
  columns: ['timestamp', 'eventType', 'contentId', 'personId', 'userRegion', 'userCountry'],
  event: (value) => {
    const seconds = value('timestamp');
    const kind = DESKDROP_KINDS.get(value('eventType'));
    if (!/^\d+(\.\d+)?$/.test(seconds) || Number(seconds) > MOST_SECONDS)
      return `timestamp: '${seconds}' is no time in seconds`;
    if (kind === undefined) return `eventType: '${value('eventType')}' is unknown`;
    const country = value('userCountry');
    return {
      ...pair(value('contentId'), value('personId')),
      kind,
      at: Number(seconds) * 1000,
      groups: [country, `${country}/${value('userRegion')}`],
    };
  },
};

/** IBM: articles and users, no times, no kinds. */
const IBM: LogFormat = {
  columns: ['article_id', 'title', 'user_id'],
  event: (value) => ({
    ...pair(value('article_id'), value('user_id')),
    kind: 'view',
    title: value('title'),
    groups: [],
  }),
};

/** What an event of the service is in a log of touches; the others touch nothing. */
const SERVICE_KINDS: Partial<Record<FileEvent['type'], TouchKind>> = {
  click: 'view',
  read: 'view',
  save: 'bookmark',
  share: 'comment',
};

/**
 * The touches of a log: the CSV files of Deskdrop and of IBM as they lie (known by their columns), or events as JSON Lines, of
 * which clicks and reads are views. A bad line is reported with its number and skipped; further columns are counted as unknown.
 * @throws CommandError for a file that cannot be read or whose columns are of neither log
 */
export async function readReplayEvents(file: string, bad: BadLines): Promise<ReplayEvent[]> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new CommandError(
      `${file}: cannot be read (${error instanceof Error ? error.message : String(error)})`,
    );
  }
  if (/^\uFEFF?\s*(\{|$)/.test(text.slice(0, 1000))) return serviceTouches(await readEvents(file, bad));
  const records = csvRecords(text);
  const head = records.next();
  const names = head.done === true ? [] : head.value.fields.map((name) => name.trim());
  const format = [DESKDROP, IBM].find(({ columns }) => columns.every((name) => names.includes(name)));
  if (format === undefined) {
    throw new CommandError(
      `${file}: is neither JSON Lines nor a CSV file with the columns ${DESKDROP.columns.join(', ')} or ${IBM.columns.join(', ')}`,
    );
  }
  const events = csvTouches(file, records, names, format, bad);
  bad.ignored(names.filter((name) => !format.columns.includes(name) && name !== 'sessionId').length);
  return events;
}

function csvTouches(
  file: string,
  records: Iterable<CsvRecord>,
  names: readonly string[],
  { columns, event }: LogFormat,
  bad: BadLines,
): ReplayEvent[] {
  const places = new Map(columns.map((name) => [name, names.indexOf(name)]));
  const events: ReplayEvent[] = [];
  for (const { line, fields } of records) {
    const place = `${file}:${line}`;
    if (fields.length !== names.length) {
      bad.report(place, `has ${fields.length} fields instead of ${names.length}`);
      continue;
    }
    const found = event((column) => fields[places.get(column)!]!);
    if (typeof found === 'string') bad.report(place, found);
    else if (found.story === '' || found.reader === '') bad.report(place, 'names no story or no person');
    else events.push(found);
  }
  return events;
}

/** An event with the id of an earlier one is the same event. */
function serviceTouches(events: readonly FileEvent[]): ReplayEvent[] {
  const seen = new Set<string>();
  return events.flatMap(({ id, type, story, reader, at }): ReplayEvent[] => {
    const kind = SERVICE_KINDS[type];
    if (kind === undefined || story === undefined || (id !== undefined && seen.has(id))) return [];
    if (id !== undefined) seen.add(id);
    return [{ story, reader, kind, at: Date.parse(at), groups: [] }];
  });
}

function pair(story: string, reader: string): Pick<ReplayEvent, 'story' | 'reader'> {
  return { story: story.trim(), reader: reader.trim() };
}
