import { mulberry32 } from '../ranking/random.js';
import { replayHeldOut } from './replay-held-out.js';
import type { ReplayEvent } from './replay-log.js';
import { replaySampled } from './replay-sampled.js';

/** Two camps of readers, each with 80 stories of its own, of which a reader touches about ten. */
function camps(titled = false): ReplayEvent[] {
  const random = mulberry32(11);
  return Array.from({ length: 40 }, (_, reader) => reader).flatMap((reader) =>
    Array.from({ length: 12 }, (): ReplayEvent => {
      const story = (reader % 2) * 80 + Math.floor(80 * random() ** 2);
      return {
        reader: `r${reader}`,
        story: `s${story}`,
        kind: 'view',
        groups: [],
        ...(titled ? { title: story < 80 ? `garden ${story}` : `kitchen ${story}` } : {}),
      };
    }),
  );
}

describe.each([
  ['p1', replaySampled],
  ['p3', replayHeldOut],
] as const)('%s', (protocol, run) => {
  it('learns the camps, names its baselines, and gives the same bits twice', () => {
    const report = run(camps(), { seeds: [1] });
    expect(report.protocol).toBe(protocol);
    expect(report.baselines.map(({ name }) => name)).toEqual(['popularity', 'item-knn', 'ease']);
    expect(report.result.recall10).toBeGreaterThan(report.baselines[0]!.recall10! + 0.05);
    expect(run(camps(), { seeds: [1] })).toEqual(report);
  });

  it('takes titles, and refuses logs of readers with too little', () => {
    expect(run(camps(true), { seeds: [1] }).result.recall10).toBeGreaterThan(0.2);
    expect(() => run(camps().slice(0, 3))).toThrow('no reader touched five stories');
    expect(() => run([])).toThrow('no events');
  });
});

it('p1 counts every hidden story of every split, p3 every reader', () => {
  const log = camps();
  const sizes = [...Map.groupBy(log, (event) => event.reader).values()].map(
    (own) => new Set(own.map((event) => event.story)).size,
  );
  const hidden = sizes.reduce((sum, size) => sum + (size < 5 ? 0 : Math.floor(0.2 * size + 0.5)), 0);
  const seeds = [3];
  expect(replaySampled(log, { seeds }).events).toBe(hidden);
  expect(replayHeldOut(log, { seeds }).events).toBe(sizes.filter((size) => size >= 5).length);
});
