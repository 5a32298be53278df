import { Controller, Get, Header, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Answers } from '../http/openapi.js';
import { Public, RequireScope } from '../http/scopes.js';
import { HealthChecks } from './health-checks.js';
import { MetricsRegistry } from './metrics.js';

const liveSchema = z.object({ status: z.literal('live') });
const readySchema = z.object({
  status: z.enum(['ready', 'degraded', 'not-ready']),
  checks: z.array(
    z.object({
      name: z.string(),
      status: z.enum(['up', 'down', 'late']),
      milliseconds: z.int().nonnegative(),
    }),
  ),
});

@ApiTags('health')
@Controller()
export class HealthController {
  constructor(
    private readonly checks: HealthChecks,
    private readonly metrics: MetricsRegistry,
  ) {}

  @Get('health/live')
  @Public()
  @ApiOperation({ summary: 'The process answers; nothing else is asked' })
  @Answers(liveSchema, 'Alive')
  live(): z.output<typeof liveSchema> {
    return { status: 'live' };
  }

  @Get('health/ready')
  @Public()
  @ApiOperation({
    summary:
      'Whether requests should be sent here: the database and the queue answer; degraded: here, yes, but jobs wait for workers',
  })
  @Answers(readySchema, 'Ready')
  @Answers(readySchema, 'Not ready: one of the checks is down', 503)
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<z.output<typeof readySchema>> {
    const checks = [...(await this.checks.run())];
    const ready = checks.every((check) => check.status !== 'down');
    if (!ready) void reply.status(503);
    const degraded = checks.some((check) => check.status === 'late');
    return { status: !ready ? 'not-ready' : degraded ? 'degraded' : 'ready', checks };
  }

  @Get('metrics')
  @RequireScope('ops')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  @ApiOperation({ summary: 'Measurements of this process in the Prometheus text format' })
  @ApiProduces('text/plain')
  async scrape(): Promise<string> {
    await this.metrics.refresh();
    return this.metrics.text();
  }
}
