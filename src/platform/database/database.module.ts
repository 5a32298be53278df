import { type DynamicModule, Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Settings } from '../../config/settings.js';
import { ScoutError } from '../errors.js';
import { Database } from './database.js';
import { connect, dataSourceOptions } from './data-source.js';
import { assertMigrated, SchemaBehindError } from './migrate.js';

/**
 * The connection pool and {@link Database}. Features add their entities with `TypeOrmModule.forFeature`.
 * By now `DATABASE_URL` is set: the process has put the embedded server's address there when the environment had none.
 */
@Global()
@Module({})
export class DatabaseModule {
  /** @param applicationName how the process shows in `pg_stat_activity`, such as `scout-api` */
  static forRoot(applicationName: string): DynamicModule {
    return {
      module: DatabaseModule,
      imports: [
        TypeOrmModule.forRootAsync({
          inject: [Settings],
          useFactory: (settings: Settings) => ({
            ...dataSourceOptions({
              url: databaseUrl(settings),
              applicationName,
              pool: settings.DATABASE_POOL,
              statementTimeoutMs: settings.DATABASE_TIMEOUT_MS,
            }),
            autoLoadEntities: true,
            retryAttempts: 5,
            retryDelay: 1000,
            // Waiting mends a server that is about to start, not this.
            toRetry: (error: unknown) => !(error instanceof SchemaBehindError),
          }),
          dataSourceFactory: async (options) => {
            if (!options) throw new Error('The data source has no options.');
            const dataSource = await connect(options);
            try {
              await assertMigrated(dataSource);
            } catch (error) {
              await dataSource.destroy();
              throw error;
            }
            return dataSource;
          },
        }),
      ],
      providers: [Database],
      exports: [Database],
    };
  }
}

/** @throws ScoutError when no process has settled where the database is */
export function databaseUrl(settings: Settings): string {
  if (settings.DATABASE_URL === undefined)
    throw new ScoutError(
      'DATABASE_URL_MISSING',
      'DATABASE_URL is not set and no embedded server was started.',
    );
  return settings.DATABASE_URL;
}
