import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { WithETag } from '../platform/http/etag.js';
import { Answers } from '../platform/http/openapi.js';
import { type Page, type PageQuery, pageQuerySchema, pageSchema } from '../platform/http/pagination.js';
import { ReaderRoute, RequireScope } from '../platform/http/scopes.js';
import {
  briefingSummarySchema,
  type BriefingSummary,
  briefingViewSchema,
  type BriefingView,
  BriefingsService,
} from './briefings.service.js';

@ApiTags('briefings')
@Controller('readers/:id/briefings')
@RequireScope('feed:read')
@ReaderRoute()
export class BriefingsController {
  constructor(private readonly briefings: BriefingsService) {}

  @Get()
  @ApiOperation({ summary: 'Briefings of the reader, newest first' })
  @Answers(pageSchema(briefingSummarySchema), 'One page')
  async list(
    @Param('id') id: string,
    @Query({ schema: pageQuerySchema }) query: PageQuery,
  ): Promise<Page<BriefingSummary>> {
    return await this.briefings.list(id, query.limit, query.cursor);
  }

  @Get('today')
  @WithETag()
  @ApiOperation({ summary: "Today's briefing, made at once if it was not delivered yet" })
  @Answers(briefingViewSchema, 'The briefing')
  async today(@Param('id') id: string): Promise<BriefingView> {
    return await this.briefings.today(id);
  }

  @Get(':date')
  @WithETag()
  @ApiOperation({ summary: "The briefing of one of the reader's dates" })
  @Answers(briefingViewSchema, 'The briefing')
  async on(@Param('id') id: string, @Param('date') date: string): Promise<BriefingView> {
    return await this.briefings.on(id, date);
  }
}
