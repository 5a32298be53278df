import { join } from 'node:path';
import { changed, loadSettings, type Settings } from '../../config/settings.js';
import { openDataSource } from '../../platform/database/data-source.js';
import { startEmbeddedPostgres } from '../../platform/database/embedded-postgres.js';
import { migrate } from '../../platform/database/migrate.js';

export interface BenchDatabase {
  /** Settings that point at the new database, the queue in it as well. */
  readonly settings: Settings;
  /** Removes the database, and stops the server if it was started for it. */
  close(): Promise<void>;
}

const PREFIX = 'scout_bench_';

/**
 * A new, migrated database that is removed afterwards: on the server of `DATABASE_URL`, else on an embedded one in the
 * folder `bench` of `SCOUT_HOME`. What is in the server's other databases is not touched.
 * @throws ScoutError EMBEDDED_IN_USE where another benchmark runs there
 */
export async function openBenchDatabase(): Promise<BenchDatabase> {
  const settings = loadSettings();
  const own =
    settings.DATABASE_URL === undefined
      ? await startEmbeddedPostgres({ home: join(settings.SCOUT_HOME, 'bench'), exclusive: true })
      : undefined;
  const server = own?.url ?? settings.DATABASE_URL!;
  const name = `${PREFIX}${process.pid}`;
  const remove = (database: string): string => `DROP DATABASE IF EXISTS "${database}" WITH (FORCE)`;
  try {
    // A benchmark that was killed leaves its database; on a server of its own nobody else can be using it.
    if (own !== undefined) for (const left of await databasesOf(server)) await onServer(server, remove(left));
    await onServer(server, remove(name));
    await onServer(server, `CREATE DATABASE "${name}"`);
    const url = new URL(server);
    url.pathname = name;
    await migrate(url.href);
    return {
      settings: changed(settings, { DATABASE_URL: url.href, REDIS_URL: undefined }),
      async close() {
        try {
          await onServer(server, remove(name));
        } finally {
          await own?.stop();
        }
      },
    };
  } catch (error) {
    await onServer(server, remove(name)).catch(() => undefined);
    await own?.stop();
    throw error;
  }
}

async function databasesOf(server: string): Promise<string[]> {
  const rows = await onServer<{ datname: string }>(
    server,
    `SELECT datname FROM pg_database WHERE datname LIKE '${PREFIX}%'`,
  );
  return rows.map(({ datname }) => datname);
}

async function onServer<T>(url: string, statement: string): Promise<T[]> {
  const source = await openDataSource({
    url,
    applicationName: 'scout-bench',
    pool: 1,
    statementTimeoutMs: 0,
  });
  try {
    return await source.query<T[]>(statement);
  } finally {
    await source.destroy();
  }
}
