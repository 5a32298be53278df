import { InvalidInputError } from '../../src/platform/errors.js';

export interface ProbeInput {
  readonly do: 'echo' | 'refuse' | 'break' | 'spin' | 'hoard' | 'exit';
  readonly value?: unknown;
}

/** What `threads.spec.ts` runs in threads. */
export default function probe(input: ProbeInput): unknown {
  switch (input.do) {
    case 'echo':
      return input.value;
    case 'refuse':
      throw new InvalidInputError('It does not fit.', [{ path: 'value', message: 'is wrong' }]);
    case 'break':
      throw new TypeError('A defect.');
    case 'spin':
      for (;;);
    case 'hoard': {
      const held: string[] = [];
      for (;;) held.push(String(held.length).repeat(100));
    }
    case 'exit':
      return process.exit(3);
  }
}
