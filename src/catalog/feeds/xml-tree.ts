import { Parser } from 'htmlparser2';
import { FEED_LIMITS } from './parsed-feed.js';

/** An element with its resolved name. `name` is `prefix:local` in lower case with the usual prefix of its namespace, or `local` for feed vocabularies. */
export interface XmlElement {
  readonly name: string;
  /** As written, for inline markup. */
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: (XmlElement | string)[];
  /** `xml:base` in force, as an absolute address if there is one. */
  readonly base: string | undefined;
  readonly language: string | undefined;
}

/** Namespace addresses (lower case, without the last slash) and the prefix by which the code knows them; '' is a feed vocabulary. */
const NAMESPACES: Readonly<Record<string, string>> = {
  'http://blogs.law.harvard.edu/tech/rss': '',
  'http://purl.org/rss/1.0': '',
  'http://my.netscape.com/rdf/simple/0.9': '',
  'http://example.com/newformat#': '',
  'http://example.com/necho': '',
  'http://purl.org/echo': '',
  'uri/of/echo/namespace#': '',
  'http://purl.org/pie': '',
  'http://purl.org/atom/ns#': '',
  'http://www.w3.org/2005/atom': '',
  'http://purl.org/rss/1.0/modules/rss091#': '',
  'http://purl.org/net/rss1.1#': '',
  'http://channel.netscape.com/rdf/simple/0.9': '',
  'http://purl.org/dc/elements/1.1': 'dc',
  'http://purl.org/dc/elements/1.0': 'dc',
  'http://purl.org/dc/terms': 'dcterms',
  'http://purl.org/rss/1.0/modules/content': 'content',
  'http://www.itunes.com/dtds/podcast-1.0.dtd': 'itunes',
  'http://example.com/dtds/podcast-1.0.dtd': 'itunes',
  'http://search.yahoo.com/mrss': 'media',
  'http://video.search.yahoo.com/mrss': 'media',
  'http://www.w3.org/1999/02/22-rdf-syntax-ns#': 'rdf',
  'http://www.w3.org/1999/xhtml': 'xhtml',
  'http://www.w3.org/xml/1998/namespace': 'xml',
  'http://rssnamespace.org/feedburner/ext/1.0': 'feedburner',
};
/** Prefixes that mean what they usually mean where a feed forgot to declare them. */
const USUAL = new Set(['dc', 'dcterms', 'content', 'itunes', 'media', 'rdf', 'xhtml', 'feedburner']);

interface Frame {
  readonly element: XmlElement;
  readonly prefixes: ReadonlyMap<string, string>;
}

export interface TreeReader {
  /** Called for each element as it closes, innermost first, with the names of its ancestors. Return true to drop it from its parent. */
  closed(element: XmlElement, ancestors: readonly string[]): boolean;
  /** Called once, when the root opens. */
  root(element: XmlElement): void;
}

/** Why reading ended before the end of the text. */
export type Halt = 'depth' | 'nodes' | undefined;

class Stop extends Error {}

/**
 * Reads XML, well-formed or not, in one pass with bounded depth and memory; document type declarations and their
 * entities are skipped, never expanded. The one place that knows the parser underneath.
 */
export function readXml(text: string, reader: TreeReader, base?: string): Halt {
  const frames: Frame[] = [];
  const names: string[] = [];
  let nodes = 0;
  let halt: Halt;
  const stop = (why: Exclude<Halt, undefined>): never => {
    halt = why;
    throw new Stop();
  };

  const parser = new Parser(
    {
      onopentag(tag, attributes) {
        if (frames.length >= FEED_LIMITS.depth) stop('depth');
        if (++nodes > FEED_LIMITS.nodes) stop('nodes');
        const parent = frames.at(-1);
        const prefixes = declaredPrefixes(attributes, parent?.prefixes ?? new Map<string, string>());
        const parentBase = parent ? parent.element.base : base;
        const language = attributes['xml:lang'];
        const element: XmlElement = {
          name: resolveName(tag, prefixes),
          tag,
          attributes,
          children: [],
          base: resolveBase(attributes['xml:base'], parentBase),
          language: language ?? parent?.element.language,
        };
        if (!parent) reader.root(element);
        frames.push({ element, prefixes });
        names.push(element.name);
      },
      ontext(data) {
        const into = frames.at(-1)?.element.children;
        if (!into) return;
        const last = into.length - 1;
        const before = into[last];
        // One string per run of text: a million character references arrive as a million pieces.
        if (typeof before === 'string') {
          if (before.length < FEED_LIMITS.text) into[last] = before + data;
        } else into.push(data.length > FEED_LIMITS.text ? data.slice(0, FEED_LIMITS.text) : data);
      },
      onclosetag() {
        const frame = frames.pop();
        names.pop();
        if (!frame) return;
        if (reader.closed(frame.element, names)) nodes = 0;
        else frames.at(-1)?.element.children.push(frame.element);
      },
    },
    { xmlMode: true, decodeEntities: true },
  );
  try {
    parser.write(text);
    parser.end();
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
  }
  return halt;
}

