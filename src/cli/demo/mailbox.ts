import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerDataStream } from 'smtp-server';

/** A mail server on a port of this machine that keeps what arrives, and pages on which it can be read. */
export class DemoMailbox {
  private readonly mails: Email[] = [];
  private readonly smtp: SMTPServer;
  private readonly pages: Server;

  private constructor() {
    this.smtp = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS', 'AUTH'],
      disableReverseLookup: true,
      onData: (stream, _session, done) => {
        this.take(stream).then(() => done(), done);
      },
    });
    this.pages = createServer((request, response) => {
      const page = this.page(request.url ?? '/');
      response.writeHead(page === undefined ? 404 : 200, {
        'content-type': 'text/html; charset=utf-8',
        // A mail is foreign text: nothing in it runs, and nothing is loaded for it.
        'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox allow-popups",
      });
      response.end(page ?? 'There is no such mail.');
    });
  }

  static async open(): Promise<DemoMailbox> {
    const mailbox = new DemoMailbox();
    await new Promise<void>((resolve) => mailbox.smtp.listen(0, '127.0.0.1', resolve));
    await new Promise<void>((resolve) => mailbox.pages.listen(0, '127.0.0.1', resolve));
    mailbox.smtp.server.unref();
    mailbox.pages.unref();
    return mailbox;
  }

  /** For `SMTP_URL`. */
  get smtpUrl(): string {
    return `smtp://127.0.0.1:${portOf(this.smtp.server)}`;
  }

  /** Where the mails can be read in a browser. */
  get address(): string {
    return `http://127.0.0.1:${portOf(this.pages)}/`;
  }

  get size(): number {
    return this.mails.length;
  }

  async close(): Promise<void> {
    this.pages.close();
    await new Promise<void>((resolve) => this.smtp.close(resolve));
  }

  private async take(stream: SMTPServerDataStream): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    this.mails.push(await PostalMime.parse(Buffer.concat(chunks)));
  }

  /** The list at `/`, mail n at `/n`, its text at `/n/text`; undefined for anything else. */
  private page(path: string): string | undefined {
    if (path === '/') return this.list();
    const [, number, part] = /^\/(\d{1,6})(\/text)?$/.exec(path) ?? [];
    const mail = number === undefined ? undefined : this.mails[Number(number) - 1];
    if (mail === undefined) return undefined;
    if (part === undefined) return mail.html ?? '';
    return `<!doctype html><title>${escaped(mail.subject ?? '')}</title><pre>${escaped(mail.text ?? '')}</pre>`;
  }

  private list(): string {
    const rows = this.mails.map(
      ({ to, subject }, i) =>
        `<tr><td>${escaped((to ?? []).map(({ address }) => address).join(', '))}<td><a href="/${i + 1}">${escaped(subject ?? '')}</a><td><a href="/${i + 1}/text">text</a>`,
    );
    return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Mailbox of the demo</title>
<style>:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}td{padding:.3rem 1rem .3rem 0;vertical-align:top}</style>
<h1>Mailbox of the demo</h1>
<table>${rows.join('')}</table></html>`;
  }
}

function portOf(server: { address(): AddressInfo | string | null }): number {
  return (server.address() as AddressInfo).port;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
