import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ScoutError } from '../errors.js';

/** Everything a key can be allowed to do. */
export const SCOPES = [
  'feed:read',
  'readers:write',
  'events:write',
  'stories:write',
  'tuning:write',
  'ops',
] as const;
export type Scope = (typeof SCOPES)[number];

export function isScope(text: string): text is Scope {
  return (SCOPES as readonly string[]).includes(text);
}

/** Who is calling, as the access guard found out for this one request. */
export interface Caller {
  readonly keyId: string;
  readonly scopes: readonly Scope[];
  /** Set when the key may act for this one reader only. */
  readonly readerId?: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    caller?: Caller;
    /** SHA-256 of the body as it arrived; absent when there was none. */
    bodyHash?: Buffer;
  }
}

export const SCOPES_METADATA = 'scout:scopes';
export const PUBLIC_METADATA = 'scout:public';
export const AUDITED_METADATA = 'scout:audited';
export const CHANGES_NOTHING_METADATA = 'scout:changes-nothing';
export const SECRET_METADATA = 'scout:secret';
export const READER_ROUTE_METADATA = 'scout:reader-route';

/**
 * How a route is safe for a key that is bound to one reader: the path parameter that names the reader, or
 * `checked-by-handler` for bodies that name readers themselves.
 */
export type ReaderRouteRule =
  { readonly kind: 'param'; readonly param: string } | { readonly kind: 'checked-by-handler' };

/** The route needs a key that holds every one of these scopes. On a class it holds for every route without its own. */
export function RequireScope(...scopes: readonly [Scope, ...Scope[]]): MethodDecorator & ClassDecorator {
  return SetMetadata(SCOPES_METADATA, scopes);
}

/** The route is open to anybody: health, documentation, and what carries a secret of its own in the address. */
export function Public(): MethodDecorator & ClassDecorator {
  return SetMetadata(PUBLIC_METADATA, true);
}

/**
 * The change is written into the audit log in the transaction that makes it.
 * @param action what was done, as `noun.verb`: `source.create`
 */
export function Audited(action: string): MethodDecorator {
  return SetMetadata(AUDITED_METADATA, action);
}

/** The answer shows a secret: what is kept of it for a repetition with the same `Idempotency-Key` is sealed. */
export function AnswersSecret(): MethodDecorator {
  return SetMetadata(SECRET_METADATA, true);
}

/** A POST that answers a question: nothing is kept for a repetition, and the audit log has nothing to say of it. */
export function ChangesNothing(): MethodDecorator {
  return SetMetadata(CHANGES_NOTHING_METADATA, true);
}

/** The path parameter `param` names the reader; a key bound to a reader may call the route for that reader only. */
export function ReaderRoute(param = 'id'): MethodDecorator & ClassDecorator {
  const rule: ReaderRouteRule = { kind: 'param', param };
  return SetMetadata(READER_ROUTE_METADATA, rule);
}

/** The body names the readers: a bound key may call the route, and the handler promises to call {@link assertReader} for each. */
export function ChecksReaders(): MethodDecorator {
  const rule: ReaderRouteRule = { kind: 'checked-by-handler' };
  return SetMetadata(READER_ROUTE_METADATA, rule);
}

/** @throws ScoutError 403 WRONG_READER when the key is bound to another reader. */
export function assertReader(caller: Caller, readerId: string): void {
  if (caller.readerId !== undefined && caller.readerId !== readerId) {
    throw new ScoutError('WRONG_READER', 'This key is bound to another reader.', 403);
  }
}

/** The caller of the running request; for routes with `@RequireScope`, where the guard has always set it. */
export function callerOf(request: FastifyRequest): Caller {
  if (request.caller === undefined) {
    throw new ScoutError('MISSING_KEY', 'The route needs an API key.', 401);
  }
  return request.caller;
}

/** Parameter decorator: `handler(@currentCaller() caller: Caller)`. */
export const currentCaller = createParamDecorator((_data: unknown, context: ExecutionContext): Caller =>
  callerOf(context.switchToHttp().getRequest<FastifyRequest>()),
);
