import iconv from 'iconv-lite';
import { undoDoubleEncoding } from './double-encoding.js';
import { resolveMarkupLinks, unescapeNamed } from './plain-text.js';
import { FEED_LIMITS } from './parsed-feed.js';
import { absolute, child, childrenOf, innerMarkup, textOf } from './xml-tree.js';
import type { XmlElement } from './xml-tree.js';

/** One text of a feed and whether it is (or, in RSS, may be) HTML. */
export interface FeedText {
  readonly value: string;
  readonly html: boolean;
}

export type Dialect = 'rss' | 'atom';

/** The text of a title, summary or content element, decoded as its `type` and `mode` say; relative addresses in it made absolute. */
function feedText(element: XmlElement, dialect: Dialect): FeedText {
  const read = decode(element, dialect);
  const value = demoronised(read.value).trim();
  const bounded = value.length > FEED_LIMITS.text ? value.slice(0, FEED_LIMITS.text) : value;
  if (!read.html) return { value: unescapeNamed(bounded), html: false };
  return {
    value: element.base === undefined ? bounded : resolveMarkupLinks(bounded, element.base),
    html: true,
  };
}

function decode(element: XmlElement, dialect: Dialect): FeedText {
  const type = (element.attributes['type'] ?? '').trim().toLowerCase();
  const mode = (element.attributes['mode'] ?? '').trim().toLowerCase();
  const nested = element.children.some((one) => typeof one !== 'string');
  if (
    mode === 'base64' ||
    (dialect === 'atom' && !nested && isBinaryType(type) && isBase64(textOf(element)))
  ) {
    const decoded = Buffer.from(textOf(element), 'base64').toString('utf8');
    return { value: decoded, html: isMarkupType(type) || looksLikeMarkup(decoded) };
  }
  if (nested && type === 'html') {
    const wrapped = unwrapped(element, 'xhtml');
    if (wrapped !== element && wrapped.children.every((one) => typeof one === 'string')) {
      return { value: textOf(wrapped), html: true };
    }
  }
  if (nested && mode !== 'escaped') return { value: innerMarkup(unwrapped(element, type)), html: true };
  const value = textOf(element);
  if (type === 'xhtml' || type === 'application/xhtml+xml') {
    return { value: innerMarkup(element), html: true };
  }
  if (isMarkupType(type)) return { value, html: true };
  if (dialect === 'rss' || mode === 'escaped') return { value, html: true };
  // Atom says that a text without a type is plain; one with real tags in it comes from a publisher who did not know.
  return { value, html: type !== 'text' && looksLikeMarkup(value) };
}

/** Atom 1.0 wraps XHTML in one div that is not part of the content (RFC 4287, 3.1.1.3). */
function unwrapped(element: XmlElement, type: string): XmlElement {
  if (type !== 'xhtml') return element;
  const inner = element.children.filter((one) => typeof one !== 'string' || one.trim() !== '');
  const [only] = inner;
  return inner.length === 1 && typeof only === 'object' && only.name === 'xhtml:div' ? only : element;
}

function isMarkupType(type: string): boolean {
  return (
    type === 'html' ||
    type === 'text/html' ||
    type === 'xhtml' ||
    type.endsWith('+xml') ||
    type === 'text/xml'
  );
}

/** Atom 1.0: any other media type than text and XML travels as base64 (RFC 4287, 4.1.3.3). */
function isBinaryType(type: string): boolean {
  return type.includes('/') && !type.startsWith('text/') && !/[+/]xml$/.test(type);
}

function isBase64(text: string): boolean {
  const packed = text.replace(/\s+/g, '');
  return packed.length >= 8 && packed.length % 4 === 0 && /^[a-z0-9+/]+={0,2}$/i.test(packed);
}

function looksLikeMarkup(value: string): boolean {
  return /<\/[a-z][a-z0-9]{0,10}>|<(?:br|hr|img|p)\b[^<>]{0,500}\/?>/i.test(value);
}

/** Characters of Windows-1252 that were written as numeric references (`&#146;`) and so arrive as C1 controls; other controls go; what was encoded twice is read as it was meant. */
function demoronised(text: string): string {
  return undoDoubleEncoding(
    text
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '')
      .replace(/[\u0080-\u009f]/g, (c) => iconv.decode(Buffer.from([c.charCodeAt(0)]), 'windows-1252')),
  );
}

/** First non-empty text among the named children. */
export function firstText(
  element: XmlElement,
  dialect: Dialect,
  ...names: readonly string[]
): FeedText | undefined {
  for (const name of names) {
    for (const one of childrenOf(element, name)) {
      const text = feedText(one, dialect);
      if (text.value !== '') return text;
    }
  }
  return undefined;
}

