import { DatabaseUnavailableError, isUniqueViolation } from '../../src/platform/database/database-errors.js';
import { openDataSource } from '../../src/platform/database/data-source.js';
import { Database } from '../../src/platform/database/database.js';
import { openTestDatabase } from '../support/test-database.js';

type Opened = Awaited<ReturnType<typeof openTestDatabase>>;

describe('Database', () => {
  let opened: Opened;
  let database: Database;

  beforeAll(async () => {
    opened = await openTestDatabase();
    database = opened.database;
    await database.query('CREATE TABLE thing (id integer PRIMARY KEY, name text)');
  });
  beforeEach(() => database.query('TRUNCATE thing'));
  afterAll(() => opened.close());

  const ids = async () =>
    (await database.query<{ id: number }>('SELECT id FROM thing ORDER BY id')).map((row) => row.id);
  const insert = (id: number) => database.query('INSERT INTO thing (id) VALUES ($1)', [id]);

  it('returns the rows of every kind of statement', async () => {
    await insert(1);
    expect(await database.query('UPDATE thing SET name = $1 RETURNING id', ['a'])).toEqual([{ id: 1 }]);
    expect(await database.query('DELETE FROM thing RETURNING name')).toEqual([{ name: 'a' }]);
    expect(await database.query('DELETE FROM thing')).toEqual([]);
  });

  it('gives times as Date, dates as text and bigints as numbers', async () => {
    const [row] = await database.query(
      `SELECT timestamptz '2026-03-01T10:00:00+02' AS at, date '2026-03-01' AS day, 7::bigint AS ref,
         '{1,null}'::bigint[] AS refs, null::bigint AS nothing, '{2026-03-01}'::date[] AS days`,
    );
    expect(row).toEqual({
      at: new Date('2026-03-01T08:00:00Z'),
      day: '2026-03-01',
      ref: 7,
      refs: [1, null],
      nothing: null,
      days: ['2026-03-01'],
    });
    await expect(database.query('SELECT 9007199254740993 AS big')).rejects.toThrow(/9007199254740993/);
  });

  it.each<[type: string, values: readonly unknown[]]>([
    ['text[]', []],
    ['text[]', ['a', 'b-c', 'ü']],
    ['text[]', ['a,b', '{', '}', '"', '\\', '', ' a ', 'NULL', 'null', 'é"\\,{}', null]],
    ['text[]', [null, 'NULLS', null]],
    ['bigint[]', [0, -1, 2 ** 53 - 1]],
    ['float8[]', [0.1, -1e300, 5e-324, NaN, Infinity]],
    ['integer[]', [1, null]],
    ['timestamptz[]', [new Date('2026-03-29T01:30:00.123Z'), new Date('9999-12-31T23:59:59.999Z')]],
    ['timestamptz[]', [new Date('0001-01-01T00:00:00Z'), null]],
    ['timestamptz[]', [new Date('+010000-01-01T00:00:00Z')]],
    ['date[]', ['2026-03-01', null]],
    ['bytea[]', [Buffer.from([0, 255, 92])]],
  ])('passes a %s of %p to and fro', async (type, values) => {
    const [row] = await database.query<{ there: unknown[] }>(`SELECT $1::${type} AS there`, [values]);
    expect(row!.there).toEqual(values);
    expect(
      await database.transaction(async () => await database.query(`SELECT $1::${type} AS there`, [values])),
    ).toEqual([row]);
  });

  it('reads an array of arrays, and one that does not begin at 1', async () => {
    const [row] = await database.query(
      `SELECT '{{a,b},{c,d}}'::text[] AS nested, '[0:1]={a,b}'::text[] AS bounded`,
    );
    expect(row).toEqual({
      nested: [
        ['a', 'b'],
        ['c', 'd'],
      ],
      bounded: ['a', 'b'],
    });
  });

  it('commits the whole work or none of it', async () => {
    await database.transaction(async () => {
      await insert(1);
      await insert(2);
    });
    await expect(
      database.transaction(async () => {
        await insert(3);
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await ids()).toEqual([1, 2]);
  });

  it('lets nested work join, and queries at once share the connection', async () => {
    await expect(
      database.transaction(async () => {
        await database.transaction(() => insert(1));
        await Promise.all([insert(2), insert(3)]);
        expect(await ids()).toEqual([1, 2, 3]);
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await ids()).toEqual([]);
  });

  it('runs what is to follow a commit after it, and not after a rollback', async () => {
    const seen: string[] = [];
    await database.transaction(async () => {
      await insert(1);
      database.afterCommit(async () => {
        seen.push(`committed ${(await ids()).length}`);
      });
      database.afterCommit(() => {
        throw new Error('logged only');
      });
    });
    await database
      .transaction(() => {
        database.afterCommit(() => void seen.push('never'));
        return Promise.reject(new Error('no'));
      })
      .catch(() => undefined);
    expect(seen).toEqual(['committed 1']);
  });

  it('does deadlocked work again when it is told to', async () => {
    await insert(1);
    await insert(2);
    const attempts = [0, 0];
    const gate = barrier(2);
    const touch = (id: number) => database.query('UPDATE thing SET name = $2 WHERE id = $1', [id, 'x']);
    const work = async (index: number, first: number, second: number) => {
      attempts[index]!++;
      await touch(first);
      if (attempts[index] === 1) await gate();
      await touch(second);
    };
    await Promise.all([
      database.transaction(() => work(0, 1, 2), { retries: 3 }),
      database.transaction(() => work(1, 2, 1), { retries: 3 }),
    ]);
    expect(attempts[0]! + attempts[1]!).toBe(3);
  });

  it('names a unique violation', async () => {
    await insert(1);
    const error: unknown = await insert(1).catch((thrown: unknown) => thrown);
    expect(isUniqueViolation(error)).toBe(true);
    expect(isUniqueViolation(error, 'thing_pkey')).toBe(true);
    expect(isUniqueViolation(error, 'other')).toBe(false);
  });

  it('says that a statement took too long, that no connection is left, and that the server is gone', async () => {
    const dataSource = await openDataSource({
      url: opened.url,
      applicationName: 'scout-test',
      pool: 1,
      statementTimeoutMs: 300,
    });
    const narrow = new Database(dataSource);
    await expect(narrow.query('SELECT pg_sleep(5)')).rejects.toMatchObject({
      code: 'DATABASE_TIMEOUT',
      status: 503,
    });
    await narrow.transaction(async () => {
      const outside = new Database(dataSource).query('SELECT 1');
      await expect(outside).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE', status: 503 });
    });
    const cut = narrow.transaction(async () => {
      const [own] = await narrow.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      await database.query('SELECT pg_terminate_backend($1)', [own!.pid]);
      await narrow.query('SELECT 1');
    });
    await expect(cut).rejects.toBeInstanceOf(DatabaseUnavailableError);
    // The pool is usable again afterwards.
    expect(await narrow.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await dataSource.destroy();
    const nowhere = openDataSource({
      url: 'postgres://a:b@127.0.0.1:1/x',
      applicationName: 'scout-test',
      pool: 1,
      statementTimeoutMs: 300,
    });
    await expect(nowhere).rejects.toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
      message: expect.stringContaining('ECONNREFUSED') as string,
    });
  });
});

/** Lets nobody pass before `count` have come. */
function barrier(count: number): () => Promise<void> {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return async () => {
    if (--count === 0) open();
    await opened;
  };
}
