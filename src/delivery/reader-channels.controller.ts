import { Body, Controller, Get, Header, HttpCode, Param, Post, Put, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Answers } from '../platform/http/openapi.js';
import { Audited, ReaderRoute, RequireScope } from '../platform/http/scopes.js';
import { EmailService, type TestedMail, testedMailSchema } from './email.service.js';
import { briefingDateSchema, type ChannelName } from './outbox.js';
import { HTML_TYPE } from './pages.js';
import {
  channelBodySchema,
  channelNameSchema,
  type ChannelView,
  channelViewSchema,
  SubscriptionsService,
} from './subscriptions.service.js';

const PREVIEW_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
const previewQuerySchema = z.object({ part: z.enum(['html', 'text']).default('html') });

@ApiTags('delivery')
@Controller('readers')
@ReaderRoute()
export class ReaderChannelsController {
  constructor(
    private readonly subscriptions: SubscriptionsService,
    private readonly email: EmailService,
  ) {}

  @Get(':id/channels/:channel')
  @RequireScope('readers:write')
  @ApiOperation({ summary: 'How a reader stands on a channel' })
  @Answers(channelViewSchema, 'The channel')
  async view(
    @Param('id') id: string,
    @Param('channel', { schema: channelNameSchema }) channel: ChannelName,
  ): Promise<ChannelView> {
    return await this.subscriptions.view(id, channel);
  }

  @Put(':id/channels/:channel')
  @RequireScope('readers:write')
  @ApiOperation({ summary: 'Turn a channel on or off for a reader; what is absent stays' })
  @Answers(channelViewSchema, 'The channel')
  async change(
    @Param('id') id: string,
    @Param('channel', { schema: channelNameSchema }) channel: ChannelName,
    @Body({ schema: channelBodySchema }) body: z.output<typeof channelBodySchema>,
  ): Promise<ChannelView> {
    return await this.subscriptions.change(id, channel, body);
  }

  @Post(':id/channels/email/test')
  @HttpCode(200)
  @RequireScope('readers:write')
  @Audited('channel.test')
  @ApiOperation({ summary: "Send the reader's newest briefing as a test, now; once a minute at most" })
  @Answers(testedMailSchema, 'What the mail server answered')
  async test(@Param('id') id: string): Promise<TestedMail> {
    return await this.email.test(id);
  }

  @Get(':id/briefings/:date/email')
  @RequireScope('feed:read')
  @Header('content-security-policy', PREVIEW_POLICY)
  @ApiOperation({ summary: 'The mail of a briefing as it is or would be sent, `text/html` or `text/plain`' })
  async preview(
    @Param('id') id: string,
    @Param('date', { schema: briefingDateSchema }) date: string,
    @Query({ schema: previewQuerySchema }) { part }: z.output<typeof previewQuerySchema>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const mail = await this.email.preview(id, date);
    void reply.type(part === 'html' ? HTML_TYPE : 'text/plain; charset=utf-8');
    return mail[part];
  }
}
