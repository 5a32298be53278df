import pg from 'pg';
import type { DataSource } from 'typeorm';
import { ScoutError } from '../errors.js';
import { translateDatabaseError } from './database-errors.js';
import { openDataSource } from './data-source.js';
import { migrations } from './migrations.js';

/** Key of the advisory lock that a migrating process holds: "scout" in ASCII. */
const lockKey = 0x73636f7574;

/** This version cannot work on the schema that the database has. */
export class SchemaBehindError extends ScoutError {
  constructor(missing: readonly string[]) {
    super(
      'SCHEMA_BEHIND',
      `The database lacks ${missing.length} migrations of this version (${missing[0]!} and on); run \`scout migrate\` before it starts.`,
    );
  }
}

/**
 * Refuses a schema that is older than this version. A newer one is no hindrance: migrations leave the version before them
 * running.
 * @throws SchemaBehindError
 */
export async function assertMigrated(dataSource: DataSource): Promise<void> {
  const [table] = await dataSource.query<{ there: boolean }[]>(
    `SELECT to_regclass('migrations') IS NOT NULL AS there`,
  );
  const done =
    table?.there === true ? await dataSource.query<{ name: string }[]>('SELECT name FROM migrations') : [];
  const names = new Set(done.map(({ name }) => name));
  const missing = migrations.map(({ name }) => name).filter((name) => !names.has(name));
  if (missing.length > 0) throw new SchemaBehindError(missing);
}

/**
 * Brings the schema up. Two processes may call it at once: one works under a session advisory lock, the other waits for
 * it and then finds nothing to do. No statement time-out applies.
 *
 * @returns the names of the migrations that this call ran, oldest first
 * @throws DatabaseUnavailableError when the server cannot be reached
 */
export async function migrate(url: string): Promise<string[]> {
  const locker = new pg.Client({ connectionString: url, application_name: 'scout-migrate' });
  // When the connection breaks under way, the statement that needs it says so; the event has nothing to add.
  locker.on('error', () => undefined);
  try {
    await locker.connect();
    await locker.query('SELECT pg_advisory_lock($1)', [lockKey]);
    const dataSource = await openDataSource({
      url,
      applicationName: 'scout-migrate',
      pool: 2,
      statementTimeoutMs: 0,
    });
    try {
      const ran = await dataSource.runMigrations({ transaction: 'each' });
      return ran.map((migration) => migration.name);
    } finally {
      await dataSource.destroy();
    }
  } catch (error) {
    throw translateDatabaseError(error);
  } finally {
    await locker.end().catch(() => undefined);
  }
}
