import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

let database: TestDatabase;
let running: ChildProcess | undefined;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterEach(async () => {
  if (running?.exitCode === null && running.signalCode === null) {
    running.kill('SIGKILL');
    await once(running, 'exit');
  }
});
afterAll(async () => {
  await database.drop();
});

function start(env: Record<string, string>): ChildProcess {
  running = spawn(process.execPath, ['--import', './test/support/typescript.mjs', 'src/main.ts'], {
    env: { ...process.env, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return running;
}

async function address(child: ChildProcess): Promise<string> {
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stderr! })) {
    lines.push(line);
    const found = /listens on (http:\S+)\./.exec(line)?.[1];
    if (found !== undefined) return found;
  }
  throw new Error(lines.join('\n'));
}

describe('the API process', () => {
  it('is ready, writes nothing to standard output, and stops on SIGTERM', async () => {
    const child = start({ DATABASE_URL: database.url });
    let out = '';
    child.stdout!.on('data', (chunk: Buffer) => (out += chunk.toString()));
    const url = await address(child);
    const ready = await fetch(`${url}/health/ready`);
    expect([ready.status, await ready.json()]).toMatchObject([200, { status: 'ready' }]);
    expect((await fetch(`${url}/metrics`)).status).toBe(401);
    const tooLarge = await fetch(`${url}/v1/nothing`, { method: 'POST', body: 'x'.repeat(50_000_000) });
    expect(tooLarge.status).toBe(404);
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await exited).toEqual([null, 'SIGTERM']);
    expect(out).toBe('');
  });

  it.each([
    ['a wrong setting', { PORT: 'eighty' }, 'PORT'],
    ['no database address', { DATABASE_URL: '' }, 'DATABASE_URL'],
  ])('ends with one line when there is %s', async (_what, env, name) => {
    const child = start({ DATABASE_URL: database.url, ...env });
    let text = '';
    child.stderr!.on('data', (chunk: Buffer) => (text += chunk.toString()));
    const [code] = (await once(child, 'exit')) as [number | null];
    expect(code).toBe(1);
    expect(text).toContain(name);
    expect(text.trim().split('\n').at(-1)).not.toMatch(/^\s+at /);
  });
});
