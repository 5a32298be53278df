import type { z } from 'zod';
import { InvalidInputError } from '../errors.js';

/** Raise it when the meaning of a cursor changes; older ones are then refused rather than misread. */
const CURSOR_VERSION = 1;
const MAX_LENGTH = 1_024;

export interface Cursor<T> {
  /** The opaque text a caller sends back. */
  encode(position: T): string;
  /** @throws InvalidInputError 422 INVALID_CURSOR for anything this cursor did not make. */
  decode(text: string): T;
}

/**
 * An opaque cursor: base64url of JSON with a version and the list it belongs to. It is not signed, for it holds nothing but a
 * position; whoever makes one up sees what the same list would have shown anyway.
 * @param list the list it belongs to, so that a cursor of one list is refused by another
 * @param schema what a position looks like; without transformations, for it is checked after decoding
 */
export function cursorOf<T>(list: string, schema: z.ZodType<T>): Cursor<T> {
  return {
    encode(position) {
      return Buffer.from(JSON.stringify([CURSOR_VERSION, list, position])).toString('base64url');
    },
    decode(text) {
      const position = schema.safeParse(open(text, list));
      if (!position.success) throw invalidCursor();
      return position.data;
    },
  };
}

function open(text: string, list: string): unknown {
  if (text.length > MAX_LENGTH || !/^[\w-]+$/.test(text)) throw invalidCursor();
  let content: unknown;
  try {
    content = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    throw invalidCursor();
  }
  if (!Array.isArray(content) || content.length !== 3) throw invalidCursor();
  if (content[0] !== CURSOR_VERSION || content[1] !== list) throw invalidCursor();
  return content[2];
}

function invalidCursor(): InvalidInputError {
  const message = 'The cursor is not one that this list gave out; start again without it.';
  return new InvalidInputError(message, [{ path: 'cursor', message }], 'INVALID_CURSOR');
}
