import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { createHash } from 'node:crypto';
import { defer, lastValueFrom, type Observable } from 'rxjs';
import { Database } from '../database/database.js';
import { ConflictError, InvalidInputError } from '../errors.js';
import {
  type HeldRequest,
  type IdempotentRequest,
  IdempotencyRepository,
  type StoredAnswer,
} from './idempotency.repository.js';
import { PROBLEM_TYPE, toProblem } from './problem.js';
import {
  CHANGES_NOTHING_METADATA,
  READER_ROUTE_METADATA,
  type ReaderRouteRule,
  SECRET_METADATA,
} from './scopes.js';

const WRITES = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);
/** Kept with an answer; the others are made anew for each response. */
const KEPT_HEADERS = ['content-type', 'location', 'etag'];
/** Refusals that another try may not meet: they leave the key free, as server errors do. */
const PASSING = new Set([408, 409, 412, 425, 429]);

/**
 * A write with an `Idempotency-Key` happens once: a repetition gets the first answer with `Idempotency-Replayed: true`,
 * another body under the same key 422, and a second one while the first still runs 409. Server errors are not kept.
 *
 * The write and its stored answer are one transaction: a process that dies in between leaves neither, so that the repetition
 * finds the answer or does the work, and never does it twice.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(
    private readonly records: IdempotencyRepository,
    private readonly database: Database,
    private readonly reflector: Reflector,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const key = request.headers['idempotency-key'];
    const keyId = request.caller?.keyId;
    if (key === undefined || keyId === undefined || !WRITES.has(request.method)) return next.handle();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    if (this.marked(context, CHANGES_NOTHING_METADATA)) return next.handle();
    const secret = this.marked(context, SECRET_METADATA);
    const readerId = this.readerOf(context, request.params);
    return defer(() =>
      this.once(
        { keyId, key: checked(key), hash: hashOf(request), secret, readerId },
        request.id,
        reply,
        next,
      ),
    );
  }

  private marked(context: ExecutionContext, metadata: string): boolean {
    return this.reflector.get<boolean | undefined>(metadata, context.getHandler()) === true;
  }

  /** The reader whom the path names. */
  private readerOf(context: ExecutionContext, params: unknown): string | undefined {
    const rule = this.reflector.getAllAndOverride<ReaderRouteRule | undefined>(READER_ROUTE_METADATA, [
      context.getHandler(),
      context.getClass(),
    ]);
    const name = rule?.kind === 'param' ? rule.param : 'reader';
    return (params as Readonly<Record<string, string | undefined>>)[name];
  }

  private async once(
    request: IdempotentRequest,
    requestId: string,
    reply: FastifyReply,
    next: CallHandler,
  ): Promise<unknown> {
    const claim = await this.records.claim(request);
    switch (claim.kind) {
      case 'in-progress':
        throw new ConflictError(
          'A request with this Idempotency-Key is still running; repeat it in a moment.',
          'IDEMPOTENCY_IN_PROGRESS',
        );
      case 'other-request':
        throw new InvalidInputError(
          'This Idempotency-Key was used for another request; use a new one for each write.',
          [],
          'IDEMPOTENCY_KEY_REUSED',
        );
      case 'answered':
        return replay(reply, claim.answer);
      case 'claimed':
        return await this.perform(claim.held, requestId, reply, next);
    }
  }

  private async perform(
    held: HeldRequest,
    requestId: string,
    reply: FastifyReply,
    next: CallHandler,
  ): Promise<unknown> {
    try {
      return await this.database.transaction(async () => {
        const body: unknown = await lastValueFrom(next.handle(), { defaultValue: undefined });
        await this.records.store(held, { status: reply.statusCode, headers: keptHeaders(reply), body });
        return body;
      });
    } catch (error) {
      const { problem } = toProblem(error, requestId);
      if (problem.status >= 500 || PASSING.has(problem.status)) await this.records.release(held);
      else {
        const headers = { 'content-type': PROBLEM_TYPE };
        await this.records.store(held, { status: problem.status, headers, body: problem });
      }
      throw error;
    }
  }
}

function keptHeaders(reply: FastifyReply): Record<string, string> {
  return Object.fromEntries(
    KEPT_HEADERS.flatMap((name) => {
      const value = reply.getHeader(name);
      return typeof value === 'string' ? [[name, value]] : [];
    }),
  );
}

function checked(key: string | string[]): string {
  if (typeof key === 'string' && /^[\x21-\x7e]{1,255}$/.test(key)) return key;
  throw new InvalidInputError(
    'Idempotency-Key must be 1 to 255 visible ASCII characters.',
    [{ path: 'Idempotency-Key', message: 'must be 1 to 255 visible ASCII characters' }],
    'INVALID_IDEMPOTENCY_KEY',
  );
}

function hashOf(request: FastifyRequest): Buffer {
  const hash = createHash('sha256').update(`${request.method} ${request.url}\n`);
  if (request.bodyHash !== undefined) hash.update(request.bodyHash);
  return hash.digest();
}

function replay(reply: FastifyReply, answer: StoredAnswer): unknown {
  void reply.status(answer.status).headers(answer.headers).header('idempotency-replayed', 'true');
  // As bytes for the same reason as the first time, see sendProblem.
  if (answer.headers['content-type'] === PROBLEM_TYPE) return Buffer.from(JSON.stringify(answer.body));
  return answer.body ?? undefined;
}