/** First non-empty plain string among the named children. */
export function firstString(element: XmlElement, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    for (const one of childrenOf(element, name)) {
      const text = demoronised(textOf(one)).trim();
      if (text !== '') return text;
    }
  }
  return undefined;
}

/** Only addresses that a reader may be sent to; `javascript:` and its like are dropped. */
export function safeLink(value: string | undefined, base: string | undefined): string | undefined {
  const written = value?.trim();
  if (!written) return undefined;
  if (
    /^[\s\p{Cc}]*(?:j\s*a\s*v\s*a\s*s\s*c\s*r\s*i\s*p\s*t|vbscript|data|file|about|blob)\s*:/iu.test(written)
  ) {
    return undefined;
  }
  const scheme = /^[a-z][a-z0-9+.-]*:/i.test(written);
  if (scheme || base === undefined) return written;
  return absolute(written, base) ?? written;
}

/** The page a feed or item is about: the Atom alternate link, else the RSS link. */
export function linkOf(element: XmlElement, dialect: Dialect): string | undefined {
  let alternate: string | undefined;
  let readable = false;
  for (const one of childrenOf(element, 'link')) {
    const href = one.attributes['href'];
    const rel = (one.attributes['rel'] ?? 'alternate').toLowerCase();
    if (rel !== 'alternate') continue;
    const target = safeLink(href ?? textOf(one), one.base);
    if (target === undefined) continue;
    const html = /html/i.test(one.attributes['type'] ?? 'text/html');
    // RSS readers take the last of several plain links, Atom the first that is a page.
    const plain = dialect === 'rss' && one.attributes['rel'] === undefined;
    if (alternate === undefined || plain || (html && !readable)) {
      alternate = target;
      readable = html;
    }
  }
  return alternate;
}

/** `Name`, from the many ways to write a person; an e-mail address only where there is no name. */
function personOf(element: XmlElement): string | undefined {
  const name = firstString(element, 'name', 'dc:title');
  if (name !== undefined) return name;
  const email = firstString(element, 'email');
  if (email !== undefined) return email;
  if (element.children.some((one) => typeof one !== 'string')) {
    const own = element.children
      .filter((one) => typeof one === 'string')
      .join('')
      .trim();
    if (own !== '') return own;
    return firstString(element, 'uri', 'url', 'homepage') ?? (textOf(element).trim() || undefined);
  }
  return personFromText(textOf(element));
}

/** `me@example.com (Example editor)`, `Example editor <me@example.com>` or a bare name. */
export function personFromText(input: string): string | undefined {
  const text = input.trim();
  if (text === '') return undefined;
  if (text.length > 1000 || !text.includes('@')) return text;
  const bracketed = /^\S+@\S+\s*\(([^()]{1,200})\)$/.exec(text)?.[1];
  if (bracketed !== undefined) return bracketed.trim();
  const rest = text.replace(/[<([]?\s*(?:mailto:)?[^\s<>()[\]]+@[^\s<>()[\]]+\s*[>)\]]?/, '').trim();
  return rest === '' ? text : rest.replace(/^\(([^()]*)\)$/, '$1').trim();
}

/** All people named as authors, joined as a byline. */
export function authorsOf(element: XmlElement, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const people = childrenOf(element, name)
      .map(personOf)
      .filter((one) => one !== undefined && one !== '');
    if (people.length > 0) return [...new Set(people)].slice(0, 20).join(', ');
  }
  return undefined;
}

/** Categories, subjects and keywords, once each, in order; at most 100. */
export function categoriesOf(element: XmlElement): string[] {
  const found = new Set<string>();
  const add = (value: string | undefined): void => {
    const term = value?.trim();
    if (term && found.size < 100) found.add(term.slice(0, 300));
  };
  for (const one of element.children) {
    if (typeof one === 'string') continue;
    if (one.name === 'category' || one.name === 'dc:subject' || one.name === 'media:category') {
      add(one.attributes['term'] ?? (textOf(one) || one.attributes['label']));
    } else if (one.name === 'itunes:category') {
      add(one.attributes['text']);
      add(child(one, 'itunes:category')?.attributes['text']);
    } else if (one.name === 'itunes:keywords') {
      for (const word of textOf(one).split(/[,;]|\s{2,}/)) add(word);
    } else if (one.name === 'tags') {
      const tags = childrenOf(one, 'tag').map(textOf);
      for (const tag of tags.length > 0 ? tags : textOf(one).split(',')) add(tag);
    }
  }
  return [...found];
}
