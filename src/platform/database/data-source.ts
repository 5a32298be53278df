import { DataSource, type DataSourceOptions } from 'typeorm';
import { translateDatabaseError } from './database-errors.js';
import { migrations } from './migrations.js';
import { pgTypes } from './pg-types.js';

export interface ConnectionOptions {
  readonly url: string;
  /** Shown in `pg_stat_activity`, such as `scout-api`. */
  readonly applicationName: string;
  /** Most connections of the pool. */
  readonly pool: number;
  /** Longest time of one statement in milliseconds; 0 for no limit. */
  readonly statementTimeoutMs: number;
}

/** A connection that never waits longer than this for its turn, so that an outage is an error and not a standstill. */
const longestWaitMs = 10_000;

/** TypeORM's options for Scout's schema: migrations listed, nothing synchronised, nothing logged. */
export function dataSourceOptions(options: ConnectionOptions): DataSourceOptions {
  const { url, applicationName, pool, statementTimeoutMs } = options;
  return {
    type: 'postgres',
    url,
    applicationName,
    poolSize: pool,
    connectTimeoutMS: statementTimeoutMs === 0 ? longestWaitMs : Math.min(statementTimeoutMs, longestWaitMs),
    synchronize: false,
    migrationsRun: false,
    migrations,
    logging: false,
    extra: {
      types: pgTypes,
      keepAlive: true,
      statement_timeout: statementTimeoutMs,
      // A transaction that a stuck process leaves open must not hold its locks for ever.
      idle_in_transaction_session_timeout: 60_000,
    },
  };
}

/**
 * A connected data source outside Nest, for the command line and the tests. Close it with `destroy()`.
 *
 * @throws DatabaseUnavailableError when the server cannot be reached
 */
export async function openDataSource(options: ConnectionOptions): Promise<DataSource> {
  return await connect(dataSourceOptions(options));
}

/** @throws DatabaseUnavailableError when the server cannot be reached */
export async function connect(options: DataSourceOptions): Promise<DataSource> {
  try {
    return await new DataSource(options).initialize();
  } catch (error) {
    throw translateDatabaseError(error);
  }
}
