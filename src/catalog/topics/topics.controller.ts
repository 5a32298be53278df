import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Answers } from '../../platform/http/openapi.js';
import {
  Audited,
  type Caller,
  ChangesNothing,
  currentCaller,
  RequireScope,
} from '../../platform/http/scopes.js';
import {
  backfillSchema,
  publishedSchema,
  topicDetailSchema,
  topicInputSchema,
  topicPatchSchema,
  topicPreviewSchema,
  topicPreviewViewSchema,
  topicViewSchema,
  versionsSchema,
} from './topic-schema.js';
import type {
  Backfill,
  Published,
  TopicDetail,
  TopicInput,
  TopicPatch,
  TopicPreview,
  TopicPreviewInput,
  TopicView,
  Versions,
} from './topic-schema.js';
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
  @ApiOperation({
    summary: 'Add a topic of terms and examples; published, stories of the last three days are tagged again',
  })
  @Answers(topicViewSchema, 'The new topic', 201)
  async create(
    @Body({ schema: topicInputSchema }) input: TopicInput,
    @currentCaller() caller: Caller,
  ): Promise<TopicView> {
    return await this.topics.create(input, caller.keyId);
  }

  @Post('preview')
  @HttpCode(200)
  @ChangesNothing()
  @RequireScope('tuning:write')
  @ApiOperation({
    summary: 'What a new topic would catch among the latest stories, and what it would just miss',
  })
  @Answers(topicPreviewViewSchema, 'The stories caught, most confident first')
  async preview(@Body({ schema: topicPreviewSchema }) input: TopicPreviewInput): Promise<TopicPreview> {
    return await this.topics.preview(input, input.stories);
  }

  @Get('versions')
  @RequireScope('feed:read')
  @ApiOperation({ summary: 'The last hundred versions of the taxonomy, newest first; the first is in force' })
  @Answers(versionsSchema, 'The versions with the topics that product teams added')
  async versions(): Promise<Versions> {
    return await this.topics.versions();
  }

  @Get('backfill')
  @RequireScope('feed:read')
  @ApiOperation({ summary: 'How many stories the taxonomy in force has tagged' })
  @Answers(backfillSchema, 'The progress')
  async backfill(): Promise<Backfill> {
    return await this.topics.backfill();
  }

  @Post('backfill')
  @HttpCode(202)
  @RequireScope('tuning:write')
  @Audited('topic.backfill')
  @ApiOperation({ summary: 'Have every story tagged by the taxonomy in force; safe to ask for again' })
  @Answers(backfillSchema, 'The progress before it', 202)
  async startBackfill(): Promise<Backfill> {
    return await this.topics.startBackfill();
  }

  @Get(':id')
  @RequireScope('feed:read')
  @ApiOperation({ summary: 'A topic that was added, as it is edited' })
  @Answers(topicDetailSchema, 'The topic with its terms and examples')
  async get(@Param('id') id: string): Promise<TopicDetail> {
    return await this.topics.get(id);
  }

  @Patch(':id')
  @RequireScope('tuning:write')
  @Audited('topic.change')
  @ApiOperation({ summary: 'Change a topic that was added; stories get the change when it is published' })
  @Answers(topicDetailSchema, 'The topic as it is now')
  async patch(
    @Param('id') id: string,
    @Body({ schema: topicPatchSchema }) patch: TopicPatch,
  ): Promise<TopicDetail> {
    return await this.topics.patch(id, patch);
  }

  @Delete(':id')
  @HttpCode(204)
  @RequireScope('tuning:write')
  @Audited('topic.retire')
  @ApiOperation({
    summary: 'Retire a topic that was added, by a new version of the taxonomy; a draft is deleted',
  })
  async retire(@Param('id') id: string, @currentCaller() caller: Caller): Promise<void> {
    await this.topics.retire(id, caller.keyId);
  }

  @Post(':id/publish')
  @HttpCode(200)
  @RequireScope('tuning:write')
  @Audited('topic.publish')
  @ApiOperation({ summary: 'Put a topic as it is now into a new version of the taxonomy' })
  @Answers(publishedSchema, 'The version that is now in force')
  async publish(@Param('id') id: string, @currentCaller() caller: Caller): Promise<Published> {
    return await this.topics.publish(id, caller.keyId);
  }
}
