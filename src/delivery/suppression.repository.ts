import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';

export const SUPPRESSION_KINDS = ['bounce', 'complaint', 'manual'] as const;
export type SuppressionKind = (typeof SUPPRESSION_KINDS)[number];

/** An address that gets no mail; only its keyed hash is known. */
export interface Suppression {
  /** The hash in hexadecimal digits. */
  readonly id: string;
  readonly kind: SuppressionKind;
  readonly detail: string | null;
  readonly at: Date;
}

const COLUMNS = `encode(address_hash, 'hex') AS id, kind, detail, at`;

@Injectable()
export class SuppressionRepository {
  constructor(private readonly database: Database) {}

  async find(hash: Buffer): Promise<Suppression | undefined> {
    const rows = await this.database.query<Suppression>(
      `SELECT ${COLUMNS} FROM suppression WHERE address_hash = $1`,
      [hash],
    );
    return rows[0];
  }

  /** The first reason stays, unless a complaint comes after it. */
  async add(hash: Buffer, kind: SuppressionKind, detail: string | null, at: Date): Promise<void> {
    await this.database.query(
      `INSERT INTO suppression AS s (address_hash, kind, detail, at) VALUES ($1, $2, $3, $4)
       ON CONFLICT (address_hash) DO UPDATE SET kind = excluded.kind, detail = excluded.detail, at = excluded.at
       WHERE excluded.kind = 'complaint' AND s.kind <> 'complaint'`,
      [hash, kind, detail, at],
    );
  }

  async remove(hash: Buffer): Promise<boolean> {
    const rows = await this.database.query('DELETE FROM suppression WHERE address_hash = $1 RETURNING 1', [
      hash,
    ]);
    return rows.length > 0;
  }

  /** In the order of their hashes, after one if given. */
  async list(limit: number, after?: string): Promise<Suppression[]> {
    return await this.database.query<Suppression>(
      `SELECT ${COLUMNS} FROM suppression WHERE $2::text IS NULL OR address_hash > decode($2, 'hex')
       ORDER BY address_hash LIMIT $1`,
      [limit, after ?? null],
    );
  }
}
