import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { InvalidInputError } from '../platform/errors.js';
import { cursorOf } from '../platform/http/cursor.js';
import { Answers } from '../platform/http/openapi.js';
import { pageOf, pageSchema } from '../platform/http/pagination.js';
import type { Page } from '../platform/http/pagination.js';
import { RequireScope } from '../platform/http/scopes.js';
import { CatalogService } from './catalog.service.js';
import { IngestService } from './sources/ingest.service.js';
import {
  ingestResultSchema,
  storyBatchSchema,
  storyDetailSchema,
  storyQuerySchema,
  storyViewSchema,
} from './stories/story-schema.js';
import type { StoryDetailView, StoryQuery, StoryView } from './stories/story-schema.js';
import { detailViewOf, storyViewOf } from './stories/story-view.js';
import type { IngestResult } from './stories/story.js';
import { TopicsService } from './topics/topics.service.js';

const cursor = cursorOf('stories', z.tuple([z.iso.datetime(), z.int()]));

@ApiTags('stories')
@Controller('stories')
export class StoriesController {
  constructor(
    private readonly catalog: CatalogService,
    private readonly ingest: IngestService,
    private readonly topics: TopicsService,
  ) {}

  @Post()
  @HttpCode(200)
  @RequireScope('stories:write')
  @ApiOperation({
    summary: 'Add or change up to 1,000 stories; a bad one is reported and the others are taken',
  })
  @Answers(ingestResultSchema, 'What became of each')
  async post(@Body({ schema: storyBatchSchema }) batch: { stories: unknown[] }): Promise<IngestResult> {
    return await this.ingest.ingestStories(batch.stories);
  }

  @Get()
  @RequireScope('feed:read')
  @ApiOperation({ summary: 'Stories, newest first' })
  @Answers(pageSchema(storyViewSchema), 'A page of stories')
  async list(@Query({ schema: storyQuerySchema }) query: StoryQuery): Promise<Page<StoryView>> {
    const { topic, entity, since, limit } = query;
    if (topic !== undefined && !(await this.topics.exists(topic))) {
      const message = `there is no topic '${topic}'`;
      throw new InvalidInputError(`topic: ${message}.`, [{ path: 'topic', message }], 'UNKNOWN_TOPIC');
    }
    const position = query.cursor === undefined ? undefined : cursor.decode(query.cursor);
    const rows = await this.catalog.list({
      topic,
      entity,
      since: since === undefined ? undefined : new Date(since),
      after: position && { publishedAt: new Date(position[0]), ref: position[1] },
      limit: limit + 1,
    });
    const page = pageOf(rows, limit, (last) => cursor.encode([last.publishedAt.toISOString(), last.ref]));
    return { ...page, items: page.items.map(storyViewOf) };
  }

  @Get(':id')
  @RequireScope('feed:read')
  @ApiOperation({ summary: 'One story with its text and everyone who carries it' })
  @Answers(storyDetailSchema, 'The story')
  async get(@Param('id') id: string): Promise<StoryDetailView> {
    return detailViewOf(await this.catalog.get(id));
  }
}
