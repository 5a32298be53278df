import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import pg from 'pg';
import { openDataSource } from '../../src/platform/database/data-source.js';
import { assertMigrated, migrate } from '../../src/platform/database/migrate.js';
import { migrations } from '../../src/platform/database/migrations.js';
import { serverUrl } from '../support/test-database.js';

const script = `
  const { migrate } = await import('./src/platform/database/migrate.ts');
  console.log(JSON.stringify(await migrate(process.argv[1])));
`;

async function migrateInProcess(url: string): Promise<string[]> {
  const args = ['--import', './test/support/typescript.mjs', '--input-type=module', '-e', script, url];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout) as string[];
}

describe('migrate', () => {
  const name = `migrate_${randomBytes(6).toString('hex')}`;
  const url = new URL(serverUrl());
  url.pathname = name;
  const server = new pg.Client({ connectionString: serverUrl() });

  beforeAll(async () => {
    await server.connect();
    await server.query(`CREATE DATABASE ${name}`);
  });
  afterAll(async () => {
    await server.query(`DROP DATABASE ${name} WITH (FORCE)`);
    await server.end();
  });

  it('is done once by three processes at once, and nothing is left for a fourth call', async () => {
    const runs = await Promise.all([1, 2, 3].map(() => migrateInProcess(url.href)));
    expect(runs.flat()).toEqual(migrations.map((migration) => migration.name));
    expect(await migrate(url.href)).toEqual([]);
  });

  it('says that the server cannot be reached', async () => {
    await expect(migrate('postgres://a:b@127.0.0.1:1/x')).rejects.toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
    });
  });

  it('must come before the processes of a version, which say so; an older version goes on', async () => {
    const start = () =>
      promisify(execFile)(process.execPath, ['--import', './test/support/typescript.mjs', 'src/worker.ts'], {
        env: { PATH: process.env['PATH'], DATABASE_URL: url.href, LOG_LEVEL: 'error' },
        timeout: 20_000,
      });
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    const newest = migrations.at(-1)!.name;
    await client.query('DELETE FROM migrations WHERE name = $1', [newest]);
    await expect(start()).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining(newest) });
    await expect(start()).rejects.toMatchObject({ stderr: expect.stringContaining('scout migrate') });
    await client.query('INSERT INTO migrations (timestamp, name) VALUES ($1, $2), (9e15, $3)', [
      ...[newest.slice(-13), newest, 'OfTheNextVersion'],
    ]);
    const dataSource = await openDataSource({
      url: url.href,
      applicationName: 'scout-test',
      pool: 1,
      statementTimeoutMs: 0,
    });
    await expect(assertMigrated(dataSource)).resolves.toBeUndefined();
    await dataSource.destroy();
    await client.query(`DELETE FROM migrations WHERE name = 'OfTheNextVersion'`);
    await client.end();
  });

  it('can be taken back', async () => {
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    const dataSource = await openDataSource({
      url: url.href,
      applicationName: 'scout-test',
      pool: 2,
      statementTimeoutMs: 0,
    });
    for (let left = migrations.length; left > 0; left--) await dataSource.undoLastMigration();
    await dataSource.destroy();
    const { rows } = await client.query(
      `SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_name <> 'migrations'`,
    );
    await client.end();
    expect(rows).toEqual([]);
    expect(await migrate(url.href)).toHaveLength(migrations.length);
  });
});
