import { Global, Module } from '@nestjs/common';
import { DatabaseHealth } from './database.health.js';
import { HealthChecks } from './health-checks.js';
import { HealthController } from './health.controller.js';
import { HttpMetrics } from './http-metrics.js';
import { MetricsRegistry } from './metrics.js';
import { ProcessMetrics } from './process-metrics.js';
import { QueueHealth } from './queue.health.js';

/** Health probes and metrics. Global, so that any module can add a check or a measurement of its own. */
@Global()
@Module({
  controllers: [HealthController],
  providers: [HealthChecks, DatabaseHealth, QueueHealth, MetricsRegistry, ProcessMetrics, HttpMetrics],
  exports: [HealthChecks, MetricsRegistry, HttpMetrics],
})
export class HealthModule {}
