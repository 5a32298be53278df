import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { openTestDatabase } from '../support/test-database.js';

it('scout sources says in one line that the database cannot be reached', async () => {
  const child = spawn(
    process.execPath,
    ['--import', './test/support/typescript.mjs', 'src/cli.ts', 'sources'],
    // Nobody listens on the port of the discard service.
    {
      env: { ...process.env, DATABASE_URL: 'postgres://a:b@127.0.0.1:9/x' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const [out, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  expect([child.exitCode, out]).toEqual([1, '']);
  expect(errors).toBe('scout: The database is not available: connect ECONNREFUSED 127.0.0.1:9.\n');
});

it('scout sources shows the health of every source, the worst first', async () => {
  const { database, url, close } = await openTestDatabase();
  await database.query(
    `INSERT INTO source (id, name, feed_url, status, status_reason, last_success_at, failures, failing_since, last_error_code,
       last_error_detail, recent_fetches, items_per_day, current_interval_seconds, next_fetch_at)
     VALUES ('well', 'Well', 'https://a.example.net/', 'active', NULL, now(), 0, NULL, NULL, NULL, 'nuu', 2.5, 3600, now()),
       ('ill', 'Ill', 'https://b.example.net/', 'active', NULL, NULL, 2, now(), 'FETCH_DNS', 'No such name.', 'ff', 0, NULL, now()),
       ('gone', 'Gone', 'https://c.example.net/', 'retired', 'FETCH_BAD_STATUS: 410', now(), 1, now(), NULL, NULL, 'uf', 1, 3600, NULL)`,
  );
  const scout = async (...args: string[]) => {
    const child = spawn(
      process.execPath,
      ['--import', './test/support/typescript.mjs', 'src/cli.ts', 'sources', ...args],
      {
        env: { ...process.env, DATABASE_URL: url, LOG_LEVEL: 'error' },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    const [out, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    expect([child.exitCode, errors]).toEqual([0, '']);
    return out;
  };
  const lines = (await scout()).split('\n');
  expect(lines[0]).toBe('3 sources: 1 well, 1 failing, 0 paused, 1 retired, 0 without a feed');
  expect(lines.slice(3).map((line) => line.split(' ')[0])).toEqual(['gone', 'ill', 'well', '']);
  expect(lines.find((line) => line.startsWith('ill '))).toContain('FETCH_DNS: No such name. (2 in a row)');
  const { sources } = JSON.parse(await scout('--json')) as { sources: object[] };
  expect(sources).toMatchObject([
    { id: 'gone', status: 'retired', statusReason: 'FETCH_BAD_STATUS: 410', errorRate: 0.5 },
    { id: 'ill', errorRate: 1, currentIntervalSeconds: null, lastSuccessAt: null },
    { id: 'well', errorRate: 0, itemsPerDay: 2.5, currentIntervalSeconds: 3600, failingSince: null },
  ]);
  await close();
});
