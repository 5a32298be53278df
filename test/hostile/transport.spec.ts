import { once } from 'node:events';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server, Socket } from 'node:net';
import {
  constants,
  brotliCompressSync,
  deflateRawSync,
  deflateSync,
  gzipSync,
  zstdCompressSync,
} from 'node:zlib';
import { GuardedFetch } from '../../src/platform/fetch/guarded-fetch.js';
import { NOW, rss } from '../catalog/catalog-fixture.js';
import { selfSigned } from './certificates.js';
import { drip, itContactsNobody, openHostileWorld, pour } from './hostile-world.js';
import type { HostileWorld } from './hostile-world.js';

const MB = 1024 * 1024;
const LIMITS = { maxBytes: MB, timeoutMs: 3_000 } as const;
const DAY = 86_400;
const FEED = rss([{ title: 'Plant opens', link: 'https://news.example.net/plant' }]);
const LOGIN =
  '<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body><form><input type="password"></form></body></html>';

describe('hostile transport', () => {
  let world: HostileWorld;
  const secure = new Map<string, Server>();

  beforeAll(async () => {
    const year = 365 * DAY * 1000;
    const [past, now, future] = [new Date(Date.now() - year), new Date(), new Date(Date.now() + year)];
    const before = new Date(past.getTime() - year);
    secure.set('self-signed', await tlsServer(selfSigned('127.0.0.1', past, future)));
    secure.set('of another host', await tlsServer(selfSigned('bank.example.com', past, future)));
    secure.set('expired', await tlsServer(selfSigned('127.0.0.1', before, past)));
    secure.set(
      'not yet valid',
      await tlsServer(selfSigned('127.0.0.1', future, new Date(now.getTime() + 2 * year))),
    );
    secure.set(
      'of an old protocol',
      await tlsServer({
        ...selfSigned('127.0.0.1', past, future),
        maxVersion: 'TLSv1.1',
        minVersion: 'TLSv1',
      }),
    );
    world = await openHostileWorld({
      ...LIMITS,
      allow: [...secure.values()].map((server) => `127.0.0.1:${portOf(server)}`),
    });
    for (const server of secure.values()) world.canary.permit(portOf(server));
  });
  afterAll(async () => {
    await world.close();
    for (const server of secure.values()) server.close();
  });
  beforeEach(async () => {
    await world.database.query('TRUNCATE story, source, fetch_host CASCADE');
    world.clock.set(NOW);
  });

  const titles = async (): Promise<string[]> =>
    (await world.database.query<{ title: string }>('SELECT title FROM story ORDER BY 1')).map(
      (row) => row.title,
    );
  /** Fetches what a source says after it has worked once. The source must stay in use, its story stay, and the next try be planned. */
  const failing = async (address: string, code: string): Promise<void> => {
    await world.database.query('TRUNCATE story, source, fetch_host CASCADE');
    await working(world.answer(200, {}, FEED));
    await world.source('s', address);
    expect(await world.fetches.fetchSource('s')).toMatchObject({ kind: 'failed', code });
    const source = await world.sources.get('s');
    expect(source).toMatchObject({
      status: 'active',
      failures: 1,
      lastErrorCode: code,
      failingSince: NOW,
      feedUrl: address,
    });
    const wait = (source.nextFetchAt?.getTime() ?? 0) - NOW.getTime();
    expect(wait).toBeGreaterThanOrEqual(60_000);
    expect(wait).toBeLessThanOrEqual(DAY * 1_100);
    expect(await titles()).toEqual(['Plant opens']);
    // And the next time is as good as ever.
    await world.database.query('UPDATE source SET feed_url = $1', [
      world.answer(200, {}, rss([{ title: 'Next' }])),
    ]);
    expect(await world.fetches.fetchSource('s')).toMatchObject({ kind: 'fetched' });
    expect(await world.sources.get('s')).toMatchObject({ failures: 0, lastErrorCode: null });
  };
  const working = async (address: string): Promise<void> => {
    await world.source('s', address);
    expect(await world.fetches.fetchSource('s')).toMatchObject({ kind: 'fetched' });
    expect(await titles()).toEqual(['Plant opens']);
  };
  const http = (head: string, body: string | Buffer = ''): Buffer =>
    Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\n${head}\r\n\r\n`, 'latin1'), Buffer.from(body)]);
  /** Most memory that the process has ever held, in MB. */
  const peak = (): number => process.resourceUsage().maxRSS / 1024;

  describe('7 compressed bombs and stacked encodings', () => {
    const zeros = Buffer.alloc(16 * MB);
    const gzip1000 = Buffer.concat(Array<Buffer>(1_000).fill(gzipSync(zeros.subarray(0, MB))));
    const bombs: readonly (readonly [string, string, Buffer, string])[] = [
      ['a gzip of 1 GB', 'gzip', gzip1000.subarray(0, MB), 'FETCH_TOO_LARGE'],
      ['a gzip of a gzip', 'gzip, gzip', gzipSync(gzipSync(zeros)), 'FETCH_TOO_LARGE'],
      [
        'a brotli',
        'br',
        brotliCompressSync(zeros, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }),
        'FETCH_TOO_LARGE',
      ],
      ['a deflate', 'deflate', deflateSync(zeros), 'FETCH_TOO_LARGE'],
      ['a bare deflate', 'deflate', deflateRawSync(zeros), 'FETCH_TOO_LARGE'],
      ['a zstd that nobody asked for', 'zstd', zstdCompressSync(zeros), 'FETCH_TOO_LARGE'],
      ['a gzip in a brotli', 'gzip, br', brotliCompressSync(gzipSync(zeros)), 'FETCH_TOO_LARGE'],
      ['a deflate in a gzip', 'deflate, gzip', gzipSync(deflateSync(zeros)), 'FETCH_TOO_LARGE'],
      [
        'a gzip in a hundred',
        Array<string>(100).fill('gzip').join(', '),
        gzipSync(FEED),
        'FETCH_BAD_ENCODING',
      ],
      [
        'codings without end',
        Array<string>(1_500).fill('gzip').join(','),
        gzipSync(FEED),
        'FETCH_BAD_ENCODING',
      ],
      ['three in several headers', 'gzip,,, gzip ,GZIP', gzipSync(FEED), 'FETCH_BAD_ENCODING'],
      [
        'a zstd that wants 128 MB for five characters',
        'zstd',
        Buffer.from('28b52ffd008829000068656c6c6f', 'hex'),
        'FETCH_BAD_ENCODING',
      ],
      ['a gzip that is none', 'gzip', Buffer.from(FEED), 'FETCH_BAD_ENCODING'],
      ['a gzip that is cut off', 'gzip', gzipSync(FEED).subarray(0, 60), 'FETCH_BAD_ENCODING'],
      [
        'a gzip with a false checksum',
        'gzip',
        Buffer.concat([gzipSync(FEED).subarray(0, -8), Buffer.alloc(8)]),
        'FETCH_BAD_ENCODING',
      ],
      [
        'a brotli of noise',
        'br',
        Buffer.from(Array.from({ length: 500 }, (_, i) => (i * 89) % 251)),
        'FETCH_BAD_ENCODING',
      ],
      ['an encoding that nobody knows', 'klingon', Buffer.from(FEED), 'FETCH_BAD_ENCODING'],
      ['an encoding with a name as of an object', 'constructor', Buffer.from(FEED), 'FETCH_BAD_ENCODING'],
      ['one twice that is applied once', 'gzip, gzip', gzipSync(FEED), 'FETCH_BAD_ENCODING'],
    ];

    it.each(bombs)('%s', async (_, encoding, body, code) => {
      await failing(world.answer(200, { 'content-encoding': encoding }, body), code);
    });

    it.each([
      ['gzip', gzipSync(FEED)],
      ['x-gzip', gzipSync(FEED)],
      ['GZip , BR', brotliCompressSync(gzipSync(FEED))],
      ['deflate', deflateSync(FEED)],
      ['deflate', deflateRawSync(FEED)],
      ['identity', Buffer.from(FEED)],
      ['', Buffer.from(FEED)],
    ])('an honest one is read: %s', async (encoding, body) => {
      await working(world.answer(200, { 'content-encoding': encoding }, body));
    });

    it('thirty of them hold no more memory than one', async () => {
      const address = world.answer(200, { 'content-encoding': 'gzip' }, gzip1000.subarray(0, MB));
      await world.source('s', address);
      await world.fetches.fetchSource('s');
      const before = peak();
      for (let i = 0; i < 30; i++)
        expect(await world.fetches.fetchSource('s')).toMatchObject({ code: 'FETCH_TOO_LARGE' });
      expect(peak() - before).toBeLessThan(100);
    });
  });

  describe('8 endless, slow and false bodies', () => {
    it.each([
      [
        'with no length',
        'content-type: text/xml',
        (socket: Socket) => pour(socket, Buffer.alloc(65_536, 'x')),
      ],
      [
        'in chunks',
        'transfer-encoding: chunked',
        (socket: Socket) => pour(socket, Buffer.from(`10000\r\n${'x'.repeat(65_536)}\r\n`)),
      ],
    ])('an endless one %s', async (_, head, send) => {
      let sent = (): number => 0;
      const address = world.raw.says((socket) => {
        socket.write(http(head));
        sent = send(socket);
      });
      await failing(address, 'FETCH_TOO_LARGE');
      // What was read, and what was on its way in the buffers of the system.
      expect(sent()).toBeLessThan(16 * MB);
    });

    const slow: readonly (readonly [string, string, (socket: Socket) => void])[] = [
      [
        'one byte after the other',
        'FETCH_TIMEOUT',
        (socket) => {
          socket.write(http('content-type: text/xml'));
          drip(socket, 'x');
        },
      ],
      [
        'one chunk after the other',
        'FETCH_TIMEOUT',
        (socket) => {
          socket.write(http('transfer-encoding: chunked'));
          drip(socket, '1\r\nx\r\n');
        },
      ],
      [
        'a chunk with an endless name',
        'FETCH_TIMEOUT',
        (socket) => {
          socket.write(http('transfer-encoding: chunked', '1;'));
          drip(socket, 'x');
        },
      ],
      [
        'one header after the other',
        'FETCH_TIMEOUT',
        (socket) => {
          socket.write('HTTP/1.1 200 OK\r\n');
          drip(socket, 'a: b\r\n');
        },
      ],
      [
        'one character of a status after the other',
        'FETCH_TIMEOUT',
        (socket) => {
          socket.write('HTTP/1.1 200 ');
          drip(socket, 'O');
        },
      ],
      ['nothing at all', 'FETCH_TIMEOUT', () => undefined],
      [
        'a head and then nothing',
        'FETCH_TIMEOUT',
        (socket) => {
          socket.write(http('content-length: 50'));
        },
      ],
      [
        'promises without end',
        'FETCH_TIMEOUT',
        (socket) => {
          drip(socket, 'HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n');
        },
      ],
      [
        '"go on" without end',
        'FETCH_TIMEOUT',
        (socket) => {
          drip(socket, 'HTTP/1.1 102 Processing\r\n\r\n');
        },
      ],
    ];
    it.each(slow)('%s', async (_, code, send) => {
      const started = performance.now();
      await failing(world.raw.says(send), code);
      expect(performance.now() - started).toBeLessThan(10 * LIMITS.timeoutMs);
    });

    it.each([
      ['shorter than it says', 'FETCH_CONNECTION', http('content-length: 5000', FEED)],
      ['without its last chunk', 'FETCH_CONNECTION', http('transfer-encoding: chunked', '5\r\nhello\r\n')],
      [
        'with a chunk that is none',
        'FETCH_CONNECTION',
        http('transfer-encoding: chunked', 'zz\r\nhello\r\n'),
      ],
      [
        'with a chunk of all the memory there is',
        'FETCH_CONNECTION',
        http('transfer-encoding: chunked', 'ffffffffffffffff\r\nhello\r\n'),
      ],
      ['of negative length', 'FETCH_CONNECTION', http('content-length: -5', FEED)],
      ['of a length in words', 'FETCH_CONNECTION', http('content-length: many', FEED)],
      ['of two lengths', 'FETCH_CONNECTION', http('content-length: 5\r\ncontent-length: 6', 'hello!')],
      [
        'of a length that no number holds',
        'FETCH_CONNECTION',
        http('content-length: 99999999999999999999999', FEED),
      ],
      ['of a length that is far too much', 'FETCH_TOO_LARGE', http('content-length: 9007199254740991', FEED)],
      [
        'of a length and in chunks',
        'FETCH_CONNECTION',
        http('content-length: 3\r\ntransfer-encoding: chunked', '0\r\n\r\n'),
      ],
      ['before any header', 'FETCH_CONNECTION', Buffer.from(FEED)],
      ['of another protocol', 'FETCH_CONNECTION', Buffer.from('SSH-2.0-OpenSSH_9.9\r\n')],
      ['in binary', 'FETCH_CONNECTION', Buffer.from([0, 1, 2, 255, 254, 13, 10, 13, 10])],
      ['with a status that is none', 'FETCH_CONNECTION', Buffer.from('HTTP/1.1 0x20 OK\r\n\r\n')],
      ['with a NUL in a header', 'FETCH_CONNECTION', http('x-a: b\0c\r\ncontent-length: 0')],
      [
        'with headers of 100 kB',
        'FETCH_CONNECTION',
        http(`x-a: ${'a'.repeat(100_000)}\r\ncontent-length: 0`),
      ],
      [
        'with ten thousand headers',
        'FETCH_CONNECTION',
        http(`${'x-a: b\r\n'.repeat(10_000)}content-length: 0`),
      ],
    ])('one %s', async (_, code, answer) => {
      await failing(
        world.raw.says((socket) => void socket.end(answer)),
        code,
      );
    });

    it('longer than it says is read as far as it says, and the rest is nobody’s answer', async () => {
      const evil = http(
        `content-length: ${rss([{ title: 'Smuggled' }]).length}`,
        rss([{ title: 'Smuggled' }]),
      );
      const address = world.raw.says(
        Buffer.concat([http(`content-length: ${FEED.length}`, FEED), evil, evil]),
      );
      await world.source('s', address);
      await world.fetches.fetchSource('s');
      await world.source('s', `${world.raw.address}/nothing`);
      await world.fetches.fetchSource('s');
      expect(await titles()).not.toContain('Smuggled');
    });
  });

  describe('9 empty answers, unasked and false "not modified"', () => {
    it.each([200, 201, 204, 205, 206])('nothing, with status %i', async (status) => {
      await failing(world.answer(status), 'FEED_UNREADABLE');
    });

    it.each([' ', '\n\n\n', '\ufeff', '\0\0\0\0'])('as good as nothing: %j', async (body) => {
      await failing(world.answer(200, {}, body), 'FEED_UNREADABLE');
    });

    it('304 that nobody asked for', async () => {
      await failing(world.answer(304, { etag: '"x"' }), 'FETCH_BAD_STATUS');
      await failing(world.answer(304), 'FETCH_BAD_STATUS');
    });

    it('304 to a request for changes is no news, also with a body', async () => {
      const address = world.raw.says(
        (socket) => void socket.write(http(`etag: "1"\r\ncontent-length: ${FEED.length}`, FEED)),
      );
      await working(address);
      await world.database.query('UPDATE source SET feed_url = $1', [
        world.raw.says('HTTP/1.1 304 Not Modified\r\ncontent-length: 5\r\n\r\nhello'),
      ]);
      expect(await world.fetches.fetchSource('s')).toEqual({ kind: 'unchanged' });
      expect(await world.sources.get('s')).toMatchObject({ failures: 0, lastErrorCode: null });
    });

    it('the same entity tag with the same and with another body', async () => {
      const path = new URL(world.answer(200)).pathname;
      let body = FEED;
      world.routes[path] = (_, response) => response.writeHead(200, { etag: '"same"' }).end(body);
      await working(world.address + path);
      expect(await world.fetches.fetchSource('s')).toEqual({ kind: 'unchanged' });
      body = rss([{ title: 'Second' }]);
      expect(await world.fetches.fetchSource('s')).toMatchObject({ kind: 'fetched' });
      expect(await titles()).toEqual(['Plant opens', 'Second']);
    });

    it.each(['x'.repeat(20_000), '"ü"', 'W/"', '""', '*', '"a", "b"'])(
      'entity tags that are odd: %.20s',
      async (etag) => {
        const path = new URL(world.answer(200)).pathname;
        world.routes[path] = (_, response) =>
          response.writeHead(200, { etag, 'last-modified': etag.slice(0, 5_000) }).end(FEED);
        await working(world.address + path);
        expect(await world.fetches.fetchSource('s')).toEqual({ kind: 'unchanged' });
      },
    );
  });

  describe('10 Retry-After', () => {
    const after = (seconds: number): string => new Date(NOW.getTime() + seconds * 1000).toUTCString();
    it.each([
      ['120', 120],
      [' 120 ', 120],
      ['0', 60],
      ['-5', 60],
      ['-99999999999', 60],
      ['315360000', DAY],
      ['99999999999999999999999', null],
      ['+90', 90],
      ['1e9', null],
      ['0x10', null],
      ['90.5', null],
      ['٣٠', null],
      ['NaN', null],
      ['Infinity', null],
      ['', null],
      ['tomorrow', null],
      ['120, 240', null],
      [after(600), 600],
      [after(-600), 60],
      [after(10 * 365 * DAY), DAY],
      ['Monday, 02-Mar-26 12:10:00 GMT', 600],
      ['Mon Mar  2 12:10:00 2026 GMT', 600],
      ['Mon, 99 Mar 2026 99:10:00 GMT', null],
      ['Thu, 01 Jan 1970 00:00:00 GMT', 60],
    ])('%j', async (value, seconds) => {
      for (const status of [429, 503]) {
        await world.database.query('TRUNCATE source, fetch_host CASCADE');
        await world.source(
          's',
          world.answer(status, { 'retry-after': Buffer.from(value).toString('latin1') }),
        );
        expect(await world.fetches.fetchSource('s')).toMatchObject({
          kind: 'failed',
          code: 'FETCH_BAD_STATUS',
        });
        const source = await world.sources.get('s');
        const wait = ((source.nextFetchAt?.getTime() ?? 0) - NOW.getTime()) / 1_000;
        expect(source.status).toBe('active');
        // Within a tenth, so that sources spread out; what cannot be read lets the usual back-off stand.
        expect(wait).toBeGreaterThanOrEqual(seconds ?? 60);
        expect(wait).toBeLessThanOrEqual((seconds ?? DAY) * 1.1 + 1);
        // The whole host is left alone.
        const { nextFetchAt } = source;
        await world.source('t', `${world.address}/other`);
        const report = await world.fetches.fetchSource('t');
        if (status === 429 || seconds !== null) expect(report).toMatchObject({ kind: 'put-off' });
        if (seconds !== null) expect(nextFetchAt).not.toBeNull();
      }
    });
  });

  describe('11 gone, and moved for good or for a while', () => {
    const feed = (): string => world.answer(200, {}, FEED);
    const fetched = async (address: string, expected: object): Promise<void> => {
      await world.source('s', address);
      await world.fetches.fetchSource('s');
      expect(await world.sources.get('s')).toMatchObject(expected);
    };

    it('410 ends it, once', async () => {
      const address = world.answer(410, {}, FEED);
      await fetched(address, { status: 'retired', nextFetchAt: null, lastErrorCode: 'FETCH_BAD_STATUS' });
      expect(await world.fetches.fetchSource('s')).toEqual({ kind: 'skipped' });
      expect(await world.fetches.scheduleDue()).toBe(0);
    });

    it.each([
      [301, true],
      [308, true],
      [302, false],
      [303, false],
      [307, false],
    ])('%i moves it: %s', async (status, moves) => {
      const target = feed();
      const address = world.answer(status, { location: target });
      await fetched(address, { status: 'active', failures: 0, feedUrl: moves ? target : address });
      expect(await titles()).toEqual(['Plant opens']);
    });

    it('404 and 500 do not end it, nor does a 410 behind a temporary redirect', async () => {
      for (const status of [404, 500, 418, 599]) await failing(world.answer(status), 'FETCH_BAD_STATUS');
      await failing(world.answer(302, { location: world.answer(410) }), 'FETCH_BAD_STATUS');
    });

    it('a move to what does not work is not believed', async () => {
      for (const target of [
        world.answer(404),
        world.answer(200),
        world.answer(200, { 'content-type': 'text/html' }, LOGIN),
      ]) {
        const address = world.answer(301, { location: target });
        await fetched(address, { status: 'active', failures: 1, feedUrl: address });
      }
    });

    it('a move to the address of another source leaves both', async () => {
      const target = feed();
      await world.source('t', target);
      const address = world.answer(301, { location: target });
      await fetched(address, { status: 'active', failures: 0, feedUrl: address });
      expect((await world.sources.get('t')).feedUrl).toBe(target);
    });

    it('a move to an address longer than any source may have is followed and not kept', async () => {
      const path = `/${'long/'.repeat(2_000)}`;
      world.routes[path] = (_, response) => response.end(FEED);
      const address = world.answer(301, { location: path });
      await fetched(address, { status: 'active', failures: 0, feedUrl: address });
      expect(await titles()).toEqual(['Plant opens']);
    });
  });

  describe('12 bad TLS and name servers', () => {
    it.each(['self-signed', 'of another host', 'expired', 'not yet valid', 'of an old protocol'])(
      'a certificate %s',
      async (which) => {
        const server = secure.get(which);
        expect(server).toBeDefined();
        await failing(`https://127.0.0.1:${portOf(server!)}/`, 'FETCH_TLS');
      },
    );

    it('no TLS where it should be, and no HTTP', async () => {
      await failing(world.address.replace('http:', 'https:'), 'FETCH_TLS');
      await failing(world.raw.address.replace('http:', 'https:'), 'FETCH_TIMEOUT');
      await failing(`http://127.0.0.1:${portOf(secure.get('self-signed')!)}/`, 'FETCH_CONNECTION');
    });

    it.each([
      ['a name that there is not', 'ENOTFOUND', 'FETCH_DNS'],
      ['a name server that fails', 'ESERVFAIL', 'FETCH_DNS'],
      ['a name server that is busy', 'EAI_AGAIN', 'FETCH_DNS'],
      ['a name server that is silent', 'ETIMEOUT', 'FETCH_TIMEOUT'],
    ])('%s', async (_, reason, code) => {
      world.names.set('gone.example.com', () =>
        Promise.reject(Object.assign(new Error(reason), { code: reason })),
      );
      await failing('http://gone.example.com/', code);
    });

    it('a name without an address, and one whose answer never comes', async () => {
      world.names.set('empty.example.com', () => []);
      await failing('http://empty.example.com/', 'FETCH_DNS');
      world.names.set('never.example.com', () => new Promise<never>(() => undefined));
      await failing('http://never.example.com/', 'FETCH_TIMEOUT');
    });

    it('a name that cannot be one', async () => {
      for (const name of [
        `${'a'.repeat(64)}.example.com`,
        `${'a.'.repeat(200)}com`,
        'a..example.com',
        '-a.example.com',
        'a_b.example.com',
      ])
        await failing(`http://${name}/`, 'FETCH_DNS');
    });
  });

  describe('13 a login page instead of a feed', () => {
    it.each([
      ['in HTML', LOGIN],
      ['in capitals', '<HTML><BODY><FORM>'],
      [
        'in XHTML',
        `<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x"><html xmlns="http://www.w3.org/1999/xhtml"><body/></html>`,
      ],
      ['after a comment', `<!-- generated -->\n${LOGIN}`],
      ['in UTF-16', Buffer.from(`\ufeff${LOGIN}`, 'utf16le')],
      [
        'that mentions a feed',
        LOGIN.replace('<form>', '<rss><channel><item><title>Log in</title></item></channel></rss><form>'),
      ],
    ])('%s', async (_, body) => {
      await failing(world.answer(200, { 'content-type': 'application/rss+xml' }, body), 'FEED_IS_WEB_PAGE');
    });

    it.each([
      ['JSON', '{"error":"unauthorized"}', 'FEED_UNREADABLE'],
      ['JSON of another kind', '[]', 'FEED_UNREADABLE'],
      ['text', 'Please log in.', 'FEED_UNREADABLE'],
      ['XML', '<Error><Code>AccessDenied</Code></Error>', 'FEED_UNREADABLE'],
      ['an image', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 'FEED_UNREADABLE'],
    ])('%s instead', async (_, body, code) => {
      await failing(world.answer(200, {}, body), code);
    });

    it.each([401, 402, 403, 407, 451])('status %i', async (status) => {
      await failing(world.answer(status, { 'www-authenticate': 'Basic' }, LOGIN), 'FETCH_BAD_STATUS');
    });

    it('behind a redirect is not where the feed has moved to', async () => {
      await failing(
        world.answer(302, { location: world.answer(200, { 'content-type': 'text/html' }, LOGIN) }),
        'FEED_IS_WEB_PAGE',
      );
    });
  });

  itContactsNobody(
    () => world,
    (allow) => Promise.resolve(new GuardedFetch({ allow, maxBytes: 1_000, timeoutMs: 3_000 })),
  );
});

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

async function tlsServer(options: object): Promise<Server> {
  const server = createTlsServer(options, (_, response) => response.end(FEED));
  server.on('tlsClientError', () => undefined);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server;
}
