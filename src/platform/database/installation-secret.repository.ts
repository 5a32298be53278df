import { Injectable } from '@nestjs/common';
import { Database } from './database.js';
import { NotFoundError } from '../errors.js';

/** Keys that an installation made for itself when its schema was set up, the same for all its processes. */
@Injectable()
export class InstallationSecretRepository {
  constructor(private readonly database: Database) {}

  /** 32 bytes. @throws NotFoundError */
  async get(name: string): Promise<Buffer> {
    const rows = await this.database.query<{ secret: Buffer }>(
      'SELECT secret FROM installation_secret WHERE name = $1',
      [name],
    );
    if (rows[0] === undefined) throw new NotFoundError('secret of this installation', name);
    return rows[0].secret;
  }
}
