import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadSettings } from '../../src/config/settings.js';
import { judgeCorpora } from './feed-corpora.js';
import type { CorpusCase } from './feed-corpora.js';

const folder = join(loadSettings().SCOUT_DATA, 'feeds');

describe('public conformance corpora, on the fields of the contract', () => {
  if (!existsSync(folder)) {
    it(`are not at ${folder}: nothing was judged (set SCOUT_DATA)`, () => {
      expect(existsSync(folder)).toBe(false);
    });
    return;
  }
  const cases = judgeCorpora(folder);
  // The share may rise, never fall: a change that breaks cases names them here.
  it.each([
    ['feedparser-wellformed', 0.97],
    ['feedparser-encoding', 0.88],
    ['gofeed', 0.97],
  ] as const)('%s passes at %d or better', (corpus, least) => {
    const judged = cases.filter((one) => one.corpus === corpus && one.verdict !== 'outside');
    const failed = judged.filter((one: CorpusCase) => one.verdict === 'failed');
    const share = 1 - failed.length / judged.length;
    expect(judged.length).toBeGreaterThan(0);
    if (share < least) expect(failed.map((one) => `${one.file}: ${one.detail ?? ''}`)).toEqual([]);
    expect(share).toBeGreaterThanOrEqual(least);
  });
});
