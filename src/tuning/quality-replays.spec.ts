import { replayFigures, replaysSection } from './quality-replays.js';
import type { ReplayReport } from './replay-log.js';

const p2: ReplayReport = {
  protocol: 'p2',
  events: 100,
  result: { mrr: 0.5, ndcg10: 0.6, recall10: 0.7 },
  baselines: [
    { name: 'random', mrr: 0.03, ndcg10: 0.02, recall10: 0.05 },
    { name: 'popularity-2h', mrr: 0.4, ndcg10: 0.5, recall10: 0.68 },
  ],
};

describe('figures of replays', () => {
  it('take floor and goal from the baseline of the same run', () => {
    const figures = replayFigures(p2);
    expect(figures.map(({ what }) => what)).toEqual([
      'MRR, released (popularity-2h 0.400)',
      'nDCG@10, released (popularity-2h 0.500)',
      'Recall@10, released (popularity-2h 0.680)',
    ]);
    const bounds = [
      [0.48, 0.53],
      [0.57, 0.62],
      [0.73, 0.76],
    ] as const;
    figures.forEach(({ floor, goal }, i) => {
      expect(floor).toBeCloseTo(bounds[i]![0], 9);
      expect(goal).toBeCloseTo(bounds[i]![1], 9);
    });
  });

  it('are refused where the baseline was not measured', () => {
    expect(() => replayFigures({ ...p2, baselines: [] })).toThrow(RangeError);
  });

  it('stand beside every baseline', () => {
    const { rows } = replaysSection([p2]);
    expect(rows.map((row) => row.slice(1))).toEqual([
      ['ranker', 'MRR', 'nDCG@10', 'Recall@5', 'Recall@10'],
      ['random', '.0300', '.0200', '–', '.0500'],
      ['popularity-2h', '.4000', '.5000', '–', '.6800'],
      ['**Scout**', '.5000', '.6000', '–', '.7000'],
    ]);
  });
});
