import type { InputError } from '../errors.js';

/** To the thread: the function that is the default export of the module at `url`, and what it is called with. */
export interface ThreadCall {
  readonly url: string;
  readonly input: unknown;
}

/** From the thread. `started` comes when the module is loaded and its function is about to run. */
export type ThreadAnswer =
  | { readonly kind: 'started' }
  | { readonly kind: 'done'; readonly output: unknown }
  | { readonly kind: 'failed'; readonly error: ThreadFailure };

/** An error on its way out of a thread; `code` and those after it where it was a `ScoutError`. */
export interface ThreadFailure {
  readonly message: string;
  readonly stack: string | undefined;
  readonly code?: string;
  readonly status?: number;
  readonly errors?: readonly InputError[];
}
