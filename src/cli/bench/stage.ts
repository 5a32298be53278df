import { Progress } from '../output.js';

/** One measured stage. Times are wall-clock unless they are called CPU. */
export interface Stage {
  readonly name: string;
  /** What is counted. */
  readonly of: string;
  readonly count: number;
  readonly seconds: number;
  /** Processor time of this process, all threads; unlike the rest it hardly changes with what else the machine does. */
  readonly cpuSeconds: number;
  readonly perSecond: number;
  /** Of one item, or of one page where items are worked off in pages. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** The most memory the process has held so far, this stage included. */
  readonly peakMemoryMB: number;
}

/** Does the work once for each item, one after the other, and takes the time of each. */
export function measure<T>(
  name: string,
  of: string,
  items: readonly T[],
  warmUp: readonly T[],
  work: (item: T) => void,
): Stage {
  for (const item of warmUp) work(item);
  const progress = new Progress(name, items.length);
  const times = new Float64Array(items.length);
  const cpu = process.cpuUsage();
  let seconds = 0;
  items.forEach((item, i) => {
    const start = performance.now();
    work(item);
    const ms = performance.now() - start;
    times[i] = ms;
    seconds += ms / 1000;
    progress.at(i + 1);
  });
  progress.end();
  return stageOf({ name, of, count: items.length }, { seconds, cpuSeconds: cpuSeconds(cpu) }, times);
}

/** @param times of the parts, milliseconds; may be of pages that ran side by side */
export function stageOf(
  what: Pick<Stage, 'name' | 'of' | 'count'>,
  took: Pick<Stage, 'seconds' | 'cpuSeconds'>,
  times: Iterable<number>,
): Stage {
  const sorted = Float64Array.from(times).sort();
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return {
    ...what,
    seconds: rounded(took.seconds),
    cpuSeconds: rounded(took.cpuSeconds),
    perSecond: rounded(what.count / took.seconds),
    p50Ms: rounded(at(0.5)),
    p99Ms: rounded(at(0.99)),
    peakMemoryMB: peakMemoryMB(),
  };
}

/** Wall-clock and processor time from now until the function that is returned is called. */
export function stopwatch(): () => Pick<Stage, 'seconds' | 'cpuSeconds'> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  return () => ({ seconds: (performance.now() - start) / 1000, cpuSeconds: cpuSeconds(cpu) });
}

function cpuSeconds(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1e6;
}

/** The most memory this process has ever held at once (resident set), in MiB. */
export function peakMemoryMB(): number {
  return Math.round(process.resourceUsage().maxRSS / 1024);
}

/** Four digits are more than a measurement of this kind holds. */
export function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
