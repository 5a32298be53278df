import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Answers } from '../platform/http/openapi.js';
import { ReaderRoute, RequireScope } from '../platform/http/scopes.js';
import { storableText } from '../platform/http/storable-text.js';
import { localDateSchema } from './local-date.js';
import { WhyService, type WhyView, whyViewSchema } from './why.service.js';

const whyQuerySchema = z.object({
  story: storableText.min(1).max(200).meta({ description: 'the story that is asked about' }),
  date: localDateSchema.optional().meta({
    description: "asks of the briefing of this date of the reader's; absent: of the feed as it is now",
  }),
});

@ApiTags('feed')
@Controller('readers')
@RequireScope('feed:read')
@ReaderRoute()
export class WhyController {
  constructor(private readonly why: WhyService) {}

  @Get(':id/why')
  @ApiOperation({
    summary: 'Why a story is on the list, or why not: what kept it out and what it would have taken',
  })
  @Answers(whyViewSchema, 'The answer')
  async of(
    @Param('id') id: string,
    @Query({ schema: whyQuerySchema }) { story, date }: z.output<typeof whyQuerySchema>,
  ): Promise<WhyView> {
    return date === undefined ? await this.why.inFeed(id, story) : await this.why.inBriefing(id, story, date);
  }
}
