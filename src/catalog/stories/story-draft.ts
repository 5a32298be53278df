import { createHash } from 'node:crypto';
import { parseFeedDate } from '../feeds/feed-dates.js';
import type { ParsedFeed, ParsedItem } from '../feeds/parsed-feed.js';
import { cut, plainLine, plainText, tidy } from '../feeds/plain-text.js';
import { storyIdentity, storyIdOf } from './story-identity.js';
import type { IngestError, StoryDraft } from './story.js';
import type { StoryInput } from './story-schema.js';

const LIMITS = { title: 500, author: 300, summary: 10_000, text: 100_000, url: 2_048, guid: 1_000 } as const;
const HOUR = 3_600_000;
/** Earlier dates are the marks of broken clocks and empty fields. */
const EARLIEST = Date.parse('1995-01-01T00:00:00Z');
const MOST_AHEAD_MS = 48 * HOUR;

export interface Drafting {
  readonly drafts: readonly StoryDraft[];
  readonly errors: readonly IngestError[];
  readonly warnings: readonly IngestError[];
}

/** The items of a feed as drafts of one source; what cannot be stored is reported with its place. */
export function draftsOfFeed(sourceId: string, parsed: ParsedFeed, now: Date): Drafting {
  const errors: IngestError[] = [];
  const warnings: IngestError[] = [];
  const drafts: StoryDraft[] = [];
  const counts = guidCounts(parsed.items);
  parsed.items.forEach((item, index) => {
    const html = (field: 'title' | 'summary' | 'content'): boolean => item.markup.includes(field);
    const raw: RawStory = {
      index,
      place: `items.${index}`,
      sourceId,
      // A guid that several items share says nothing of any of them.
      guid: item.id !== null && counts.get(item.id) === 1 ? tidy(item.id).slice(0, LIMITS.guid) : null,
      url: pageAddress(item.link, parsed.feed.link),
      author: item.author === null ? null : plainLine(item.author, true, LIMITS.author),
      title: plainLine(item.title ?? '', html('title'), LIMITS.title),
      summary: textOf(item.summary, html('summary'), LIMITS.summary),
      text: textOf(item.content, html('content'), LIMITS.text),
      language: languageTag(item.language ?? parsed.feed.language),
      dates: [item.published, item.updated],
    };
    finish(raw, undefined, now, { drafts, errors, warnings });
  });
  return { drafts, errors, warnings };
}

/** One posted story as a draft. */
export function draftOfInput(
  input: StoryInput,
  sourceId: string,
  index: number,
  now: Date,
  into: { drafts: StoryDraft[]; errors: IngestError[]; warnings: IngestError[] },
): void {
  const raw: RawStory = {
    index,
    place: `stories.${index}`,
    sourceId,
    guid: input.id ?? null,
    url: pageAddress(input.url ?? null, null),
    author: input.author === undefined ? null : plainLine(input.author, false, LIMITS.author),
    title: plainLine(input.title, isMarkup(input.title), LIMITS.title),
    summary: textOf(input.summary ?? null, isMarkup(input.summary), LIMITS.summary),
    text: textOf(input.text ?? null, isMarkup(input.text), LIMITS.text),
    language: languageTag(input.language ?? null),
    dates: [input.publishedAt ?? null],
  };
  if (input.url !== undefined && raw.url === null) {
    into.warnings.push(problem(raw, 'url', 'is no http or https address and was left out', 'URL_IGNORED'));
  }
  finish(raw, input.id, now, into);
}

interface RawStory extends Omit<StoryDraft, 'id' | 'identity' | 'publishedAt' | 'dated' | 'contentHash'> {
  readonly place: string;
  /** As stated, best first. */
  readonly dates: readonly (string | null)[];
}

function finish(
  raw: RawStory,
  id: string | undefined,
  now: Date,
  into: { drafts: StoryDraft[]; errors: IngestError[]; warnings: IngestError[] },
): void {
  if (raw.title === '') {
    into.errors.push(problem(raw, 'title', 'is missing or empty', 'TITLE_MISSING'));
    return;
  }
  const stated = raw.dates.filter((date) => date !== null);
  const date = stated.map(parseFeedDate).find((one) => one !== undefined && isPlausible(one, now));
  const [firstStated] = stated;
  if (date === undefined && firstStated !== undefined) {
    const message = `'${cut(tidy(firstStated), 40)}' is no plausible date; the time of first sight was taken`;
    into.warnings.push(problem(raw, 'publishedAt', message, 'DATE_IGNORED'));
  }
  const identity = storyIdentity({
    sourceId: raw.sourceId,
    url: raw.url ?? undefined,
    guid: raw.guid ?? undefined,
    title: raw.title,
  });
  const { place: _place, dates: _dates, ...fields } = raw;
  into.drafts.push({
    ...fields,
    id: id ?? storyIdOf(identity),
    identity,
    // Clocks differ: nothing has been published later than it was seen.
    publishedAt: new Date(Math.min((date ?? now).getTime(), now.getTime())),
    dated: date !== undefined,
    contentHash: contentHash(raw, date),
  });
}

function isPlausible(date: Date, now: Date): boolean {
  return date.getTime() >= EARLIEST && date.getTime() <= now.getTime() + MOST_AHEAD_MS;
}

/** Of what the source states; a date that we chose ourselves is no change. */
function contentHash(raw: RawStory, date: Date | undefined): Buffer {
  const content = [raw.title, raw.summary, raw.text, raw.author, raw.url, raw.language, date?.toISOString()];
  return createHash('sha256').update(JSON.stringify(content)).digest().subarray(0, 16);
}

function problem(raw: RawStory, field: string, message: string, code: string): IngestError {
  return { index: raw.index, path: `${raw.place}.${field}`, message, code };
}

function textOf(value: string | null, html: boolean, limit: number): string | null {
  if (value === null) return null;
  const text = html ? plainText(value, limit) : cut(tidy(value.slice(0, limit * 2)), limit);
  return text === '' ? null : text;
}

/** Posted texts are plain by contract; some clients send HTML all the same. */
function isMarkup(value: string | undefined): boolean {
  return value !== undefined && /<\/?[a-z][a-z0-9]{0,15}(?:\s[^<>]{0,500})?\/?>/i.test(value);
}

function pageAddress(link: string | null, base: string | null): string | null {
  if (link === null) return null;
  const url = URL.parse(link.trim(), base ?? undefined);
  if (!url || !/^https?:$/.test(url.protocol)) return null;
  url.username = '';
  url.password = '';
  return url.href.length > LIMITS.url ? null : url.href;
}

function languageTag(written: string | null): string | null {
  return written !== null && /^[a-z]{2,8}(?:-[a-z0-9]{1,8}){0,4}$/i.test(written) ? written : null;
}

function guidCounts(items: readonly ParsedItem[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { id } of items) if (id !== null) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}
