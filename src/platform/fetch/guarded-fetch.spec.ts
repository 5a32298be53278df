import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { isPublicAddress } from './address-rules.js';
import { GuardedFetch } from './guarded-fetch.js';

const limits = { maxBytes: 100_000, timeoutMs: 2_000 };

async function listen(listener: RequestListener): Promise<{ server: Server; port: number }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, port: (server.address() as AddressInfo).port };
}

describe('GuardedFetch', () => {
  let server: Server;
  let canary: Server;
  let base: string;
  let canaryPort: number;
  let canaryHits = 0;
  let seen: IncomingMessage[] = [];
  let client: GuardedFetch;
  const routes: Record<string, RequestListener> = {};

  beforeAll(async () => {
    const main = await listen((request, response) => {
      seen.push(request);
      const route = routes[request.url ?? ''];
      if (route) route(request, response);
      else response.writeHead(404).end('no');
    });
    ({ server } = main);
    base = `http://127.0.0.1:${main.port}`;
    const other = await listen((_, response) => response.end('reached'));
    canary = other.server;
    canary.on('connection', () => canaryHits++);
    canaryPort = other.port;
    client = new GuardedFetch({
      ...limits,
      allow: [`127.0.0.1:${main.port}`],
      resolve: (name) =>
        Promise.resolve(
          name.startsWith('mixed')
            ? ['93.184.216.34', '127.0.0.1']
            : name.startsWith('six')
              ? ['::1']
              : ['127.0.0.1'],
        ),
    });
  });
  beforeEach(() => {
    seen = [];
  });
  afterAll(async () => {
    await client.close();
    server.closeAllConnections();
    canary.closeAllConnections();
    server.close();
    canary.close();
  });

  const failing = async (address: string, code: string): Promise<void> => {
    await expect(client.get(address)).rejects.toMatchObject({ code });
  };

  it('fetches what is allowed, with validators', async () => {
    routes['/ok'] = (request, response) => {
      if (request.headers['if-none-match'] === '"v1"') response.writeHead(304, { etag: '"v1"' }).end();
      else response.writeHead(200, { etag: '"v1"', 'content-type': 'text/xml' }).end('<rss/>');
    };
    const first = await client.get(`${base}/ok`);
    expect(first).toMatchObject({ status: 200, finalUrl: `${base}/ok`, headers: { etag: '"v1"' } });
    expect(first.body.toString()).toBe('<rss/>');
    expect(await client.get(`${base}/ok`, { etag: '"v1"' })).toMatchObject({ status: 304 });
    expect(await client.get(`${base}/none`)).toMatchObject({ status: 404, body: Buffer.alloc(0) });
  });

  describe('refuses addresses that are not public and contacts none (faults 1 to 6)', () => {
    it.each([
      'http://127.0.0.1:PORT/',
      'http://127.1:PORT/',
      'http://0.0.0.0:PORT/',
      'http://0:PORT/',
      'http://2130706433:PORT/',
      'http://0177.0.0.1:PORT/',
      'http://0x7f.1:PORT/',
      'http://0x7f000001:PORT/',
      'http://127.0.0.1.:PORT/',
      'http://[::1]:PORT/',
      'http://[::]:PORT/',
      'http://[::ffff:7f00:1]:PORT/',
      'http://[::ffff:127.0.0.1]:PORT/',
      'http://[::7f00:1]:PORT/',
      'http://[64:ff9b::7f00:1]:PORT/',
      'http://[2002:7f00:1::]:PORT/',
      'http://[fc00::1]:PORT/',
      'http://[fe80::1]:PORT/',
      'http://[fd00:ec2::254]/',
      'http://10.0.0.1/',
      'http://172.16.0.1/',
      'http://192.168.1.1/',
      'http://169.254.169.254/latest/meta-data/',
      'http://100.64.0.1/',
      'http://198.18.0.1/',
      'http://192.0.2.1/',
      'http://240.0.0.1/',
      'http://255.255.255.255/',
      'http://224.0.0.1/',
      'http://localhost:PORT/',
      'http://LOCALHOST.:PORT/',
      'http://metadata.google.internal/',
      'http://intranet/',
      'http://a.local/',
      'http://a.example.com.:PORT/',
      'http://rebind.example.com:PORT/',
      'http://mixed.example.com:PORT/',
      'http://six.example.com:PORT/',
      'http://a@127.0.0.1:PORT/',
      'http://user:pw@rebind.example.com:PORT/',
      'http://１２７.０.０.１:PORT/',
      'http://127。0。0。1:PORT/',
      'file:///etc/passwd',
      'gopher://127.0.0.1:PORT/',
      'data:text/plain,x',
      'ftp://a.example.com/',
      'javascript:1',
      '',
      'x',
      'http://a.example.com:25/',
      'http://a.example.com:5432/',
      'http://a.example.com:6379/',
      'http://a.example.com:22/',
      'http://a.example.com/\r\nHost: 127.0.0.1',
      'http://a.example.com/\u0000',
    ])('%j', async (address) => {
      await failing(address.replace('PORT', String(canaryPort)), 'FETCH_FORBIDDEN_ADDRESS');
    });

    it('also behind a redirect', async () => {
      const targets = [
        'http://127.0.0.1:PORT/',
        'http://[::1]:PORT/',
        '//rebind.example.com:PORT/',
        'file:///etc/passwd',
        'http://169.254.169.254/',
      ];
      for (const [index, target] of targets.entries()) {
        routes[`/to/${index}`] = (_, response) =>
          response.writeHead(302, { location: target.replace('PORT', String(canaryPort)) }).end();
        await failing(`${base}/to/${index}`, 'FETCH_FORBIDDEN_ADDRESS');
      }
    });

    afterAll(() => {
      expect(canaryHits).toBe(0);
    });
  });

  describe('follows redirects, within reason', () => {
    it('remembers a permanent move and forgets it behind a temporary one', async () => {
      routes['/old'] = (_, response) => response.writeHead(301, { location: '/new' }).end();
      routes['/new'] = (_, response) => response.end('here');
      routes['/temp'] = (_, response) => response.writeHead(302, { location: '/new' }).end();
      routes['/old2'] = (_, response) => response.writeHead(308, { location: '/temp' }).end();
      expect(await client.get(`${base}/old`)).toMatchObject({
        finalUrl: `${base}/new`,
        permanentUrl: `${base}/new`,
      });
      expect(await client.get(`${base}/temp`)).not.toHaveProperty('permanentUrl');
      expect(await client.get(`${base}/old2`)).toMatchObject({
        finalUrl: `${base}/new`,
        permanentUrl: `${base}/temp`,
      });
    });
    it('not in circles and not for ever', async () => {
      routes['/a'] = (_, response) => response.writeHead(302, { location: '/b' }).end();
      routes['/b'] = (_, response) => response.writeHead(302, { location: '/a' }).end();
      await failing(`${base}/a`, 'FETCH_REDIRECT');
      for (let i = 0; i < 8; i++) {
        routes[`/hop/${i}`] = (_, response) => response.writeHead(302, { location: `/hop/${i + 1}` }).end();
      }
      await failing(`${base}/hop/0`, 'FETCH_REDIRECT');
    });
    it('and never takes credentials to another host', async () => {
      const { server: second, port } = await listen((request, response) => {
        seen.push(request);
        response.end('x');
      });
      const both = new GuardedFetch({ ...limits, allow: [new URL(base).host, `127.0.0.1:${port}`] });
      routes['/away'] = (_, response) =>
        response.writeHead(302, { location: `http://127.0.0.1:${port}/` }).end();
      await both.get(`${base}/away`, { headers: { authorization: 'Bearer s', cookie: 'k=v' } });
      expect(seen.map((request) => request.headers.authorization)).toEqual(['Bearer s', undefined]);
      expect(seen[1]?.headers.cookie).toBeUndefined();
      await both.close();
      second.closeAllConnections();
      second.close();
    });
  });

  describe('bounds what comes back (faults 7 to 12)', () => {
    const send = (path: string, body: Buffer | string, headers: Record<string, string> = {}) => {
      routes[path] = (_, response) => response.writeHead(200, headers).end(body);
    };

    it('reads gzip, Brotli and both', async () => {
      send('/gz', gzipSync('hello'), { 'content-encoding': 'gzip' });
      send('/br', brotliCompressSync('hello'), { 'content-encoding': 'br' });
      send('/two', brotliCompressSync(gzipSync('hello')), { 'content-encoding': 'gzip, br' });
      for (const path of ['/gz', '/br', '/two'])
        expect((await client.get(base + path)).body.toString()).toBe('hello');
    });
    it('refuses bombs, many layers and false labels', async () => {
      send('/bomb', gzipSync(Buffer.alloc(5_000_000)), { 'content-encoding': 'gzip' });
      send('/bomb2', gzipSync(gzipSync(Buffer.alloc(50_000_000))), { 'content-encoding': 'gzip, gzip' });
      send('/layers', 'x', { 'content-encoding': 'gzip, gzip, gzip, gzip' });
      send('/false', 'plain', { 'content-encoding': 'gzip' });
      send('/odd', 'plain', { 'content-encoding': 'klingon' });
      await failing(`${base}/bomb`, 'FETCH_TOO_LARGE');
      await failing(`${base}/bomb2`, 'FETCH_TOO_LARGE');
      await failing(`${base}/layers`, 'FETCH_BAD_ENCODING');
      await failing(`${base}/false`, 'FETCH_BAD_ENCODING');
      await failing(`${base}/odd`, 'FETCH_BAD_ENCODING');
    });
    it('refuses endless, slow, mute and cut bodies', async () => {
      routes['/endless'] = (_, response) => {
        const write = (): void => {
          if (!response.destroyed && response.write(Buffer.alloc(65_536))) setImmediate(write);
          else response.once('drain', write);
        };
        write();
      };
      routes['/slow'] = (_, response) => {
        const timer = setInterval(() => response.write('x'), 50);
        response.on('close', () => {
          clearInterval(timer);
        });
      };
      routes['/mute'] = () => undefined;
      routes['/cut'] = (_, response) => {
        response.writeHead(200, { 'content-length': '500' });
        response.write('short');
        setImmediate(() => response.destroy());
      };
      send('/large', Buffer.alloc(200_000));
      await failing(`${base}/endless`, 'FETCH_TOO_LARGE');
      await failing(`${base}/large`, 'FETCH_TOO_LARGE');
      await failing(`${base}/slow`, 'FETCH_TIMEOUT');
      await failing(`${base}/mute`, 'FETCH_TIMEOUT');
      await failing(`${base}/cut`, 'FETCH_CONNECTION');
    });
    it('names DNS, TLS and connection failures', async () => {
      const { port } = new URL(base);
      const broken = new GuardedFetch({
        ...limits,
        allow: [`127.0.0.1:${port}`, '127.0.0.1:1'],
        resolve: (name) =>
          name.startsWith('slow')
            ? new Promise<never>(() => undefined)
            : Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' })),
      });
      await expect(broken.get('http://gone.example.com/')).rejects.toMatchObject({ code: 'FETCH_DNS' });
      await expect(broken.get('http://slow.example.com/')).rejects.toMatchObject({ code: 'FETCH_TIMEOUT' });
      await expect(broken.get(`https://127.0.0.1:${port}/`)).rejects.toMatchObject({ code: 'FETCH_TLS' });
      await expect(broken.get('http://127.0.0.1:1/')).rejects.toMatchObject({ code: 'FETCH_CONNECTION' });
      await broken.close();
    });
  });

  it('knows public addresses', () => {
    for (const address of ['8.8.8.8', '93.184.216.34', '2606:4700::1111'])
      expect(isPublicAddress(address)).toBe(true);
    for (const address of [
      '100.127.255.255',
      '192.88.99.1',
      '2001:db8::1',
      'fec0::1',
      '::ffff:8.8.8.8',
      'ff02::1',
      '100::1',
      'x',
    ]) {
      expect(isPublicAddress(address)).toBe(false);
    }
  });
});
