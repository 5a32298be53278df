import { FeedUnreadableError } from './feed-error.js';
import { decodeFeed } from './feed-encoding.js';
import { parseFeedDate } from './feed-dates.js';
import { authorsOf, categoriesOf, firstString, firstText, linkOf, safeLink } from './feed-elements.js';
import type { Dialect, FeedText } from './feed-elements.js';
import { parseJsonFeed } from './parse-json-feed.js';
import { FEED_LIMITS } from './parsed-feed.js';
import type { ParsedEnclosure, ParsedFeed, ParsedFeedInfo, ParsedItem, TextField } from './parsed-feed.js';
import { child, childrenOf, readXml, textOf } from './xml-tree.js';
import type { Halt, XmlElement } from './xml-tree.js';

export interface ParseFeedOptions {
  /** The `Content-Type` it came with; its `charset` goes before the XML declaration. */
  readonly contentType?: string | undefined;
  /** Where it came from: relative addresses are resolved against it. */
  readonly url?: string | undefined;
}

/**
 * Reads RSS 0.9x–2.0, RDF, Atom 0.3 and 1.0 and JSON Feed 1.x, well-formed or not, in time linear in its size and within
 * `FEED_LIMITS`. Entities of a document type are never expanded.
 * @throws FeedUnreadableError (FEED_UNREADABLE) where the bytes are no feed; the message says what they look like.
 */
export function parseFeed(bytes: Buffer, options: ParseFeedOptions = {}): ParsedFeed {
  if (bytes.length === 0) throw new FeedUnreadableError('The file is empty.');
  if (bytes.length > FEED_LIMITS.bytes) {
    throw new FeedUnreadableError(`The file is larger than ${FEED_LIMITS.bytes / 1024 / 1024} MB.`);
  }
  const { text, encoding, warnings } = decodeFeed(bytes, options.contentType);
  const start = text.search(/\S/);
  if (start < 0) throw new FeedUnreadableError('The file is empty.');
  if (text[start] === '{' || text[start] === '[') return parseJsonFeed(text, encoding, options.url);
  if (!text.includes('<')) throw new FeedUnreadableError('The file is neither XML nor JSON, so no feed.');

  const reading = new FeedReading(warnings);
  const halt = readXml(text.replaceAll('\u0000', ''), reading, options.url);
  return reading.result(encoding, halt);
}

const ROOTS = new Set(['rss', 'rdf:rdf', 'feed', 'channel']);

class FeedReading {
  private readonly items: ParsedItem[] = [];
  private readonly warnings: string[];
  private rootElement: XmlElement | undefined;
  private channel: XmlElement | undefined;
  private dialect: Dialect = 'rss';
  private dropped = 0;

  constructor(warnings: readonly string[]) {
    this.warnings = [...warnings];
  }

  root(element: XmlElement): void {
    this.rootElement ??= element;
    if (element.name === 'feed' || element.name === 'entry') this.dialect = 'atom';
  }

  closed(element: XmlElement, ancestors: readonly string[]): boolean {
    const { name } = element;
    if (name === 'item' || name === 'entry') {
      if (!ROOTS.has(this.rootElement?.name ?? '') && ancestors.length > 0) return false;
      if (ancestors.some((one) => one === 'content' || one === 'description' || one.startsWith('xhtml:')))
        return false;
      if (this.items.length < FEED_LIMITS.items) this.items.push(readItem(element, this.dialect));
      else this.dropped++;
      return ancestors.length > 0;
    }
    if (name === 'channel' || (name === 'feed' && ancestors.length === 0)) {
      this.channel ??= element;
      return false;
    }
    return false;
  }

