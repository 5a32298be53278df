import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { personFromText } from '../../src/catalog/feed-elements.js';
import { parseFeed } from '../../src/catalog/parse-feed.js';
import type { ParsedFeed, ParsedItem } from '../../src/catalog/parsed-feed.js';
import { plainText } from '../../src/catalog/plain-text.js';

/** One case of a conformance corpus, judged on the fields that Scout's contract names. */
export interface CorpusCase {
  readonly corpus: 'feedparser-wellformed' | 'feedparser-encoding' | 'gofeed';
  readonly file: string;
  readonly verdict: 'passed' | 'failed' | 'outside';
  readonly detail?: string;
}

type Value = string | number | null;

/** Reads both corpora below `root` (`feeds/feedparser`, `feeds/gofeed`). */
export function judgeCorpora(root: string): CorpusCase[] {
  const tests = join(root, 'feedparser', 'tests');
  return [
    ...filesBelow(join(tests, 'wellformed'), '.xml')
      .filter((file) => !/\/(?:sanitize|cdf|geo)\//.test(file))
      .map((file) => feedparserCase('feedparser-wellformed', root, file)),
    ...filesBelow(join(tests, 'encoding'), '.xml')
      .filter((file) => !/utf[-_]?32/i.test(file))
      .map((file) => feedparserCase('feedparser-encoding', root, file)),
    ...['translator', 'parser']
      .flatMap((folder) => filesBelow(join(root, 'gofeed', 'testdata', folder), '.json'))
      .filter((file) => existsSync(file.replace(/\.json$/, '.xml')))
      .map((file) => gofeedCase(root, file)),
  ];
}

function filesBelow(folder: string, extension: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(extension))
    .map((name) => join(folder, name))
    .sort();
}

function asText(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString('utf16le');
  if (bytes[1] === 0 && bytes[0] !== 0) return bytes.toString('utf16le');
  if ((bytes[0] === 0xfe && bytes[1] === 0xff) || bytes[0] === 0) {
    return Buffer.from(bytes.subarray(0, bytes.length & ~1))
      .swap16()
      .toString('utf16le');
  }
  return bytes.toString('utf8');
}

