import iconv from 'iconv-lite';

/** Labels that lie about a superset: publishers write the small name and send the large set. */
const SUPERSETS: Readonly<Record<string, string>> = {
  gb2312: 'gb18030',
  gbk: 'gb18030',
  'x-gbk': 'gb18030',
  'ks_c_5601-1987': 'cp949',
  'euc-kr': 'cp949',
  'x-sjis': 'shift_jis',
  'shift-jis': 'shift_jis',
  'iso-8859-1': 'windows-1252',
  latin1: 'windows-1252',
  'us-ascii': 'windows-1252',
  ascii: 'windows-1252',
  unicode: 'utf-16le',
  u16: 'utf-16',
  utf_16: 'utf-16',
  utf16: 'utf-16',
  utf8: 'utf-8',
  'utf-8': 'utf-8',
};

/** The decoder knows these by name, but they are no encodings of text, or (UTF-7) one that hides markup and that no browser reads. */
const NO_CHARSETS = /^(?:base64|binary|hex|utf7|utf7imap)$/;

export interface DecodedFeed {
  readonly text: string;
  readonly encoding: string;
  readonly warnings: readonly string[];
}

/**
 * Bytes to text: byte order mark first, then `charset` of the content type, then the XML declaration, then UTF-8 if the
 * bytes are valid in it, else Windows-1252. Never fails: bytes that fit nothing become U+FFFD.
 */
export function decodeFeed(bytes: Buffer, contentType?: string): DecodedFeed {
  const marked = fromByteOrderMark(bytes) ?? fromNullPattern(bytes);
  if (marked) {
    return { text: withoutMark(iconv.decode(bytes, marked)), encoding: marked, warnings: [] };
  }
  const warnings: string[] = [];
  const candidates = [
    ['content type', /charset\s*=\s*["']?\s*([^\s"';]+)/i.exec(contentType ?? '')?.[1]],
    ['XML declaration', declaredEncoding(bytes)],
  ] as const;
  for (const [place, label] of candidates) {
    if (label === undefined) continue;
    const encoding = known(label);
    if (encoding === undefined) {
      warnings.push(`The ${place} names the unknown encoding '${label.slice(0, 40)}'.`);
      continue;
    }
    // A declaration that we could read as ASCII cannot be in UTF-16.
    if (encoding.startsWith('utf-16') || encoding.startsWith('utf-32')) continue;
    const text = encoding === 'utf-8' ? strictUtf8(bytes) : iconv.decode(bytes, encoding);
    if (text !== undefined) {
      const named = encoding === 'windows-1252' ? label.toLowerCase() : encoding;
      return { text: withoutMark(text), encoding: named, warnings };
    }
    warnings.push(`The ${place} says UTF-8, the bytes are not.`);
    break;
  }
  const utf8 = strictUtf8(bytes);
  if (utf8 !== undefined) return { text: withoutMark(utf8), encoding: 'utf-8', warnings };
  const mostlyUtf8 = bytes.toString('utf8');
  // A few broken bytes in UTF-8 are better lost alone than every accent of the feed.
  if (brokenShare(mostlyUtf8) < 0.2) return { text: withoutMark(mostlyUtf8), encoding: 'utf-8', warnings };
  return { text: iconv.decode(bytes, 'windows-1252'), encoding: 'windows-1252', warnings };
}

function fromByteOrderMark(bytes: Buffer): string | undefined {
  const [a, b, c, d] = bytes;
  if (a === 0xff && b === 0xfe && c === 0 && d === 0) return 'utf-32le';
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff) return 'utf-32be';
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  return undefined;
}

/** Wide encodings without a mark: the first character is `<`, so the zeros tell. */
function fromNullPattern(bytes: Buffer): string | undefined {
  const [a, b, c, d] = bytes;
  if (a === 0x3c && b === 0 && c === 0 && d === 0) return 'utf-32le';
  if (a === 0 && b === 0 && c === 0 && d === 0x3c) return 'utf-32be';
  if (a === 0x3c && b === 0 && c !== 0 && d === 0) return 'utf-16le';
  if (a === 0 && b === 0x3c && c === 0 && d !== 0) return 'utf-16be';
  return undefined;
}

function declaredEncoding(bytes: Buffer): string | undefined {
  const head = bytes.subarray(0, 400).toString('latin1');
  return /<\?xml[^>]{0,200}?\bencoding\s*=\s*["']\s*([^"'\s]{1,60})/i.exec(head)?.[1];
}

function known(label: string): string | undefined {
  const lower = label.toLowerCase();
  const encoding = (Object.hasOwn(SUPERSETS, lower) ? SUPERSETS[lower] : undefined) ?? lower;
  if (NO_CHARSETS.test(encoding.replace(/[^a-z0-9]/g, ''))) return undefined;
  return iconv.encodingExists(encoding) ? encoding : undefined;
}

function strictUtf8(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function brokenShare(text: string): number {
  let broken = 0;
  let high = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 127) high++;
    if (code === 0xfffd) broken++;
  }
  return high === 0 ? 0 : broken / high;
}

function withoutMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}
