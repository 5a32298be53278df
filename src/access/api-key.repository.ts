import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { isScope, type Scope } from '../platform/http/scopes.js';

/** A key as it is kept: everything but the secret. */
export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly readerId?: string;
  readonly createdAt: Date;
  readonly expiresAt?: Date;
  readonly revokedAt?: Date;
}

/** A key with what proves the right to it. */
export interface StoredKey {
  readonly key: ApiKey;
  readonly secretHash: Buffer;
}

interface Row {
  readonly id: string;
  readonly name: string;
  readonly secretHash: Buffer;
  readonly scopes: readonly string[];
  readonly readerId: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
}

const COLUMNS = `id, name, secret_hash AS "secretHash", scopes, reader_id AS "readerId", created_at AS "createdAt",
  expires_at AS "expiresAt", revoked_at AS "revokedAt"`;

function toKey(row: Row): ApiKey {
  return {
    id: row.id,
    name: row.name,
    // A scope that this build does not know gives no right.
    scopes: row.scopes.filter(isScope),
    ...(row.readerId === null ? {} : { readerId: row.readerId }),
    createdAt: row.createdAt,
    ...(row.expiresAt === null ? {} : { expiresAt: row.expiresAt }),
    ...(row.revokedAt === null ? {} : { revokedAt: row.revokedAt }),
  };
}

@Injectable()
export class ApiKeyRepository {
  constructor(private readonly database: Database) {}

  async insert(key: ApiKey, secretHash: Buffer): Promise<void> {
    await this.database.query(
      `INSERT INTO api_key (id, name, secret_hash, scopes, reader_id, created_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [key.id, key.name, secretHash, key.scopes, key.readerId ?? null, key.createdAt, key.expiresAt ?? null],
    );
  }

  /** By id; those that do not exist are left out. */
  async find(ids: readonly string[]): Promise<Map<string, StoredKey>> {
    const rows = await this.database.query<Row>(`SELECT ${COLUMNS} FROM api_key WHERE id = ANY ($1)`, [ids]);
    return new Map(rows.map((row) => [row.id, { key: toKey(row), secretHash: row.secretHash }]));
  }

  /** All keys, newest first. */
  async list(): Promise<ApiKey[]> {
    const rows = await this.database.query<Row>(
      `SELECT ${COLUMNS} FROM api_key ORDER BY created_at DESC, id`,
    );
    return rows.map(toKey);
  }

  /** @returns whether there is such a key; one that is revoked already keeps its date */
  async revoke(id: string, at: Date): Promise<boolean> {
    const rows = await this.database.query(
      `UPDATE api_key SET revoked_at = coalesce(revoked_at, $2) WHERE id = $1 RETURNING id`,
      [id, at],
    );
    return rows.length > 0;
  }
}
