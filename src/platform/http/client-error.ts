import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { ScoutError } from '../errors.js';
import { PROBLEM_TYPE, toProblem } from './problem.js';

const NOT_HTTP = new ScoutError('BAD_REQUEST', 'The request cannot be read.', 400);

/** By the code of Node's parser. */
const REFUSALS: Readonly<Record<string, ScoutError>> = {
  HPE_HEADER_OVERFLOW: new ScoutError(
    'HEADERS_TOO_LARGE',
    'The address and the headers are larger together than this server accepts.',
    431,
  ),
  ERR_HTTP_REQUEST_TIMEOUT: new ScoutError('REQUEST_TIMEOUT', 'The request did not arrive in time.', 408),
};

/** Answers what Node's parser refuses, before there is a request, as every other error is answered, and hangs up. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const id = randomUUID();
  const { problem } = toProblem(REFUSALS[error.code ?? ''] ?? NOT_HTTP, id);
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}`,
    `content-type: ${PROBLEM_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    `x-request-id: ${id}`,
    'cache-control: no-store',
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
