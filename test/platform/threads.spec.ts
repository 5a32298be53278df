import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Threads } from '../../src/platform/threads/threads.js';
import type { ProbeInput } from './thread-probe.js';

const PROBE = new URL('./thread-probe.js', import.meta.url);

describe('threads', () => {
  let threads: Threads;
  beforeEach(() => {
    threads = new Threads(2);
  });
  afterEach(() => threads.close());

  const run = (input: ProbeInput, limits: { timeoutMs?: number; maxMemoryMb?: number } = {}) =>
    threads.run(PROBE, input, { timeoutMs: 10_000, maxMemoryMb: 64, ...limits });

  it('call the function of a module and bring its result back', async () => {
    const value = { text: 'ä', at: new Date(0), bytes: new Uint8Array([1, 2]) };
    expect(await run({ do: 'echo', value })).toEqual(value);
  });

  it('run more calls than there are threads, each once', async () => {
    const values = Array.from({ length: 20 }, (_, value) => value);
    expect(await Promise.all(values.map((value) => run({ do: 'echo', value })))).toEqual(values);
  });

  it('bring errors through with code and status', async () => {
    await expect(run({ do: 'refuse' })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      status: 422,
      message: 'It does not fit.',
      errors: [{ path: 'value', message: 'is wrong' }],
    });
    await expect(run({ do: 'break' })).rejects.toThrow('A defect.');
    await expect(run({ do: 'echo', value: () => 1 })).rejects.toThrow(/could not be cloned/);
  });

  it('stop what takes too long while the event loop goes on, and work on', async () => {
    const delay = monitorEventLoopDelay({ resolution: 5 });
    await run({ do: 'echo' });
    delay.enable();
    const spinning = [run({ do: 'spin' }, { timeoutMs: 1_000 }), run({ do: 'spin' }, { timeoutMs: 1_000 })];
    for (const call of spinning) await expect(call).rejects.toMatchObject({ code: 'THREAD_TIMEOUT' });
    delay.disable();
    // Of some two hundred looks at the loop; one that were held up would have had a few.
    expect(delay.count).toBeGreaterThan(20);
    expect(await run({ do: 'echo', value: 1 })).toBe(1);
  });

  it('stop what takes too much memory, and work on', async () => {
    await expect(run({ do: 'hoard' }, { maxMemoryMb: 32 })).rejects.toMatchObject({
      code: 'THREAD_OUT_OF_MEMORY',
    });
    expect(await run({ do: 'echo', value: 1 }, { maxMemoryMb: 32 })).toBe(1);
  });

  it('replace a thread that ends itself', async () => {
    await expect(run({ do: 'exit' })).rejects.toMatchObject({ code: 'THREAD_ENDED' });
    expect(await run({ do: 'echo', value: 1 })).toBe(1);
  });

  it('make room for another limit of memory', async () => {
    const limits = [32, 48, 64, 32, 48, 64];
    const calls = limits.map((maxMemoryMb, value) => run({ do: 'echo', value }, { maxMemoryMb }));
    expect(await Promise.all(calls)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('end when they are closed, running and waiting calls refused', async () => {
    const calls = [1, 2, 3, 4].map(() => run({ do: 'spin' }));
    const refused = Promise.all(
      calls.map((call) => expect(call).rejects.toMatchObject({ code: 'THREAD_ENDED' })),
    );
    await threads.close();
    await refused;
    await expect(run({ do: 'echo' })).rejects.toMatchObject({ code: 'THREAD_ENDED' });
  });
});
