import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { AcceptsRaw } from '../platform/http/json-body.js';
import { Answers } from '../platform/http/openapi.js';
import {
  limitSchema,
  type Page,
  type PageQuery,
  pageQuerySchema,
  pageSchema,
} from '../platform/http/pagination.js';
import { Audited, RequireScope } from '../platform/http/scopes.js';
import { storableText } from '../platform/http/storable-text.js';
import {
  type FeedbackAnswer,
  feedbackAnswerSchema,
  feedbackBatchSchema,
  MailFeedbackService,
  type ReportAnswer,
  reportAnswerSchema,
  suppressionViewSchema,
} from './mail-feedback.service.js';
import { briefingDateSchema, type ChannelName, type OutboxEntry, OUTBOX_STATUSES } from './outbox.js';
import { OutboxService } from './outbox.service.js';
import { channelNameSchema } from './subscriptions.service.js';
import type { Suppression } from './suppression.repository.js';

const outboxQuerySchema = z.object({
  reader: z.string().max(100).optional(),
  status: z.enum(OUTBOX_STATUSES).optional(),
  channel: channelNameSchema.optional(),
  limit: limitSchema,
});
const channelsSchema = z.object({ channels: z.array(channelNameSchema) });
const rawSchema = z.instanceof(Buffer, { error: 'must be a mail, sent as message/rfc822' });
const suppressSchema = z.object({ email: z.email().max(254), detail: storableText.max(500).optional() });

@ApiTags('delivery')
@Controller('delivery')
@RequireScope('ops')
export class DeliveryController {
  constructor(
    private readonly outbox: OutboxService,
    private readonly feedback: MailFeedbackService,
  ) {}

  @Get('status')
  @ApiOperation({ summary: 'What was sent, what waits and how late, by channel' })
  async status(): ReturnType<OutboxService['status']> {
    return await this.outbox.status();
  }

  @Get('outbox')
  @ApiOperation({ summary: 'What goes out and what became of it, newest date first' })
  async list(
    @Query({ schema: outboxQuerySchema }) query: z.output<typeof outboxQuerySchema>,
  ): Promise<{ items: readonly OutboxEntry[] }> {
    return { items: await this.outbox.list(query) };
  }

  @Delete('outbox/:reader/:date')
  @Audited('delivery.cancel-message')
  @ApiOperation({ summary: 'Cancel what waits to be sent of a briefing' })
  @Answers(channelsSchema, 'The channels on which nothing is sent any more')
  async cancel(
    @Param('reader') reader: string,
    @Param('date', { schema: briefingDateSchema }) date: string,
  ): Promise<{ channels: ChannelName[] }> {
    return { channels: await this.outbox.cancel(reader, date) };
  }

  @Post('outbox/:reader/:date/retry')
  @HttpCode(200)
  @Audited('delivery.retry')
  @ApiOperation({ summary: 'Try again what was given up; the cut-off of the digest still holds' })
  @Answers(channelsSchema, 'The channels on which it is tried again')
  async retry(
    @Param('reader') reader: string,
    @Param('date', { schema: briefingDateSchema }) date: string,
  ): Promise<{ channels: ChannelName[] }> {
    return { channels: await this.outbox.retry(reader, date) };
  }

  @Post('bounces')
  @HttpCode(200)
  @Audited('delivery.feedback')
  @ApiOperation({ summary: 'Bounces and complaints, up to 1,000; permanent ones suppress the address' })
  @Answers(feedbackAnswerSchema, 'What was taken')
  async bounces(
    @Body({ schema: feedbackBatchSchema }) { items }: z.output<typeof feedbackBatchSchema>,
  ): Promise<FeedbackAnswer> {
    return await this.feedback.take(items);
  }

  @Post('bounces/raw')
  @HttpCode(200)
  @Audited('delivery.feedback')
  @AcceptsRaw('message/rfc822')
  @ApiBody({ description: 'one mail as it was received', schema: { type: 'string', format: 'binary' } })
  @ApiOperation({
    summary: 'A bounce (RFC 3464), a complaint (RFC 5965) or a request to unsubscribe as a mail',
  })
  @Answers(reportAnswerSchema, 'How it was understood')
  async raw(@Body({ schema: rawSchema }) message: Buffer): Promise<ReportAnswer> {
    return await this.feedback.takeReport(message);
  }

  @Get('suppressions')
  @ApiOperation({ summary: 'Addresses that get no mail, as hashes' })
  @Answers(pageSchema(suppressionViewSchema), 'One page')
  async suppressions(@Query({ schema: pageQuerySchema }) query: PageQuery): Promise<Page<Suppression>> {
    return await this.feedback.list(query.limit, query.cursor);
  }

  @Post('suppressions')
  @HttpCode(204)
  @Audited('suppression.add')
  @ApiOperation({ summary: 'Let an address get no mail any more' })
  async suppress(
    @Body({ schema: suppressSchema }) { email, detail }: z.output<typeof suppressSchema>,
  ): Promise<void> {
    await this.feedback.suppressByHand(email, detail);
  }

  @Delete('suppressions/:id')
  @HttpCode(204)
  @Audited('suppression.remove')
  @ApiOperation({ summary: 'Let an address, or the one behind an id of the list, get mail again' })
  async release(@Param('id') id: string): Promise<void> {
    await this.feedback.release(id);
  }
}
