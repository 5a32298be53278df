import { Parser } from 'htmlparser2';
import { ScoutError } from '../../platform/errors.js';

/** Elements deeper than this are no page that somebody reads; the cost of each grows with its depth. */
const DEEPEST = 400;
const MOST_ELEMENTS = 50_000;
/** What is kept of a page, in characters; a text is far shorter and stands far above the end. */
const MOST_KEPT = 500_000;
/** Characters of linked data (JSON-LD) that are read of one page. */
const MOST_LINKED_DATA = 1_000_000;

/** Left out with all that is in them: no text for readers. */
const DROPPED = new Set(
  (
    'script style noscript template iframe object embed svg math canvas audio video map select textarea button input dialog ' +
    'xmp noembed noframes plaintext applet'
  ).split(' '),
);
/** The frame, which is written anew, since many pages leave out parts of it or write them twice; and what is no text. */
const FRAME = new Set('html head body title base meta link'.split(' '));
/** Elements without an end. */
const VOID = new Set('area br col hr img source track wbr'.split(' '));
/** What the search for the text looks at; everything else of an element is left out, addresses with it. */
const KEPT = new Set(['class', 'id', 'role', 'itemprop', 'property', 'name', 'rel', 'lang', 'dir']);

export interface PrunedPage {
  /** The page's body without scripts, forms, styles, comments and addresses, in a well-formed document. */
  readonly html: string;
  /** As written in the page's head; empty where there is none. */
  readonly title: string;
  /** The texts of its `application/ld+json`. */
  readonly linkedData: readonly string[];
}

/**
 * Takes from a page what the search for its text needs, in one pass with bounds, so that what follows works on a small tree.
 * @throws ScoutError ARTICLE_TOO_COMPLEX where it has too many elements or nests them too deep
 */
export function prunePage(page: string): PrunedPage {
  const parts: string[] = [];
  const linkedData: string[] = [];
  let elements = 0;
  let kept = 0;
  const keep = (part: string): void => {
    kept += part.length;
    parts.push(part);
  };
  let depth = 0;
  /** Depth at which a dropped element began; 0: in none. */
  let dropped = 0;
  let reading: 'title' | 'data' | undefined;
  let title = '';
  let data = '';
  let linked = 0;
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        depth++;
        if (++elements > MOST_ELEMENTS) throw tooComplex(`has more than ${MOST_ELEMENTS} elements`);
        if (depth > DEEPEST) throw tooComplex(`nests more than ${DEEPEST} elements`);
        if (dropped > 0) return;
        // Pages hide themselves as a whole until their scripts have run.
        const hidden = !FRAME.has(name) && isHidden(attributes);
        if (kept > MOST_KEPT || DROPPED.has(name) || hidden) {
          dropped = depth;
          if (name === 'script' && /^application\/ld\+json\b/i.test(attributes['type'] ?? ''))
            reading = 'data';
          return;
        }
        if (name === 'title') reading = 'title';
        if (!FRAME.has(name)) keep(`<${shown(name)}${attributesOf(attributes)}>`);
      },
      ontext(text) {
        if (reading === 'data' && linked + data.length + text.length <= MOST_LINKED_DATA) data += text;
        if (dropped > 0) return;
        if (reading === 'title') title += title.length < 1_000 ? text : '';
        else if (kept <= MOST_KEPT) keep(escaped(text));
      },
      onclosetag(name) {
        if (dropped === 0) {
          if (!VOID.has(name) && !FRAME.has(name)) keep(`</${shown(name)}>`);
        } else if (dropped === depth) {
          dropped = 0;
          if (reading === 'data') {
            linkedData.push(data);
            linked += data.length;
            data = '';
          }
        }
        reading = undefined;
        depth--;
      },
    },
    { decodeEntities: true },
  );
  parser.write(page);
  parser.end();
  const html = `<!doctype html><html><head></head><body>${parts.join('')}</body></html>`;
  return { html, title: title.slice(0, 1_000), linkedData };
}

/** Some sites wrap the whole page in one form. */
function shown(name: string): string {
  return name === 'form' ? 'div' : name;
}

function isHidden(attributes: Readonly<Record<string, string>>): boolean {
  return (
    attributes['hidden'] !== undefined ||
    attributes['aria-hidden'] === 'true' ||
    /(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)/i.test(
      (attributes['style'] ?? '').slice(0, 2_000),
    )
  );
}

function attributesOf(attributes: Readonly<Record<string, string>>): string {
  let written = '';
  for (const [name, value] of Object.entries(attributes)) {
    if (KEPT.has(name)) written += ` ${name}="${escaped(value.slice(0, 500))}"`;
    // Link density tells navigation from text; where the links lead is of no interest.
    else if (name === 'href') written += value.startsWith('#') ? ' href="#here"' : ' href="#"';
  }
  return written;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

function tooComplex(what: string): ScoutError {
  return new ScoutError('ARTICLE_TOO_COMPLEX', `The page ${what}.`, 422);
}
