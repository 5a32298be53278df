import { Module } from '@nestjs/common';
import { QueueMetrics } from './queue-metrics.js';
import { QueuesController } from './queues.controller.js';
import { WorkerHealth } from './worker.health.js';

/** What operators see of the queues: routes, measurements and the check for workers that have gone silent. */
@Module({
  controllers: [QueuesController],
  providers: [QueueMetrics, WorkerHealth],
})
export class QueueOperationsModule {}
