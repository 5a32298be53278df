import { HttpException } from '@nestjs/common';
import { STATUS_CODES } from 'node:http';
import { toPgError } from '../database/database-errors.js';
import { type InputError, ScoutError } from '../errors.js';

/** The media type of every error answer (RFC 9457). */
export const PROBLEM_TYPE = 'application/problem+json';

/** An error as a caller sees it: RFC 9457 with a stable `code` and, for bad input, each place that is wrong. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  /** This one occurrence; the same id stands in the server's log and in the `X-Request-Id` header. */
  readonly instance: string;
  readonly errors?: readonly InputError[];
}

/** A {@link ScoutError} whose answer carries headers of its own, such as `WWW-Authenticate` or `Retry-After`. */
export class HttpProblemError extends ScoutError {
  constructor(
    code: string,
    message: string,
    status: number,
    readonly headers: Readonly<Record<string, string>>,
    errors: readonly InputError[] = [],
  ) {
    super(code, message, status, errors);
  }
}

/** What a caller may know of an error, before it is tied to a request. */
interface Finding {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly errors?: readonly InputError[];
  readonly headers?: Readonly<Record<string, string>>;
}

const BODY_TOO_LARGE: Finding = {
  status: 413,
  code: 'BODY_TOO_LARGE',
  detail: 'The body is larger than this server accepts; send it in smaller batches.',
};

/** Fastify refuses some requests before a handler sees them; its wording is replaced where it would not help a caller. */
const FASTIFY_FINDINGS: Readonly<Record<string, Finding>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: BODY_TOO_LARGE,
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    status: 415,
    code: 'UNSUPPORTED_MEDIA_TYPE',
    detail: 'The Content-Type of the body is not supported here; most calls take application/json.',
  },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: {
    status: 400,
    code: 'INVALID_CONTENT_LENGTH',
    detail: 'The body is not as long as Content-Length says.',
  },
  FST_ERR_BAD_URL: {
    status: 400,
    code: 'INVALID_ADDRESS',
    detail: 'The address holds a percent escape that cannot be decoded.',
  },
  FST_ERR_MAX_PARAM_LENGTH: {
    status: 414,
    code: 'ADDRESS_TOO_LONG',
    detail: 'A part of the address is too long.',
  },
};

const INTERNAL: Finding = {
  status: 500,
  code: 'INTERNAL',
  detail: 'The server failed. Quote the instance when you report it.',
};

const UNAVAILABLE: Finding = {
  status: 503,
  code: 'UNAVAILABLE',
  detail: 'Something this call depends on is not available now. Try again shortly.',
  headers: { 'retry-after': '5' },
};

const UNSTORABLE: Finding = {
  status: 422,
  code: 'INVALID_TEXT',
  detail: 'A text holds a character that cannot be stored (NUL or half of a surrogate pair).',
};

/** Deadlock, serialization failure, and a full disk or memory (class 53): not the caller's fault, and another try may do. */
const TRANSIENT = /^(40001|40P01|53...)$/;

function findInException(error: HttpException): Finding {
  const status = error.getStatus();
  if (status >= 500) return status === 503 ? UNAVAILABLE : { ...INTERNAL, status };
  // Nest's sentence for an unmatched route repeats the whole address, and with it whatever was put into the query.
  if (status === 404) return { status, code: 'NOT_FOUND', detail: 'There is nothing at this address.' };
  if (status === 413) return BODY_TOO_LARGE;
  const name = STATUS_CODES[status] ?? 'Error';
  return { status, code: name.toUpperCase().replaceAll(/[^A-Z]+/g, '_'), detail: error.message };
}

function find(error: unknown): Finding {
  if (error instanceof HttpProblemError) {
    const { status, code, message: detail, errors, headers } = error;
    return { status, code, detail, errors, headers };
  }
  if (error instanceof ScoutError) {
    // What broke inside, and where, is for the log.
    if (error.status === 503) return { ...UNAVAILABLE, code: error.code };
    if (error.status >= 500) return { ...INTERNAL, status: error.status, code: error.code };
    return { status: error.status, code: error.code, detail: error.message, errors: error.errors };
  }
  if (error instanceof HttpException) return findInException(error);
  const code = toPgError(error)?.code;
  if (code === undefined) return INTERNAL;
  const known = FASTIFY_FINDINGS[code];
  if (known !== undefined) return known;
  if (code === '22021' || code === '22P05') return UNSTORABLE;
  if (TRANSIENT.test(code)) return UNAVAILABLE;
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  if (code.startsWith('FST_') && typeof status === 'number' && status >= 400 && status < 500) {
    return { status, code: 'BAD_REQUEST', detail: 'The request cannot be read.' };
  }
  return INTERNAL;
}

function titleOf(code: string): string {
  const words = code.toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/**
 * Maps anything that was thrown to what a caller may see. Nothing of an unknown error gets out but the request's id.
 * @param requestId a UUID
 */
export function toProblem(
  error: unknown,
  requestId: string,
): { problem: Problem; headers: Readonly<Record<string, string>> } {
  const { status, code, detail, errors, headers } = find(error);
  return {
    problem: {
      type: `urn:scout:problem:${code.toLowerCase().replaceAll('_', '-')}`,
      title: titleOf(code),
      status,
      code,
      detail,
      instance: `urn:uuid:${requestId}`,
      ...(errors !== undefined && errors.length > 0 ? { errors } : {}),
    },
    headers: headers ?? {},
  };
}
