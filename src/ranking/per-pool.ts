import type { CandidatePool } from './candidate-pool.js';

const forgetting: ((pool: CandidatePool) => void)[] = [];

/**
 * What is derived from a pool alone, or is scratch for one call at a time: made when it is first asked for, and kept as long as
 * the pool. Calls of the pipeline never overlap, so scratch needs no lock; whoever uses it leaves it as it was found.
 * @param handOn gets what a pool had when it is forgotten; whatever it gives to others nobody may hold from one call to the next
 */
export function perPool<Value>(
  make: (pool: CandidatePool) => Value,
  handOn?: (value: Value) => void,
): (pool: CandidatePool) => Value {
  const values = new WeakMap<CandidatePool, Value>();
  forgetting.push((pool) => {
    const value = values.get(pool);
    if (value === undefined) return;
    values.delete(pool);
    handOn?.(value);
  });
  return (pool) => {
    let value = values.get(pool);
    if (value === undefined) values.set(pool, (value = make(pool)));
    return value;
  };
}

/**
 * Hands on to the next pools what ranking has made of this one. It may still be ranked: what is needed is made again. Not to be
 * called in the midst of a run.
 */
export function forgetPool(pool: CandidatePool): void {
  for (const forget of forgetting) forget(pool);
}
