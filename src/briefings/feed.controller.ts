import { Controller, Get, Param, Query, Req } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type TaggedAnswer, WithETag } from '../platform/http/etag.js';
import { Answers } from '../platform/http/openapi.js';
import { type PageQuery, pageQuerySchema } from '../platform/http/pagination.js';
import { ReaderRoute, RequireScope } from '../platform/http/scopes.js';
import { itemViewSchema } from './item-view.js';
import { FeedService } from './feed.service.js';

const feedPageSchema = z.object({
  reader: z.string(),
  asOf: z.string(),
  rankingProfile: z.object({ version: z.number(), hash: z.string() }),
  items: z.array(itemViewSchema),
  nextCursor: z.string().optional(),
});

@ApiTags('feed')
@Controller('readers')
@RequireScope('feed:read')
@ReaderRoute()
export class FeedController {
  constructor(private readonly feed: FeedService) {}

  @Get(':id/feed')
  @WithETag()
  @ApiOperation({
    summary: 'The stories of now, ranked for the reader; later pages continue the list of the first',
  })
  @Answers(feedPageSchema, 'One page of the feed')
  async page(
    @Param('id') id: string,
    @Query({ schema: pageQuerySchema }) query: PageQuery,
    @Req() request: FastifyRequest,
  ): Promise<TaggedAnswer> {
    return await this.feed.page(id, query.limit, query.cursor, request.headers['if-none-match']);
  }
}
