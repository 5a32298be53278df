import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { openDataSource } from '../../src/platform/database/data-source.js';
import { Database } from '../../src/platform/database/database.js';
import { template, variables } from './servers.js';

export interface TestDatabase {
  readonly url: string;
  /** Ends every connection to it and removes it. */
  drop(): Promise<void>;
}

/** The superuser's address of the test server. */
export function serverUrl(): string {
  const url = process.env[variables.database];
  if (url === undefined)
    throw new Error("There is no test server: this spec belongs under test/, in Jest's integration project.");
  return url;
}

/** A migrated database of one's own, copied from the template in about a tenth of a second. Call `drop` in `afterAll`. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await onServer(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  const url = new URL(serverUrl());
  url.pathname = name;
  return { url: url.href, drop: () => onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

/** A migrated database with {@link Database} on it, for specs of repositories and services. Call `close` in `afterAll`. */
export async function openTestDatabase(): Promise<{
  database: Database;
  dataSource: DataSource;
  url: string;
  close(): Promise<void>;
}> {
  const { url, drop } = await createTestDatabase();
  const dataSource = await openDataSource({
    url,
    applicationName: 'scout-test',
    pool: 5,
    statementTimeoutMs: 20_000,
  });
  const close = async () => {
    await dataSource.destroy();
    await drop();
  };
  return { database: new Database(dataSource), dataSource, url, close };
}

async function onServer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl() });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
