import { Controller, Get, Param } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Answers } from '../../platform/http/openapi.js';
import { RequireScope } from '../../platform/http/scopes.js';
import { eventViewSchema } from './event-schema.js';
import type { EventView } from './event-schema.js';
import { eventViewOf } from './event-view.js';
import { EventsService } from './events.service.js';

/** What happened, as many stories tell it; what readers do is posted under the same address. */
@ApiTags('stories')
@Controller('events')
export class NewsEventsController {
  constructor(private readonly events: EventsService) {}

  @Get(':id')
  @RequireScope('feed:read')
  @ApiOperation({
    summary:
      'One event: its stories, history, developments and composite; `id` is that of any of its stories',
  })
  @Answers(eventViewSchema, 'The event')
  async get(@Param('id') id: string): Promise<EventView> {
    return eventViewOf(await this.events.get(id));
  }
}
