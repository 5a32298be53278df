import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { answerTagged } from '../platform/http/etag.js';
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
  @ApiOperation({
    summary: 'The stories of now, ranked for the reader; later pages continue the list of the first',
  })
  @Answers(feedPageSchema, 'One page of the feed')
  async page(
    @Param('id') id: string,
    @Query({ schema: pageQuerySchema }) query: PageQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer | undefined> {
    const known = request.headers['if-none-match'];
    return answerTagged(reply, await this.feed.page(id, query.limit, query.cursor, known));
  }
}
