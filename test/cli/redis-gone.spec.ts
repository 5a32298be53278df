import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { openTestDatabase } from '../support/test-database.js';

it('scout digest status says that Redis cannot be reached, and ends', async () => {
  const { url, close } = await openTestDatabase();
  const child = spawn(
    process.execPath,
    ['--import', './test/support/typescript.mjs', 'src/cli.ts', 'digest', 'status'],
    // Nobody listens on the port of the discard service.
    {
      env: { ...process.env, DATABASE_URL: url, REDIS_URL: 'redis://127.0.0.1:9', LOG_LEVEL: 'error' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const [out, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  expect([child.exitCode, out]).toEqual([1, '']);
  expect(errors).toMatch(/^scout: .*queue/im);
  await close();
}, 60_000);