function feedparserCase(corpus: CorpusCase['corpus'], root: string, file: string): CorpusCase {
  const name = relative(root, file);
  const bytes = readFileSync(file);
  const text = asText(bytes);
  const expectation = /Expect:\s*(.*?)\s*-->/s.exec(text)?.[1] ?? '1';
  const header = (key: string): string | undefined =>
    new RegExp(`^Header:\\s+${key}:\\s*(.*)$`, 'im').exec(text)?.[1]?.trim();
  // The corpus serves these from a fixed address; only cases that travel over HTTP know one.
  const served = name.includes('http')
    ? `http://127.0.0.1:8097/tests/${name.split('/tests/')[1] ?? ''}`
    : undefined;
  const location = header('Content-Location');
  const url = location !== undefined && served !== undefined ? new URL(location, served).href : served;
  let parsed: ParsedFeed;
  try {
    parsed = parseFeed(bytes, { contentType: header('Content-type'), url });
  } catch (error) {
    return { corpus, file: name, verdict: 'failed', detail: String(error) };
  }
  // `… or …` gives the same value in two spellings; the last is the plain one.
  const clauses = clausesOf(expectation.split(/ or (?=feed|entries)/).at(-1) ?? '');
  let judged = 0;
  for (const [path, expected] of clauses) {
    const actual = lookUp(parsed, path);
    if (actual === undefined) continue;
    judged++;
    if (
      !same(actual, expected, /(?:_parsed|published|updated|modified|issued|created|date)'\]$/.test(path))
    ) {
      return {
        corpus,
        file: name,
        verdict: 'failed',
        detail: `${path} should be ${JSON.stringify(expected)}, is ${JSON.stringify(actual)}`,
      };
    }
  }
  return { corpus, file: name, verdict: judged === 0 ? 'outside' : 'passed' };
}

/** The `path == literal` parts of a Python condition; chains such as `a == b == 'x'` give one for each path. */
function clausesOf(expression: string): [string, Value][] {
  const found: [string, Value][] = [];
  const literal = String.raw`(u?'''[\s\S]*?'''|u?"""[\s\S]*?"""|u?'(?:[^'\\]|\\[\s\S])*'|u?"(?:[^"\\]|\\[\s\S])*"|None|\([\d, ]+\))`;
  const path = String.raw`((?:feed|entries\[\d+\])(?:\.\w+|\['\w+'\]|\[\d+\])+)`;
  for (const m of expression.matchAll(new RegExp(`${path}\\s*==\\s*(?:${path}\\s*==\\s*)?${literal}`, 'g'))) {
    const value = python(m[3] ?? '');
    const paths = [m[1], m[2]].filter((one) => one !== undefined);
    for (const one of paths) found.push([one.replace(/\.(\w+)/g, "['$1']"), value]);
  }
  return found;
}

function python(literal: string): Value {
  if (literal === 'None') return null;
  if (literal.startsWith('(')) {
    const [y = 0, mo = 1, d = 1, h = 0, mi = 0, s = 0] = literal.slice(1, -1).split(',').map(Number);
    return new Date(Date.UTC(y, mo - 1, d, h, mi, s)).toISOString();
  }
  const body = literal.replace(/^u/, '').replace(/^('''|"""|'|")([\s\S]*)\1$/, '$2');
  return body.replace(
    /\\(?:u([0-9a-f]{4})|x([0-9a-f]{2})|([\s\S]))/gi,
    (_, u?: string, x?: string, c?: string) =>
      c === undefined
        ? String.fromCharCode(parseInt(u ?? x ?? '0', 16))
        : c === 'n'
          ? '\n'
          : c === 't'
            ? '\t'
            : c,
  );
}

const ALIASES: Readonly<Record<string, string>> = {
  guid: 'id',
  tagline: 'description',
  subtitle: 'description',
  info: 'description',
  copyright: 'rights',
  modified: 'updated',
  date: 'updated',
  issued: 'published',
  created: 'published',
};

/** The value of a feedparser path in our shape; undefined where the contract has no such field. */
function lookUp(parsed: ParsedFeed, path: string): Value | undefined {
  const [head, ...keys] = [...path.matchAll(/feed|entries|\['(\w+)'\]|\[(\d+)\]/g)].map(
    (m) => m[1] ?? m[2] ?? m[0],
  );
  const isFeed = head === 'feed';
  const holder = isFeed ? parsed.feed : parsed.items[Number(keys.shift())];
  if (holder === undefined) return null;
  const steps = keys.join('/').replace('_detail/value', '').replace('_parsed', '');
  const name = ALIASES[steps] ?? steps;
  if (isFeed) {
    const field = name === 'category' ? 'tags/0/term' : name;
    const tag = /^tags\/(\d+)\/term$/.exec(field)?.[1];
    if (tag !== undefined) return holder.categories[Number(tag)] ?? null;
    if (field === 'links/0/href') return holder.link;
    const value = (holder as unknown as Record<string, Value>)[field];
    return [
      'title',
      'link',
      'language',
      'description',
      'id',
      'author',
      'published',
      'updated',
      'rights',
      'generator',
    ].includes(field)
      ? value
      : field === 'author_detail/name'
        ? holder.author
        : undefined;
  }
  const item = holder as ParsedItem;
  const tag = /^tags\/(\d+)\/term$/.exec(name === 'category' ? 'tags/0/term' : name)?.[1];
  if (tag !== undefined) return item.categories[Number(tag)] ?? null;
  switch (name) {
    case 'id':
    case 'title':
    case 'link':
    case 'author':
    case 'published':
    case 'updated':
      return item[name];
    case 'author_detail/name':
      return item.author;
    case 'summary':
    case 'description':
      return item.summary ?? item.content;
    case 'content/0/value':
      return item.content ?? item.summary;
    default:
      return undefined;
  }
}

function same(actual: Value, expected: Value, isDate: boolean): boolean {
  if (actual === expected) return true;
  if (actual === null || expected === null) return (actual ?? '') === (expected ?? '');
  if (isDate) return Math.abs(Date.parse(String(actual)) - Date.parse(String(expected))) < 1000;
  const a = String(actual);
  const b = String(expected);
  return fold(a) === fold(b) || (/[<&]/.test(b) && fold(plainText(a)) === fold(plainText(b)));
}

function fold(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

interface GofeedPerson {
  readonly name?: string;
  readonly email?: string;
}
/** The union of gofeed's universal, RSS and Atom shapes; `managingEditor` and `creator` are strings or people. */
interface GofeedItem {
  readonly id?: string;
  readonly title?: string;
  readonly link?: string;
  readonly links?: readonly (string | { readonly href?: string; readonly rel?: string })[];
  readonly description?: string;
  readonly summary?: string;
  readonly subtitle?: string;
  readonly content?: string | { readonly value?: string };
  readonly guid?: string | { readonly value?: string };
  readonly publishedParsed?: string;
  readonly pubDateParsed?: string;
  readonly updatedParsed?: string;
  readonly author?: string | GofeedPerson;
  readonly authors?: readonly GofeedPerson[];
  readonly categories?: readonly (string | { readonly value?: string; readonly term?: string })[];
}
interface GofeedFeed extends GofeedItem {
  readonly language?: string;
  readonly items?: readonly GofeedItem[];
  readonly entries?: readonly GofeedItem[];
}

function gofeedCase(root: string, file: string): CorpusCase {
  const name = relative(root, file);
  const expected = JSON.parse(readFileSync(file, 'utf8')) as GofeedFeed;
  let parsed: ParsedFeed;
  try {
    parsed = parseFeed(readFileSync(file.replace(/\.json$/, '.xml')));
  } catch (error) {
    return { corpus: 'gofeed', file: name, verdict: 'failed', detail: String(error) };
  }
  const wrong: string[] = [];
  let judged = 0;
  const compare = (place: string, want: Value | undefined, got: Value | undefined, isDate = false): void => {
    if (want === undefined || want === '') return;
    judged++;
    if (!same(got ?? null, want, isDate)) {
      wrong.push(`${place} should be ${JSON.stringify(want)}, is ${JSON.stringify(got)}`);
    }
  };
  const both = (place: string, want: GofeedItem, got: ParsedItem | ParsedFeed['feed'] | undefined): void => {
    compare(`${place}.title`, want.title, got?.title);
    compare(`${place}.link`, want.link ?? alternate(want.links), got?.link);
    compare(`${place}.id`, valueOf(want.guid) ?? want.id, got?.id);
    compare(
      `${place}.author`,
      personName(want.author) ?? want.authors?.map(personName).join(', '),
      got?.author,
    );
    compare(`${place}.published`, want.publishedParsed ?? want.pubDateParsed, got?.published, true);
    compare(`${place}.updated`, want.updatedParsed, got?.updated, true);
    compare(
      `${place}.categories`,
      want.categories?.map((one) => (typeof one === 'string' ? one : (one.term ?? one.value))).join('|'),
      got?.categories.join('|'),
    );
  };
  both('feed', expected, parsed.feed);
  compare('feed.language', expected.language, parsed.feed.language);
  compare('feed.description', expected.description ?? expected.subtitle, parsed.feed.description);
  (expected.items ?? expected.entries)?.forEach((want, index) => {
    const got = parsed.items[index];
    both(`items.${index}`, want, got);
    compare(`items.${index}.summary`, want.description ?? want.summary, got?.summary);
    compare(`items.${index}.content`, valueOf(want.content), got?.content);
  });
  if (wrong.length > 0) return { corpus: 'gofeed', file: name, verdict: 'failed', detail: wrong.join('; ') };
  return { corpus: 'gofeed', file: name, verdict: judged === 0 ? 'outside' : 'passed' };
}

function valueOf(held: string | { readonly value?: string } | undefined): string | undefined {
  return typeof held === 'string' ? held : held?.value;
}

function personName(person: string | GofeedPerson | undefined): string | undefined {
  return typeof person === 'string' ? personFromText(person) : (person?.name ?? person?.email);
}

function alternate(links: GofeedItem['links']): string | undefined {
  const first = links?.find((one) => typeof one !== 'string' && (one.rel ?? 'alternate') === 'alternate');
  return typeof first === 'object' ? first.href : undefined;
}