function declaredPrefixes(
  attributes: Readonly<Record<string, string>>,
  inherited: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  let own: Map<string, string> | undefined;
  for (const [name, value] of Object.entries(attributes)) {
    if (!name.startsWith('xmlns')) continue;
    const prefix = name === 'xmlns' ? '' : name.slice(6);
    own ??= new Map(inherited);
    if (own.size >= 200) break;
    const uri = value.trim().toLowerCase();
    own.set(prefix, vocabulary(uri) ?? (prefix || 'other'));
  }
  return own ?? inherited;
}

function vocabulary(uri: string): string | undefined {
  if (uri.startsWith('http://backend.userland.com/')) return '';
  const known = Object.hasOwn(NAMESPACES, uri) ? uri : uri.replace(/\/$/, '');
  return Object.hasOwn(NAMESPACES, known) ? NAMESPACES[known] : undefined;
}

function resolveName(tag: string, prefixes: ReadonlyMap<string, string>): string {
  const lower = tag.toLowerCase();
  const colon = lower.indexOf(':');
  if (colon < 0) {
    const own = prefixes.get('') ?? '';
    // An unknown default namespace on the root is a feed that invented one; only XHTML changes what a name means.
    return own === 'xhtml' || USUAL.has(own) ? `${own}:${lower}` : lower;
  }
  const written = tag.slice(0, colon);
  const local = lower.slice(colon + 1);
  const known =
    prefixes.get(written) ?? (USUAL.has(lower.slice(0, colon)) ? lower.slice(0, colon) : undefined);
  if (known === undefined) return lower.slice(0, colon) === 'atom' ? local : lower;
  return known === '' ? local : `${known}:${local}`;
}

function resolveBase(own: string | undefined, inherited: string | undefined): string | undefined {
  return own === undefined ? inherited : (absolute(own, inherited) ?? inherited);
}

/** `value` as an absolute address, or undefined where it is none. */
export function absolute(value: string, base: string | undefined): string | undefined {
  const url = URL.parse(value.trim(), base);
  return url?.href;
}

/** All text below an element, in order. */
export function textOf(element: XmlElement): string {
  const parts: string[] = [];
  collect(element, parts);
  return parts.join('');
}

function collect(element: XmlElement, into: string[]): void {
  for (const child of element.children) {
    if (typeof child === 'string') into.push(child);
    else collect(child, into);
  }
}

/** First child element of one of these names, in the order of the names. */
export function child(element: XmlElement, ...names: readonly string[]): XmlElement | undefined {
  for (const name of names) {
    const found = element.children.find((one) => typeof one !== 'string' && one.name === name);
    if (found !== undefined && typeof found !== 'string') return found;
  }
  return undefined;
}

export function childrenOf(element: XmlElement, ...names: readonly string[]): XmlElement[] {
  return element.children.filter(
    (one): one is XmlElement => typeof one !== 'string' && names.includes(one.name),
  );
}

/** The markup inside an element, written again; prefixes of XHTML are dropped. */
export function innerMarkup(element: XmlElement): string {
  const out: string[] = [];
  write(element, out);
  return out.join('');
}

const VOID = new Set([
  'br',
  'hr',
  'img',
  'input',
  'meta',
  'link',
  'area',
  'base',
  'col',
  'embed',
  'source',
  'wbr',
]);

function write(element: XmlElement, out: string[]): void {
  for (const one of element.children) {
    if (typeof one === 'string') {
      out.push(escapeText(one));
      continue;
    }
    const name = one.name.startsWith('xhtml:') ? one.name.slice(6) : one.tag;
    out.push('<', name);
    for (const [key, value] of Object.entries(one.attributes)) {
      if (!key.startsWith('xmlns') && !key.startsWith('xml:')) {
        out.push(' ', key, '="', escapeText(value).replaceAll('"', '&quot;'), '"');
      }
    }
    if (VOID.has(name)) {
      out.push(' />');
      continue;
    }
    out.push('>');
    write(one, out);
    out.push('</', name, '>');
  }
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
