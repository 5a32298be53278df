import { Injectable } from '@nestjs/common';
import { type Histogram, MetricsRegistry } from './metrics.js';

/** Seconds; from an answer out of memory to one that somebody complains about. */
const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** How long requests took, by route. */
@Injectable()
export class HttpMetrics {
  private readonly durations: Histogram;

  constructor(registry: MetricsRegistry) {
    this.durations = registry.histogram(
      'http_request_duration_seconds',
      'Time from the first byte of a request to the last of its answer.',
      ['method', 'route', 'status'],
      BOUNDS,
    );
  }

  /** @param route the template of the route, such as `/v1/readers/:id` */
  record(method: string, route: string, status: number, seconds: number): void {
    this.durations.observe([method, route, String(status)], seconds);
  }
}
