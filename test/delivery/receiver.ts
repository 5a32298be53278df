import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A message as it was posted. */
export interface Posted {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

type Answer = number | ((response: ServerResponse) => void);

/** A real web server on a port of this machine that keeps what is posted and answers as a test likes. */
export class Receiver {
  readonly posted: Posted[] = [];
  /** What it answers; a function may do so by itself, or not at all. */
  onPost: (posted: Posted) => Answer = () => 204;

  private constructor(private readonly server: Server) {}

  static async open(): Promise<Receiver> {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks).toString('utf8');
        const posted = { path: request.url ?? '', headers: request.headers, body };
        receiver.posted.push(posted);
        const answer = receiver.onPost(posted);
        if (typeof answer === 'number') response.writeHead(answer).end();
        else answer(response);
      });
      response.on('error', () => undefined);
    });
    const receiver: Receiver = new Receiver(server);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return receiver;
  }

  /** `127.0.0.1:port`, to be opened with FETCH_ALLOW. */
  get host(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get url(): string {
    return `http://${this.host}`;
  }

  clear(): void {
    this.posted.length = 0;
    this.onPost = () => 204;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}
