import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { INDUSTRIES } from '../knowledge/industries.js';
import { ROLES } from '../knowledge/roles.js';
import { Clock } from '../platform/clock.js';
import { Answers } from '../platform/http/openapi.js';
import { limitSchema } from '../platform/http/pagination.js';
import { Audited, ChangesNothing, RequireScope } from '../platform/http/scopes.js';
import { type Claimed, DigestService } from './digest.service.js';
import {
  DigestOperationsService,
  type DigestStatus,
  type ScheduleBody,
  scheduleBodySchema,
  scheduleIdSchema,
  type ScheduleView,
  scheduleViewSchema,
} from './digest-operations.service.js';
import { localDateSchema } from './local-date.js';

/** Whose briefings are to be made by hand, and of which date. */
export const runSchema = z.object({
  readers: z
    .array(z.string())
    .min(1)
    .max(1000)
    .optional()
    .meta({ description: 'absent: every reader of the cohort' }),
  role: z
    .enum(
      ROLES.map((role) => role.id),
      'is no known role',
    )
    .optional()
    .meta({ description: 'cohort; absent: any' }),
  industry: z
    .enum(
      INDUSTRIES.map((industry) => industry.id),
      'is no known industry',
    )
    .optional()
    .meta({ description: 'cohort; absent: any' }),
  date: localDateSchema
    .optional()
    .meta({ description: "of the last three days; absent: each reader's own today" }),
});
const dryRunSchema = z.object({
  at: z.iso.datetime({ offset: true }).optional().meta({ description: 'absent: now' }),
  sample: z.number().int().min(0).max(100).default(20),
});
const claimedSchema = z.object({ planned: z.number(), owed: z.number(), pages: z.array(z.number()) });
const limitQuerySchema = z.object({ limit: limitSchema });

@ApiTags('digests')
@Controller('digests')
@RequireScope('ops')
export class DigestsController {
  constructor(
    private readonly operations: DigestOperationsService,
    private readonly digest: DigestService,
    private readonly clock: Clock,
  ) {}

  @Get('schedules')
  @ApiOperation({ summary: 'The default schedule and those of cohorts' })
  @Answers(z.object({ items: z.array(scheduleViewSchema) }), 'All schedules')
  async schedules(): Promise<{ items: ScheduleView[] }> {
    return { items: await this.operations.listSchedules() };
  }

  @Put('schedules/:id')
  @Audited('digest-schedule.set')
  @ApiOperation({ summary: 'Create or change a schedule' })
  @Answers(scheduleViewSchema, 'The schedule')
  async set(
    @Param('id', { schema: scheduleIdSchema }) id: string,
    @Body({ schema: scheduleBodySchema }) body: ScheduleBody,
  ): Promise<ScheduleView> {
    return await this.operations.setSchedule(id, body);
  }

  @Delete('schedules/:id')
  @HttpCode(204)
  @Audited('digest-schedule.remove')
  @ApiOperation({ summary: "Remove a cohort's schedule" })
  async remove(@Param('id') id: string): Promise<void> {
    await this.operations.removeSchedule(id);
  }

  @Post('schedules/:id/pause')
  @HttpCode(200)
  @Audited('digest-schedule.pause')
  @ApiOperation({ summary: 'Stop the deliveries of a schedule' })
  @Answers(scheduleViewSchema, 'The schedule')
  async pause(@Param('id') id: string): Promise<ScheduleView> {
    return await this.operations.pause(id, true);
  }

  @Post('schedules/:id/resume')
  @HttpCode(200)
  @Audited('digest-schedule.resume')
  @ApiOperation({ summary: 'Restart the deliveries of a schedule' })
  @Answers(scheduleViewSchema, 'The schedule')
  async resume(@Param('id') id: string): Promise<ScheduleView> {
    return await this.operations.pause(id, false);
  }

  @Get('status')
  @ApiOperation({ summary: 'What is due, owed and late' })
  async status(): Promise<DigestStatus> {
    return await this.operations.status();
  }

  @Post('run')
  @HttpCode(202)
  @Audited('digest.run')
  @ApiOperation({
    summary:
      'Make the briefing of today or another date now, for readers named, a cohort or all; nobody gets a second one',
  })
  @Answers(claimedSchema, 'What was handed out', 202)
  async run(@Body({ schema: runSchema }) body: z.output<typeof runSchema>): Promise<Claimed> {
    return await this.digest.run(body);
  }

  @Post('dry-run')
  @HttpCode(200)
  @ChangesNothing()
  @ApiOperation({ summary: 'What a tick would claim; changes nothing' })
  async dryRun(
    @Body({ schema: dryRunSchema }) body: z.output<typeof dryRunSchema>,
  ): Promise<Record<string, unknown>> {
    const at = body.at === undefined ? this.clock.now() : new Date(body.at);
    return { at: at.toISOString(), ...(await this.digest.dryRun(at, body.sample)) };
  }

  @Get('pending')
  @ApiOperation({ summary: 'Deliveries that are owed, failed or cancelled' })
  async pending(
    @Query({ schema: limitQuerySchema }) query: { limit: number },
  ): Promise<Record<string, unknown>> {
    return { items: await this.operations.pending(query.limit) };
  }

  @Delete('pending/:reader/:date')
  @HttpCode(204)
  @Audited('delivery.cancel')
  @ApiOperation({ summary: 'Cancel a delivery that is owed' })
  async cancel(
    @Param('reader') reader: string,
    @Param('date', { schema: localDateSchema }) date: string,
  ): Promise<void> {
    await this.operations.cancel(reader, date);
  }

  @Get('readers/:reader')
  @ApiOperation({ summary: "One reader's plan, what is owed and what was made" })
  async inspect(@Param('reader') reader: string): Promise<Record<string, unknown>> {
    return await this.operations.inspect(reader);
  }
}
