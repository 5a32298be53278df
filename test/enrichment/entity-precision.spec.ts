import { readQualityLabels, type QualityLabels } from '../../src/cli/quality-labels.js';
import { createEntityLinker } from '../../src/enrichment/entities/entities.js';
import { ENTITIES } from '../../src/knowledge/entities.js';
import { measureEntities, type EntityQuality } from '../../src/tuning/quality-entities.js';
import { sharedData } from '../support/shared-data.js';

const data = sharedData();

if (data === undefined) {
  describe('names judged by eye: ABSENT', () => {
    it('set SCOUT_DATA to measure the precision of names', () => {
      console.warn('The corpora are absent: the precision of the linked names was not measured.');
      expect(data).toBeUndefined();
    });
  });
} else {
  describe('names judged by eye', () => {
    let labels: QualityLabels;
    let measured: EntityQuality;

    beforeAll(async () => {
      labels = await readQualityLabels(data);
      measured = measureEntities(labels.verdicts, labels.judgedStories, createEntityLinker());
    });

    it('are 300 mentions of known entities in stories of the corpora', () => {
      const known = new Set(ENTITIES.map(({ id }) => id));
      expect(labels.verdicts).toHaveLength(300);
      expect(labels.verdicts.filter(({ entity }) => !known.has(entity))).toEqual([]);
      expect(labels.verdicts.filter(({ story }) => !labels.judgedStories.has(story))).toEqual([]);
    });

    it('are mostly found again, 95 in a hundred of them right', () => {
      console.info(
        `${measured.produced} of ${measured.verdicts} judged mentions are still found; precision ${measured.precision.toFixed(3)}.`,
      );
      expect(measured.produced).toBeGreaterThanOrEqual(270);
      expect(measured.precision).toBeGreaterThanOrEqual(0.95);
    });
  });
}
