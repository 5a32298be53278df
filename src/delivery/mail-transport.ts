import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import nodemailer from 'nodemailer';
import { Settings } from '../config/settings.js';
import type { SmtpFailure } from './smtp-outcome.js';

/** A mail with everything that stands in it. */
export interface Mail {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly messageId: string;
  readonly date: Date;
  /** Further headers, each one line. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly html: string;
}

/** What became of a mail; `begun`: some of it had been handed over. */
export type MailResult =
  | { readonly taken: true; readonly response: string }
  | { readonly taken: false; readonly failure: SmtpFailure; readonly begun: boolean };

type Pool = ReturnType<typeof createPool>;

/** The mail server: a pool of connections that are kept open. */
@Injectable()
export class MailTransport implements OnApplicationShutdown {
  private pool: Pool | undefined;

  /** Longest time that handing over one mail takes, in milliseconds. */
  readonly longestMs: number;

  constructor(private readonly settings: Settings) {
    this.longestMs = 3 * settings.MAIL_TIMEOUT_MS;
  }

  onApplicationShutdown(): void {
    this.pool?.close();
  }

  /** Greets the server and signs in; throws what it says instead. */
  async verify(): Promise<void> {
    this.pool ??= createPool(this.settings);
    await this.pool.verify();
  }

  /**
   * Hands one mail over; does not throw for what the server does. Ends within {@link longestMs}.
   * @param mostMs ends within this many milliseconds too
   */
  async send(mail: Mail, mostMs = Infinity): Promise<MailResult> {
    this.pool ??= createPool(this.settings);
    const signal = AbortSignal.timeout(Math.min(mostMs, this.longestMs));
    try {
      const info = await this.pool.sendMail({
        ...mail,
        headers: Object.fromEntries(
          // Ready as they are: addresses in them must not be taken apart.
          Object.entries(mail.headers).map(([name, value]) => [name, { prepared: true, value }]),
        ),
        textEncoding: 'quoted-printable',
        xMailer: false,
        disableFileAccess: true,
        disableUrlAccess: true,
        signal,
      });
      return { taken: true, response: info.response };
    } catch (error) {
      return {
        taken: false,
        failure: failureOf(error),
        begun: streams.get(signal)?.readableDidRead === true,
      };
    }
  }
}

/** The content of each mail under way, by its signal, to know afterwards whether any of it went out. */
const streams = new WeakMap<AbortSignal, { readonly readableDidRead: boolean }>();

function createPool(settings: Settings) {
  const timeout = settings.MAIL_TIMEOUT_MS;
  const { hostname } = new URL(settings.SMTP_URL ?? 'smtp://localhost');
  const pool = nodemailer.createTransport({
    pool: true,
    url: settings.SMTP_URL,
    maxConnections: settings.MAIL_CONNECTIONS,
    maxMessages: 200,
    // A mail of which nothing was sent may take another connection; retries beyond that are the outbox's.
    maxRequeues: 1,
    connectionTimeout: timeout,
    greetingTimeout: timeout,
    socketTimeout: timeout,
    dnsTimeout: timeout,
    disableFileAccess: true,
    disableUrlAccess: true,
    // On the machine itself nobody stands in between, and a server's certificate is often its own.
    ...(/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)
      ? { tls: { rejectUnauthorized: false } }
      : {}),
  });
  pool.use('stream', (mail, done) => {
    const { signal } = mail.data;
    const create = mail.message.createReadStream.bind(mail.message);
    mail.message.createReadStream = (options) => {
      const stream = create(options);
      if (signal) streams.set(signal, stream);
      return stream;
    };
    done();
  });
  return pool;
}

function failureOf(error: unknown): SmtpFailure {
  const { message, code, responseCode, command } = error as Error & Partial<SmtpFailure>;
  return {
    message,
    ...(code === undefined ? {} : { code }),
    ...(typeof responseCode === 'number' ? { responseCode } : {}),
    ...(command === undefined ? {} : { command }),
  };
}
