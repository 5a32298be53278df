import type { AddressInfo } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import {
  SMTPServer,
  type SMTPServerDataStream,
  type SMTPServerOptions,
  type SMTPServerSession,
} from 'smtp-server';
import { selfSigned } from '../hostile/certificates.js';

/** A mail as it arrived. */
export interface Arrived {
  readonly from: string;
  readonly to: string;
  readonly raw: string;
  readonly mail: Email;
}

type Answer = 'accept' | 'silence' | readonly [code: number, message: string];

/** A real mail server on a port of this machine that keeps what arrives and answers as a test likes. */
export class Mailbox {
  readonly arrived: Arrived[] = [];
  /** Greetings so far. */
  connections = 0;
  /** Whether the last message came over an encrypted line. */
  secured = false;
  /** What it answers at each point of a conversation; may wait. */
  onConnect: () => Answer = () => 'accept';
  onRecipient: (address: string) => Answer = () => 'accept';
  /** Called once all of the message has arrived, and was kept if the answer is to accept or to be silent. */
  onData: (to: string) => Answer | Promise<Answer> = () => 'accept';

  private constructor(private readonly server: SMTPServer) {}

  /** @param password of the user `scout`; then nothing is taken without STARTTLS and signing in */
  static async open(password?: string): Promise<Mailbox> {
    const options: SMTPServerOptions = {
      ...(password === undefined
        ? { authOptional: true, disabledCommands: ['STARTTLS', 'AUTH'] }
        : {
            ...selfSigned('localhost', new Date('2020-01-01'), new Date('2049-01-01')),
            onAuth: (auth, _session, done) => {
              const right = auth.username === 'scout' && auth.password === password;
              if (right) done(null, { user: 'scout' });
              else done(Object.assign(new Error('5.7.8 wrong'), { responseCode: 535 }));
            },
          }),
      disableReverseLookup: true,
      onConnect: (_session, done) => {
        box.connections++;
        answer(box.onConnect(), done);
      },
      onRcptTo: ({ address }, _session, done) => answer(box.onRecipient(address), done),
      onData: (stream, session, done) => {
        // A message that is cut off has not arrived.
        box.take(stream, session).then(
          (what) => answer(what, done),
          () => undefined,
        );
      },
    };
    const server = new SMTPServer(options);
    const box: Mailbox = new Mailbox(server);
    // A connection that a test breaks is no news.
    server.on('error', () => undefined);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return box;
  }

  get url(): string {
    return `smtp://127.0.0.1:${(this.server.server.address() as AddressInfo).port}`;
  }

  /** `address: subject` of everything that arrived, in the order of the addresses. */
  get summary(): string[] {
    return this.arrived.map(({ to, mail }) => `${to}: ${mail.subject ?? ''}`).sort();
  }

  clear(): void {
    this.arrived.length = 0;
    this.connections = 0;
    this.onConnect = () => 'accept';
    this.onRecipient = () => 'accept';
    this.onData = () => 'accept';
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => this.server.close(resolve));
  }

  private async take(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<Answer> {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    const raw = Buffer.concat(chunks).toString('utf8');
    const to = session.envelope.rcptTo.map((recipient) => recipient.address).join(',');
    const from = session.envelope.mailFrom === false ? '' : session.envelope.mailFrom.address;
    this.secured = session.secure;
    const what = await this.onData(to);
    if (typeof what === 'string') this.arrived.push({ from, to, raw, mail: await PostalMime.parse(raw) });
    return what;
  }
}

function answer(what: Answer, done: (error?: Error | null) => void): void {
  if (what === 'accept') done();
  else if (what !== 'silence') done(Object.assign(new Error(what[1]), { responseCode: what[0] }));
}