  result(encoding: string, halt: Halt): ParsedFeed {
    const root = this.rootElement;
    if (!root) throw new FeedUnreadableError('The file holds no XML element, so no feed.');
    const html = root.name === 'html' || root.name === 'xhtml:html';
    if (!ROOTS.has(root.name) && !(root.name === 'entry' && this.items.length > 0)) {
      throw new FeedUnreadableError(
        html
          ? 'The file is a web page, not a feed (a login page, perhaps).'
          : `The file is XML but no feed: its root element is <${root.tag.slice(0, 60)}>.`,
      );
    }
    if (halt !== undefined) {
      const why =
        halt === 'depth'
          ? `nested deeper than ${FEED_LIMITS.depth} levels`
          : 'one item holds too many elements';
      if (this.items.length === 0 && !this.channel) {
        throw new FeedUnreadableError(`The feed cannot be read: ${why}.`);
      }
      this.warnings.push(`The feed was read up to a place where it is ${why}.`);
    }
    if (this.dropped > 0) {
      this.warnings.push(
        `The feed has ${this.items.length + this.dropped} items; the first ${this.items.length} were read.`,
      );
    }
    return {
      format: formatOf(root),
      encoding,
      feed: readInfo(this.channel ?? root, root, this.dialect),
      items: this.items,
      warnings: this.warnings.slice(0, 20),
    };
  }
}

