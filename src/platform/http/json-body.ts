import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { ScoutError } from '../errors.js';

/** Deeper than any body of ours by far, and far less than what exhausts a stack. */
const MAX_DEPTH = 64;
/** OPML lists of feeds arrive as XML; their route parses them with its own limits. */
const TEXT_TYPES = ['text/x-opml', 'application/xml', 'text/xml'];

/** What mail clients and mail servers send; only a route that asks for them gets them, as they arrived. */
const RAW_TYPES = ['application/x-www-form-urlencoded', 'multipart/form-data', 'message/rfc822'] as const;

/** The route takes bodies of these types besides JSON, as a Buffer. */
export function AcceptsRaw(...types: readonly (typeof RAW_TYPES)[number][]): MethodDecorator {
  return RouteConfig({ acceptsRaw: types });
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** The deepest nesting of brackets in a JSON text, counted without parsing it; stops at `limit` + 1. */
export function jsonDepth(bytes: Uint8Array, limit: number): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (inString) {
      if (byte === BACKSLASH) at++;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = true;
    // [ and { differ from ] and } only in bit 0x20, and so do the two closing ones
    else if ((byte | 0x20) === 0x7b) {
      depth++;
      if (depth > deepest) deepest = depth;
      if (deepest > limit) return deepest;
    } else if ((byte | 0x20) === 0x7d) depth--;
  }
  return deepest;
}

function invalidJson(message: string): ScoutError {
  return new ScoutError('INVALID_JSON', message, 400);
}

function parseJson(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw invalidJson('The body is not valid UTF-8.');
  if (jsonDepth(bytes, MAX_DEPTH) > MAX_DEPTH) {
    throw invalidJson(`The body is nested more than ${MAX_DEPTH} levels deep.`);
  }
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    // The parser's own sentence quotes the body, so only the place is passed on.
    const place = error instanceof Error ? / at position (\d+)/.exec(error.message)?.[1] : undefined;
    throw invalidJson(`The body is not valid JSON${place === undefined ? '' : ` (at character ${place})`}.`);
  }
}

/**
 * Replaces Fastify's body parsers: JSON with a limit of depth, XML as text, nothing else (415) but what a route asks for. `__proto__` in a body becomes
 * an own property that the validation pipe removes and no schema lets through. Each body's hash stays with its request, for
 * `Idempotency-Key`.
 */
export function useBodyParsers(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    (request: FastifyRequest, body: Buffer, done) => {
      request.bodyHash = createHash('sha256').update(body).digest();
      try {
        // An empty body is none: the route's schema says whether it needs one.
        done(null, body.length === 0 ? undefined : parseJson(body));
      } catch (error) {
        done(error as Error, undefined);
      }
    },
  );
  fastify.addContentTypeParser(
    TEXT_TYPES,
    { parseAs: 'buffer' },
    (request: FastifyRequest, body: Buffer, done) => {
      request.bodyHash = createHash('sha256').update(body).digest();
      done(null, body);
    },
  );
  for (const type of RAW_TYPES) {
    fastify.addContentTypeParser(
      type,
      { parseAs: 'buffer' },
      (request: FastifyRequest, body: Buffer, done) => {
        const { acceptsRaw } = request.routeOptions.config as { acceptsRaw?: readonly string[] };
        if (acceptsRaw?.includes(type) !== true) {
          const code = 'FST_ERR_CTP_INVALID_MEDIA_TYPE';
          done(Object.assign(new Error('Unsupported Media Type'), { code, statusCode: 415 }), undefined);
          return;
        }
        request.bodyHash = createHash('sha256').update(body).digest();
        done(null, body);
      },
    );
  }
}
