import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadSettings } from '../config/settings.js';
import { judgeCorpora, resultsOf } from './feed-corpora.js';
import { type Json } from './options.js';
import { CommandError, print, printJson, table } from './output.js';

/**
 * Reads the conformance corpora of feeds and says, corpus by corpus, how many cases pass, then what fails and why.
 * @throws CommandError where the corpora are absent or one is below its floor
 */
export function feedReport({ json }: Json): void {
  const folder = join(loadSettings().SCOUT_DATA, 'feeds');
  const started = performance.now();
  const cases = existsSync(folder) ? judgeCorpora(folder) : [];
  if (cases.length === 0)
    throw new CommandError(
      `The corpora are not in ${folder}, so nothing was judged: SCOUT_DATA names the folder that holds feeds/.`,
    );
  const seconds = (performance.now() - started) / 1000;
  const results = resultsOf(cases);
  const failed = cases.filter((one) => one.verdict === 'failed');
  if (json === true) printJson({ results, failed, seconds });
  else {
    const share = (passed: number, judged: number): string => `${((100 * passed) / judged).toFixed(1)} %`;
    print(
      table([
        ['corpus', 'judged', 'passed', 'share', 'floor', 'no field of the contract'],
        ...results.map(({ corpus, judged, passed, outside, floor }) => [
          corpus,
          judged,
          passed,
          share(passed, judged),
          `${floor * 100} %`,
          outside,
        ]),
      ]),
    );
    print(`${cases.length} files in ${seconds.toFixed(1)} s.\n`);
    for (const { file, detail } of failed) print(`${file}\n  ${detail ?? ''}`);
  }
  const low = results.filter(({ passed, judged, floor }) => passed / judged < floor);
  if (low.length > 0)
    throw new CommandError(`below the floor: ${low.map(({ corpus }) => corpus).join(', ')}`);
}
