import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';

export interface AuditEntry {
  readonly at: Date;
  /** The id of the API key, or `command-line`. */
  readonly actor: string;
  /** `noun.verb`, such as `source.create`. */
  readonly action: string;
  readonly target?: string;
  /** Never a secret, and nothing of a body. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** The audit log: rows are added and read, never changed. */
@Injectable()
export class AuditRepository {
  constructor(private readonly database: Database) {}

  async insert({ at, actor, action, target, details }: AuditEntry): Promise<void> {
    await this.database.query(
      `INSERT INTO audit_entry (at, actor, action, target, details) VALUES ($1, $2, $3, $4, $5)`,
      [at, actor, action, target ?? null, JSON.stringify(details)],
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
}
