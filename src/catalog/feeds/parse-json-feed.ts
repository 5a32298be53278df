import { FeedUnreadableError } from './feed-error.js';
import { parseFeedDate } from './feed-dates.js';
import { safeLink } from './feed-elements.js';
import { FEED_LIMITS } from './parsed-feed.js';
import type { ParsedEnclosure, ParsedFeed, ParsedItem, TextField } from './parsed-feed.js';

type Json = Readonly<Record<string, unknown>>;

/** JSON Feed 1.0 and 1.1 (jsonfeed.org); entries that are no objects are left out with a warning. */
export function parseJsonFeed(text: string, encoding: string, url?: string): ParsedFeed {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    throw new FeedUnreadableError('The file begins like JSON but is not valid JSON.', { cause: error });
  }
  if (!isObject(document)) throw new FeedUnreadableError('The file is JSON but no object, so no JSON Feed.');
  const version = /jsonfeed\.org\/version\/([\d.]+)/.exec(string(document['version']) ?? '')?.[1];
  const entries = document['items'];
  if (!Array.isArray(entries) && version === undefined) {
    throw new FeedUnreadableError("The file is JSON but no JSON Feed: it has no 'version' and no 'items'.");
  }
  const list: readonly unknown[] = Array.isArray(entries) ? entries : [];
  const warnings: string[] = [];
  const items: ParsedItem[] = [];
  list.slice(0, FEED_LIMITS.items).forEach((entry, index) => {
    if (isObject(entry)) items.push(jsonItem(entry, url));
    else if (warnings.length < 20) warnings.push(`items.${index} is no object and was left out.`);
  });
  if (list.length > FEED_LIMITS.items) {
    warnings.push(`The feed has ${list.length} items; the first ${FEED_LIMITS.items} were read.`);
  }
  return {
    format: version === undefined ? 'json' : `json ${version.includes('.') ? version : `${version}.0`}`,
    encoding,
    feed: {
      title: string(document['title']) ?? null,
      link: safeLink(string(document['home_page_url']), url) ?? null,
      description: string(document['description']) ?? null,
      language: string(document['language']) ?? null,
      id: string(document['feed_url']) ?? null,
      author: authors(document) ?? null,
      published: null,
      updated: null,
      rights: null,
      generator: null,
      image: safeLink(string(document['icon']) ?? string(document['favicon']), url) ?? null,
      categories: [],
    },
    items,
    warnings,
  };
}

function jsonItem(entry: Json, url: string | undefined): ParsedItem {
  const html = string(entry['content_html']);
  const content = html ?? string(entry['content_text']);
  const summary = string(entry['summary']);
  const markup: TextField[] = html === undefined ? [] : ['content'];
  return {
    id: string(entry['id']) ?? null,
    title: string(entry['title'])?.slice(0, FEED_LIMITS.title) ?? null,
    link: safeLink(string(entry['url']) ?? string(entry['external_url']), url) ?? null,
    author: authors(entry) ?? null,
    published: date(entry['date_published']),
    updated: date(entry['date_modified']),
    summary: summary ?? null,
    content: content ?? null,
    categories: strings(entry['tags']),
    language: string(entry['language']) ?? null,
    enclosures: enclosures(entry['attachments'], url),
    markup,
  };
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A non-empty string; numbers are taken as ids are often written so. */
function string(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  return text === '' ? undefined : text.slice(0, FEED_LIMITS.text);
}

function strings(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  const terms = value.slice(0, 100).map((one: unknown) => string(one)?.slice(0, 300));
  return [...new Set(terms.filter((one) => one !== undefined))];
}

function date(value: unknown): string | null {
  const text = string(value);
  return (text === undefined ? undefined : parseFeedDate(text)?.toISOString()) ?? null;
}

function authors(holder: Json): string | undefined {
  const many: readonly unknown[] = Array.isArray(holder['authors']) ? holder['authors'] : [];
  const named = [...many, holder['author']]
    .map((one) => (isObject(one) ? string(one['name']) : string(one)))
    .filter((one) => one !== undefined);
  return named.length === 0 ? undefined : [...new Set(named)].slice(0, 20).join(', ');
}

function enclosures(value: unknown, url: string | undefined): ParsedEnclosure[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, 50).flatMap((one: unknown) => {
    if (!isObject(one)) return [];
    const link = safeLink(string(one['url']), url);
    const size = one['size_in_bytes'];
    return link === undefined
      ? []
      : [
          {
            url: link,
            type: string(one['mime_type']) ?? null,
            length: typeof size === 'number' && size >= 0 ? size : null,
          },
        ];
  });
}
