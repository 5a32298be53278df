import { once } from 'node:events';
import { createServer, isIP, type AddressInfo, type Server, Socket } from 'node:net';

export interface Canary {
  /** Ports on which every address of this machine listens, IPv4 and IPv6. */
  readonly ports: readonly number[];
  /** The first of {@link ports}. */
  readonly port: number;
  /** What should not have happened, one line each: connections that arrived and connections that were tried. */
  readonly noticed: string[];
  /** Names a port of the loopback that the product may use. */
  permit(port: number): void;
  close(): Promise<void>;
}

/**
 * Notices whoever contacts what is forbidden. It listens on every address of the machine, and stands at the door of the
 * process: each socket that is opened is looked at, and only the loopback is let through, so that nothing reaches a network.
 */
export async function openCanary(): Promise<Canary> {
  const noticed: string[] = [];
  const permitted = new Set<number>();
  const servers = await Promise.all([listen(noticed), listen(noticed), listen(noticed)]);
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  const release = watchSockets((host, port) => {
    if (!isLoopback(host) || !permitted.has(port)) noticed.push(`tried ${host} port ${port}`);
  });
  return {
    ports,
    port: ports[0]!,
    noticed,
    permit: (port) => void permitted.add(port),
    async close() {
      release();
      await Promise.all(servers.map((server) => once(server.close(), 'close')));
    },
  };
}

async function listen(noticed: string[]): Promise<Server> {
  const server = createServer((socket) => {
    noticed.push(`reached ${socket.localAddress ?? ''} port ${socket.localPort ?? ''}`);
    socket.on('error', () => undefined).resume();
    socket.end(
      'HTTP/1.1 200 OK\r\ncontent-type: text/xml\r\ncontent-length: 6\r\nconnection: close\r\n\r\ncanary',
    );
  });
  // `::` takes IPv4 as well; a machine without IPv6 has only that.
  const started = once(server, 'listening').catch(() => once(server.listen(0, '0.0.0.0'), 'listening'));
  server.listen(0, '::');
  await started;
  return server;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

/** Sees every connection of the process before it is opened. @returns what ends the watch */
function watchSockets(see: (host: string, port: number) => void): () => void {
  const connect = Reflect.get(Socket.prototype, 'connect') as (...args: unknown[]) => Socket;
  const watched = function (this: Socket, ...args: unknown[]): Socket {
    const [first, second] = (Array.isArray(args[0]) ? args[0] : args) as [unknown, unknown];
    const { host = 'localhost', port } = (
      typeof first === 'object' ? first : { port: first, host: second }
    ) as { host?: unknown; port?: unknown };
    if (!/^\d+$/.test(String(port))) return Reflect.apply(connect, this, args); // a path: between processes
    const name = typeof host === 'string' ? host : 'localhost';
    see(name, Number(port));
    if (isIP(name) === 0 || isLoopback(name)) return Reflect.apply(connect, this, args);
    const refused = Object.assign(new Error(`${name} is out of reach`), { code: 'ECONNREFUSED' });
    process.nextTick(() => this.destroy(refused));
    return this;
  };
  Reflect.set(Socket.prototype, 'connect', watched);
  return () => void Reflect.set(Socket.prototype, 'connect', connect);
}
