import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../src/platform/database/embedded-postgres.js';
import { isAlive } from '../../src/platform/database/make-once.js';
import { migrate } from '../../src/platform/database/migrate.js';

/** How the test files learn of the servers; `test-database.ts` and `test-redis.ts` read them. */
export const variables = {
  database: 'SCOUT_TEST_DATABASE_URL',
  redis: 'SCOUT_TEST_REDIS_URL',
} as const;

/** Name of the migrated database that every suite gets a copy of. */
export const template = 'scout_template';

const homePrefix = 'scout-test-';

/** The servers of one run of the tests: PostgreSQL with a migrated template, and Redis where it is installed. */
export async function startServers(): Promise<{ stop(): Promise<void> }> {
  await removeLeftovers();
  const home = join(tmpdir(), `${homePrefix}${process.pid}`);
  const postgres = await startEmbeddedPostgres({ home, exclusive: true, durable: false });
  await makeTemplate(postgres.url);
  process.env[variables.database] = postgres.url;
  const redis = await startRedis();
  if (redis) process.env[variables.redis] = redis.url;
  return {
    async stop() {
      await redis?.stop();
      await postgres.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

async function makeTemplate(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${template}`);
    const address = new URL(url);
    address.pathname = template;
    await migrate(address.href);
    // Copying needs a database that nobody is connected to.
    await client.query(`ALTER DATABASE ${template} ALLOW_CONNECTIONS false IS_TEMPLATE true`);
  } finally {
    await client.end();
  }
}

/** A run that was killed leaves its server and its data; the next run adopts the server and stops it. */
async function removeLeftovers(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const [, pid] = new RegExp(`^${homePrefix}(\\d+)$`).exec(name) ?? [];
    if (pid === undefined || isAlive(Number(pid))) continue;
    const home = join(tmpdir(), name);
    const server = await startEmbeddedPostgres({ home, exclusive: true, durable: false }).catch(
      () => undefined,
    );
    await server?.stop();
    await rm(home, { recursive: true, force: true });
  }
}

async function startRedis(): Promise<{ url: string; stop(): Promise<void> } | undefined> {
  const port = await freePort();
  const directory = await mkdtemp(join(tmpdir(), 'scout-redis-'));
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', directory];
  const server = spawn('redis-server', args, { stdio: 'ignore' });
  const stop = async () => {
    if (server.pid !== undefined && server.exitCode === null) {
      server.kill('SIGTERM');
      await once(server, 'exit');
    }
    await rm(directory, { recursive: true, force: true });
  };
  if (await answers(server, port)) return { url: `redis://127.0.0.1:${port}/0`, stop };
  await stop();
  return undefined;
}

async function answers(server: ChildProcess, port: number): Promise<boolean> {
  server.on('error', () => undefined); // not installed: it has no pid then
  for (let attempt = 0; attempt < 100; attempt++) {
    if (server.pid === undefined || server.exitCode !== null) return false;
    const socket = connect(port, '127.0.0.1');
    const open = await Promise.race([
      once(socket, 'connect').then(
        () => true,
        () => false,
      ),
      wait(500, false),
    ]);
    socket.destroy();
    if (open) return true;
    await wait(50);
  }
  return false;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  if (address === null || typeof address === 'string') throw new Error('No free port.');
  return address.port;
}
