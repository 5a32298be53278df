import { StandardSchemaValidationPipe } from '@nestjs/common';
import { type InputError, InvalidInputError } from '../errors.js';

/** The part of a Standard Schema issue that is used here. */
interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
  /** Zod's own: fields that do not belong into the object at `path`. */
  readonly keys?: readonly string[] | undefined;
}

/** A body of 1,000 wrong entries gets this many explained; nobody reads more, and an answer stays small. */
const MAX_ERRORS = 100;

/** `stories.3.title`; the empty path is the whole input. Of several unknown fields each has its place. */
function pathsOf({ path = [], keys = [] }: Issue): string[] {
  const segments = path.map((segment) => String(typeof segment === 'object' ? segment.key : segment));
  return (keys.length === 0 ? [segments] : keys.map((key) => [...segments, key])).map((all) => all.join('.'));
}

/** Turns the issues of a schema into an error that names each place. */
export function inputErrorOf(issues: readonly Issue[], code = 'INVALID_INPUT'): InvalidInputError {
  const all = issues.flatMap((issue) =>
    pathsOf(issue).map((path): InputError => ({ path, message: issue.message })),
  );
  const errors = all.slice(0, MAX_ERRORS);
  const first = errors[0];
  const where = first === undefined || first.path === '' ? '' : `${first.path}: `;
  const more = all.length > 1 ? ` (and ${all.length - 1} more)` : '';
  return new InvalidInputError(
    first === undefined ? 'The input is not valid.' : `${where}${first.message}${more}`,
    errors,
    code,
  );
}

/**
 * Validates every `@Body({ schema })`, `@Query({ schema })` and `@Param('x', { schema })` and hands the handler the schema's
 * output. A failure is 422 INVALID_INPUT.
 */
export function validationPipe(): StandardSchemaValidationPipe {
  return new StandardSchemaValidationPipe({ exceptionFactory: (issues) => inputErrorOf(issues) });
}
