import type { Readable } from 'node:stream';
import {
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
} from 'node:zlib';
import { FetchError } from './fetch-errors.js';

/** Codings that are asked for. */
export const ACCEPT_ENCODING = 'gzip, deflate, br';
const MOST_CODINGS = 2;
/** A frame says itself how much memory it wants; RFC 9659 allows 8 MiB, as a power of two. */
const ZSTD_WINDOW = { params: { [constants.ZSTD_d_windowLogMax]: 23 } };

/**
 * Reads a body with at most `maxBytes` bytes at every stage: as sent and after each decompression.
 * @throws FetchError FETCH_TOO_LARGE, FETCH_BAD_ENCODING
 */
export async function readBody(stream: Readable, encoding: string, maxBytes: number): Promise<Buffer> {
  const codings = encoding
    .toLowerCase()
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '' && one !== 'identity');
  if (codings.length > MOST_CODINGS) {
    stream.on('error', () => undefined).destroy();
    throw new FetchError('FETCH_BAD_ENCODING', `The body is compressed ${codings.length} times over.`);
  }
  let body = await collect(stream, maxBytes);
  for (const coding of codings.reverse()) {
    // Servers label plain bodies as gzip; an empty body has nothing to unpack.
    if (body.length > 0) body = await unpack(body, coding, maxBytes);
  }
  return body;
}

async function unpack(body: Buffer, coding: string, maxBytes: number): Promise<Buffer> {
  const decoder = decoderOf(coding, body);
  if (!decoder)
    throw new FetchError('FETCH_BAD_ENCODING', `The body's encoding '${coding.slice(0, 30)}' is not known.`);
  decoder.end(body);
  try {
    return await collect(decoder, maxBytes);
  } catch (error) {
    if (error instanceof FetchError) throw error;
    throw new FetchError('FETCH_BAD_ENCODING', `The body is not valid ${coding}.`, { cause: error });
  }
}

function decoderOf(coding: string, body: Buffer) {
  switch (coding) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'deflate':
      // RFC 9110 means zlib; some servers send the bare stream.
      return ((body[0] ?? 0) & 0x0f) === 8 ? createInflate() : createInflateRaw();
    case 'br':
      return createBrotliDecompress();
    case 'zstd':
      return createZstdDecompress(ZSTD_WINDOW);
    default:
      return undefined;
  }
}

async function collect(stream: Readable, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) {
      stream.destroy();
      throw new FetchError('FETCH_TOO_LARGE', `The body is larger than ${maxBytes} bytes.`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}
