import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** A wire between a process and a server that a test can slow down, hold, cut and lay to another port. */
export class TcpProxy {
  private readonly server = createServer((socket) => this.join(socket));
  private readonly sockets = new Set<Socket>();
  private readonly held: (() => void)[] = [];
  private holding = false;
  private delayMs = 0;
  private open = true;

  private constructor(private target: number) {}

  /** @param target port of the server on this machine */
  static async open(target: number): Promise<TcpProxy> {
    const proxy = new TcpProxy(target);
    await once(proxy.server.listen(0, '127.0.0.1'), 'listening');
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** An address of the server, as seen through the wire. */
  through(url: string): string {
    const address = new URL(url);
    address.host = `127.0.0.1:${this.port}`;
    return address.href;
  }

  layTo(port: number): void {
    this.target = port;
  }

  /** Each piece of data arrives so much later, in both directions. */
  slow(delayMs: number): void {
    this.delayMs = delayMs;
  }

  /** Nothing comes through any more, and nobody is told. */
  hold(): void {
    this.holding = true;
  }

  /** What was held arrives. */
  resume(): void {
    this.holding = false;
    for (const pass of this.held.splice(0)) pass();
  }

  /** Breaks every connection; `for` so many milliseconds there is no new one. */
  cut(): void {
    this.held.length = 0;
    for (const socket of this.sockets) socket.destroy();
  }

  refuse(refusing: boolean): void {
    this.open = !refusing;
    if (refusing) this.cut();
  }

  /** A bad wire for 13 s: slow and cut off again and again, then silent; in the end it works. */
  async suffer(delayMs: number): Promise<void> {
    this.slow(delayMs);
    for (let i = 0; i < 5; i++) {
      await wait(1_000);
      this.cut();
    }
    this.slow(0);
    this.hold();
    await wait(8_000);
    this.resume();
  }

  async close(): Promise<void> {
    this.cut();
    this.server.close();
    await once(this.server, 'close');
  }

  private join(client: Socket): void {
    if (!this.open) {
      client.destroy();
      return;
    }
    const upstream = connect(this.target, '127.0.0.1');
    this.carry(client, upstream);
    this.carry(upstream, client);
  }

  private carry(from: Socket, to: Socket): void {
    this.sockets.add(from);
    from.setNoDelay(true);
    from.on('error', () => undefined);
    from.on('close', () => {
      this.sockets.delete(from);
      to.destroy();
    });
    let last = Promise.resolve();
    from.on('data', (data: Buffer) => {
      // One after the other, also where the delay changes in between.
      last = last.then(() => this.passage()).then(() => void to.write(data));
    });
  }

  private async passage(): Promise<void> {
    const { delayMs } = this;
    if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
    if (this.holding) await new Promise<void>((resolve) => this.held.push(resolve));
  }
}
