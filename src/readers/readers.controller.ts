import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put, Req } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { assertIfMatch, entityTag, WithETag } from '../platform/http/etag.js';
import { Answers } from '../platform/http/openapi.js';
import { Audited, ReaderRoute, RequireScope } from '../platform/http/scopes.js';
import {
  type ReaderBody,
  readerBodySchema,
  readerIdSchema,
  readerPatchSchema,
  type ReaderView,
  readerViewSchema,
} from './reader-schema.js';
import { type ReaderCheck, ReadersService, viewOf } from './readers.service.js';

@ApiTags('readers')
@Controller('readers')
@RequireScope('readers:write')
@ReaderRoute()
export class ReadersController {
  constructor(private readonly readers: ReadersService) {}

  @Put(':id')
  @ApiOperation({
    summary: 'Create a reader, or replace all that was stated; If-Match guards against a change in between',
  })
  @Answers(readerViewSchema, 'The reader')
  async put(
    @Param('id', { schema: readerIdSchema }) id: string,
    @Body({ schema: readerBodySchema }) body: ReaderBody,
    @Req() request: FastifyRequest,
  ): Promise<ReaderView> {
    const { reader, matched } = await this.readers.put(id, body, seenBy(request));
    return viewOf(reader, matched);
  }

  @Get(':id')
  @WithETag()
  @ApiOperation({ summary: 'A reader as stated' })
  @Answers(readerViewSchema, 'The reader')
  async get(@Param('id') id: string): Promise<ReaderView> {
    return viewOf(await this.readers.get(id));
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Change some of what was stated; If-Match guards against a change in between' })
  @Answers(readerViewSchema, 'The reader')
  async patch(
    @Param('id') id: string,
    @Body({ schema: readerPatchSchema }) body: Partial<ReaderBody>,
    @Req() request: FastifyRequest,
  ): Promise<ReaderView> {
    const { reader, matched } = await this.readers.patch(id, body, seenBy(request));
    return viewOf(reader, matched);
  }

  @Post(':id/reset')
  @HttpCode(200)
  @Audited('reader.reset')
  @ApiOperation({
    summary:
      'Forget what was learned from behaviour; what was stated stays, and so do the events for the export; If-Match guards against a change in between',
  })
  @Answers(readerViewSchema, 'The reader')
  async reset(@Param('id') id: string, @Req() request: FastifyRequest): Promise<ReaderView> {
    return viewOf(await this.readers.forgetLearned(id, seenBy(request)));
  }

  @Delete(':id')
  @HttpCode(204)
  @Audited('reader.erase')
  @ApiOperation({ summary: 'Erase a reader with all events and briefings' })
  async erase(@Param('id') id: string): Promise<void> {
    await this.readers.erase(id);
  }
}

/** `If-Match`: a reader whom the caller saw otherwise is left alone. Absent: whoever comes last is right. */
function seenBy(request: FastifyRequest): ReaderCheck | undefined {
  const header = request.headers['if-match'];
  if (header === undefined) return undefined;
  return (current) => assertIfMatch(header, current === undefined ? undefined : entityTag(viewOf(current)));
}
