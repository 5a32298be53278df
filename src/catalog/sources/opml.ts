import { InvalidInputError } from '../../platform/errors.js';
import type { InputError } from '../../platform/errors.js';
import { decodeFeed } from '../feeds/feed-encoding.js';
import { plainLine, unescapeNamed } from '../feeds/plain-text.js';
import { readXml } from '../feeds/xml-tree.js';

/** One subscription of an OPML file. */
export interface OpmlOutline {
  readonly name: string;
  readonly feedUrl: string;
  readonly siteUrl?: string | undefined;
}

export interface OpmlDocument {
  readonly outlines: readonly OpmlOutline[];
  /** Outlines that were left out: `path` is the outline's number in the file, from 0. */
  readonly errors: readonly InputError[];
}

const MOST_OUTLINES = 10_000;

/**
 * Reads the subscriptions of an OPML file, flat, each feed address once; folders are walked through.
 * @throws InvalidInputError (OPML_UNREADABLE) where the file is not OPML.
 */
export function parseOpml(bytes: Buffer, contentType?: string): OpmlDocument {
  const found = new Map<string, OpmlOutline>();
  const errors: InputError[] = [];
  let root: string | undefined;
  let count = 0;
  const halt = readXml(decodeFeed(bytes, contentType).text, {
    root(element) {
      root ??= element.name;
    },
    closed(element) {
      if (element.name !== 'outline') return false;
      const attributes = new Map(
        Object.entries(element.attributes).map(([key, value]) => [key.toLowerCase(), value]),
      );
      const written = attributes.get('xmlurl')?.trim();
      if (written === undefined) return true;
      const place = `outline.${count++}`;
      const feedUrl = httpUrl(written);
      if (feedUrl === undefined) {
        errors.push({
          path: `${place}.xmlUrl`,
          message: `'${written.slice(0, 200)}' is no http or https address.`,
        });
      } else if (found.size < MOST_OUTLINES && !found.has(feedUrl)) {
        const label = plainLine(
          unescapeNamed(attributes.get('title') ?? attributes.get('text') ?? ''),
          false,
          200,
        );
        found.set(feedUrl, {
          name: label === '' ? new URL(feedUrl).hostname : label,
          feedUrl,
          siteUrl: httpUrl(attributes.get('htmlurl') ?? ''),
        });
      }
      return true;
    },
  });
  if (root !== 'opml' || halt !== undefined) {
    throw new InvalidInputError(
      root === 'opml'
        ? 'The OPML file is nested too deeply.'
        : `The file is no OPML: ${root === undefined ? 'it holds no XML' : `its root element is <${root.slice(0, 60)}>`}.`,
      [],
      'OPML_UNREADABLE',
    );
  }
  return { outlines: [...found.values()], errors };
}

/** Writes subscriptions as OPML 2.0. */
export function writeOpml(title: string, outlines: readonly OpmlOutline[]): string {
  const lines = outlines.map((one) => {
    const site = one.siteUrl === undefined ? '' : ` htmlUrl="${escape(one.siteUrl)}"`;
    return `    <outline type="rss" text="${escape(one.name)}" title="${escape(one.name)}" xmlUrl="${escape(one.feedUrl)}"${site}/>`;
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<opml version="2.0">',
    `  <head><title>${escape(title)}</title></head>`,
    '  <body>',
    ...lines,
    '  </body>',
    '</opml>',
    '',
  ].join('\n');
}

function httpUrl(value: string): string | undefined {
  const url = URL.parse(value.trim());
  return url && /^https?:$/.test(url.protocol) ? url.href : undefined;
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replace(/\s/g, ' ')
    .replace(/\p{Cc}/gu, '');
}
