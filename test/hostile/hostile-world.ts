import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { openCanary } from '../support/canary.js';
import { serverUrl } from '../support/test-database.js';
import { openCatalog } from '../catalog/catalog-fixture.js';

export interface WorldOptions {
  readonly maxBytes?: number;
  readonly timeoutMs?: number;
  readonly allow?: readonly string[];
}

/** The catalogue among hostile servers: name servers that lie, hosts that speak no proper HTTP, and canaries at every forbidden place. */
export async function openHostileWorld(options: WorldOptions = {}) {
  const canary = await openCanary();
  canary.permit(Number(new URL(serverUrl()).port));
  /** What the name server says, by name; it is asked again for each connection. */
  const names = new Map<string, () => readonly string[] | Promise<never>>([
    ['localhost', () => ['127.0.0.1']],
  ]);
  const asked: string[] = [];
  const raw = await openRawServer();
  const catalog = await openCatalog({
    ...options,
    allow: [`127.0.0.1:${raw.port}`, ...(options.allow ?? [])],
    resolve: async (name) => {
      asked.push(name);
      const answer = names.get(name);
      if (!answer) throw Object.assign(new Error(`no ${name}`), { code: 'ENOTFOUND' });
      return await answer();
    },
  });
  for (const address of [catalog.address, raw.address]) canary.permit(Number(new URL(address).port));
  let number = 0;
  return {
    ...catalog,
    canary,
    names,
    asked,
    raw,
    /** A new path of the web server that always answers so; the address with it. */
    answer(status: number, headers: Record<string, string> = {}, body: string | Buffer = ''): string {
      const path = `/answer/${number++}`;
      catalog.routes[path] = (_, response) => response.writeHead(status, headers).end(body);
      return catalog.address + path;
    },
    /** A source whose row is written past the checks of the API, as one from before a rule was made stricter. */
    async source(id: string, feedUrl: string, articles: 'never' | 'teasers' = 'never'): Promise<void> {
      await catalog.database.query(
        `INSERT INTO source (id, name, feed_url, articles, fetch_interval_seconds, next_fetch_at) VALUES ($1, $1, $2, $3, 600, $4)
         ON CONFLICT (id) DO UPDATE SET feed_url = $2, articles = $3, status = 'active', failures = 0, next_fetch_at = $4,
           etag = NULL, last_modified = NULL, body_hash = NULL`,
        [id, feedUrl, articles, catalog.clock.now()],
      );
    },
    async close() {
      await catalog.close();
      await raw.close();
      await canary.close();
    },
  };
}

export type HostileWorld = Awaited<ReturnType<typeof openHostileWorld>>;

/** A host that answers with any bytes, HTTP or not. */
async function openRawServer() {
  const answers = new Map<string, (socket: Socket) => void>();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    socket.on('data', (data) => answers.get(/^GET (\S+)/.exec(data.toString('latin1'))?.[1] ?? '')?.(socket));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const address = `http://127.0.0.1:${port}`;
  let number = 0;
  return {
    port,
    address,
    /** The address of a new path that is answered by these bytes, or by what the function writes. */
    says(answer: string | Buffer | ((socket: Socket) => void)): string {
      const path = `/raw/${number++}`;
      answers.set(path, typeof answer === 'function' ? answer : (socket) => void socket.write(answer));
      return address + path;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await once(server.close(), 'close');
    },
  };
}

/** Writes again and again until the other side has gone. @returns how many bytes were taken off its hands */
export function pour(socket: Socket, chunk: Buffer): () => number {
  let sent = 0;
  const more = (): void => {
    if (socket.destroyed) return;
    sent += chunk.length;
    if (socket.write(chunk)) setImmediate(more);
    else socket.once('drain', more);
  };
  more();
  return () => sent;
}

/** Writes a piece every 20 ms until the other side has gone. */
export function drip(socket: Socket, piece: string): void {
  const timer = setInterval(() => socket.write(piece), 20);
  socket.once('close', () => clearInterval(timer));
}

/** The last two tests of a file: nobody was contacted, and it would have been noticed. */
export function itContactsNobody(
  world: () => HostileWorld,
  fetchOf: (allow: readonly string[]) => Promise<Fetcher>,
): void {
  describe('the canaries', () => {
    it('have noticed nothing', () => {
      expect(world().canary.noticed).toEqual([]);
    });

    it('would have noticed', async () => {
      const { canary } = world();
      const { ports, port, noticed } = canary;
      const hosts = ['127.0.0.1', '127.9.9.9', 'localhost', '[::1]'];
      const client = await fetchOf(
        ports.flatMap((one) => [...hosts, '10.0.0.1'].map((host) => `${host}:${one}`)),
      );
      for (const host of hosts) {
        const before = noticed.length;
        expect((await client.get(`http://${host}:${port}/`)).body.toString()).toBe('canary');
        expect(noticed.slice(before)).toEqual([
          expect.stringMatching(/^tried /),
          expect.stringMatching(/^reached /),
        ]);
      }
      await expect(client.get(`http://10.0.0.1:${port}/`)).rejects.toMatchObject({
        code: 'FETCH_CONNECTION',
      });
      expect(noticed.at(-1)).toBe(`tried 10.0.0.1 port ${port}`);
      await client.close();
    });
  });
}

interface Fetcher {
  get(address: string): Promise<{ readonly body: Buffer }>;
  close(): Promise<void>;
}
