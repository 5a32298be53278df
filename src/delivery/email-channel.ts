import { setTimeout as wait } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { Clock } from '../platform/clock.js';
import type { Reader } from '../readers/reader.js';
import type { BriefingContent } from './briefing-contents.js';
import { Channel, type Outgoing } from './channel.js';
import { mailHtml } from './mail-html.js';
import { MailLinksService } from './mail-links.service.js';
import { mailText } from './mail-text.js';
import { type Mail, type MailResult, MailTransport } from './mail-transport.js';
import { mailWords } from './mail-words.js';
import { type Outcome, withoutAddresses } from './outbox.js';
import { isBadAddress, outcomeOfSmtp } from './smtp-outcome.js';
import { SuppressionRepository } from './suppression.repository.js';
import { TokensService } from './tokens.service.js';

/** Somebody waits for the answer to a test, in milliseconds. */
const TEST_MS = 30_000;

/** Briefings by mail. */
@Injectable()
export class EmailChannel extends Channel {
  override readonly name = 'email';
  override readonly enabled: boolean;
  override readonly concurrency: number;
  override readonly longestMs: number;
  /** When the next mail may go, by `performance.now()`. */
  private nextTurn = 0;

  constructor(
    private readonly transport: MailTransport,
    private readonly links: MailLinksService,
    private readonly suppressions: SuppressionRepository,
    private readonly tokens: TokensService,
    private readonly clock: Clock,
    private readonly settings: Settings,
  ) {
    super();
    this.enabled = settings.SMTP_URL !== undefined;
    this.concurrency = settings.MAIL_CONNECTIONS;
    this.longestMs = transport.longestMs;
  }

  /** Evenly spread, so that no second sees more than MAIL_PER_SECOND. */
  override async turn(): Promise<void> {
    if (this.settings.MAIL_PER_SECOND === 0) return;
    const now = performance.now();
    const mine = Math.max(now, this.nextTurn);
    this.nextTurn = mine + 1000 / this.settings.MAIL_PER_SECOND;
    if (mine > now) await wait(mine - now);
  }

  override async refusal(reader: Reader): Promise<string | undefined> {
    if (reader.email === null) return 'the reader has no mail address';
    const found = await this.suppressions.find(await this.tokens.hashOf(reader.email));
    return found && `the address is suppressed (${found.kind} of ${found.at.toISOString()})`;
  }

  override async send({ effect, reader, content }: Outgoing): Promise<Outcome> {
    const id = await this.tokens.ofMail(effect, reader.email ?? '');
    const mail = await this.mailOf(reader, content, id);
    const result = await this.transport.send(mail);
    if (result.taken)
      return { status: 'sent', providerId: withoutAddresses(result.response, mail.to).slice(0, 200) };
    await this.noteBadAddress(reader, result);
    return outcomeOfSmtp(result.failure, result.begun, mail.to);
  }

  /** A mail to look at whether mails arrive; ends within half a minute. @param id unique for each test */
  async sendTest(
    reader: Reader,
    content: BriefingContent,
    id: string,
  ): Promise<{ messageId: string; result: MailResult }> {
    const mail = await this.mailOf(reader, content, id);
    const result = await this.transport.send({ ...mail, subject: `Test: ${mail.subject}` }, TEST_MS);
    await this.noteBadAddress(reader, result);
    return { messageId: mail.messageId, result };
  }

  /** What the mail of a briefing says. */
  async render(
    reader: Reader,
    content: BriefingContent,
  ): Promise<{ subject: string; html: string; text: string }> {
    const words = mailWords(content, await this.links.of(reader, content.localDate));
    return { subject: words.subject, html: mailHtml(words), text: mailText(words) };
  }

  private async mailOf(reader: Reader, content: BriefingContent, id: string): Promise<Mail> {
    const from = this.settings.MAIL_FROM;
    const domain = from.replace(/^.*@/, '').replace('>', '');
    const { unsubscribe } = await this.links.of(reader, content.localDate);
    const mailbox = this.settings.MAIL_UNSUBSCRIBE_TO;
    const token = unsubscribe.slice(unsubscribe.lastIndexOf('/') + 1);
    const byMail = mailbox === undefined ? '' : `, <mailto:${mailbox}?subject=unsubscribe%20${token}>`;
    return {
      from,
      to: reader.email ?? '',
      messageId: `<${id}@${domain}>`,
      date: this.clock.now(),
      headers: {
        'List-Id': `Scout briefing <briefing.${domain}>`,
        // RFC 2369 and, for the button of the mail client, RFC 8058.
        'List-Unsubscribe': `<${unsubscribe}>${byMail}`,
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
        'Auto-Submitted': 'auto-generated',
        'Feedback-ID': `${content.localDate}:briefing:scout`,
        'Content-Language': 'en',
      },
      ...(await this.render(reader, content)),
    };
  }

  private async noteBadAddress(reader: Reader, result: MailResult): Promise<void> {
    if (result.taken || reader.email === null || !isBadAddress(result.failure)) return;
    const hash = await this.tokens.hashOf(reader.email);
    const detail = withoutAddresses(result.failure.message, reader.email);
    await this.suppressions.add(hash, 'bounce', detail, this.clock.now());
  }
}
