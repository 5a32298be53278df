import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Answers } from '../platform/http/openapi.js';
import { limitSchema } from '../platform/http/pagination.js';
import { AnswersSecret, Audited, RequireScope } from '../platform/http/scopes.js';
import type { WebhookPost } from './webhook.js';
import {
  newWebhookSchema,
  type NewWebhookView,
  type WebhookBody,
  webhookBodySchema,
  type WebhookPatch,
  webhookPatchSchema,
  WebhooksService,
  type WebhookTest,
  webhookTestSchema,
  type WebhookView,
  webhookViewSchema,
} from './webhooks.service.js';

const rotateSchema = z.object({
  overlapHours: z
    .number()
    .int()
    .min(0)
    .max(168)
    .default(24)
    .meta({ description: 'how long the old secret signs as well' }),
});
const limitQuerySchema = z.object({ limit: limitSchema });

@ApiTags('webhooks')
@Controller('webhooks')
@RequireScope('ops')
export class WebhooksController {
  constructor(private readonly webhooks: WebhooksService) {}

  @Get()
  @ApiOperation({ summary: 'Where briefings are posted to' })
  @Answers(z.array(webhookViewSchema), 'All endpoints')
  async list(): Promise<WebhookView[]> {
    return await this.webhooks.list();
  }

  @Post()
  @Audited('webhook.create')
  @AnswersSecret()
  @ApiOperation({ summary: 'Add an endpoint; the answer shows its secret, once' })
  @Answers(newWebhookSchema, 'The endpoint with its secret', 201)
  async create(@Body({ schema: webhookBodySchema }) body: WebhookBody): Promise<NewWebhookView> {
    return await this.webhooks.create(body);
  }

  @Get(':id')
  @ApiOperation({ summary: 'An endpoint and how it does' })
  @Answers(webhookViewSchema, 'The endpoint')
  async get(@Param('id') id: string): Promise<WebhookView> {
    return await this.webhooks.get(id);
  }

  @Patch(':id')
  @Audited('webhook.change')
  @ApiOperation({ summary: 'Change, pause or take back an endpoint' })
  @Answers(webhookViewSchema, 'The endpoint')
  async change(
    @Param('id') id: string,
    @Body({ schema: webhookPatchSchema }) body: WebhookPatch,
  ): Promise<WebhookView> {
    return await this.webhooks.change(id, body);
  }

  @Delete(':id')
  @HttpCode(204)
  @Audited('webhook.remove')
  @ApiOperation({ summary: 'Remove an endpoint' })
  async remove(@Param('id') id: string): Promise<void> {
    await this.webhooks.remove(id);
  }

  @Post(':id/rotate')
  @HttpCode(200)
  @Audited('webhook.rotate')
  @AnswersSecret()
  @ApiOperation({ summary: 'A new secret, shown once; the old one signs as well for a while' })
  @Answers(newWebhookSchema, 'The endpoint with its new secret')
  async rotate(
    @Param('id') id: string,
    @Body({ schema: rotateSchema }) body: z.output<typeof rotateSchema>,
  ): Promise<NewWebhookView> {
    return await this.webhooks.rotate(id, body.overlapHours);
  }

  @Post(':id/test')
  @HttpCode(200)
  @Audited('webhook.test')
  @ApiOperation({ summary: 'Post a signed test message now' })
  @Answers(webhookTestSchema, 'How it went')
  async test(@Param('id') id: string): Promise<WebhookTest> {
    return await this.webhooks.test(id);
  }

  @Get(':id/attempts')
  @ApiOperation({ summary: 'The latest try of each briefing at an endpoint, newest first' })
  async attempts(
    @Param('id') id: string,
    @Query({ schema: limitQuerySchema }) query: { limit: number },
  ): Promise<{ items: WebhookPost[] }> {
    return { items: await this.webhooks.attempts(id, query.limit) };
  }
}
