/** One word of a text. Offsets are UTF-16 code units. */
export interface Token {
  /** Lower case, without accents, possessive ending and thousands separators. */
  readonly word: string;
  readonly start: number;
  readonly end: number;
  readonly letterCase: LetterCase;
  /** What the token is an example of, for terms such as `raises #money`. */
  readonly kind: '' | '#num' | '#money' | '#ticker';
}

/** `upper`: two capitals or more and nothing else but a plural s (`IPOs`). */
export type LetterCase = 'lower' | 'capital' | 'upper';

const LETTER = /[\p{L}\p{N}]/u;
const MARKS = /\p{M}/gu;
const MONEY_SIGNS = '$€£¥₹';

/** Words of a text from left to right, at most `limit`: one pass, no backtracking. */
export function tokensOf(text: string, limit: number): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length && tokens.length < limit) {
    if (!isLetter(text, at)) {
      at++;
      continue;
    }
    const start = at;
    at = wordEnd(text, at);
    tokens.push(tokenAt(text, start, at));
    if (isPossessive(text, at)) at += 2;
  }
  return tokens;
}

function wordEnd(text: string, from: number): number {
  let at = from + 1;
  for (;;) {
    while (at < text.length && isLetter(text, at)) at++;
    if (!joins(text, from, at)) return at;
    at++;
  }
}

/** Whether the sign at `at` belongs to the word around it: `S&P`, `U.S.`, `5.6`, `1,000`, `don't`. */
function joins(text: string, start: number, at: number): boolean {
  if (at + 1 >= text.length || !isLetter(text, at + 1)) return false;
  const sign = text[at];
  if (sign === '&') return at - start <= 3;
  if (sign === "'" || sign === '’') return !isPossessive(text, at);
  if (sign === '.' || sign === ',') {
    if (isDigit(text, at - 1)) return isDigit(text, at + 1);
    const single = at - start === 1 || text[at - 2] === '.';
    return sign === '.' && single && !isLetter(text, at + 2);
  }
  return false;
}

function isPossessive(text: string, at: number): boolean {
  const sign = text[at];
  if (sign !== "'" && sign !== '’') return false;
  const next = text[at + 1];
  return (next === 's' || next === 'S') && !isLetter(text, at + 2);
}

function tokenAt(text: string, start: number, end: number): Token {
  const raw = text.slice(start, end);
  return { word: normalWord(raw), start, end, letterCase: caseOf(raw), kind: kindOf(text, raw, start, end) };
}

function kindOf(text: string, raw: string, start: number, end: number): Token['kind'] {
  if (isDigit(raw, 0)) {
    return start > 0 && MONEY_SIGNS.includes(text.charAt(start - 1)) ? '#money' : '#num';
  }
  const bracketed = text[start - 1] === '(' && text[end] === ')' && raw.length >= 2;
  const listed =
    text[start - 1] === ':' && /(NASDAQ|NYSE|AMEX|OTC): ?$/.test(text.slice(Math.max(0, start - 10), start));
  return (bracketed || listed) && raw.length <= 5 && /^[A-Z]+$/.test(raw) && raw !== 'AI' && raw !== 'AP'
    ? '#ticker'
    : '';
}

function normalWord(raw: string): string {
  const lower = raw.toLowerCase();
  const plain = isAscii(lower) ? lower : lower.normalize('NFD').replace(MARKS, '');
  if (isDigit(plain, 0)) return plain.replaceAll(',', '');
  return /^[a-z0-9]+$/.test(plain) ? plain : plain.replace(/['’.]/g, '');
}

function caseOf(raw: string): LetterCase {
  const first = raw.charAt(0);
  if (first === first.toLowerCase()) return 'lower';
  const body = raw.endsWith('s') ? raw.slice(0, -1) : raw;
  return body.length >= 2 && body === body.toUpperCase() ? 'upper' : 'capital';
}

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 127) return false;
  return true;
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
}

function isLetter(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code < 128) {
    return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57);
  }
  // Dashes and quotation marks are most of what is not ASCII in English text: spare them the slow test.
  if (code >= 0x2000 && code <= 0x206f) return false;
  return code === code && LETTER.test(text.charAt(at));
}
