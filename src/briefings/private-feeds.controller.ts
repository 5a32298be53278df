import { Controller, Delete, Get, Header, HttpCode, Ip, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { WithETag } from '../platform/http/etag.js';
import { Answers } from '../platform/http/openapi.js';
import { AnswersSecret, Public, ReaderRoute, RequireScope } from '../platform/http/scopes.js';
import { type PrivateFeeds, PrivateFeedsService } from './private-feeds.service.js';

const tokenQuerySchema = z.object({ token: z.string().min(1).max(100) });
const privateFeedsSchema = z.object({ token: z.string(), rss: z.string(), json: z.string() });

@ApiTags('briefings')
@Controller('readers')
export class PrivateFeedsController {
  constructor(private readonly feeds: PrivateFeedsService) {}

  @Post(':id/feed-token')
  @RequireScope('readers:write')
  @ReaderRoute()
  @AnswersSecret()
  @ApiOperation({ summary: 'Make private feed addresses for the reader; earlier ones end' })
  @Answers(privateFeedsSchema, 'The addresses, shown this once', 201)
  async open(@Param('id') id: string): Promise<PrivateFeeds> {
    return await this.feeds.open(id);
  }

  @Delete(':id/feed-token')
  @HttpCode(204)
  @RequireScope('readers:write')
  @ReaderRoute()
  @ApiOperation({ summary: 'End the private feed addresses of the reader' })
  async close(@Param('id') id: string): Promise<void> {
    await this.feeds.close(id);
  }

  @Get(':id/briefings.rss')
  @Public()
  @WithETag()
  @Header('content-type', 'application/rss+xml; charset=utf-8')
  @ApiOperation({ summary: 'The latest briefings as RSS; the address holds the secret' })
  async rss(
    @Param('id') id: string,
    @Query({ schema: tokenQuerySchema }) query: { token: string },
    @Ip() address: string,
  ): Promise<string> {
    return await this.feeds.rss(id, query.token, address);
  }

  @Get(':id/briefings.json')
  @Public()
  @WithETag()
  @Header('content-type', 'application/feed+json; charset=utf-8')
  @ApiOperation({ summary: 'The latest briefings as JSON Feed; the address holds the secret' })
  async json(
    @Param('id') id: string,
    @Query({ schema: tokenQuerySchema }) query: { token: string },
    @Ip() address: string,
  ): Promise<unknown> {
    return await this.feeds.json(id, query.token, address);
  }
}
