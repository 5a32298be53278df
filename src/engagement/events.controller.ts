import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Answers } from '../platform/http/openapi.js';
import {
  assertReader,
  type Caller,
  ChecksReaders,
  currentCaller,
  RequireScope,
} from '../platform/http/scopes.js';
import { EngagementService, type IntakeResult } from './engagement.service.js';
import { eventBatchSchema } from './event-schema.js';

const intakeSchema = z.object({
  accepted: z.number().meta({ description: 'events that were new' }),
  duplicates: z.number().meta({ description: 'events already known; they changed nothing' }),
  errors: z.array(z.object({ index: z.number(), code: z.string(), message: z.string() })),
});

@ApiTags('events')
@Controller('events')
@RequireScope('events:write')
export class EventsController {
  constructor(private readonly engagement: EngagementService) {}

  @Post()
  @HttpCode(200)
  @ChecksReaders()
  @ApiOperation({ summary: 'Behaviour events, up to 1,000; a bad one is reported and the others are taken' })
  @Answers(intakeSchema, 'What became of each event')
  async post(
    @Body({ schema: eventBatchSchema }) batch: { events: unknown[] },
    @currentCaller() caller: Caller,
  ): Promise<IntakeResult> {
    return await this.engagement.intake(batch.events, (reader) => assertReader(caller, reader));
  }
}
