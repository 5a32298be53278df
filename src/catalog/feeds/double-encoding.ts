import iconv from 'iconv-lite';
import { unescapeNamed } from './plain-text.js';

/**
 * UTF-8 that was read as Windows-1252 and written as UTF-8 again: `â€™` for an apostrophe, `Ã©` for é. Only sequences
 * that no language writes are looked for; capital  stands before a sign, never before a letter.
 */
const TWICE =
  /(?:â|&acirc;)(?:€|\u0080|&euro;)(?:[\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|&[a-z]{2,6}\d{0,2};)|(?:Ã|&Atilde;)(?:[\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|&[a-z]{2,6}\d{0,2};)|(?:Â|&Acirc;)[\u00a0£©®°]/g;
const HINT = /[âÃÂ]|&(?:acirc|Atilde|Acirc);/;

/** Reads what was encoded twice as it was meant; everything else stays as it is. Linear in the length. */
export function undoDoubleEncoding(text: string): string {
  if (!HINT.test(text)) return text;
  return text.replace(TWICE, (written) => {
    const bytes = iconv.encode(unescapeNamed(written), 'windows-1252');
    const meant = bytes.toString('utf8');
    return meant.length === 1 && meant !== '\ufffd' ? meant : written;
  });
}
