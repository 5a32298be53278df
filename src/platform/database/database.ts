import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable, Logger } from '@nestjs/common';
import type { Pool } from 'pg';
import { DataSource, type EntityManager, type QueryRunner } from 'typeorm';
import { DatabaseUnavailableError, isRetryable, translateDatabaseError } from './database-errors.js';
import { parameter } from './pg-types.js';

/** One transaction in the making; every query of its asynchronous context goes through `runner`. */
interface UnitOfWork {
  readonly runner: QueryRunner;
  readonly afterCommit: (() => void | Promise<void>)[];
  /** The statement under way: one connection runs one at a time, also when the work uses `Promise.all`. */
  last: Promise<unknown>;
}

export interface TransactionOptions {
  /** How often the work is done again after a deadlock or a serialization failure; it must bear that. 0 to 10. */
  readonly retries?: number;
  readonly isolation?: 'READ COMMITTED' | 'REPEATABLE READ' | 'SERIALIZABLE';
}

/**
 * SQL and the unit of work. Repositories call {@link query}; services open a {@link transaction} around several calls,
 * and every query inside takes part in it without anything being passed along.
 *
 * Values come back as: `timestamptz` Date, `date` and `time` text, `bigint` number (see `pg-types.ts`), `numeric` text.
 */
@Injectable()
export class Database {
  private readonly logger = new Logger(Database.name);
  private readonly current = new AsyncLocalStorage<UnitOfWork | undefined>();

  constructor(private readonly dataSource: DataSource) {}

  /**
   * Runs one statement and returns its rows; for a statement that changes rows, those of its RETURNING clause.
   *
   * @throws DatabaseUnavailableError when the server cannot be reached, has no connection left, or takes too long
   */
  async query<T>(sql: string, params: readonly unknown[] = []): Promise<T[]> {
    try {
      const unit = this.current.getStore();
      if (!unit) return await this.once<T>(sql, params);
      const result = unit.last.then(() => run<T>(unit.runner, sql, params));
      unit.last = result.catch(() => undefined);
      return await result;
    } catch (error) {
      throw translateDatabaseError(error);
    }
  }

  /**
   * Does the work in one transaction and commits it; an error rolls back and goes on to the caller.
   * Called inside a transaction, the work joins that one, and only the outermost call commits or retries.
   */
  async transaction<T>(work: () => Promise<T>, options: TransactionOptions = {}): Promise<T> {
    if (this.current.getStore()) return await work();
    for (let left = options.retries ?? 0; ; left--) {
      try {
        return await this.attempt(work, options.isolation);
      } catch (error) {
        if (left <= 0 || !isRetryable(error)) throw translateDatabaseError(error);
        await new Promise((resolve) => setTimeout(resolve, 10 + Math.random() * 40));
      }
    }
  }

  /**
   * Does the work outside of the transaction around the call, so that it stays when that one rolls back. It must not wait for
   * a row that the transaction has locked.
   */
  async apart<T>(work: () => Promise<T>): Promise<T> {
    return await this.current.run(undefined, work);
  }

  /**
   * Does something once the transaction around the call has committed (at once when there is none), and not at all when
   * it rolls back. For hints such as queue jobs: a failure is logged and changes nothing, since the rows are already there.
   */
  afterCommit(callback: () => void | Promise<void>): void {
    const unit = this.current.getStore();
    if (unit) unit.afterCommit.push(callback);
    else void this.runCallback(callback);
  }

  /** TypeORM's entity manager, of the current transaction when there is one; for repositories only. */
  get manager(): EntityManager {
    return this.current.getStore()?.runner.manager ?? this.dataSource.manager;
  }

  /** @throws DatabaseUnavailableError when the database does not answer */
  async ping(): Promise<void> {
    await this.query('SELECT 1');
  }

  /** Straight from the driver's pool: of a small statement TypeORM's runner around it is a fourth of the cost. */
  private async once<T>(sql: string, params: readonly unknown[]): Promise<T[]> {
    const { master: pool } = this.dataSource.driver as unknown as { readonly master: Pool | undefined };
    if (pool === undefined)
      throw new DatabaseUnavailableError('The database is not available: it is closed.');
    const client = await pool.connect();
    // The pool does not listen while it is lent; a connection that breaks fails the statement, and is not taken back.
    client.on('error', ignored);
    try {
      // Of several statements in one text there are several results, and no rows are read.
      const { rows } = (await client.query<T & object>(sql, params.map(parameter))) as {
        rows: T[] | undefined;
      };
      return rows ?? [];
    } finally {
      client.removeListener('error', ignored);
      client.release();
    }
  }

  private async attempt<T>(work: () => Promise<T>, isolation: TransactionOptions['isolation']): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    const unit: UnitOfWork = { runner, afterCommit: [], last: Promise.resolve() };
    let result: T;
    try {
      await runner.startTransaction(isolation);
      try {
        result = await this.current.run(unit, work);
        await unit.last;
        await runner.commitTransaction();
      } catch (error) {
        await unit.last;
        // A connection that is gone has rolled back by itself; its complaint must not hide the first error.
        if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
        throw error;
      }
    } finally {
      await runner.release();
    }
    for (const callback of unit.afterCommit) await this.runCallback(callback);
    return result;
  }

  private async runCallback(callback: () => void | Promise<void>): Promise<void> {
    try {
      await callback();
    } catch (error) {
      this.logger.error(`After a commit: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

function ignored(): void {
  // See once().
}

async function run<T>(runner: QueryRunner, sql: string, params: readonly unknown[]): Promise<T[]> {
  // The structured result: without it UPDATE and DELETE return [rows, count] instead of rows.
  const result = await runner.query(sql, params.map(parameter), true);
  return (result.records as T[] | undefined) ?? [];
}
