import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { AuditLog } from '../platform/http/audit-log.js';
import { AuditRepository } from './audit.repository.js';

/** Audit entries of changes that Scout makes by itself; their actor is `scout`. */
@Injectable()
export class AuditedByItself extends AuditLog {
  constructor(
    private readonly entries: AuditRepository,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async note(
    action: string,
    target: string,
    details: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    await this.entries.insert({ at: this.clock.now(), actor: 'scout', action, target, details });
  }
}
