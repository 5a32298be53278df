import { readQualityLabels, type QualityLabels } from '../../src/cli/quality-labels.js';
import { createUnderstanding } from '../../src/enrichment/understand.js';
import { measureKinds, type KindQuality } from '../../src/tuning/quality-kinds.js';
import { sharedData } from '../support/shared-data.js';

const data = sharedData();

if (data === undefined) {
  describe('kinds of fact labelled by eye: ABSENT', () => {
    it('set SCOUT_DATA to measure the kinds of fact', () => {
      console.warn('The corpora are absent: the kinds of fact were not measured.');
      expect(data).toBeUndefined();
    });
  });
} else {
  describe('kinds of fact labelled by eye', () => {
    let labels: QualityLabels;
    let measured: KindQuality[];

    beforeAll(async () => {
      labels = await readQualityLabels(data);
      measured = measureKinds(labels.kindLabels, labels.judgedStories, createUnderstanding());
    });

    it('are samples of different stories, all of them in the corpora', () => {
      expect(measured.map(({ sample, stories }) => [sample, stories])).toEqual([
        ['a', 100],
        ['b', 100],
        ['c', 150],
      ]);
      expect(new Set(labels.kindLabels.map(({ story }) => story)).size).toBe(350);
    });

    it.each([
      ['a', 0.75, 0.7],
      ['b', 0.65, 0.7],
      ['c', 0.65, 0.7],
    ] as const)('on sample %s reach a micro-F1 of %d and a precision of %d', (sample, f1, precision) => {
      const { micro, baseline } = measured.find((one) => one.sample === sample)!;
      console.info(
        `Kinds of fact, sample ${sample}: precision ${micro.precision.toFixed(2)}, recall ${micro.recall.toFixed(2)}, F1 ${micro.f1.toFixed(2)} (most frequent kind ${baseline.toFixed(2)}).`,
      );
      expect(micro.f1).toBeGreaterThanOrEqual(f1);
      expect(micro.precision).toBeGreaterThanOrEqual(precision);
      expect(micro.f1).toBeGreaterThan(2 * baseline);
    });
  });
}
