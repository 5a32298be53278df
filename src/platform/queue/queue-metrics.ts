import { Injectable } from '@nestjs/common';
import { MetricsRegistry } from '../health/metrics.js';
import { JobQueue } from './job-queue.js';
import { queueNames } from './queue-catalogue.js';

/** The queues on `/metrics`. */
@Injectable()
export class QueueMetrics {
  constructor(registry: MetricsRegistry, queue: JobQueue) {
    const jobs = registry.levels('scout_queue_jobs', 'Jobs of a queue by state.', ['queue', 'state']);
    const oldest = registry.levels(
      'scout_queue_oldest_waiting_seconds',
      'Age of the job that has waited longest.',
      ['queue'],
    );
    registry.beforeText(async () => {
      for (const name of queueNames) {
        const { oldestWaitingMs, ...counts } = await queue.counts(name);
        for (const [state, count] of Object.entries(counts)) jobs.set([name, state], count);
        oldest.set([name], oldestWaitingMs / 1000);
      }
    });
  }
}
