import type { CandidatePool } from './candidate-pool.js';

/**
 * What is derived from a pool alone, or is scratch for one call at a time: made when it is first asked for, and kept as long as
 * the pool. Calls of the pipeline never overlap, so scratch needs no lock; whoever uses it leaves it as it was found.
 */
export function perPool<Value>(make: (pool: CandidatePool) => Value): (pool: CandidatePool) => Value {
  const values = new WeakMap<CandidatePool, Value>();
  return (pool) => {
    let value = values.get(pool);
    if (value === undefined) values.set(pool, (value = make(pool)));
    return value;
  };
}
