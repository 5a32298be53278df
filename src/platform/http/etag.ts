import {
  applyDecorators,
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  UseInterceptors,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { hash } from 'node:crypto';
import { map, type Observable } from 'rxjs';
import { ScoutError } from '../errors.js';
import type { LentBody } from './body-memory.js';

/** An answer that brings its tag along; without a body the caller has it already. */
export class TaggedAnswer {
  constructor(
    readonly tag: string,
    readonly body: LentBody | undefined,
  ) {}
}

/** A strong entity tag (RFC 9110 §8.8.3): the first 144 bits of the SHA-256 of the answer as it is sent. */
export function entityTag(body: unknown): string {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return `"${hash('sha256', text, 'base64url').slice(0, 24)}"`;
}

function tagsIn(header: string): readonly string[] {
  return header.split(',').map((tag) => tag.trim());
}

/** `If-None-Match`, compared weakly as RFC 9110 §13.1.2 says: proxies weaken a tag when they compress. */
export function noneMatch(header: string | undefined, tag: string): boolean {
  if (header === undefined) return true;
  return !tagsIn(header).some((given) => given === '*' || given.replace(/^W\//, '') === tag);
}

/**
 * `If-Match`: a change is refused when what the caller saw is not what is there any more.
 * @param header the request's `If-Match`; absent means the caller does not mind
 * @param tag the tag of the present state ({@link entityTag} of what GET answers); undefined where there is nothing, which nothing matches
 * @throws ScoutError 412 PRECONDITION_FAILED
 */
export function assertIfMatch(header: string | undefined, tag: string | undefined): void {
  if (header === undefined) return;
  if (tag !== undefined && tagsIn(header).some((given) => given === '*' || given === tag)) return;
  throw new ScoutError(
    'PRECONDITION_FAILED',
    'Somebody changed it since you read it. Read it again and repeat the change.',
    412,
  );
}

function addTag(reply: FastifyReply, tag: string): void {
  void reply.header('etag', tag).header('cache-control', 'private, no-cache');
}

function notModified(reply: FastifyReply): void {
  void reply.status(304).removeHeader('content-type');
}

/**
 * What a handler returns that made its own tag and its own JSON. It does without the interceptor, which costs a busy route more than
 * the tag itself.
 */
export function answerTagged(reply: FastifyReply, { tag, body }: TaggedAnswer): Buffer | undefined {
  addTag(reply, tag);
  if (body === undefined) {
    notModified(reply);
    return undefined;
  }
  void reply.header('content-type', 'application/json; charset=utf-8');
  // Of an answer that is cut off the system may still hold the bytes.
  reply.raw.once('finish', body.release);
  return body.bytes;
}

/** Adds the tag to a 200 answer and turns it into 304 when the caller already has it. */
@Injectable()
export class ETagInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    return next.handle().pipe(
      map((body: unknown) => {
        if (reply.statusCode !== 200 || body === undefined || body === null) return body;
        // Serialised once, so that the tag is of the very bytes that go out.
        const text = typeof body === 'string' ? body : JSON.stringify(body);
        const tag = entityTag(text);
        addTag(reply, tag);
        if (!noneMatch(request.headers['if-none-match'], tag)) {
          notModified(reply);
          return undefined;
        }
        if (reply.getHeader('content-type') === undefined) {
          void reply.header('content-type', 'application/json; charset=utf-8');
        }
        return text;
      }),
    );
  }
}

/** For GET routes: a strong `ETag` from the answer's hash, and 304 on a matching `If-None-Match`. */
export function WithETag(): MethodDecorator & ClassDecorator {
  return applyDecorators(UseInterceptors(ETagInterceptor));
}
