import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { MetricsRegistry } from './metrics.js';

/** What every Node process is asked: processor, memory, delay of the event loop. Names as Prometheus clients use them. */
@Injectable()
export class ProcessMetrics implements OnModuleDestroy {
  private readonly loopDelay = monitorEventLoopDelay({ resolution: 20 });

  constructor(registry: MetricsRegistry) {
    this.loopDelay.enable();
    const started = Date.now() / 1000 - process.uptime();
    const cpuSeconds = () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1e6;
    };
    registry.gauge('process_cpu_seconds_total', 'Processor time used.', cpuSeconds, 'counter');
    registry.gauge('process_start_time_seconds', 'Start of the process since the epoch.', () => started);
    registry.gauge('process_resident_memory_bytes', 'Resident memory.', () => process.memoryUsage.rss());
    registry.gauge(
      'nodejs_heap_size_used_bytes',
      'Used part of the heap.',
      () => process.memoryUsage().heapUsed,
    );
    registry.gauge('nodejs_eventloop_lag_p99_seconds', 'Delay of the event loop, 99th percentile.', () =>
      this.seconds(this.loopDelay.percentile(99)),
    );
    registry.gauge('nodejs_eventloop_lag_max_seconds', 'Longest delay of the event loop.', () =>
      this.seconds(this.loopDelay.max),
    );
  }

  onModuleDestroy(): void {
    this.loopDelay.disable();
  }

  /** Nanoseconds to seconds; before the first sample the maximum is 0 and the percentile is not a number anyone wants. */
  private seconds(nanoseconds: number): number {
    return Number.isFinite(nanoseconds) && this.loopDelay.count > 0 ? nanoseconds / 1e9 : 0;
  }
}
