import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../src/platform/database/embedded-postgres.js';

interface Said {
  readonly url?: string;
  readonly owned?: boolean;
  readonly code?: string;
  readonly message?: string;
}

const homes: string[] = [];
const children: ChildProcess[] = [];
const isRoot = process.getuid?.() === 0;

async function newHome(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'scout-embedded-'));
  await chmod(home, 0o755);
  homes.push(home);
  return home;
}

async function hold(
  home: string,
  mode: 'exclusive' | 'shared' = 'exclusive',
): Promise<Said & { child: ChildProcess }> {
  const args = ['--import', './test/support/typescript.mjs', './test/platform/hold-postgres.ts', home, mode];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { ...(JSON.parse(line) as Said), child };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  child.kill(signal);
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

async function query<T extends pg.QueryResultRow>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

const start = (home: string, exclusive = true) =>
  startEmbeddedPostgres({ home, exclusive, durable: false, tell: () => undefined });
const serverPid = async (data: string) =>
  Number((await readFile(join(data, 'postmaster.pid'), 'utf8')).split('\n')[0]);

describe('the embedded PostgreSQL', () => {
  afterAll(async () => {
    for (const child of children)
      if (child.exitCode === null && child.signalCode === null) await end(child, 'SIGTERM');
    for (const home of homes) {
      // Whatever a failed test has left running.
      if (existsSync(join(home, 'postgres', 'postmaster.pid'))) await (await start(home)).stop();
      await rm(home, { recursive: true, force: true });
    }
  });

  it('starts with durable defaults, stops, and finds its data again', async () => {
    const home = await newHome();
    const first = await startEmbeddedPostgres({ home, exclusive: true });
    expect(first.owned).toBe(true);
    const [version] = await query<{ v: string }>(first.url, `SELECT current_setting('server_version') AS v`);
    expect(version!.v).toMatch(/^18\./);
    expect(await query(first.url, `SELECT current_setting('fsync') AS fsync`)).toEqual([{ fsync: 'on' }]);
    await query(first.url, 'CREATE TABLE kept AS SELECT 7 AS n');
    await first.stop();
    await first.stop();
    expect(existsSync(join(home, 'postgres', 'postmaster.pid'))).toBe(false);
    const second = await start(home);
    expect(await query(second.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
    await second.stop();
    expect(readdirSync(home).sort()).toEqual(['postgres', 'postgres.log']);
    expect(statSync(join(home, 'postgres', 'scout-password')).mode & 0o777).toBe(0o600);
  });

  it('takes no connection without the password', async () => {
    const server = await start(await newHome());
    const url = new URL(server.url);
    url.password = 'wrong';
    await expect(query(url.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
    await server.stop();
  });

  it('refuses a second exclusive process with one sentence, and lets a shared one in', async () => {
    const home = await newHome();
    const holder = await hold(home);
    expect(holder.owned).toBe(true);
    const refused = await start(home).then(
      () => undefined,
      (error: unknown) => error as { code: string; message: string },
    );
    expect(refused).toMatchObject({ code: 'EMBEDDED_IN_USE' });
    expect(refused!.message).toContain(`pid ${holder.child.pid}`);
    expect(refused!.message).toContain(home);
    const guest = await start(home, false);
    expect(guest).toMatchObject({ owned: false, url: holder.url });
    await guest.stop();
    expect(await query(holder.url!, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await end(holder.child, 'SIGTERM');
    expect(existsSync(join(home, 'postgres', 'postmaster.pid'))).toBe(false);
  });

  it('lets one of three that start at once win, on a home that is not there yet', async () => {
    const home = join(await newHome(), 'deep', 'er');
    homes.push(home);
    const all = await Promise.all([hold(home), hold(home), hold(home)]);
    expect(all.filter((each) => each.owned)).toHaveLength(1);
    expect(all.filter((each) => each.code === 'EMBEDDED_IN_USE')).toHaveLength(2);
    expect(readdirSync(home).sort()).toEqual(['postgres', 'postgres.log']);
    await Promise.all(all.map(({ child }) => end(child, 'SIGTERM')));
  });

  it('adopts the server of a process that was killed, and stops it', async () => {
    const home = await newHome();
    const holder = await hold(home);
    await query(holder.url!, 'CREATE TABLE kept AS SELECT 7 AS n');
    const pid = await serverPid(join(home, 'postgres'));
    await end(holder.child, 'SIGKILL');
    const heir = await start(home);
    expect(heir).toMatchObject({ owned: true, url: holder.url });
    expect(await serverPid(join(home, 'postgres'))).toBe(pid);
    expect(await query(heir.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
    await heir.stop();
    expect(existsSync(join(home, 'postgres', 'postmaster.pid'))).toBe(false);
  });

  it('stays the owner when the connection that holds the ownership breaks', async () => {
    const home = await newHome();
    const owner = await start(home);
    const own = `datname = 'postgres' AND application_name = 'scout-owner:${process.pid}'`;
    const [broken] = await query<{ pid: number }>(owner.url, `SELECT pid FROM pg_stat_activity WHERE ${own}`);
    await query(owner.url, `SELECT pg_terminate_backend(${broken!.pid})`);
    const client = new pg.Client({ connectionString: owner.url });
    await client.connect();
    // The database itself waits for the lock to be held again.
    await client.query(`DO $$ BEGIN
      WHILE NOT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted AND pid <> ${broken!.pid})
      LOOP PERFORM pg_sleep(0.05); END LOOP; END $$`);
    await client.end();
    const rival = await hold(home);
    expect(rival.code).toBe('EMBEDDED_IN_USE');
    await owner.stop();
  });

  it('starts again after the server itself was killed', async () => {
    const home = await newHome();
    const first = await startEmbeddedPostgres({ home, exclusive: true });
    await query(first.url, 'CREATE TABLE kept AS SELECT 7 AS n');
    process.kill(await serverPid(join(home, 'postgres')), 'SIGKILL');
    const second = await start(home);
    expect(await query(second.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
    await first.stop();
    expect(await query(second.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
    await second.stop();
  });

  it('starts although the process number of a dead server now belongs to another program', async () => {
    const home = await newHome();
    await (await start(home)).stop();
    const other = spawn('sleep', ['600'], {
      stdio: 'ignore',
      ...(isRoot ? { uid: statSync(join(home, 'postgres')).uid } : {}),
    });
    children.push(other);
    const data = join(home, 'postgres');
    await writeFile(
      join(data, 'postmaster.pid'),
      `${other.pid}\n${data}\n1\n5432\n\n127.0.0.1\n  1 1\nready   \n`,
    );
    const server = await start(home);
    expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await server.stop();
    await end(other, 'SIGKILL');
  });

  it('clears up what a process killed during the first start has left', async () => {
    const home = await newHome();
    const gone = spawnSync('true').pid;
    await mkdir(join(home, `postgres.making-${gone}-0a0b0c0d`));
    await writeFile(join(home, `postgres.making-${gone}-0a0b0c0d.password`), 'x');
    await (await start(home)).stop();
    expect(readdirSync(home).sort()).toEqual(['postgres', 'postgres.log']);
  });

  it('leaves alone what is not its own data', async () => {
    const home = await newHome();
    await mkdir(join(home, 'postgres'));
    await writeFile(join(home, 'postgres', 'PG_VERSION'), '14\n');
    await expect(start(home)).rejects.toMatchObject({ code: 'EMBEDDED_FOREIGN_DATA' });
    expect(readdirSync(join(home, 'postgres'))).toEqual(['PG_VERSION']);
  });

  it('says in one sentence that a home cannot be made', async () => {
    const file = join(await newHome(), 'file');
    await writeFile(file, '');
    await expect(start(join(file, 'home'))).rejects.toMatchObject({
      code: 'EMBEDDED_NO_PLACE',
      message: expect.stringMatching(/cannot be kept in .*ENOTDIR.*SCOUT_HOME/) as string,
    });
  });

  (isRoot ? describe : describeNotRoot)('as root, in a folder that only root may enter', () => {
    it('puts the data elsewhere, says so, finds it again and changes no permission', async () => {
      const locked = await mkdtemp(join(tmpdir(), 'scout-locked-'));
      homes.push(locked);
      const home = join(locked, 'home');
      const told: string[] = [];
      const open = () =>
        startEmbeddedPostgres({
          home,
          exclusive: true,
          durable: false,
          tell: (sentence) => told.push(sentence),
        });
      const first = await open();
      await query(first.url, 'CREATE TABLE kept AS SELECT 7 AS n');
      await first.stop();
      const elsewhere = /lies in (\S+)\.$/.exec(told[0]!)![1]!;
      homes.push(elsewhere);
      // Opened up, the home still means the data that were made for it.
      await chmod(locked, 0o755);
      const second = await open();
      expect(await query(second.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
      await second.stop();
      await chmod(locked, 0o700);
      const third = await open();
      expect(await query(third.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
      await third.stop();
      expect(statSync(locked).mode & 0o777).toBe(0o700);
      expect(readdirSync(home)).toEqual([]);
    });
  });
});

/** The case cannot arise for an ordinary user: the server runs as that user. */
function describeNotRoot(name: string): void {
  it(`${name}: not a case here, the server runs as the user itself`, () => {
    expect(process.getuid?.()).not.toBe(0);
  });
}
