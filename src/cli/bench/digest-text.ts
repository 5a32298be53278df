import { table } from '../output.js';
import type { DigestBenchResult } from './digest.js';
import { stageTable } from './digest-stages.js';

/** The result for people. */
export function digestText(result: DigestBenchResult): string {
  const { cpuMicros: cpu, feed } = result;
  return [
    stageTable(result.stages),
    '',
    table([
      ['the run', ''],
      ['queue', result.queue],
      ['worker processes', result.workers],
      ['briefings', result.briefings],
      ['seconds', result.runSeconds],
      ['a second', result.perSecond],
      ['µs of CPU a briefing: workers', cpu.workers],
      ['µs of CPU a briefing: PostgreSQL', cpu.database],
      ['µs of CPU a briefing: API', cpu.api],
      ['a second, if two cores had nothing else to do', result.perSecondOnTwoCores],
      ['bytes stored a briefing, indexes included', result.bytesPerBriefing],
      ['bytes of its body', result.bodyBytes],
      ['bytes of write-ahead log a briefing', result.walBytesPerBriefing],
      ['load average at the end', result.loadAverage],
    ]),
    '',
    table([
      ['second', 'MB of each worker'],
      ...result.workerMB.map(({ second, each }) => [second, each.join(', ')]),
    ]),
    '',
    feed === undefined
      ? 'No feeds were asked for meanwhile.'
      : `${feed.answers} feeds at ${feed.rate} a second meanwhile, ${feed.failed} failed: p50 ${feed.p50Ms} ms, p99 ${feed.p99Ms} ms.`,
  ].join('\n');
}
