import { Readable } from 'node:stream';
import { Controller, Get, Param, StreamableFile } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ReaderRoute, RequireScope } from '../platform/http/scopes.js';
import { ExportService } from './export.service.js';

/** Here and not among the readers' own routes because only this room knows all that is stored of a reader. */
@ApiTags('readers')
@Controller('readers')
@RequireScope('readers:write')
@ReaderRoute()
export class ExportController {
  constructor(private readonly exports: ExportService) {}

  @Get(':id/export')
  @ApiOperation({ summary: 'Everything that is stored of a reader' })
  async export(@Param('id') id: string): Promise<StreamableFile> {
    return new StreamableFile(Readable.from(await this.exports.export(id)), {
      type: 'application/json; charset=utf-8',
      disposition: 'attachment',
    });
  }
}
