import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { EVENT_WINDOW_MS } from '../../catalog/events/event-assignment.js';
import { createEntityLinker } from '../../enrichment/entities/entities.js';
import { createEventClusterer, type EventClusterer } from '../../enrichment/events/event-clusters.js';
import type { EventStory } from '../../enrichment/events/event-terms.js';
import { Progress } from '../output.js';
import { inventReports, publisherName, take, type InventedReport } from './ingest-feeds.js';
import { peakMemoryMB, rounded } from './stage.js';

/** What one more story costs when the window holds so many. */
export interface WindowPoint {
  /** Stories within the window, copies included. */
  readonly stories: number;
  /** Stories that have left it. */
  readonly older: number;
  /** Processor time of adding one story, microseconds; mean of the last runs. */
  readonly addMicros: number;
  /** Processor time of what a run does besides, once for all of its stories: settling and revising. */
  readonly runMs: number;
  /** Both together. */
  readonly microsPerStory: number;
  /** Heap of the clusterer for each story of the window, after a garbage collection. */
  readonly heapBytesPerStory: number;
  readonly peakMemoryMB: number;
}

/** Stories of a run while it is measured: about what a round of fetches brings. */
const RUN = 50;
/** Stories that the window is filled with at once, as after a restart: with the events that they were made for. */
const FILLING = 500;
const MEASURED_RUNS = 10;

/**
 * Clusters a stream in memory, at a rate at which the window holds the largest of the sizes when it is full, and looks at the
 * cost on the way; then goes on until as many stories have left the window again.
 * @param sizes of the window, rising by 500 or more
 */
export function measureWindow(sizes: readonly number[], seed: number): WindowPoint[] {
  const largest = sizes.at(-1)!;
  const stream = inventReports(Date.UTC(2026, 0, 5), EVENT_WINDOW_MS / largest, seed);
  const linker = createEntityLinker();
  const clusterer = createEventClusterer({ windowMs: EVENT_WINDOW_MS });
  const progress = new Progress('stories in the window', 2 * largest);
  // The tables of words are loaded with the first story, on a clusterer that is thrown away.
  createEventClusterer().add(asStory(stream.next().value, linker));
  const before = heapBytes();
  const points: WindowPoint[] = [];
  let added = 0;
  for (const upTo of [...sizes, 2 * largest]) {
    while (added < upTo - MEASURED_RUNS * RUN) {
      const count = Math.min(FILLING, upTo - MEASURED_RUNS * RUN - added);
      for (const report of take(stream, count)) {
        clusterer.restore(asStory(report, linker), report.event, report.copyOf);
      }
      added += count;
      progress.at(added);
    }
    const took = { add: 0, run: 0 };
    for (let run = 0; run < MEASURED_RUNS; run++) {
      const one = runOf(
        clusterer,
        take(stream, RUN).map((report) => asStory(report, linker)),
      );
      took.add += one.add;
      took.run += one.run;
      added += RUN;
    }
    const stories = Math.min(added, largest);
    const measured = MEASURED_RUNS * RUN;
    points.push({
      stories,
      older: added - stories,
      addMicros: rounded(took.add / measured),
      runMs: rounded(took.run / MEASURED_RUNS / 1_000),
      microsPerStory: rounded((took.add + took.run) / measured),
      heapBytesPerStory: Math.round((heapBytes() - before) / stories),
      peakMemoryMB: peakMemoryMB(),
    });
  }
  progress.end();
  return points;
}

/** A run as the catalogue makes it. @returns processor time in microseconds */
function runOf(clusterer: EventClusterer, stories: readonly EventStory[]): { add: number; run: number } {
  const start = cpuMicros();
  clusterer.settle();
  const settled = cpuMicros();
  for (const story of stories) clusterer.add(story);
  const added = cpuMicros();
  clusterer.revise();
  return { add: added - settled, run: settled - start + (cpuMicros() - added) };
}

function cpuMicros(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

function asStory(report: InventedReport, linker: ReturnType<typeof createEntityLinker>): EventStory {
  const { id, title, summary, url, publisher, publishedAt } = report;
  const source = publisherName(publisher);
  const entities = linker.link({ id, title, summary, source, url }).map(({ entity }) => entity);
  return { id, title, summary, url, source, publishedAt, entities };
}

let collect: (() => void) | undefined;

/** What is in use on the heap when all garbage is gone. */
function heapBytes(): number {
  if (collect === undefined) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as () => void;
  }
  collect();
  return process.memoryUsage().heapUsed;
}
