import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';

/** Keys that an installation makes for itself, the same for all its processes. */
@Injectable()
export class InstallationSecretRepository {
  constructor(private readonly database: Database) {}

  /** 32 bytes; made at the first call of all. */
  async get(name: string): Promise<Buffer> {
    await this.database.query(
      `INSERT INTO installation_secret (name, secret) SELECT $1, $2
       WHERE NOT EXISTS (SELECT FROM installation_secret WHERE name = $1) ON CONFLICT DO NOTHING`,
      [name, randomBytes(32)],
    );
    const rows = await this.database.query<{ secret: Buffer }>(
      'SELECT secret FROM installation_secret WHERE name = $1',
      [name],
    );
    return rows[0]!.secret;
  }
}
