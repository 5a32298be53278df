import { Body, Controller, Delete, Get, Header, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { cursorOf } from '../../platform/http/cursor.js';
import { Answers } from '../../platform/http/openapi.js';
import { pageOf, pageSchema } from '../../platform/http/pagination.js';
import type { Page, PageQuery } from '../../platform/http/pagination.js';
import { Audited, RequireScope } from '../../platform/http/scopes.js';
import {
  opmlResultSchema,
  sourceInputSchema,
  sourcePatchSchema,
  sourceQuerySchema,
  sourceViewOf,
  sourceViewSchema,
} from './source-schema.js';
import type { OpmlResult, SourceInput, SourcePatch, SourceView } from './source-schema.js';
import { SourcesService } from './sources.service.js';

const cursor = cursorOf('sources', z.string());
/** XML arrives as bytes; a JSON client sends the file as text. */
const opmlBodySchema = z
  .instanceof(Buffer)
  .or(z.object({ opml: z.string().min(1) }).transform(({ opml }) => Buffer.from(opml)));

@ApiTags('sources')
@Controller('sources')
export class SourcesController {
  constructor(private readonly sources: SourcesService) {}

  @Post()
  @RequireScope('stories:write')
  @Audited('source.create')
  @ApiOperation({ summary: 'Add a source' })
  @Answers(sourceViewSchema, 'The new source', 201)
  async create(@Body({ schema: sourceInputSchema }) input: SourceInput): Promise<SourceView> {
    return sourceViewOf(await this.sources.create(input));
  }

  @Get()
  @RequireScope('feed:read')
  @ApiOperation({ summary: 'Sources with their health, by id' })
  @Answers(pageSchema(sourceViewSchema), 'A page of sources')
  async list(@Query({ schema: sourceQuerySchema }) query: PageQuery): Promise<Page<SourceView>> {
    const after = query.cursor === undefined ? undefined : cursor.decode(query.cursor);
    const rows = await this.sources.list(after, query.limit + 1);
    const page = pageOf(rows, query.limit, (last) => cursor.encode(last.id));
    return { ...page, items: page.items.map(sourceViewOf) };
  }

  @Post('opml')
  @HttpCode(200)
  @RequireScope('stories:write')
  @Audited('source.import')
  @ApiOperation({ summary: 'Add the feeds of an OPML file, as XML or as {"opml": "…"}' })
  @Answers(opmlResultSchema, 'What was added')
  async importOpml(@Body({ schema: opmlBodySchema }) file: Buffer): Promise<OpmlResult> {
    return await this.sources.importOpml(file);
  }

  @Get('opml')
  @RequireScope('feed:read')
  @Header('content-type', 'text/x-opml; charset=utf-8')
  @ApiOperation({ summary: 'All feeds as OPML' })
  async exportOpml(): Promise<string> {
    return await this.sources.exportOpml();
  }

  @Get(':id')
  @RequireScope('feed:read')
  @ApiOperation({ summary: 'One source' })
  @Answers(sourceViewSchema, 'The source')
  async get(@Param('id') id: string): Promise<SourceView> {
    return sourceViewOf(await this.sources.get(id));
  }

  @Patch(':id')
  @RequireScope('stories:write')
  @Audited('source.change')
  @ApiOperation({ summary: 'Change some of what is stated of a source' })
  @Answers(sourceViewSchema, 'The source as it is now')
  async patch(
    @Param('id') id: string,
    @Body({ schema: sourcePatchSchema }) patch: SourcePatch,
  ): Promise<SourceView> {
    return sourceViewOf(await this.sources.patch(id, patch));
  }

  @Delete(':id')
  @HttpCode(204)
  @RequireScope('stories:write')
  @Audited('source.delete')
  @ApiOperation({
    summary: 'Remove a source',
    description:
      'Removes the stories that it brought first as well. To keep them, set its status to `retired` instead: nothing is fetched any more, and the stories stay.',
  })
  async delete(@Param('id') id: string): Promise<void> {
    await this.sources.delete(id);
  }

  @Post(':id/fetch')
  @HttpCode(202)
  @RequireScope('stories:write')
  @ApiOperation({ summary: 'Fetch its feed now, through the queue' })
  @Answers(z.object({ queued: z.literal(true) }), 'The fetch is queued', 202)
  async fetch(@Param('id') id: string): Promise<{ queued: true }> {
    await this.sources.requestFetch(id);
    return { queued: true };
  }
}
