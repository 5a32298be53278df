import { Injectable } from '@nestjs/common';
import { hashOfAddress } from '../platform/address-hash.js';
import { Database } from '../platform/database/database.js';
import { InstallationSecretRepository } from '../platform/database/installation-secret.repository.js';

export interface AuditEntry {
  readonly at: Date;
  /** The id of the API key, or `command-line`. */
  readonly actor: string;
  /** `noun.verb`, such as `source.create`. */
  readonly action: string;
  /** What was changed, as the path names it: `ada`, `ada/2026-11-23`. */
  readonly target?: string;
  /** Never a secret, a name or an address, and nothing of a body. */
  readonly details: Readonly<Record<string, unknown>>;
}

/**
 * The audit log: rows are added and read, never changed, and outlive the readers that they name. So a mail address in a target,
 * which may be a reader's id as well, stands as the hash under which the suppression list knows it.
 */
@Injectable()
export class AuditRepository {
  constructor(
    private readonly database: Database,
    private readonly secrets: InstallationSecretRepository,
  ) {}

  async insert({ at, actor, action, target, details }: AuditEntry): Promise<void> {
    await this.database.query(
      `INSERT INTO audit_entry (at, actor, action, target, details) VALUES ($1, $2, $3, $4, $5)`,
      [
        at,
        actor,
        action,
        target === undefined ? null : await this.withoutAddresses(target),
        JSON.stringify(details),
      ],
    );
  }

  /** @returns the newest entries first */
  async latest(limit: number): Promise<AuditEntry[]> {
    const rows = await this.database.query<Omit<AuditEntry, 'target'> & { target: string | null }>(
      `SELECT at, actor, action, target, details FROM audit_entry ORDER BY seq DESC LIMIT $1`,
      [limit],
    );
    return rows.map(({ target, ...entry }) => (target === null ? entry : { ...entry, target }));
  }

  private async withoutAddresses(target: string): Promise<string> {
    if (!target.includes('@')) return target;
    const key = await this.secrets.get('delivery');
    const parts = target
      .split('/')
      .map((part) => (part.includes('@') ? hashOfAddress(key, part).toString('hex') : part));
    return parts.join('/');
  }
}
