import { cpus, totalmem } from 'node:os';
import { measureDelivery } from './bench/delivery-stages.js';
import { type DigestBenchResult, measureDigest } from './bench/digest.js';
import { digestText } from './bench/digest-text.js';
import { measureEnrichment } from './bench/enrich.js';
import { measureFeed, type FeedBenchResult } from './bench/feed.js';
import { measureIngestion, type IngestResult } from './bench/ingest.js';
import { measureInMemory } from './bench/memory-stages.js';
import { measureRanking, type RankBenchResult } from './bench/rank.js';
import { peakMemoryMB, type Stage } from './bench/stage.js';
import { CommandError, print, printJson, table } from './output.js';

export interface BenchOptions {
  /** Readers of the run into the database, 0 leaves the database out; for `feed` and `rank` all there are. */
  readonly readers?: number;
  readonly stories?: number;
  /** Of `digest`: requests for feeds a second meanwhile. */
  readonly feeds?: number;
  readonly json?: boolean;
}

const BENCHES = ['digest', 'enrich', 'feed', 'ingest', 'pipeline', 'rank'] as const;
const READERS_IN_DATABASE = 20_000;
const READERS_IN_MEMORY = 100_000;
const READERS_OF_FEEDS = 100_000;
const FEEDS_MEANWHILE = 100;
const READERS_OF_DIGEST = 50_000;
const STORIES_IN_DATABASE = 2_000;
const STORIES_OF_FEEDS = 5_000;

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
  if (known === 'digest') {
    const { readers = READERS_OF_DIGEST, stories = STORIES_IN_DATABASE } = options;
    const result = await measureDigest({ readers, stories, feeds: options.feeds ?? FEEDS_MEANWHILE });
    tellDigest(result, { readers, stories }, options.json === true);
    return;
  }
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
    readonly bytesPerReader?: RankBenchResult['bytesPerReader'];
    readonly shares?: RankBenchResult['shares'];
    readonly loadAverage?: number;
    readonly bytesPerAnswer?: FeedBenchResult['bytesPerAnswer'];
  };
}

const MEASURES: Readonly<
  Record<Exclude<(typeof BENCHES)[number], 'digest'>, (options: BenchOptions) => Measured | Promise<Measured>>
> = { enrich: enrichment, feed, ingest, pipeline, rank };

function tellDigest(result: DigestBenchResult, sizes: Readonly<Record<string, number>>, json: boolean): void {
  if (json) printJson({ bench: 'digest', machine: machine(), sizes, result });
  else print(`${machineText()}\n\n${digestText(result)}`);
}

/** The headline figures are those of the whole of understanding a story of 60 words. */
function enrichment(): Measured {
  const { sizes, stages } = measureEnrichment(Date.now());
  const { perSecond, p50Ms, p99Ms } = stages.find((stage) => stage.name === 'understand')!;
  return { sizes: { ...sizes }, result: { perSecond, p50Ms, p99Ms, stages } };
}

/** `perSecond` is the highest rate; `p50Ms` and `p99Ms` are at half of it. */
async function feed({
  readers = READERS_OF_FEEDS,
  stories = STORIES_OF_FEEDS,
}: BenchOptions): Promise<Measured> {
  const { events, ...result } = await measureFeed({ readers, stories });
  return { sizes: { readers, stories, events }, result };
}

/** The headline figures are those of the whole way in; `p50Ms` and `p99Ms` of a round of 500 stories. */
async function ingest({ stories = STORIES_IN_DATABASE }: BenchOptions): Promise<Measured> {
  const result = await measureIngestion(stories);
  return { sizes: { stories, window: result.window.at(-1)!.stories }, result };
}

async function pipeline(options: BenchOptions): Promise<Measured> {
  const memory = measureInMemory(Date.now());
  const { readers = READERS_IN_DATABASE, stories = STORIES_IN_DATABASE } = options;
  const delivery = readers === 0 ? undefined : await measureDelivery({ readers, stories });
  const stages = [...memory.stages, ...(delivery?.stages ?? [])];
  const ranked = stages.find((stage) => stage.name === 'rank 5000')!;
  return {
    sizes: { ...memory.sizes, readers, stories },
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

/** The headline figures are those of 5,000 candidates on two threads. */
async function rank({ readers = READERS_IN_MEMORY }: BenchOptions): Promise<Measured> {
  return { sizes: { readers }, result: await measureRanking(readers, Date.now()) };
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

function machineText(): string {
  const { cpus: count, model, memoryGB, node } = machine();
  return `${count} × ${model}, ${memoryGB} GB, Node ${node}`;
}

function textOf({
  sizes,
  result,
}: {
  sizes: Readonly<Record<string, unknown>>;
  result: {
    seconds: number;
    peakMemoryMB: number;
    bytesPerBriefing?: number;
    bodyBytes?: number;
    counts?: IngestResult['counts'];
    window?: IngestResult['window'];
    bytesPerReader?: RankBenchResult['bytesPerReader'];
    shares?: RankBenchResult['shares'];
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
    machineText(),
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
    ...readersInMemory(result),
    `In all ${result.seconds} s, at most ${result.peakMemoryMB} MB.`,
  ].join('\n');
}

/** What a reader takes, and where the time of a ranking goes. */
function readersInMemory({ bytesPerReader, shares = {} }: Partial<RankBenchResult>): string[] {
  if (bytesPerReader === undefined) return [];
  const { packed, largest, heap } = bytesPerReader;
  return [
    table([
      ['of a ranking', '%'],
      ...Object.entries(shares).map(([part, share]) => [part, (100 * share).toFixed(1)]),
    ]),
    '',
    `A reader takes ${packed} bytes packed, the largest ${largest}; ${heap} bytes of heap with all that readers share.`,
  ];
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
