import { Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { NotFoundError } from '../errors.js';
import { Answers } from '../http/openapi.js';
import { limitSchema } from '../http/pagination.js';
import { Audited, RequireScope } from '../http/scopes.js';
import { JobQueue } from './job-queue.js';
import { type QueueName, queueNames, QUEUES } from './queue-catalogue.js';

const queueSchema = z.object({
  name: z.string(),
  purpose: z.string(),
  waiting: z.number(),
  active: z.number(),
  delayed: z.number(),
  failed: z.number(),
  oldestWaitingSeconds: z
    .number()
    .meta({ description: 'of the job that has waited longest; 0 when none waits' }),
});
const failedSchema = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      payload: z.unknown(),
      reason: z.string(),
      attempts: z.number(),
      failedAt: z.string().nullable(),
    }),
  ),
});
const nameSchema = z.enum(queueNames, 'is no queue');
const limitQuerySchema = z.object({ limit: limitSchema });

/** The job queues, wherever they lie: in PostgreSQL or Redis. */
@ApiTags('queues')
@Controller('queues')
@RequireScope('ops')
export class QueuesController {
  constructor(private readonly queue: JobQueue) {}

  @Get()
  @ApiOperation({
    summary: 'Every queue: what it is for, how many jobs are in which state, how long they wait',
  })
  @Answers(z.array(queueSchema), 'The queues')
  async list(): Promise<z.output<typeof queueSchema>[]> {
    return await Promise.all(
      queueNames.map(async (name) => {
        const { oldestWaitingMs, ...counts } = await this.queue.counts(name);
        return {
          name,
          purpose: QUEUES[name].purpose,
          ...counts,
          oldestWaitingSeconds: oldestWaitingMs / 1000,
        };
      }),
    );
  }

  @Get(':queue/failed')
  @ApiOperation({ summary: 'Jobs that were given up, the latest first, and why' })
  @Answers(failedSchema, 'Failed jobs')
  async failed(
    @Param('queue', { schema: nameSchema }) queue: QueueName,
    @Query({ schema: limitQuerySchema }) query: { limit: number },
  ): Promise<z.output<typeof failedSchema>> {
    const jobs = await this.queue.failed(queue, query.limit);
    return { items: jobs.map((job) => ({ ...job, failedAt: job.failedAt?.toISOString() ?? null })) };
  }

  @Post(':queue/failed/:job/retry')
  @HttpCode(204)
  @Audited('job.retry')
  @ApiOperation({ summary: 'Try a job again that was given up' })
  async retry(
    @Param('queue', { schema: nameSchema }) queue: QueueName,
    @Param('job') job: string,
  ): Promise<void> {
    if (!(await this.queue.retry(queue, job))) throw new NotFoundError('failed job', job);
  }

  @Delete(':queue/failed/:job')
  @HttpCode(204)
  @Audited('job.remove')
  @ApiOperation({ summary: 'Forget a job that was given up' })
  async remove(
    @Param('queue', { schema: nameSchema }) queue: QueueName,
    @Param('job') job: string,
  ): Promise<void> {
    if (!(await this.queue.remove(queue, job))) throw new NotFoundError('failed job', job);
  }
}
