import { AsyncLocalStorage } from 'node:async_hooks';
import { Together } from './together.js';

const doubled = (asked: number[][]) =>
  new Together<number, number>((keys) => {
    asked.push([...keys]);
    return Promise.resolve(new Map(keys.filter((key) => key > 0).map((key) => [key, 2 * key])));
  });

describe('looking up together', () => {
  it('makes one query of what is asked in one turn, each key once', async () => {
    const asked: number[][] = [];
    const together = doubled(asked);
    expect(await Promise.all([1, 2, 1, -3].map((key) => together.get(key)))).toEqual([2, 4, 2, undefined]);
    expect(asked).toEqual([[1, 2, -3]]);
  });

  it('remembers nothing', async () => {
    const asked: number[][] = [];
    const together = doubled(asked);
    await together.get(1);
    await together.get(1);
    expect(asked).toEqual([[1], [1]]);
  });

  it('begins anew while a query is under way, for that one may have looked too early', async () => {
    const started: PromiseWithResolvers<void>[] = [];
    const together = new Together<string, number>(async () => {
      const turn = started.length;
      started.push(Promise.withResolvers());
      await started[turn]!.promise;
      return new Map([['a', turn]]);
    });
    const first = together.get('a');
    while (started.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const second = together.get('a');
    while (started.length === 1) await new Promise((resolve) => setImmediate(resolve));
    started.forEach(({ resolve }) => {
      resolve();
    });
    expect(await Promise.all([first, second])).toEqual([0, 1]);
  });

  it('tells everybody of a failure, and goes on', async () => {
    let fails = true;
    const together = new Together<number, number>(() =>
      fails ? Promise.reject(new Error('no database')) : Promise.resolve(new Map([[1, 1]])),
    );
    const both = await Promise.allSettled([together.get(1), together.get(2)]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    fails = false;
    expect(await together.get(1)).toBe(1);
  });

  it('runs outside of what surrounds those who ask', async () => {
    const unit = new AsyncLocalStorage<string>();
    const together = new Together<number, string | undefined>(() =>
      Promise.resolve(new Map([[1, unit.getStore()]])),
    );
    expect(await unit.run('transaction', () => together.get(1))).toBeUndefined();
  });
});
