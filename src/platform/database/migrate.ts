import pg from 'pg';
import { translateDatabaseError } from './database-errors.js';
import { openDataSource } from './data-source.js';

/** Key of the advisory lock that a migrating process holds: "scout" in ASCII. */
const lockKey = 0x73636f7574;

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
