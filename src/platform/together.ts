import { AsyncLocalStorage } from 'node:async_hooks';

interface Batch<Key, Value> {
  readonly keys: Set<Key>;
  readonly found: Promise<ReadonlyMap<Key, Value>>;
}

/**
 * Look-ups that are asked for one by one, done together: what is asked in one turn of the event loop is one query. Nothing is
 * remembered: each look-up begins after it was asked for, so that its answer is as fresh as that of a query of one's own. The
 * busier the process, the more questions share a query.
 *
 * It runs outside of any transaction, also when it is asked within one.
 */
export class Together<Key, Value> {
  private readonly outside = AsyncLocalStorage.snapshot();
  private next: Batch<Key, Value> | undefined;

  /** @param lookUp finds what there is of some keys, each named once; what it leaves out is not there */
  constructor(private readonly lookUp: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Value>>) {}

  /** @throws what the look-up throws, to everybody who shares it */
  async get(key: Key): Promise<Value | undefined> {
    this.next ??= this.begin();
    const { keys, found } = this.next;
    keys.add(key);
    return (await found).get(key);
  }

  private begin(): Batch<Key, Value> {
    const keys = new Set<Key>();
    const turn = new Promise((resolve) => setImmediate(resolve));
    const found = turn.then(() => {
      this.next = undefined;
      return this.outside(() => this.lookUp([...keys]));
    });
    return { keys, found };
  }
}
