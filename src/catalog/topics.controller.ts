import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Answers } from '../platform/http/openapi.js';
import { Audited, type Caller, currentCaller, RequireScope } from '../platform/http/scopes.js';
import {
  topicInputSchema,
  topicPreviewSchema,
  topicPreviewViewSchema,
  topicViewSchema,
} from './topic-schema.js';
import type { TopicInput, TopicPreview, TopicPreviewInput, TopicView } from './topic-schema.js';
import { TopicsService } from './topics.service.js';

@ApiTags('topics')
@Controller('topics')
export class TopicsController {
  constructor(private readonly topics: TopicsService) {}

  @Get()
  @RequireScope('feed:read')
  @ApiOperation({ summary: 'Every topic, built in and added' })
  @Answers(z.object({ items: z.array(topicViewSchema) }), 'The topics')
  async list(): Promise<{ items: TopicView[] }> {
    return { items: await this.topics.list() };
  }

  @Post()
  @RequireScope('tuning:write')
  @Audited('topic.create')
  @ApiOperation({ summary: 'Add a topic; stories of the last three days are tagged again' })
  @Answers(topicViewSchema, 'The new topic', 201)
  async create(
    @Body({ schema: topicInputSchema }) input: TopicInput,
    @currentCaller() caller: Caller,
  ): Promise<TopicView> {
    return await this.topics.create(input, caller.keyId);
  }

  @Post('preview')
  @HttpCode(200)
  @RequireScope('tuning:write')
  @ApiOperation({ summary: 'What a new topic would catch among the latest stories' })
  @Answers(topicPreviewViewSchema, 'The stories caught, most confident first')
  async preview(@Body({ schema: topicPreviewSchema }) input: TopicPreviewInput): Promise<TopicPreview> {
    return await this.topics.preview(input, input.stories);
  }
}
