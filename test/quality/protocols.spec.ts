import { readQualityData } from '../../src/cli/quality-data.js';
import { readBlindSets } from '../../src/cli/quality-blind.js';
import { readQualityLabels } from '../../src/cli/quality-labels.js';
import { measureQuality } from '../../src/cli/quality.command.js';
import { checksOf, type Check } from '../../src/tuning/quality-checks.js';
import { sharedData } from '../support/shared-data.js';

const data = sharedData();

if (data === undefined) {
  describe('protocols on the development data: ABSENT', () => {
    it('set SCOUT_DATA to measure quality', () => {
      console.warn('The evaluation data is absent: the floors of the protocols were not checked.');
      expect(data).toBeUndefined();
    });
  });
} else {
  describe('protocols on the development data', () => {
    let checks: readonly Check[];

    beforeAll(async () => {
      checks = checksOf(
        measureQuality(await readQualityData(data), await readQualityLabels(data), await readBlindSets(data)),
      );
    });

    it.each(['T', 'S', 'G', 'N', 'F', 'E', 'D', 'X'] as const)('%s stands above its floors', (protocol) => {
      const own = checks.filter((check) => check.protocol === protocol);
      expect(own.length).toBeGreaterThan(0);
      expect(own.filter((check) => check.state === 'FLOOR BROKEN')).toEqual([]);
    });
  });
}
