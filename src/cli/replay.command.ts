import { replayHeldOut } from '../tuning/replay-held-out.js';
import type { NamedFigures, ReplayReport } from '../tuning/replay-log.js';
import { type PrequentialReport, replayPrequential } from '../tuning/replay-prequential.js';
import { replaySampled } from '../tuning/replay-sampled.js';
import { BadLines, readStories } from './input-files.js';
import type { Json } from './options.js';
import { CommandError, print, printJson, Progress, table, tell } from './output.js';
import { readProfile } from './rank.command.js';
import { readReplayEvents } from './replay-events.js';

export interface ReplayOptions extends Json {
  readonly protocol: ReplayReport['protocol'];
  readonly events: string;
  readonly stories?: string;
  readonly profile?: string;
  /** Share of the time span. */
  readonly countFrom?: number;
  readonly maxBad: number;
}

/**
 * What ranking by behaviour would have reached on a log: protocol P1, P2 or P3 beside its baselines, in one run.
 * @throws CommandError
 */
export async function replay(options: ReplayOptions): Promise<void> {
  const { protocol } = options;
  if (protocol !== 'p2' && options.countFrom !== undefined)
    throw new CommandError(`--count-from needs times, which protocol ${protocol} does not use`);
  if (protocol !== 'p2' && options.profile !== undefined)
    tell(`the profile takes no part in protocol ${protocol}: its weights are learned from nothing`);
  const bad = new BadLines(options.maxBad);
  const profile = options.profile === undefined ? undefined : await readProfile(options.profile);
  const known =
    options.stories === undefined
      ? undefined
      : new Map((await readStories(options.stories, bad)).map(({ id, title }) => [id, title]));
  const log = await readReplayEvents(options.events, bad);
  const events =
    known === undefined
      ? log
      : log.flatMap((event) => {
          const title = known.get(event.story);
          return title === undefined ? [] : [{ ...event, title }];
        });
  const bar = new Progress(`replay ${protocol}`, 1000);
  const progress = (done: number, total: number): void => {
    bar.at(Math.floor((1000 * done) / total));
  };
  let report: ReplayReport | PrequentialReport;
  if (protocol === 'p1') report = replaySampled(events, { progress });
  else if (protocol === 'p3') report = replayHeldOut(events, { progress });
  else {
    report = replayPrequential(events, {
      progress,
      ...(options.countFrom === undefined ? {} : { countFrom: options.countFrom }),
      ...(profile === undefined ? {} : { profile }),
    });
  }
  bar.end();
  if (options.json === true) printJson(report);
  else for (const line of linesOf(report)) print(line);
  bad.finish();
}

function linesOf(report: ReplayReport | PrequentialReport): string[] {
  const named: NamedFigures[] = [...report.baselines, { name: 'result', ...report.result }];
  if ('bounded' in report) {
    named.push({ name: 'within bounds', ...report.bounded });
    named.push({ name: 'cold, stale as 0', ...report.strict });
  }
  const measures = (['mrr', 'ndcg10', 'recall5', 'recall10'] as const).filter(
    (measure) => report.result[measure] !== undefined,
  );
  const lines = [
    `Protocol ${report.protocol.toUpperCase()}: ${report.events} counted`,
    table([
      ['', ...measures],
      ...named.map((one) => [one.name, ...measures.map((measure) => (one[measure] ?? NaN).toFixed(4))]),
    ]),
  ];
  if ('cold' in report) {
    lines.push(
      `${report.cold} targets never seen before (cold), ${report.stale} untouched for 14 days (stale); median ${report.medianCandidates} candidates`,
    );
  }
  return lines;
}
