/** The words of a text in lower case with their places; offsets are UTF-16 units. */
export interface Tokens {
  readonly words: readonly string[];
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly count: number;
  /** More than 70 % of the letters are capitals, so capitals tell nothing. */
  readonly mostlyCapitals: boolean;
}

/**
 * Runs of letters and digits; `&` is a word of its own (`AT&T`), `+` belongs to the word before it (`Disney+`).
 * One pass over the code units, for any input.
 */
export function scanTokens(text: string): Tokens {
  const words: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  let capitals = 0;
  let small = 0;
  let start = -1;
  const close = (end: number): void => {
    words.push(text.slice(start, end).toLowerCase());
    starts.push(start);
    ends.push(end);
    start = -1;
  };
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (isWordCode(code) || (code === PLUS && start >= 0)) {
      if (code >= 97 && code <= 122) small++;
      else if (code >= 65 && code <= 90) capitals++;
      if (start < 0) start = at;
      continue;
    }
    if (start >= 0) close(at);
    if (code === AMPERSAND) {
      start = at;
      close(at + 1);
    }
  }
  if (start >= 0) close(text.length);
  const mostlyCapitals = capitals >= 12 && capitals > (capitals + small) * 0.7;
  return { words, starts, ends, count: words.length, mostlyCapitals };
}

const PLUS = 43;
const AMPERSAND = 38;

/** Letters and digits of the alphabets in use; punctuation blocks, symbols and halves of emoji are none. */
function isWordCode(code: number): boolean {
  if (code < 128)
    return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57);
  if (code < 0xc0) return false;
  if (code === 0xd7 || code === 0xf7) return false;
  if (code >= 0x2000 && code <= 0x2bff) return false;
  if (code >= 0x3000 && code <= 0x303f) return false;
  if (code >= 0xd800 && code <= 0xf8ff) return false;
  return code < 0xfe00;
}
