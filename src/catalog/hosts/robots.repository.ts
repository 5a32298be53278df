import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';

/** A robots.txt as it was found; `body` null: it could not be had. */
export interface RobotsFile {
  readonly body: string | null;
  readonly expiresAt: Date;
}

@Injectable()
export class RobotsRepository {
  constructor(private readonly database: Database) {}

  /** @returns undefined where there is none or it has expired */
  async find(origin: string, now: Date): Promise<RobotsFile | undefined> {
    const rows = await this.database.query<{ body: string | null; expires_at: Date }>(
      'SELECT body, expires_at FROM robots_file WHERE origin = $1 AND expires_at > $2',
      [origin, now],
    );
    return rows[0] && { body: rows[0].body, expiresAt: rows[0].expires_at };
  }

  async save(origin: string, { body, expiresAt }: RobotsFile): Promise<void> {
    await this.database.query(
      `INSERT INTO robots_file (origin, body, expires_at) VALUES ($1, $2, $3)
       ON CONFLICT (origin) DO UPDATE SET body = EXCLUDED.body, expires_at = EXCLUDED.expires_at`,
      [origin, body, expiresAt],
    );
  }

  async deleteExpired(now: Date): Promise<void> {
    await this.database.query('DELETE FROM robots_file WHERE expires_at < $1', [now]);
  }
}
