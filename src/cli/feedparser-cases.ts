import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import iconv from 'iconv-lite';
import { parseFeed } from '../catalog/feeds/parse-feed.js';
import { FeedUnreadableError } from '../catalog/feeds/feed-error.js';
import type { ParsedFeed, ParsedItem } from '../catalog/feeds/parsed-feed.js';
import { same, type CorpusCase, type Value } from './feed-cases.js';

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

/** A file whose comment says what to expect, as a condition in Python. */
export function feedparserCase(corpus: CorpusCase['corpus'], root: string, file: string): CorpusCase {
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
    // What is no feed any more may be refused, if by name.
    const refused = corpus === 'feedparser-illformed' && error instanceof FeedUnreadableError;
    return { corpus, file: name, verdict: refused ? 'passed' : 'failed', detail: String(error) };
  }
  if (corpus === 'feedparser-illformed') return { corpus, file: name, verdict: 'passed' };

  // `… or …` gives the same value in two spellings: one of them must hold.
  const spellings = expectation
    .split(/ or (?=feed|entries)/)
    .map((one) => judge(parsed, one, encodingWrong(bytes, parsed, one)));
  const right = spellings.find((one) => one.wrong === undefined) ?? spellings[0];
  if (right?.wrong !== undefined) return { corpus, file: name, verdict: 'failed', detail: right.wrong };
  return { corpus, file: name, verdict: spellings.every((one) => one.judged === 0) ? 'outside' : 'passed' };
}

interface Judgement {
  /** Clauses about a field of the contract. */
  readonly judged: number;
  /** The first that does not hold. */
  readonly wrong?: string;
}

function judge(parsed: ParsedFeed, condition: string, encoding: Judgement): Judgement {
  let { judged } = encoding;
  if (encoding.wrong !== undefined) return encoding;
  for (const [path, expected] of clausesOf(condition)) {
    const actual = lookUp(parsed, path);
    if (actual === undefined) continue;
    judged++;
    const isDate = /(?:_parsed|published|updated|modified|issued|created|date)'\]$/.test(path);
    if (!same(actual, expected, isDate)) {
      const wrong = `${path} should be ${JSON.stringify(expected)}, is ${JSON.stringify(actual)}`;
      return { judged, wrong };
    }
  }
  return { judged };
}

/** An encoding is right when the feed reads as it does after somebody else has decoded the bytes. */
function encodingWrong(bytes: Buffer, parsed: ParsedFeed, condition: string): Judgement {
  const label = /\bencoding == '([\w-]+)'/.exec(condition)?.[1];
  if (label === undefined) return { judged: 0 };
  const decoded = iconv.decode(bytes, label).replace(/<\?xml[^>]*\?>/, '');
  const reread = parseFeed(Buffer.from(decoded));
  const texts = ({ feed, items }: ParsedFeed): string => JSON.stringify([feed, items]);
  return texts(parsed) === texts(reread)
    ? { judged: 1 }
    : { judged: 1, wrong: `should be read as ${label}, was read as ${parsed.encoding}` };
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
  for (const m of expression.matchAll(new RegExp(`ord\\(${path}\\)\\s*==\\s*(\\d+)`, 'g')))
    found.push([m[1] ?? '', String.fromCodePoint(Number(m[2]))]);
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
