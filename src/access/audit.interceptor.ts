import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { defer, lastValueFrom, type Observable } from 'rxjs';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { AUDITED_METADATA, callerOf } from '../platform/http/scopes.js';
import { AuditRepository } from './audit.repository.js';

/**
 * Writes the audit entry of an `@Audited` route in the same transaction as the change itself: there is no change without its
 * entry, and none for a change that failed. What must only happen once the change is visible (jobs) belongs into
 * `Database.afterCommit`.
 */
@Injectable()
export class AuditInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly entries: AuditRepository,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const action = this.reflector.get<string | undefined>(AUDITED_METADATA, context.getHandler());
    if (action === undefined) return next.handle();
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    return defer(() =>
      this.database.transaction(async () => {
        const result: unknown = await lastValueFrom(next.handle(), { defaultValue: undefined });
        const target = pathOf(request.params) ?? targetOf(result);
        await this.entries.insert({
          at: this.clock.now(),
          actor: callerOf(request).keyId,
          action,
          ...(target === undefined ? {} : { target }),
          details: { method: request.method, route: request.routeOptions.url, request: request.id },
        });
        return result;
      }),
    );
  }
}

/** What was changed, as the path names it: `ada`, `ada/2026-11-23`, `digest-page/17`. */
function pathOf(params: unknown): string | undefined {
  const values = Object.values((params ?? {}) as Readonly<Record<string, string>>);
  return values.length > 0 ? values.join('/').slice(0, 500) : undefined;
}

/** The id or version that something new got. */
function targetOf(source: unknown): string | undefined {
  if (typeof source !== 'object' || source === null) return undefined;
  const parts = Object.entries(source).filter(([name]) => ['id', 'version', 'date'].includes(name));
  const values = parts.map(([, value]) => String(value));
  return values.length > 0 ? values.join('/').slice(0, 500) : undefined;
}
