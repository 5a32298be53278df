import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { FeedQuality } from '../tuning/quality-feeds.js';
import type { CorpusCase } from './feed-cases.js';
import { feedparserCase } from './feedparser-cases.js';
import { gofeedCase } from './gofeed-cases.js';

/** How much of a corpus must pass: well-formed feeds as the contract says; no ill-formed one may crash or hang. */
export const FEED_FLOORS: Readonly<Record<CorpusCase['corpus'], number>> = {
  'feedparser-wellformed': 0.97,
  'feedparser-encoding': 0.97,
  'feedparser-illformed': 1,
  gofeed: 0.97,
};

/** Reads both corpora below `root` (`feedparser`, `gofeed`) and judges every case. Its folders for sanitising, CDF and places are no part of the contract, nor is UTF-32. */
export function judgeCorpora(root: string): CorpusCase[] {
  const tests = join(root, 'feedparser', 'tests');
  return [
    ...filesBelow(join(tests, 'wellformed'), '.xml')
      .filter((file) => !/\/(?:sanitize|cdf|geo)\//.test(file))
      .map((file) => feedparserCase('feedparser-wellformed', root, file)),
    ...filesBelow(join(tests, 'encoding'), '.xml')
      .filter((file) => !/utf[-_]?32/i.test(file))
      .map((file) => feedparserCase('feedparser-encoding', root, file)),
    ...filesBelow(join(tests, 'illformed'), '.xml').map((file) =>
      feedparserCase('feedparser-illformed', root, file),
    ),
    ...['translator', 'parser']
      .flatMap((folder) => filesBelow(join(root, 'gofeed', 'testdata', folder), '.json'))
      .filter((file) => existsSync(file.replace(/\.json$/, '.xml')))
      .map((file) => gofeedCase(root, file)),
  ];
}

/** The sums, in the order of the corpora. */
export function resultsOf(cases: readonly CorpusCase[]): FeedQuality[] {
  return [...Map.groupBy(cases, (one) => one.corpus)].map(([corpus, all]) => {
    const outside = all.filter((one) => one.verdict === 'outside').length;
    const passed = all.filter((one) => one.verdict === 'passed').length;
    return { corpus, judged: all.length - outside, passed, outside, floor: FEED_FLOORS[corpus] };
  });
}

function filesBelow(folder: string, extension: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(extension))
    .map((name) => join(folder, name))
    .sort();
}
