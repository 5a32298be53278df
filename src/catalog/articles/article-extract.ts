import { Readability } from '@mozilla/readability';
import { parseHTML } from 'linkedom';
import { ScoutError } from '../../platform/errors.js';
import { prunePage } from './article-prune.js';
import { wallOf, withoutFurniture } from './article-signs.js';
import { decodeFeed } from '../feeds/feed-encoding.js';
import { cut, plainText, tidy } from '../feeds/plain-text.js';

/** As much of a text as a story holds, in characters. */
const MOST_TEXT = 100_000;
/** Less than this is no article, in characters. */
const LEAST_TEXT = 250;

export interface PageToRead {
  /** As the server sent it, decompressed. */
  readonly bytes: Uint8Array;
  readonly contentType: string;
  /** Of the story that the page should tell. */
  readonly title: string;
  /** What the feed told of it. */
  readonly teaser: string;
}

/**
 * The text of a page; the door through which pages come in. HTML ends here: what is returned is plain text with its paragraphs
 * on lines of their own, without addresses and without invisible characters, and nothing else of the page is kept.
 * The work is for a thread: a page may be built to break it.
 *
 * @throws ScoutError ARTICLE_TOO_COMPLEX, ARTICLE_WALL, ARTICLE_PAYWALL, ARTICLE_MISSING, ARTICLE_TOO_SHORT,
 *   ARTICLE_UNRELATED, ARTICLE_NOTHING_NEW where the page holds no text that is more than the feed's
 */
export function extractArticle({ bytes, contentType, title, teaser }: PageToRead): string {
  const page = prunePage(decodePage(bytes, contentType));
  const data = page.linkedData.flatMap(articlesIn);
  const free = data.every((one) => one.free);
  const shown = readable(page.html);
  // Pages that are drawn by scripts carry their text as linked data only. What is for subscribers stays where it is.
  const stated = free ? longest(data.map((one) => one.text)) : '';
  const whole = withoutFurniture(stated.length > shown.length * 1.5 ? stated : shown, [
    title,
    tidy(page.title),
  ]);
  const wall = wallOf(tidy(page.title), whole, free);
  if (wall !== undefined) throw refused(wall, 'shows something else than the text');
  if (whole.length < LEAST_TEXT) throw refused('ARTICLE_TOO_SHORT', 'has no text to speak of');
  if (!tells(whole, `${title} ${teaser}`)) throw refused('ARTICLE_UNRELATED', 'tells something else');
  // A fifth more than the teaser is a caption or a notice, not the rest of the story.
  if (whole.length < teaser.length * 1.2) throw refused('ARTICLE_NOTHING_NEW', 'says no more than the feed');
  return cut(whole, MOST_TEXT);
}

/** What runs in the thread. */
export default extractArticle;

/** The charset of the content type or of the page's own `meta`, then what the bytes look like. */
function decodePage(bytes: Uint8Array, contentType: string): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (/charset\s*=/i.test(contentType)) return decodeFeed(buffer, contentType).text;
  const head = buffer.subarray(0, 4_096).toString('latin1');
  const named = /<meta[^>]{0,300}?\bcharset\s*=\s*["']?\s*([a-z0-9_-]{2,40})/i.exec(head)?.[1];
  return decodeFeed(buffer, named === undefined ? undefined : `text/html; charset=${named}`).text;
}

/** Readability's pick; empty where it finds none. */
function readable(html: string): string {
  const { document } = parseHTML(html) as unknown as { readonly document: object };
  const article = new Readability(document, { disableJSONLD: true, charThreshold: LEAST_TEXT }).parse();
  return plainText(article?.content ?? '', MOST_TEXT * 2);
}

interface LinkedArticle {
  readonly text: string;
  /** False where the page says that the text is for subscribers. */
  readonly free: boolean;
}

/** The articles of a piece of linked data (schema.org `NewsArticle` and its like), at any of the usual places. */
function articlesIn(json: string): LinkedArticle[] {
  let root: unknown;
  try {
    root = JSON.parse(json);
  } catch {
    return [];
  }
  const found: LinkedArticle[] = [];
  const nodes: unknown[] = [root];
  for (let looked = 0; nodes.length > 0 && looked < 200; looked++) {
    const node = nodes.pop();
    if (Array.isArray(node)) nodes.push(...(node as unknown[]).slice(0, 200));
    else if (isRecord(node)) {
      nodes.push(node['@graph'], node['mainEntity'], node['mainEntityOfPage']);
      const types = [node['@type']].flat();
      if (!types.some((type) => typeof type === 'string' && /(?:Article|Posting|Report)$/.test(type)))
        continue;
      const body = typeof node['articleBody'] === 'string' ? node['articleBody'].slice(0, MOST_TEXT * 2) : '';
      found.push({
        text: /<\/?[a-z]|&[a-z#]/i.test(body) ? plainText(body, MOST_TEXT) : tidy(body),
        free: node['isAccessibleForFree'] !== false && !/^false$/i.test(wordOf(node['isAccessibleForFree'])),
      });
    }
  }
  return found;
}

function wordOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function longest(texts: readonly string[]): string {
  return texts.reduce((best, text) => (text.length > best.length ? text : best), '');
}

/** Words that can be told from a run of letters; other scripts have no spaces. */
const WORD = /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\d]{6,}/gu;

/** Whether a text speaks of what the feed announced: three in ten of the longer words, by their beginning. */
function tells(text: string, announced: string): boolean {
  const words = new Set(announced.slice(0, 1_000).toLowerCase().match(WORD) ?? []);
  if (words.size < 3) return true;
  const lower = text.toLowerCase();
  const said = [...words].filter((word) => lower.includes(word.slice(0, 5)));
  return said.length >= words.size * 0.3;
}

function refused(code: string, what: string): ScoutError {
  return new ScoutError(code, `The page ${what}.`, 422);
}
