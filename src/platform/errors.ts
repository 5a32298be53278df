/** One place in an input that is wrong: `path` as the caller wrote it (`weights.freshness`, `3.title`), and what would be right. */
export interface InputError {
  readonly path: string;
  readonly message: string;
}

/**
 * An error that a caller can act on. `code` is stable and in UPPER_SNAKE_CASE; `status` is the HTTP status it maps to;
 * the message is one sentence that names what is wrong and, where it can, what to do.
 */
export class ScoutError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 500,
    readonly errors: readonly InputError[] = [],
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = new.target.name;
  }
}

export class InvalidInputError extends ScoutError {
  constructor(message: string, errors: readonly InputError[] = [], code = 'INVALID_INPUT') {
    super(code, message, 422, errors);
  }
}

export class NotFoundError extends ScoutError {
  constructor(what: string, id: string) {
    super('NOT_FOUND', `There is no ${what} '${id}'.`, 404);
  }
}

export class ConflictError extends ScoutError {
  constructor(message: string, code = 'CONFLICT') {
    super(code, message, 409);
  }
}
