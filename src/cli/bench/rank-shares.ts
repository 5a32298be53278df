import { assemble } from '../../ranking/assembler.js';
import { dailyBriefing } from '../../ranking/daily-briefing.js';
import { contributionsOf, featureMeans, reasonsOf } from '../../ranking/explanation.js';
import { firstPass } from '../../ranking/first-pass.js';
import type { RankingRequest } from '../../ranking/pipeline.js';
import { hash32, mulberry32 } from '../../ranking/random.js';
import type { ReaderStore } from './reader-store.js';
import { slateOf } from '../../ranking/rerankers.js';
import { secondPass } from '../../ranking/scoring.js';
import type { RankingContext } from '../../ranking/stages.js';

/** What all readers of a run share. */
export type RankWorld = Pick<RankingRequest, 'pool' | 'popularity' | 'profile' | 'length'>;

/** How the time of rankings is spent: the stages of the pipeline by hand, one after the other, with a clock between them. */
export function stageShares(
  world: RankWorld,
  store: ReaderStore,
  ids: readonly string[],
): Record<string, number> {
  const spent: Record<string, number> = {};
  let last = 0;
  const lap = (part: string): void => {
    const now = performance.now();
    spent[part] = (spent[part] ?? 0) + now - last;
    last = now;
  };
  const { filters, features, rerankers } = dailyBriefing;
  const { pool, profile, length } = world;
  for (const id of ids) {
    last = performance.now();
    const context: RankingContext = { ...world, reader: store.compiled(pool, id)! };
    lap("the packed reader in the pool's terms");
    const keep = new Uint8Array(pool.size).fill(1);
    let left = pool.size;
    for (const filter of filters) left -= filter.apply(keep, context);
    lap('filters');
    const rows = firstPass(keep, profile.rules.firstPass, context, left);
    lap('first pass');
    const scored = secondPass(rows, features, context);
    lap('second pass');
    const slate = rerankers.reduce(
      (list, stage) => stage.rerank(list, scored, context, length),
      slateOf(scored),
    );
    lap('selection');
    const { slots } = assemble(slate, scored, length, context, mulberry32(hash32(id)));
    lap('assembly and exploring slot');
    const means = featureMeans(scored);
    for (const { position } of slots) {
      contributionsOf(position, scored, context);
      reasonsOf(position, scored, means, features, context);
    }
    lap('explanation');
  }
  const total = Object.values(spent).reduce((sum, ms) => sum + ms, 0);
  return Object.fromEntries(Object.entries(spent).map(([part, ms]) => [part, ms / total]));
}
