import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Clock } from '../platform/clock.js';
import { InvalidInputError, NotFoundError } from '../platform/errors.js';
import { cursorOf } from '../platform/http/cursor.js';
import { type Page, pageOf } from '../platform/http/pagination.js';
import { storableText } from '../platform/http/storable-text.js';
import type { Reader } from '../readers/reader.js';
import { ReadersService } from '../readers/readers.service.js';
import { readMailReport, REPORT_KINDS, type ReportKind } from './mail-report.js';
import { type EffectKey, withoutAddresses } from './outbox.js';
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
      const address = await this.addressOf(item);
      if (address === undefined) {
        unknown.push(place);
        continue;
      }
      if (await this.suppress(address, item.kind, item.detail, item.at)) suppressed++;
    }
    return { taken: batch.length - unknown.length, suppressed, unknown };
  }

  /** A bounce, a complaint or a request to unsubscribe as the mail server received it. */
  async takeReport(message: Buffer): Promise<ReportAnswer> {
    const report = readMailReport(message.toString('latin1'));
    if (report.kind === 'unsubscribe')
      return { kind: report.kind, taken: await this.subscriptions.unsubscribe(report.tokens[0]!) };
    for (const token of report.tokens) {
      const key = await this.tokens.effectOf(token);
      if (key === undefined || report.kind === 'other') continue;
      const reader = await this.noted(key, report.kind, report.detail);
      if (reader?.email == null) continue;
      await this.suppress(reader.email, report.kind, report.detail, undefined);
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

  private async addressOf({ reader, email, messageId, kind, detail }: Feedback): Promise<string | undefined> {
    const token = messageId === undefined ? undefined : /^<?([^<>@]+)@/.exec(messageId.trim())?.[1];
    const key = token === undefined ? undefined : await this.tokens.effectOf(token);
    const of = key && (await this.noted(key, kind, detail ?? ''));
    if (email !== undefined) return email;
    if (of !== undefined) return of.email ?? undefined;
    if (reader === undefined) return undefined;
    try {
      return (await this.readers.get(reader)).email ?? undefined;
    } catch (error) {
      if (error instanceof NotFoundError) return undefined;
      throw error;
    }
  }

  /** Notes it beside the mail, and says whose it was. */
  private async noted(key: EffectKey, kind: ReportKind, detail: string): Promise<Reader | undefined> {
    const [reader] = await this.readers.byRefs([key.readerRef]);
    await this.outbox.note(key, withoutAddresses(`${kind} ${detail}`, reader?.email ?? ''));
    return reader;
  }

  private async suppress(
    address: string,
    kind: ReportKind,
    detail: string | undefined,
    at: string | undefined,
  ): Promise<boolean> {
    if (kind === 'bounce-temporary') return false;
    const now = this.clock.now();
    // A clock that is ahead must not date it into the future.
    const moment = at === undefined || new Date(at) > now ? now : new Date(at);
    const note = detail === undefined ? null : withoutAddresses(detail, address);
    const hash = await this.tokens.hashOf(address);
    await this.suppressions.add(hash, kind === 'complaint' ? 'complaint' : 'bounce', note, moment);
    return true;
  }
}