function formatOf(root: XmlElement): string {
  const version = root.attributes['version']?.trim().slice(0, 10);
  if (root.name === 'rss') return version ? `rss ${version}` : 'rss';
  if (root.name === 'rdf:rdf') {
    const namespaces = Object.values(root.attributes).join(' ');
    return /netscape\.com\/rdf\/simple\/0\.9/i.test(namespaces) ? 'rdf 0.9' : 'rdf 1.0';
  }
  if (root.name === 'channel') return 'rss';
  const old = version ?? (/purl\.org\/atom\/ns#/i.test(root.attributes['xmlns'] ?? '') ? '0.3' : '1.0');
  return `atom ${old}`;
}

function readInfo(channel: XmlElement, root: XmlElement, dialect: Dialect): ParsedFeedInfo {
  const image = child(channel, 'image') ?? child(root, 'image');
  return {
    title: bounded(firstText(channel, dialect, 'title', 'dc:title', 'itunes:title')),
    link: linkOf(channel, dialect) ?? null,
    description:
      firstText(
        channel,
        dialect,
        'description',
        'subtitle',
        'tagline',
        'dc:description',
        'itunes:summary',
        'itunes:subtitle',
        'info',
        'feedburner:browserfriendly',
      )?.value ?? null,
    language: languageTag(
      firstString(channel, 'language', 'dc:language') ?? channel.language ?? root.language,
    ),
    id: idOf(channel),
    author:
      authorsOf(
        channel,
        'author',
        'managingeditor',
        'dc:creator',
        'dc:author',
        'itunes:author',
        'webmaster',
      ) ?? null,
    published: dateOf(
      channel,
      'pubdate',
      'published',
      'issued',
      'dcterms:issued',
      'dcterms:created',
      'created',
      'dc:date',
    ),
    updated: dateOf(channel, 'updated', 'modified', 'lastbuilddate', 'dcterms:modified', 'dc:date'),
    rights: firstText(channel, dialect, 'rights', 'copyright', 'dc:rights')?.value ?? null,
    generator: firstString(channel, 'generator') ?? null,
    image:
      safeLink(
        (image && firstString(image, 'url')) ??
          firstString(channel, 'logo', 'icon') ??
          child(channel, 'itunes:image')?.attributes['href'],
        channel.base,
      ) ?? null,
    categories: categoriesOf(channel),
  };
}

function readItem(item: XmlElement, dialect: Dialect): ParsedItem {
  const title = firstText(item, dialect, 'title', 'dc:title', 'media:title');
  const [first, second] = childrenOf(item, 'description', 'summary').map((one) => one.name);
  // Where an RSS item has both, the first to come is the summary and the other the text.
  const content =
    contentOf(item, dialect) ??
    (second !== undefined && second !== first ? firstText(item, dialect, second) : undefined);
  const summary = firstText(
    item,
    dialect,
    ...(first === 'description' ? ['description', 'summary'] : ['summary', 'description']),
    'dc:description',
    'dcterms:abstract',
    'itunes:summary',
    'media:description',
    'itunes:subtitle',
  );
  const markup: TextField[] = [];
  if (title?.html) markup.push('title');
  if (summary?.html) markup.push('summary');
  if (content?.html) markup.push('content');
  return {
    id: idOf(item),
    title: bounded(title),
    link: linkOf(item, dialect) ?? permalinkOf(item) ?? null,
    author: authorOf(item),
    published: dateOf(
      item,
      'pubdate',
      'published',
      'issued',
      'dcterms:issued',
      'created',
      'dcterms:created',
      'dc:date',
    ),
    updated: dateOf(item, 'updated', 'modified', 'dcterms:modified', 'dc:date'),
    summary: summary?.value ?? null,
    content: content?.value ?? null,
    categories: categoriesOf(item),
    language: languageTag(firstString(item, 'dc:language', 'language') ?? item.language),
    enclosures: enclosuresOf(item),
    markup,
  };
}

function bounded(text: FeedText | undefined): string | null {
  return text === undefined ? null : text.value.slice(0, FEED_LIMITS.title);
}

/** The longest of the content elements: feeds offer a page body in several forms. */
function contentOf(item: XmlElement, dialect: Dialect): FeedText | undefined {
  const encoded = firstText(
    item,
    dialect,
    'content:encoded',
    'content',
    'xhtml:body',
    'body',
    'fullitem',
    'content:items',
  );
  if (encoded) return encoded;
  const group = child(item, 'media:group');
  return group && firstText(group, dialect, 'media:description');
}

function authorOf(item: XmlElement): string | null {
  const own = authorsOf(item, 'author', 'dc:creator', 'dc:author', 'itunes:author', 'media:credit');
  if (own !== undefined) return own;
  const source = child(item, 'source');
  return (source && authorsOf(source, 'author')) ?? null;
}

function idOf(element: XmlElement): string | null {
  const atom = child(element, 'id');
  const id = firstString(element, 'id', 'guid', 'dc:identifier') ?? element.attributes['rdf:about']?.trim();
  return (atom && id?.includes('/') ? safeLink(id, atom.base) : id) ?? null;
}

/** `en_US` is a usual slip for `en-US`. */
function languageTag(written: string | undefined): string | null {
  return written === undefined || written === '' ? null : written.replaceAll('_', '-').slice(0, 35);
}

/** RSS: a guid is the address of the item unless it says that it is not. */
function permalinkOf(item: XmlElement): string | undefined {
  const guid = child(item, 'guid');
  if (!guid || guid.attributes['isPermaLink']?.toLowerCase() === 'false') return undefined;
  const value = textOf(guid).trim();
  return /^https?:\/\//i.test(value) ? value : undefined;
}

function dateOf(element: XmlElement, ...names: readonly string[]): string | null {
  for (const name of names) {
    // Where a date is given twice, the later element is the correction.
    for (const one of childrenOf(element, name).reverse()) {
      const date = parseFeedDate(textOf(one));
      if (date) return date.toISOString();
    }
  }
  return null;
}

function enclosuresOf(item: XmlElement): ParsedEnclosure[] {
  const found: ParsedEnclosure[] = [];
  for (const one of childrenOf(item, 'enclosure', 'link', 'media:content')) {
    if (one.name === 'link' && one.attributes['rel'] !== 'enclosure') continue;
    const url = safeLink(one.attributes['url'] ?? one.attributes['href'], one.base);
    if (url === undefined || found.length >= 50) continue;
    const length = Number.parseInt(one.attributes['length'] ?? one.attributes['fileSize'] ?? '', 10);
    found.push({
      url,
      type: one.attributes['type'] ?? null,
      length: Number.isSafeInteger(length) && length >= 0 ? length : null,
    });
  }
  return found;
}
