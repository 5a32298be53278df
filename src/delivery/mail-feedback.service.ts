import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Clock } from '../platform/clock.js';
import { InvalidInputError, NotFoundError } from '../platform/errors.js';
import { cursorOf } from '../platform/http/cursor.js';
import { type Page, pageOf } from '../platform/http/pagination.js';
import { storableText } from '../platform/http/storable-text.js';
import { ReadersService } from '../readers/readers.service.js';
import { readMailReport, REPORT_KINDS, type ReportKind } from './mail-report.js';
import { withoutAddresses } from './outbox.js';
import { OutboxRepository } from './outbox.repository.js';
import { SubscriptionsService } from './subscriptions.service.js';
import { type Suppression, SUPPRESSION_KINDS, SuppressionRepository } from './suppression.repository.js';
import { TokensService } from './tokens.service.js';

const feedbackSchema = z
  .object({
    kind: z.enum(REPORT_KINDS, `must be one of ${REPORT_KINDS.join(', ')}`),
    reader: z.string().max(100).optional(),
    email: z.email().max(254).optional(),
    messageId: z.string().max(500).optional().meta({ description: 'Message-ID of the mail that came back' }),
    at: z.iso.datetime({ offset: true }).optional().meta({ description: 'absent: now' }),
    detail: storableText.max(2_000).optional(),
  })
  .refine(
    ({ reader, email, messageId }) => (reader ?? email ?? messageId) !== undefined,
    'must name a reader, an email or a messageId',
  )
  .meta({ id: 'MailFeedback' });
type Feedback = z.output<typeof feedbackSchema>;

export const feedbackBatchSchema = z.object({ items: z.array(feedbackSchema).min(1).max(1_000) });

export const feedbackAnswerSchema = z.object({
  taken: z.number(),
  suppressed: z.number().meta({ description: 'of these, addresses that get no mail from now on' }),
  unknown: z
    .array(z.number())
    .meta({ description: 'places in the batch that name nobody and no mail of ours' }),
});
export type FeedbackAnswer = z.output<typeof feedbackAnswerSchema>;

export const reportAnswerSchema = z.object({
  kind: z.enum([...REPORT_KINDS, 'unsubscribe', 'other']),
  taken: z
    .boolean()
    .meta({ description: 'false: it is about no mail of ours, or says nothing that matters' }),
});
export type ReportAnswer = z.output<typeof reportAnswerSchema>;

export const suppressionViewSchema = z.object({
  id: z.string().meta({ description: 'keyed hash of the address; the address itself is not kept' }),
  kind: z.enum(SUPPRESSION_KINDS),
  detail: z.string().nullable(),
  at: z.string(),
});

/** An address that something came back from. */
interface Whom {
  readonly hash: Buffer;
  /** Where it is known, so that it is kept out of what is noted. */
  readonly address: string | null;
}

const cursor = cursorOf('suppressions', z.string().regex(/^[0-9a-f]{64}$/));

/** What comes back of mails, and the addresses that get none because of it. */
@Injectable()
export class MailFeedbackService {
  constructor(
    private readonly suppressions: SuppressionRepository,
    private readonly outbox: OutboxRepository,
    private readonly readers: ReadersService,
    private readonly subscriptions: SubscriptionsService,
    private readonly tokens: TokensService,
    private readonly clock: Clock,
  ) {}

  /** Permanent bounces and complaints suppress the address; temporary ones are only noted. Twice changes nothing. */
  async take(batch: readonly Feedback[]): Promise<FeedbackAnswer> {
    const unknown: number[] = [];
    let suppressed = 0;
    for (const [place, item] of batch.entries()) {
      const whom = await this.whom(item);
      if (whom === undefined) {
        unknown.push(place);
        continue;
      }
      if (await this.suppress(whom, item.kind, item.detail, item.at)) suppressed++;
    }
    return { taken: batch.length - unknown.length, suppressed, unknown };
  }

  /** A bounce, a complaint or a request to unsubscribe as the mail server received it. */
  async takeReport(message: Buffer): Promise<ReportAnswer> {
    const report = readMailReport(message.toString('latin1'));
    if (report.kind === 'unsubscribe')
      return { kind: report.kind, taken: await this.subscriptions.unsubscribe(report.tokens[0]!) };
    for (const token of report.tokens) {
      if (report.kind === 'other') continue;
      const whom = await this.noted(token, report.kind, report.detail);
      if (whom === undefined) continue;
      await this.suppress(whom, report.kind, report.detail, undefined);
      return { kind: report.kind, taken: true };
    }
    return { kind: report.kind, taken: false };
  }

  /** @throws InvalidInputError for a cursor that is none */
  async list(limit: number, cursorText: string | undefined): Promise<Page<Suppression>> {
    const after = cursorText === undefined ? undefined : cursor.decode(cursorText);
    return pageOf(await this.suppressions.list(limit + 1, after), limit, (last) => cursor.encode(last.id));
  }

  /** @param address the address, or the hash under which it is listed; @throws NotFoundError, InvalidInputError */
  async release(address: string): Promise<void> {
    const isHash = /^[0-9a-f]{64}$/.test(address);
    if (!isHash && !address.includes('@'))
      throw new InvalidInputError('id: must be a mail address or the id of a suppression');
    const hash = isHash ? Buffer.from(address, 'hex') : await this.tokens.hashOf(address);
    if (!(await this.suppressions.remove(hash)))
      throw new NotFoundError('suppression of', isHash ? address : 'that address');
  }

  async suppressByHand(email: string, detail: string | undefined): Promise<void> {
    const note = detail === undefined ? null : withoutAddresses(detail, email);
    await this.suppressions.add(await this.tokens.hashOf(email), 'manual', note, this.clock.now());
  }

  private async whom({ reader, email, messageId, kind, detail }: Feedback): Promise<Whom | undefined> {
    const token = messageId === undefined ? undefined : /^<?([^<>@]+)@/.exec(messageId.trim())?.[1];
    const of = token === undefined ? undefined : await this.noted(token, kind, detail ?? '');
    if (email !== undefined) return await this.byAddress(email);
    if (of !== undefined || reader === undefined) return of;
    try {
      return await this.byAddress((await this.readers.get(reader)).email);
    } catch (error) {
      if (error instanceof NotFoundError) return undefined;
      throw error;
    }
  }

  private async byAddress(address: string | null): Promise<Whom | undefined> {
    return address === null ? undefined : { hash: await this.tokens.hashOf(address), address };
  }

  /** Notes it beside the mail that a token names, and says to which address that went: the reader may have another one by now. */
  private async noted(token: string, kind: ReportKind, detail: string): Promise<Whom | undefined> {
    const mail = await this.tokens.mailOf(token);
    if (mail === undefined) return undefined;
    const [reader] = await this.readers.byRefs([mail.key.readerRef]);
    const address = reader?.email ?? null;
    await this.outbox.note(mail.key, withoutAddresses(`${kind} ${detail}`, address ?? ''));
    return mail.to === undefined ? await this.byAddress(address) : { hash: mail.to, address };
  }

  private async suppress(
    { hash, address }: Whom,
    kind: ReportKind,
    detail: string | undefined,
    at: string | undefined,
  ): Promise<boolean> {
    if (kind === 'bounce-temporary') return false;
    const now = this.clock.now();
    // A clock that is ahead must not date it into the future.
    const moment = at === undefined || new Date(at) > now ? now : new Date(at);
    const note = detail === undefined ? null : withoutAddresses(detail, address ?? '');
    await this.suppressions.add(hash, kind === 'complaint' ? 'complaint' : 'bounce', note, moment);
    return true;
  }
}
