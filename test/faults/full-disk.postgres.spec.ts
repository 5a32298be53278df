import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { FaultWorld, tellFigure } from './fault-world.js';
import { OwnPostgres } from './own-postgres.js';
import { SmallDisk } from './small-disk.js';
import { TcpProxy } from './tcp-proxy.js';

/** Their briefings are more than what is free inside of the tables. */
const READERS = 20_000;
const FULL_MS = 20_000;

/** 35: two workers, and a PostgreSQL whose disk, log of changes included, is full in the middle of a run. */
describe('a PostgreSQL whose disk is full', () => {
  const disk = SmallDisk.mount(700);
  if (disk === undefined) {
    it('NOT RUN: this user may not mount a small disk', () => {
      process.stderr.write(
        'NOT RUN: a PostgreSQL whose disk is full: this user may not mount a small disk\n',
      );
      expect(process.env['SCOUT_TEST_REQUIRE_ALL']).not.toBe('1');
    });
    return;
  }
  let server: OwnPostgres;
  let wire: TcpProxy;
  let world: FaultWorld;

  beforeAll(async () => {
    server = await OwnPostgres.start(join(disk.folder, 'home'));
    wire = await TcpProxy.open(server.port);
    world = await FaultWorld.open(wire.through(server.url));
    for (let i = 0; i < 2; i++) world.startWorker({ settings: { WORKER_CONCURRENCY: '1' } });
  });
  afterAll(async () => {
    await world.close();
    await wire.close();
    await server.stop();
    disk.unmount();
  });

  it('refuses what does not fit, and goes on when there is room again', async () => {
    const refusals: string[] = [];
    await world.survives('PostgreSQL with a full disk', READERS, async () => {
      const refused = (error: unknown): void => {
        refusals.push(error instanceof Error ? error.message : String(error));
      };
      // Again and again: what a statement had taken before it failed is free afterwards.
      for (const end = Date.now() + FULL_MS; Date.now() < end;) {
        await disk.fill();
        await world.query('CREATE TABLE more AS SELECT generate_series(1, 100000)').catch(refused);
        await wait(250);
      }
      const stayed = await server.runs();
      await disk.clear();
      if (!stayed) {
        await server.startAgain();
        wire.layTo(server.port);
      }
      await world.until(
        'PostgreSQL to answer',
        async () => (await world.query('SELECT 1').catch(() => [])).length > 0,
      );
      tellFigure(
        `PostgreSQL with a full disk for ${FULL_MS / 1000} s ${stayed ? 'stayed up' : 'fell and was started again'}; ` +
          `it said ${[...new Set(refusals)].join(' | ')}`,
      );
    });
    expect(refusals.join()).toContain('No space left on device');
  }, 300_000);
});
