import { MetricsRegistry } from './metrics.js';

describe('the metrics', () => {
  it('are written in the Prometheus text format', () => {
    const registry = new MetricsRegistry();
    const jobs = registry.counter('jobs_total', 'Jobs done.', ['queue']);
    jobs.add(['fetch']);
    jobs.add(['fetch'], 2);
    jobs.add(['a "b"\n\\']);
    registry.gauge('ready', 'Readiness.', () => 1);
    const seconds = registry.histogram('took_seconds', 'Time.', ['route'], [0.1, 1]);
    for (const value of [0.05, 0.1, 0.5, 3]) seconds.observe(['/v1/readers/:id'], value);

    expect(registry.text().split('\n')).toEqual([
      '# HELP jobs_total Jobs done.',
      '# TYPE jobs_total counter',
      'jobs_total{queue="fetch"} 3',
      'jobs_total{queue="a \\"b\\"\\n\\\\"} 1',
      '# HELP ready Readiness.',
      '# TYPE ready gauge',
      'ready 1',
      '# HELP took_seconds Time.',
      '# TYPE took_seconds histogram',
      'took_seconds_bucket{route="/v1/readers/:id",le="0.1"} 2',
      'took_seconds_bucket{route="/v1/readers/:id",le="1"} 3',
      'took_seconds_bucket{route="/v1/readers/:id",le="+Inf"} 4',
      'took_seconds_sum{route="/v1/readers/:id"} 3.65',
      'took_seconds_count{route="/v1/readers/:id"} 4',
      '',
    ]);
  });

  it('refuse a name twice', () => {
    const registry = new MetricsRegistry();
    registry.counter('jobs_total', 'Jobs done.');
    expect(() => registry.counter('jobs_total', 'Jobs done.')).toThrow('jobs_total');
  });
});
