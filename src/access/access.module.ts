import { Global, Module } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { InstallationSecretRepository } from '../platform/database/installation-secret.repository.js';
import { IdempotencyInterceptor } from '../platform/http/idempotency.interceptor.js';
import { IdempotencyRepository } from '../platform/http/idempotency.repository.js';
import { Settings } from '../config/settings.js';
import { AccessGuard } from './access.guard.js';
import { ApiKeyRepository } from './api-key.repository.js';
import { AuditLog } from '../platform/http/audit-log.js';
import { AuditInterceptor } from './audit.interceptor.js';
import { AuditRepository } from './audit.repository.js';
import { AuditedByItself } from './audited-by-itself.js';
import { IdempotencyCleanup } from './idempotency-cleanup.js';
import { KeysService } from './keys.service.js';
import { NothingOpen } from './nothing-open.js';
import { RateLimiter } from '../platform/http/rate-limiter.js';
import { WritesInterceptor } from './writes.interceptor.js';

/**
 * API keys, what they may do, and the record of what they did. Needs a `Database` and a `Clock` of its surroundings. Global, so that
 * a room that may not import this one can add to the record.
 */
@Global()
@Module({
  providers: [
    ApiKeyRepository,
    AuditRepository,
    InstallationSecretRepository,
    KeysService,
    { provide: AuditLog, useClass: AuditedByItself },
  ],
  exports: [AuditLog, AuditRepository, KeysService],
})
export class KeysModule {}

/** The same, in force for every route of the API. */
@Module({
  imports: [KeysModule],
  providers: [
    NothingOpen,
    IdempotencyRepository,
    InstallationSecretRepository,
    IdempotencyCleanup,
    {
      provide: RateLimiter,
      inject: [Settings],
      useFactory: (settings: Settings) => new RateLimiter(settings.RATE_LIMIT_PER_MINUTE),
    },
    { provide: APP_GUARD, useClass: AccessGuard },
    IdempotencyInterceptor,
    AuditInterceptor,
    { provide: APP_INTERCEPTOR, useClass: WritesInterceptor },
  ],
  exports: [KeysModule, IdempotencyRepository],
})
export class AccessModule {}
