import { join } from 'node:path';
import { FEED_FLOORS, judgeCorpora, resultsOf } from '../../src/cli/feed-corpora.js';
import { sharedData } from '../support/shared-data.js';

const data = sharedData();

describe('public conformance corpora, on the fields of the contract', () => {
  if (data === undefined) {
    it('are absent: nothing was judged (set SCOUT_DATA)', () => {
      expect(data).toBeUndefined();
    });
    return;
  }
  const cases = judgeCorpora(join(data, 'feeds'));
  // The share may rise, never fall: a change that breaks cases names them here.
  it.each(Object.entries(FEED_FLOORS))('%s passes at %d or better', (corpus, floor) => {
    const result = resultsOf(cases).find((one) => one.corpus === corpus)!;
    expect(result.judged).toBeGreaterThan(0);
    const failed = cases.filter((one) => one.corpus === corpus && one.verdict === 'failed');
    if (result.passed / result.judged < floor)
      expect(failed.map((one) => `${one.file}: ${one.detail ?? ''}`)).toEqual([]);
    expect(result.passed / result.judged).toBeGreaterThanOrEqual(floor);
  });
});
