import { Parser } from 'htmlparser2';

/** Elements whose text is not meant to be read. */
const SILENT = new Set([
  'script',
  'style',
  'noscript',
  'template',
  'iframe',
  'object',
  'svg',
  'math',
  'head',
  'title',
  'textarea',
  'select',
  'button',
  'form',
  'xmp',
  'noembed',
  'noframes',
  'plaintext',
]);
/** Elements that end a line of thought: without a break their neighbours' words would grow together. */
const BLOCKS = new Set(
  (
    'address article aside blockquote br caption dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr li ' +
    'main nav ol p pre section table tbody td tfoot th thead tr ul'
  ).split(' '),
);

/** C0/C1 controls except tab and line ends; soft hyphen, zero-width, direction marks and overrides, invisible operators, tags, BOM. */
const INVISIBLE =
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F\u202A-\u202E\u2060-\u206F\u3164\uFEFF\uFFA0\uFFF9-\uFFFB\u{E0000}-\u{E0FFF}]/gu;

/**
 * HTML to plain text: no markup, no scripts, entities decoded, white space folded, blocks on lines of their own.
 * The result is text for every later use, so nothing of the input can become markup again.
 * @param limit longest result, in characters; the walk ends there.
 */
export function plainText(html: string, limit = 100_000): string {
  const parts: string[] = [];
  let length = 0;
  let silent = 0;
  let depth = 0;
  const parser = new Parser(
    {
      onopentag(name) {
        depth++;
        if (SILENT.has(name)) silent++;
        else if (BLOCKS.has(name)) parts.push('\n');
      },
      ontext(text) {
        if (silent > 0 || length > limit * 2) return;
        parts.push(text);
        length += text.length;
      },
      onclosetag(name) {
        depth--;
        if (SILENT.has(name)) silent = Math.max(0, silent - 1);
        else if (name !== 'br' && BLOCKS.has(name)) parts.push('\n');
      },
    },
    { decodeEntities: true },
  );
  for (let at = 0; at < html.length && length <= limit * 2; at += 65_536) {
    parser.write(html.slice(at, at + 65_536));
    // Real pages are tens of levels deep; the parser's cost per tag grows with depth.
    if (depth > 2_000) break;
  }
  parser.end();
  return cut(tidy(parts.join('')), limit);
}

/** Plain text of a value that is already plain: invisible characters and halves of characters out, white space folded. */
export function tidy(text: string): string {
  return text
    .toWellFormed()
    .normalize('NFC')
    .replace(INVISIBLE, '')
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** One line of plain text, as titles are: no line breaks (they must not reach a mail header), at most `limit` characters. */
export function plainLine(text: string, html: boolean, limit = 500): string {
  const source = html && /[<&]/.test(text) ? plainText(text, limit * 2) : tidy(text.slice(0, limit * 8));
  return cut(source.replace(/\s+/g, ' ').trim(), limit);
}

/** At most `limit` UTF-16 code units, never half of a character; a cut is marked with an ellipsis. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  let end = limit - 1;
  const code = text.charCodeAt(end - 1);
  if (code >= 0xd800 && code <= 0xdbff) end--;
  return `${text.slice(0, end).trimEnd()}…`;
}

const LINK_ATTRIBUTES =
  /(\s(?:href|src|cite|longdesc|poster|data|usemap|background|action)\s*=\s*)("[^"<>]{0,2000}"|'[^'<>]{0,2000}')/gi;

/** Makes the relative addresses of a piece of HTML absolute. */
export function resolveMarkupLinks(html: string, base: string): string {
  if (!html.includes('<')) return html;
  return html.replace(/<[a-z][^<>]{0,10000}>/gi, (tag) =>
    tag.replace(LINK_ATTRIBUTES, (whole, before: string, quoted: string) => {
      const written = quoted.slice(1, -1);
      if (/^\s*[a-z][a-z0-9+.-]*:/i.test(written)) return whole;
      const url = URL.parse(written.replaceAll('&amp;', '&'), base);
      return url ? `${before}"${url.href.replaceAll('&', '&amp;').replaceAll('"', '%22')}"` : whole;
    }),
  );
}

/** HTML's named references in a plain text, which XML without a document type does not know but feeds use; XML's own five were read by the parser. */
export function unescapeNamed(text: string): string {
  return text.includes('&')
    ? text.replace(/&(?!(?:amp|lt|gt|quot|apos);)[a-z][a-z0-9]{1,31};/gi, decodeOne)
    : text;
}

const decoded = new Map<string, string>();

function decodeOne(reference: string): string {
  const known = decoded.get(reference);
  if (known !== undefined) return known;
  let value = '';
  const parser = new Parser({
    ontext(text) {
      value += text;
    },
  });
  parser.end(reference);
  if (decoded.size < 3_000) decoded.set(reference, value);
  return value;
}
