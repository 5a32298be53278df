import { QueryFailedError, QueryRunnerAlreadyReleasedError } from 'typeorm';
import { ScoutError } from '../errors.js';

/** PostgreSQL cannot be reached, has no connection left, or took longer than the setting allows. Trying again may help. */
export class DatabaseUnavailableError extends ScoutError {
  constructor(message: string, options?: ErrorOptions, code = 'DATABASE_UNAVAILABLE') {
    super(code, message, 503, [], options);
  }
}

/** What PostgreSQL (or Node's socket) said about a failed statement. */
export interface PgError {
  /** SQLSTATE of five characters, or a code of Node such as ECONNREFUSED. */
  readonly code: string | undefined;
  readonly constraint: string | undefined;
  readonly message: string;
}

/** The driver's own view of an error, under whatever TypeORM has wrapped it in. */
export function toPgError(error: unknown): PgError | undefined {
  if (error instanceof QueryFailedError) return toPgError(error.driverError);
  // Not instanceof: an error of Node's own may come from another realm, as under Jest.
  if (typeof error !== 'object' || error === null) return undefined;
  const { code, constraint, message } = error as { code?: unknown; constraint?: unknown; message?: unknown };
  return {
    code: typeof code === 'string' ? code : undefined,
    constraint: typeof constraint === 'string' ? constraint : undefined,
    message: typeof message === 'string' ? message : '',
  };
}

/** A row with this key exists already (SQLSTATE 23505); `constraint` narrows it to one constraint by name. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  const pg = toPgError(error);
  return pg?.code === '23505' && (constraint === undefined || pg.constraint === constraint);
}

/** Serialization failure or deadlock: the same work, done again, can succeed. */
export function isRetryable(error: unknown): boolean {
  const code = toPgError(error)?.code;
  return code === '40001' || code === '40P01';
}

const socketCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT', // a Unix socket that is not there
]);
/** Class 08 is connection trouble, 57P0x a server that stops or starts, 53300 "too many clients already". */
const unavailableState = /^(08...|57P0[1-3]|53300)$/;
/** pg and pg-pool give these without a code. */
const unavailableMessage =
  /^(timeout exceeded when trying to connect|connection terminated|client has encountered a connection error|cannot use a pool after calling end)/i;

/** The error as callers see it: outages and time-outs as {@link DatabaseUnavailableError}, the rest unchanged. */
export function translateDatabaseError(error: unknown): unknown {
  if (error instanceof ScoutError) return error;
  // TypeORM gives a connection back as soon as it hears that it broke, so the next statement of the transaction finds none.
  if (error instanceof QueryRunnerAlreadyReleasedError) {
    const message = 'The database is not available: the connection broke within a transaction.';
    return new DatabaseUnavailableError(message, { cause: error });
  }
  const pg = toPgError(error);
  if (!pg) return error;
  if (pg.code === '57014') {
    const message = 'A statement took longer than DATABASE_TIMEOUT_MS allows.';
    return new DatabaseUnavailableError(message, { cause: error }, 'DATABASE_TIMEOUT');
  }
  const gone =
    pg.code === undefined
      ? unavailableMessage.test(pg.message)
      : socketCodes.has(pg.code) || unavailableState.test(pg.code);
  if (!gone) return error;
  return new DatabaseUnavailableError(`The database is not available: ${pg.message || pg.code}.`, {
    cause: error,
  });
}
