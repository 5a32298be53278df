import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { IdempotencyInterceptor } from '../platform/http/idempotency.interceptor.js';
import { AuditInterceptor } from './audit.interceptor.js';

/**
 * What every write goes through, as one interceptor: each costs every request, also one that only reads. A replayed answer is no
 * second change, so the audit lies inside.
 */
@Injectable()
export class WritesInterceptor implements NestInterceptor {
  constructor(
    private readonly idempotency: IdempotencyInterceptor,
    private readonly audit: AuditInterceptor,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return this.idempotency.intercept(context, { handle: () => this.audit.intercept(context, next) });
  }
}
