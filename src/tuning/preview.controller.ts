import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { itemViewSchema } from '../briefings/item-view.js';
import { Answers } from '../platform/http/openapi.js';
import { ChangesNothing, RequireScope } from '../platform/http/scopes.js';
import { versionSchema } from '../ranking-profiles/ranking-profiles.controller.js';
import { type Preview, PreviewService } from './preview.service.js';
import { trialSchemas } from './trial-schema.js';

const readersSchema = z.array(z.string()).min(1).max(50).meta({ description: 'whose lists to show' });
const preview = trialSchemas({ readers: readersSchema });

const placedSchema = itemViewSchema.extend({
  place: z.number(),
  moved: z
    .number()
    .nullable()
    .meta({ description: 'places gained (or lost, negative) against the other list' }),
});
const previewSchema = z.object({
  activeVersion: z.number(),
  asOf: z.string(),
  readers: z.array(
    z.object({ reader: z.string(), active: z.array(placedSchema), draft: z.array(placedSchema) }),
  ),
});

@ApiTags('ranking profiles')
@Controller('ranking-profiles')
@RequireScope('tuning:write')
export class PreviewController {
  constructor(private readonly previews: PreviewService) {}

  @Post('preview')
  @HttpCode(200)
  @ChangesNothing()
  @ApiOperation({ summary: 'What a draft would do for some readers, without storing it' })
  @Answers(previewSchema, 'Both lists, side by side')
  async draft(@Body({ schema: preview.ofDraft }) body: z.output<typeof preview.ofDraft>): Promise<Preview> {
    return await this.previews.ofDraft(body, body.readers);
  }

  @Post(':version/preview')
  @HttpCode(200)
  @ChangesNothing()
  @ApiOperation({ summary: 'What a stored version would do for some readers' })
  @Answers(previewSchema, 'Both lists, side by side')
  async version(
    @Param('version', { schema: versionSchema }) version: number,
    @Body({ schema: preview.ofVersion }) body: z.output<typeof preview.ofVersion>,
  ): Promise<Preview> {
    return await this.previews.ofVersion(version, body.readers);
  }
}
