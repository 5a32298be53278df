import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { openTestDatabase } from '../support/test-database.js';

const FEED = `<rss version="2.0"><channel><title>F</title><item><title>Siemens buys a chip maker</title>
  <link>https://news.example.net/1</link></item></channel></rss>`;

it('scout sources fetch takes the feeds in and understands their stories, without a worker', async () => {
  const { database, url, close } = await openTestDatabase();
  const server = createServer((request, response) =>
    response.writeHead(request.url === '/feed' ? 200 : 404).end(FEED),
  ).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  await database.query(
    `INSERT INTO source (id, name, feed_url, status, next_fetch_at)
     VALUES ('good', 'Good', $1, 'active', now()), ('gone', 'Gone', $2, 'active', now())`,
    [`http://${host}/feed`, `http://${host}/nothing`],
  );
  const child = spawn(
    process.execPath,
    ['--import', './test/support/typescript.mjs', 'src/cli.ts', 'sources', 'fetch', '--json'],
    {
      env: { ...process.env, DATABASE_URL: url, FETCH_ALLOW: host, LOG_LEVEL: 'error' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const [out, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  expect([child.exitCode, errors.includes('    at ')]).toEqual([0, false]);
  const { sources } = JSON.parse(out) as { sources: { source: string; kind: string }[] };
  expect(sources.map(({ source, kind }) => `${source} ${kind}`).sort()).toEqual([
    'gone failed',
    'good fetched',
  ]);
  const stories = await database.query<{ enriched: boolean }>(
    `SELECT enriched_at IS NOT NULL AS enriched FROM story`,
  );
  expect(stories).toEqual([{ enriched: true }]);
  server.close();
  await close();
});
