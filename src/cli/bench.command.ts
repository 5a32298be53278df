import { cpus, totalmem } from 'node:os';
import { measureDelivery } from './bench/delivery-stages.js';
import { measureEnrichment } from './bench/enrich.js';
import { measureIngestion, type IngestResult } from './bench/ingest.js';
import { measureInMemory } from './bench/memory-stages.js';
import { peakMemoryMB, type Stage } from './bench/stage.js';
import { CommandError, print, printJson, table } from './output.js';

export interface BenchOptions {
  /** Readers of the run into the database; 0 leaves the database out. */
  readonly readers: number;
  readonly stories: number;
  readonly json?: boolean;
}

const BENCHES = ['enrich', 'ingest', 'pipeline'] as const;

/**
 * Measures the product on invented stories and readers, the same ones on every run.
 * @throws CommandError for a benchmark that does not exist
 */
export async function bench(name: string, options: BenchOptions): Promise<void> {
  const known = BENCHES.find((one) => one === name);
  if (known === undefined) {
    throw new CommandError(`there is no benchmark '${name}'; there is: ${BENCHES.join(', ')}`);
  }
  const start = performance.now();
  const { sizes, result } = await MEASURES[known](options);
  const report = {
    bench: name,
    machine: machine(),
    sizes,
    result: {
      seconds: Number(((performance.now() - start) / 1000).toFixed(1)),
      peakMemoryMB: peakMemoryMB(),
      ...result,
    },
  };
  if (options.json === true) printJson(report);
  else print(textOf(report));
}

interface Measured {
  readonly sizes: Readonly<Record<string, unknown>>;
  readonly result: {
    readonly perSecond: number;
    readonly p50Ms: number;
    readonly p99Ms: number;
    readonly stages: readonly Stage[];
    readonly bytesPerBriefing?: number;
    readonly bodyBytes?: number;
    readonly counts?: IngestResult['counts'];
    readonly window?: IngestResult['window'];
  };
}

const MEASURES: Readonly<
  Record<(typeof BENCHES)[number], (options: BenchOptions) => Measured | Promise<Measured>>
> = { enrich: enrichment, ingest, pipeline };

/** The headline figures are those of the whole of understanding a story of 60 words. */
function enrichment(): Measured {
  const { sizes, stages } = measureEnrichment(Date.now());
  const { perSecond, p50Ms, p99Ms } = stages.find((stage) => stage.name === 'understand')!;
  return { sizes: { ...sizes }, result: { perSecond, p50Ms, p99Ms, stages } };
}

/** The headline figures are those of the whole way in; `p50Ms` and `p99Ms` of a round of 500 stories. */
async function ingest({ stories }: BenchOptions): Promise<Measured> {
  const result = await measureIngestion(stories);
  return { sizes: { stories, window: result.window.at(-1)!.stories }, result };
}

async function pipeline(options: BenchOptions): Promise<Measured> {
  const memory = measureInMemory(Date.now());
  const delivery = options.readers === 0 ? undefined : await measureDelivery(options);
  const stages = [...memory.stages, ...(delivery?.stages ?? [])];
  const ranked = stages.find((stage) => stage.name === 'rank 5000')!;
  return {
    sizes: { ...memory.sizes, readers: options.readers, stories: options.stories },
    result: {
      /** Briefings claimed, assembled and stored on the first day; without a database: ranked from memory. */
      perSecond: delivery?.perSecond ?? ranked.perSecond,
      /** Of ranking 5,000 candidates for one reader. */
      p50Ms: ranked.p50Ms,
      p99Ms: ranked.p99Ms,
      ...delivery?.briefing,
      stages,
    },
  };
}

function machine(): { cpus: number; model: string; memoryGB: number; node: string } {
  const all = cpus();
  return {
    cpus: all.length,
    model: all[0]?.model ?? 'unknown',
    memoryGB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
  };
}

function textOf({
  machine: { cpus: count, model, memoryGB, node },
  sizes,
  result,
}: {
  machine: ReturnType<typeof machine>;
  sizes: Readonly<Record<string, unknown>>;
  result: {
    seconds: number;
    peakMemoryMB: number;
    bytesPerBriefing?: number;
    bodyBytes?: number;
    counts?: IngestResult['counts'];
    window?: IngestResult['window'];
    stages: readonly Stage[];
  };
}): string {
  const rows = result.stages.map((stage) => [
    stage.name,
    stage.of,
    stage.count,
    stage.seconds,
    stage.cpuSeconds,
    stage.perSecond,
    stage.p50Ms,
    stage.p99Ms,
    stage.peakMemoryMB,
  ]);
  const size =
    result.bytesPerBriefing === undefined
      ? []
      : [
          `A briefing takes ${result.bytesPerBriefing} bytes with its indexes, ${result.bodyBytes ?? 0} of them its body.`,
        ];
  const intake =
    result.counts === undefined
      ? []
      : [
          `Taken in: ${Object.entries(result.counts)
            .map(([name, value]) => `${name} ${value}`)
            .join(', ')}.`,
          '',
        ];
  return [
    `${count} × ${model}, ${memoryGB} GB, Node ${node}`,
    `Sizes: ${Object.entries(sizes)
      .map(([name, value]) => `${name} ${String(value)}`)
      .join(', ')}`,
    '',
    table([
      ['stage', 'of', 'count', 'seconds', 'CPU s', 'per second', 'p50 ms', 'p99 ms', 'peak MB'],
      ...rows,
    ]),
    '',
    ...size,
    ...intake,
    ...(result.window === undefined ? [] : [windowTable(result.window), '']),
    `In all ${result.seconds} s, at most ${result.peakMemoryMB} MB.`,
  ].join('\n');
}

/** Clustering in memory: what one story costs, by how many the window holds. */
function windowTable(points: IngestResult['window']): string {
  return table([
    ['in the window', 'older', 'add µs', 'run ms', 'µs a story', 'heap bytes a story', 'peak MB'],
    ...points.map((one) => [
      one.stories,
      one.older,
      one.addMicros,
      one.runMs,
      one.microsPerStory,
      one.heapBytesPerStory,
      one.peakMemoryMB,
    ]),
  ]);
}
