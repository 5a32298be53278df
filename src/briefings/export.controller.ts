import { Controller, Get, Header, Param } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ReaderRoute, RequireScope } from '../platform/http/scopes.js';
import { ReadersService } from '../readers/readers.service.js';
import { BriefingsService } from './briefings.service.js';

/** Here and not among the readers' own routes because a briefing can only be read where it is written. */
@ApiTags('readers')
@Controller('readers')
@RequireScope('readers:write')
@ReaderRoute()
export class ExportController {
  constructor(
    private readonly readers: ReadersService,
    private readonly briefings: BriefingsService,
  ) {}

  @Get(':id/export')
  @Header('content-disposition', 'attachment')
  @ApiOperation({ summary: 'Everything that is stored of a reader' })
  async export(@Param('id') id: string): Promise<Record<string, unknown>> {
    return { ...(await this.readers.export(id)), briefings: await this.briefings.all(id) };
  }
}
