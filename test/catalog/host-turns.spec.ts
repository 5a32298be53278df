import { jest } from '@jest/globals';
import { Threads } from '../../src/platform/threads/threads.js';
import { NOW, openCatalog, rss } from './catalog-fixture.js';
import type { TestCatalog } from './catalog-fixture.js';

const at = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1_000);
const PAGE = 'https://news.example.net/a';

describe('turns at a host', () => {
  let world: TestCatalog;
  beforeAll(async () => {
    world = await openCatalog({ hostGapMs: 1_000 });
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    await world.database.query('TRUNCATE story, source, fetch_host CASCADE');
    world.clock.set(NOW);
    world.jobs.jobs.length = 0;
  });

  const granted = async (address: string, now: Date) => {
    const turn = await world.turns.take(address, now);
    if (!turn.granted) throw new Error(`not before ${turn.retryAt.toISOString()}`);
    return turn;
  };

  it('go to one of many who ask at once; the others get a moment each', async () => {
    const turns = await Promise.all(Array.from({ length: 20 }, () => world.turns.take(PAGE, NOW)));
    expect(turns.filter((turn) => turn.granted)).toHaveLength(1);
    const moments = turns.flatMap((turn) => (turn.granted ? [] : [turn.retryAt.getTime()]));
    expect(moments.sort((a, b) => a - b)).toEqual(
      Array.from({ length: 19 }, (_, i) => at(1.5 * (i + 1)).getTime()),
    );
  });

  it('are of a host, whatever the page, the case of the name or its last dot', async () => {
    await granted(PAGE, NOW);
    for (const same of ['http://NEWS.example.net/b', 'https://news.example.net.:443/c?d'])
      expect(await world.turns.take(same, NOW)).toMatchObject({ granted: false });
    for (const other of ['https://example.net/', 'https://news.example.net:8443/']) await granted(other, NOW);
  });

  it('have a pause between them', async () => {
    const turn = await granted(PAGE, NOW);
    await turn.release(at(2));
    expect(await world.turns.take(PAGE, at(2.5))).toEqual({ granted: false, retryAt: at(3) });
    await granted(PAGE, at(3));
  });

  it('wait as long as the host asks for', async () => {
    const turn = await granted(PAGE, NOW);
    await turn.release(at(1), at(600));
    expect(await world.turns.take(PAGE, at(10))).toEqual({ granted: false, retryAt: at(600) });
    expect(await world.turns.take(PAGE, at(10))).toEqual({ granted: false, retryAt: at(601.5) });
    await granted(PAGE, at(600));
  });

  it('come back from a process that was killed, and then are not its own any more', async () => {
    const lost = await granted(PAGE, NOW);
    expect(await world.turns.take(PAGE, at(29))).toMatchObject({ granted: false });
    const next = await granted(PAGE, at(30));
    await lost.release(at(31));
    expect(await world.turns.take(PAGE, at(33))).toMatchObject({ granted: false });
    await next.release(at(34));
    await granted(PAGE, at(35));
  });

  it('have a line of an hour at most', async () => {
    await granted(PAGE, NOW);
    await world.database.query(`UPDATE fetch_host SET last_slot_at = $1`, [at(10_000)]);
    const turn = await world.turns.take(PAGE, NOW);
    expect(turn).toEqual({ granted: false, retryAt: at(3_601.5) });
  });

  it('are forgotten when nobody has asked for a week', async () => {
    await (await granted(PAGE, NOW)).release(NOW);
    await world.turns.forget(at(6 * 86_400));
    expect(await world.database.query('SELECT 1 FROM fetch_host')).toHaveLength(1);
    await world.turns.forget(at(8 * 86_400));
    expect(await world.database.query('SELECT 1 FROM fetch_host')).toEqual([]);
  });

  it('let every feed of one host be fetched in the end, one at a time and a second apart', async () => {
    const MANY = 60;
    const times: number[] = [];
    let open = 0;
    let most = 0;
    for (let i = 0; i < MANY; i++) {
      world.routes[`/feed/${i}`] = (_, response) => {
        most = Math.max(most, ++open);
        times.push(world.clock.now().getTime());
        setImmediate(() => {
          open--;
          response.end(rss([{ title: `Story ${i}` }]));
        });
      };
    }
    await world.database.query(
      `INSERT INTO source (id, name, feed_url, next_fetch_at) SELECT 'f' || i, 'f' || i, $1 || i, $2
       FROM generate_series(0, ${MANY - 1}) AS i`,
      [`${world.address}/feed/`, NOW],
    );
    // The queue, played: a job runs when its time has come, four at once; the timer looks every thirty seconds.
    const fetched = () => world.database.query('SELECT 1 FROM source WHERE last_fetch_at IS NOT NULL');
    const line: { id: string; due: number }[] = [];
    for (let second = 0; second < 600 && (await fetched()).length < MANY; second++) {
      world.clock.set(at(second));
      if (second % 30 === 0) await world.fetches.scheduleDue();
      for (const { queue, payload, options } of world.jobs.jobs.splice(0)) {
        if (queue !== 'fetch-source') continue;
        const { sourceId: id } = payload as { sourceId: string };
        line.push({ id, due: world.clock.now().getTime() + (options.delayMs ?? 0) });
      }
      const now = line.filter((job) => job.due <= world.clock.now().getTime());
      for (const job of now) line.splice(line.indexOf(job), 1);
      for (let from = 0; from < now.length; from += 4)
        await Promise.all(now.slice(from, from + 4).map(({ id }) => world.fetches.fetchInTurn(id)));
    }
    expect(await fetched()).toHaveLength(MANY);
    expect([most, times.length, new Set(times).size]).toEqual([1, MANY, MANY]);
    expect((times.at(-1) ?? 0) - NOW.getTime()).toBeLessThan(3 * MANY * 1_000);
  });

  it('leave a whole host alone after 429 or 503 with Retry-After, and its other feeds without a failure', async () => {
    for (const status of [429, 503]) {
      await world.database.query('TRUNCATE source, fetch_host CASCADE');
      world.routes['/busy'] = (_, response) => response.writeHead(status, { 'retry-after': '600' }).end();
      let asked = 0;
      world.routes['/other'] = (_, response) => {
        asked++;
        response.end(rss([{ title: 'T' }]));
      };
      await world.database.query(
        `INSERT INTO source (id, name, feed_url, next_fetch_at) VALUES ('a', 'A', $1, $3), ('b', 'B', $2, $3)`,
        [`${world.address}/busy`, `${world.address}/other`, NOW],
      );
      await world.fetches.fetchInTurn('a');
      await world.fetches.fetchInTurn('b');
      expect(asked).toBe(0);
      expect(await world.sources.get('b')).toMatchObject({
        failures: 0,
        lastFetchAt: null,
        nextFetchAt: at(600),
      });
    }
  });

  it('count for the host that answered, where a redirect led to another', async () => {
    world.routes['/moved'] = (_, response) =>
      response.writeHead(302, { location: `${world.otherAddress}/busy` }).end();
    world.routes['/busy'] = (_, response) => response.writeHead(429).end();
    await world.database.query(
      `INSERT INTO source (id, name, feed_url, next_fetch_at) VALUES ('a', 'A', $1, $2)`,
      [`${world.address}/moved`, NOW],
    );
    await world.fetches.fetchSource('a');
    await granted(world.address, at(1));
    expect(await world.turns.take(world.otherAddress, at(1))).toEqual({ granted: false, retryAt: at(60) });
    const turn = await granted(world.otherAddress, at(60));
    await world.turns.rest(world.otherAddress, at(61), at(999));
    await turn.release(at(62));
    await granted(world.otherAddress, at(63));
  });

  it('are given back also when reading the answer is cut short', async () => {
    await world.database.query(
      `INSERT INTO source (id, name, feed_url, next_fetch_at) VALUES ('a', 'A', $1, $2)`,
      [`${world.address}/cut`, NOW],
    );
    world.routes['/cut'] = (_, response) => response.end(rss([{ title: 'T' }]));
    const ending = jest.spyOn(Threads.prototype, 'run').mockRejectedValueOnce(new Error('closing'));
    await expect(world.fetches.fetchSource('a')).rejects.toThrow('closing');
    ending.mockRestore();
    world.clock.set(at(1));
    expect(await world.fetches.fetchSource('a')).toMatchObject({ kind: 'fetched' });
  });
});
