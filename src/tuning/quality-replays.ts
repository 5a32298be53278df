import type { Section } from './quality-format.js';
import type { NamedFigures, ReplayFigures, ReplayReport } from './replay-log.js';
import type { PrequentialReport } from './replay-prequential.js';

type Measure = keyof ReplayFigures;

/** What a protocol of behaviour asks: its measures, each so much above a baseline of the same run. */
interface ReplayPromise {
  readonly log: string;
  readonly baseline: string;
  readonly above: Partial<Record<Measure, { readonly floor: number; readonly goal: number }>>;
}

/** As protocols.md has them; the goal of P2 is that of the developers' file, from which the last fifth is kept back. */
const PROMISES: Readonly<Record<ReplayReport['protocol'], ReplayPromise>> = {
  p1: {
    log: 'Deskdrop, sampled negatives, five splits',
    baseline: 'ease',
    above: { recall5: { floor: 0, goal: 0.03 }, recall10: { floor: 0, goal: 0.04 } },
  },
  p2: {
    log: 'Deskdrop, in time',
    baseline: 'popularity-2h',
    above: {
      mrr: { floor: 0.08, goal: 0.13 },
      ndcg10: { floor: 0.07, goal: 0.12 },
      recall10: { floor: 0.05, goal: 0.08 },
    },
  },
  p3: {
    log: 'IBM, without times, five splits',
    baseline: 'ease',
    above: { recall10: { floor: 0, goal: 0.018 }, ndcg10: { floor: 0, goal: 0.014 } },
  },
};
const NAMES: Readonly<Record<Measure, string>> = {
  mrr: 'MRR',
  ndcg10: 'nDCG@10',
  recall5: 'Recall@5',
  recall10: 'Recall@10',
};

/** One figure of a replay with the floor and the goal that its own baseline sets. */
export interface ReplayFigure {
  readonly protocol: 'P1' | 'P2' | 'P3';
  readonly what: string;
  readonly value: number;
  readonly floor: number;
  readonly goal: number;
}

/** The figures that a protocol makes a promise of. @throws RangeError where the baseline was not measured */
export function replayFigures({ protocol, result, baselines }: ReplayReport): ReplayFigure[] {
  const promise = PROMISES[protocol];
  const baseline = baselines.find(({ name }) => name === promise.baseline);
  if (baseline === undefined) throw new RangeError(`${protocol}: ${promise.baseline} was not measured`);
  return (Object.keys(promise.above) as Measure[]).map((measure) => {
    const { floor, goal } = promise.above[measure]!;
    return {
      protocol: protocol.toUpperCase() as ReplayFigure['protocol'],
      what: `${NAMES[measure]}${protocol === 'p2' ? ', released' : ''} (${promise.baseline} ${baseline[measure]!.toFixed(3)})`,
      value: result[measure]!,
      floor: baseline[measure]! + floor,
      goal: baseline[measure]! + goal,
    };
  });
}

/** All replays beside their baselines. */
export function replaysSection(replays: readonly (ReplayReport | PrequentialReport)[]): Section {
  const measures = Object.keys(NAMES) as Measure[];
  const row = (log: string, { name, ...figures }: NamedFigures): string[] => [
    log,
    name,
    ...measures.map((measure) => figures[measure]?.toFixed(4).replace(/^0/, '') ?? '–'),
  ];
  return {
    title: 'P: behaviour',
    text: 'What readers took next, from what was known strictly before (P2), or of what was held out (P1, P3). P2 is told three times: with weights released from the bounds of the team, within them, and with what nobody could have ranked (cold and stale targets) counted as 0. The columns of the learner were chosen on these logs.',
    rows: [
      ['log', 'ranker', ...measures.map((measure) => NAMES[measure])],
      ...replays.flatMap((replay) => {
        const log = `${replay.protocol.toUpperCase()}: ${PROMISES[replay.protocol].log}`;
        return [
          ...replay.baselines.map((one) => row(log, one)),
          row(log, { name: '**Scout**', ...replay.result }),
          ...('bounded' in replay
            ? [
                row(log, { name: 'Scout within bounds', ...replay.bounded }),
                row(log, { name: 'Scout, cold and stale as 0', ...replay.strict }),
              ]
            : []),
        ];
      }),
    ],
  };
}
