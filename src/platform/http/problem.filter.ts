import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PROBLEM_TYPE, type Problem, toProblem } from './problem.js';

/** Sends a problem as bytes, for Fastify adds to a text a `charset` that this media type does not have. */
export function sendProblem(
  reply: FastifyReply,
  problem: Problem,
  headers: Readonly<Record<string, string>> = {},
): void {
  for (const name of ['etag', 'last-modified', 'content-disposition']) reply.removeHeader(name);
  void reply
    .status(problem.status)
    .headers(headers)
    .header('content-type', PROBLEM_TYPE)
    .header('cache-control', 'no-store')
    .send(Buffer.from(JSON.stringify(problem)));
}

/** The one place where an error becomes an answer. Server errors are logged with the request's id; the caller gets only that id. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Http');

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const { problem, headers } = toProblem(error, request.id);
    if (problem.status >= 500) {
      // The route's template and not the address: an address may carry what must not be in a log.
      const where = `${request.method} ${request.routeOptions.url ?? '(no route)'} ${request.id}`;
      const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
      this.logger.error(`${where}: ${problem.code}\n${stack}`);
    }
    // An answer that is already on its way cannot be changed any more.
    if (reply.sent || reply.raw.headersSent) return;
    sendProblem(reply, problem, headers);
  }
}
