import { Injectable, Logger } from '@nestjs/common';

/** Label values in the order of the metric's label names. */
type Labels = readonly string[];

interface Metric {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  lines(): Iterable<string>;
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');
}

function series(name: string, labelNames: readonly string[], labels: Labels, value: number): string {
  const pairs = labelNames.map((label, at) => `${label}="${escaped(labels[at] ?? '')}"`);
  return `${name}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${value}`;
}

/** One number per combination of labels, which only grows. */
export class Counter implements Metric {
  readonly type = 'counter';
  private readonly values = new Map<string, { labels: Labels; value: number }>();

  constructor(
    readonly name: string,
    readonly help: string,
    private readonly labelNames: readonly string[],
  ) {}

  add(labels: Labels = [], amount = 1): void {
    const key = labels.join('\0');
    const entry = this.values.get(key);
    if (entry === undefined) this.values.set(key, { labels, value: amount });
    else entry.value += amount;
  }

  *lines(): Iterable<string> {
    for (const { labels, value } of this.values.values()) {
      yield series(this.name, this.labelNames, labels, value);
    }
  }
}

/** A number that is read when somebody asks. */
class Gauge implements Metric {
  constructor(
    readonly name: string,
    readonly help: string,
    readonly type: 'gauge' | 'counter',
    private readonly read: () => number,
  ) {}

  *lines(): Iterable<string> {
    yield series(this.name, [], [], this.read());
  }
}

/** One number per combination of labels, as it was last seen. */
export class Levels implements Metric {
  readonly type = 'gauge';
  private readonly values = new Map<string, { labels: Labels; value: number }>();

  constructor(
    readonly name: string,
    readonly help: string,
    private readonly labelNames: readonly string[],
  ) {}

  set(labels: Labels, value: number): void {
    this.values.set(labels.join('\0'), { labels, value });
  }

  *lines(): Iterable<string> {
    for (const { labels, value } of this.values.values()) {
      yield series(this.name, this.labelNames, labels, value);
    }
  }
}

/** How observations spread over fixed bounds. */
export class Histogram implements Metric {
  readonly type = 'histogram';
  private readonly values = new Map<string, { labels: Labels; counts: Float64Array; sum: number }>();

  /** @param bounds upper bounds of the buckets, ascending; the last bucket, without bound, is added */
  constructor(
    readonly name: string,
    readonly help: string,
    private readonly labelNames: readonly string[],
    private readonly bounds: readonly number[],
  ) {}

  observe(labels: Labels, value: number): void {
    const key = labels.join('\0');
    let entry = this.values.get(key);
    if (entry === undefined) {
      entry = { labels, counts: new Float64Array(this.bounds.length + 1), sum: 0 };
      this.values.set(key, entry);
    }
    const bucket = this.bounds.findIndex((bound) => value <= bound);
    entry.counts[bucket === -1 ? this.bounds.length : bucket]! += 1;
    entry.sum += value;
  }

  *lines(): Iterable<string> {
    const bucketLabels = [...this.labelNames, 'le'];
    for (const { labels, counts, sum } of this.values.values()) {
      let total = 0;
      for (const [at, count] of counts.entries()) {
        total += count;
        const bound = this.bounds[at];
        yield series(
          `${this.name}_bucket`,
          bucketLabels,
          [...labels, bound === undefined ? '+Inf' : String(bound)],
          total,
        );
      }
      yield series(`${this.name}_sum`, this.labelNames, labels, sum);
      yield series(`${this.name}_count`, this.labelNames, labels, total);
    }
  }
}

/** What is looked up serves every scrape of so long. */
const FRESH_MS = 5_000;

/** Every metric of the process, written in the Prometheus text format 0.0.4. */
@Injectable()
export class MetricsRegistry {
  private readonly logger = new Logger('Metrics');
  private readonly metrics = new Map<string, Metric>();
  private readonly looks: (() => Promise<void>)[] = [];
  private looking: Promise<void> | undefined;
  private lookedAt = -Infinity;

  counter(name: string, help: string, labelNames: readonly string[] = []): Counter {
    return this.add(new Counter(name, help, labelNames));
  }

  /** A number that is read on each scrape; `kind` is `counter` for one that only grows. */
  gauge(name: string, help: string, read: () => number, kind: 'gauge' | 'counter' = 'gauge'): void {
    this.add(new Gauge(name, help, kind, read));
  }

  histogram(name: string, help: string, labelNames: readonly string[], bounds: readonly number[]): Histogram {
    return this.add(new Histogram(name, help, labelNames, bounds));
  }

  /** Numbers that are looked up: set by what is registered with {@link beforeText}. */
  levels(name: string, help: string, labelNames: readonly string[] = []): Levels {
    return this.add(new Levels(name, help, labelNames));
  }

  /** Has something looked up before a scrape, every few seconds at most; what fails keeps its last values. */
  beforeText(look: () => Promise<void>): void {
    this.looks.push(look);
  }

  /** Looks up what has to be. Scrapes at the same time share the answer. */
  async refresh(): Promise<void> {
    if (performance.now() - this.lookedAt < FRESH_MS) return;
    this.looking ??= Promise.all(
      this.looks.map((look) =>
        look().catch((error: unknown) => {
          this.logger.warn(error instanceof Error ? error.message : String(error));
        }),
      ),
    ).then(() => {
      this.lookedAt = performance.now();
      this.looking = undefined;
    });
    await this.looking;
  }

  text(): string {
    const lines: string[] = [];
    for (const metric of this.metrics.values()) {
      lines.push(`# HELP ${metric.name} ${metric.help}`, `# TYPE ${metric.name} ${metric.type}`);
      lines.push(...metric.lines());
    }
    return lines.join('\n') + '\n';
  }

  private add<T extends Metric>(metric: T): T {
    if (this.metrics.has(metric.name)) throw new Error(`The metric ${metric.name} is declared twice.`);
    this.metrics.set(metric.name, metric);
    return metric;
  }
}
