import { assertOneProcessorPerQueue } from './queue-workers.js';

describe('assertOneProcessorPerQueue', () => {
  const queues = ['digest-tick', 'digest-page'] as const;

  it('accepts one for each', () => {
    const found = [['digest-tick', 'A'] as const, ['digest-page', 'B'] as const];
    expect(() => assertOneProcessorPerQueue(queues, found)).not.toThrow();
  });

  it('names queues without a processor, with two, and classes without a queue', () => {
    const found = [['digest-tick', 'A'] as const, ['digest-tick', 'B'] as const, [undefined, 'C'] as const];
    expect(() => assertOneProcessorPerQueue(queues, found)).toThrow(
      /digest-tick has A and B; digest-page has no processor; C belongs to none of digest-tick, digest-page/,
    );
  });
});
