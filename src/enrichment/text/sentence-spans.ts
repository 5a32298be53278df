/** A piece of a text; UTF-16 code units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A quotation that isn't closed within this is a stray sign, not a quotation. UTF-16 code units. */
const LONGEST_QUOTATION = 700;
const CLOSERS = '.!?"”’\')]';
const ENDS = '.!?';

const ABBREVIATION =
  /(?:^|[\s(“"])(?:Mr|Mrs|Ms|Dr|Prof|St|Inc|Corp|Co|Ltd|Cos|Bros|vs|v|etc|No|Nos|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|Gen|Sen|Rep|Gov|Lt|Col|Sgt|Capt|Rev|Hon|Jr|Sr|Fig|approx|est|al|Ave|Blvd|Rd|Mt|Ft|[A-Z]|(?:[A-Za-z]\.){1,3}[A-Za-z]|e\.g|i\.e|a\.m|p\.m)\.$/;
/** After these a new sentence may begin as well: `at 5 p.m. The …`, `Apple Inc. The …`. */
const MAY_END = /(?:etc|a\.m|p\.m|Inc|Corp|Ltd|Co|Jr|Sr|U\.S|U\.K|E\.U)\.$/;
const OPENER =
  /^(?:The|A|An|It|He|She|They|This|That|These|In|On|At|But|And|For|However|Meanwhile|According|After|While|As|With)\s/;

/**
 * The sentences of a text from left to right, at most `most`, with their offsets in it. Abbreviations, initials and decimals
 * end none, a quotation is never cut, a blank line always ends one. What follows the last full stop is left out.
 * Linear in the length of the text.
 */
export function sentenceSpans(text: string, most: number): Span[] {
  const found: Span[] = [];
  let from = 0;
  const take = (to: number): void => {
    const start = skipBlank(text, from);
    if (start < to) found.push({ start, end: to });
    from = to;
  };
  for (let at = 0; at < text.length && found.length < most; at++) {
    const sign = text.charAt(at);
    if (sign === '\n' && isBlankLine(text, at)) {
      from = skipBlank(text, at);
      continue;
    }
    const closing = closingOf(text, at);
    if (closing > at) {
      at = closing;
      if (!ENDS.includes(text.charAt(at - 1)) || !beginsAfter(text, at)) continue;
      take(at + 1);
      continue;
    }
    if (!ENDS.includes(sign)) continue;
    while (at + 1 < text.length && CLOSERS.includes(text.charAt(at + 1))) at++;
    if (endsHere(text, at)) take(at + 1);
  }
  return found;
}

function skipBlank(text: string, from: number): number {
  let at = from;
  while (at < text.length && isSpace(text, at)) at++;
  return at;
}

function isSpace(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === 32 || (code >= 9 && code <= 13) || code === 0xa0 || code === 0x2028 || code === 0x2029;
}

function isBlankLine(text: string, at: number): boolean {
  for (let next = at + 1; next < text.length && isSpace(text, next); next++) {
    if (text.charAt(next) === '\n') return true;
  }
  return false;
}

/** Where the quotation that opens at `at` is closed; `at` if none opens here or it isn't closed soon. */
function closingOf(text: string, at: number): number {
  const sign = text.charAt(at);
  if (sign !== '“' && sign !== '"') return at;
  const quoted = text.slice(at + 1, at + 1 + LONGEST_QUOTATION);
  const end = quoted.indexOf(sign === '“' ? '”' : '"');
  if (end < 0) return at;
  if (sign === '“') return quoted.lastIndexOf('“', end) >= 0 ? at : at + 1 + end;
  const opens = at === 0 || isSpace(text, at - 1) || '(—–'.includes(text.charAt(at - 1));
  return opens && end > 0 && !isSpace(quoted, end - 1) ? at + 1 + end : at;
}

/** Whether a sentence ends with the closing sign at `at`: not before `, said …` or a small letter. */
function beginsAfter(text: string, at: number): boolean {
  const next = skipBlank(text, at + 1);
  if (next >= text.length) return true;
  if (next === at + 1) return false;
  return isBeginning(text, next);
}

function isBeginning(text: string, at: number): boolean {
  const first = text.charAt(at);
  if (first === '"' || first === '“' || first === '‘' || first === '(') return true;
  return first !== first.toLowerCase() || first === first.toUpperCase();
}

function endsHere(text: string, at: number): boolean {
  if (at + 1 >= text.length) return true;
  const before = text.slice(Math.max(0, at - 12), at + 1);
  if (!isSpace(text, at + 1)) return isGlued(text, at);
  const next = skipBlank(text, at + 1);
  if (next >= text.length) return true;
  if (!isBeginning(text, next)) return false;
  if (!ABBREVIATION.test(before)) return true;
  return MAY_END.test(before) && OPENER.test(text.slice(next, next + 12));
}

/** Pages lose the blank between paragraphs: `was breached.More than`, but not `Character.AI` or `Node.js`. */
function isGlued(text: string, at: number): boolean {
  const before = /(?:^|[^\p{L}\p{N}])(?:\p{Ll}{2,}|[\d,]{3,}|\p{L}+["”)])[.!?]["”)]?$/u.test(
    text.slice(Math.max(0, at - 24), at + 1),
  );
  const behind = text.slice(at + 1, at + 6);
  if (text.charAt(at) === '?') return /^\p{Lu}\p{L}/u.test(behind);
  return before
    ? /^["“]?(?:\p{Lu}[\p{L}’']|[AI] )/u.test(behind)
    : isWordEnd(text, at) && /^\p{Lu}\p{Ll}{2}/u.test(behind);
}

function isWordEnd(text: string, at: number): boolean {
  return /(?:\p{L}\p{Ll}{2}|\p{N})[.!?]$/u.test(text.slice(Math.max(0, at - 3), at + 1));
}
