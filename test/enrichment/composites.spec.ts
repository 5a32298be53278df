import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { readEventSets, type EventSet } from '../../src/cli/composite-sources.js';
import { measureComposites } from '../../src/tuning/quality-composites.js';
import { sharedData } from '../support/shared-data.js';

const data = sharedData();

if (data === undefined) {
  describe('composites of the development data: ABSENT', () => {
    it('set SCOUT_DATA to verify every span', () => {
      console.warn('The evaluation data is absent: the spans of composites were not verified on it.');
      expect(data).toBeUndefined();
    });
  });
} else {
  describe('composites of the labelled editions', () => {
    let sets: readonly EventSet[];

    beforeAll(async () => {
      sets = await readEventSets(data, ['gold']);
    });

    it('cite every word of every event at the place where it stands', () => {
      const measured = sets.map(({ name, events }) =>
        measureComposites(name, events, () => performance.now()),
      );
      expect(measured.map(({ set }) => set)).toEqual(expect.arrayContaining(['e1', 'e2', 't1']));
      expect(measured.filter(({ problems }) => problems > 0)).toEqual([]);
      expect(measured.every(({ spans, events }) => spans >= events)).toBe(true);
    });
  });
}

/** The first two were read by who built the composites, the others blind: nobody knew which side was which. */
const SAMPLES = ['first', 'second', 'third', 'fourth', 'fifth'] as const;

interface Verdict {
  readonly sample: (typeof SAMPLES)[number];
  readonly event: string;
  readonly composite: Readonly<Record<'informative' | 'dangling' | 'repeated' | 'wrong', number>>;
  readonly baseline: Verdict['composite'];
  readonly better: 'composite' | 'baseline' | 'neither';
}

describe('composites judged by eye', () => {
  const judged = async (): Promise<ReadonlyMap<string, readonly Verdict[]>> => {
    const file = path.join(import.meta.dirname, 'composite-verdicts.json');
    const verdicts = JSON.parse(await readFile(file, 'utf8')) as readonly Verdict[];
    return Map.groupBy(verdicts, ({ sample }) => sample);
  };

  it('are samples of thirty, each event once in all of them', async () => {
    const samples = await judged();
    expect([...samples.keys()]).toEqual([...SAMPLES]);
    expect([...samples.values()].map(({ length }) => length)).toEqual(SAMPLES.map(() => 30));
    expect(new Set([...samples.values()].flat().map(({ event }) => event)).size).toBe(30 * SAMPLES.length);
  });

  it('win over the first sentences of one story, and repeat less than they did', async () => {
    const samples = await judged();
    const [third, fifth] = [samples.get('third')!, samples.get('fifth')!];
    const won = (by: Verdict['better']): number => fifth.filter(({ better }) => better === by).length;
    const repeated = (sample: readonly Verdict[]): number =>
      sample.reduce((sum, { composite }) => sum + composite.repeated, 0);
    expect(won('composite')).toBeGreaterThan(won('baseline'));
    expect(repeated(fifth)).toBeLessThan(repeated(third) / 2);
  });
});
