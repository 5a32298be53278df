import type { DynamicModule, LoggerService, NestApplicationOptions, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { HttpMetrics } from '../health/http-metrics.js';
import { answerClientError } from './client-error.js';
import { useBodyParsers } from './json-body.js';
import { serveOpenApi } from './openapi.js';
import { ProblemFilter, sendProblem } from './problem.filter.js';
import { toProblem } from './problem.js';
import { validationPipe } from './validation.js';

/** Largest body that is read, in bytes: 1,000 stories of 8 kB. */
export const BODY_LIMIT_BYTES = 8 * 1024 * 1024;

/** A client has this long to send its request; a slow one must not hold a connection for ever. */
const REQUEST_TIMEOUT_MS = 30_000;

export interface HttpAppSettings {
  /** Where log lines go; never stdout in a process whose output is data. */
  readonly logger?: LoggerService | false;
  /** Only looks at the modules and starts nothing; for writing the documentation. */
  readonly preview?: boolean;
}

/** Probes and documentation stand at the root; with the prefix of the API before them they are the same. */
function withoutPrefix(url: string): string {
  return url.replace(/^\/v1(?=\/(?:health\/|metrics(?:\?|$)|docs(?:[/?]|$)|openapi\.json(?:\?|$)))/, '');
}

/**
 * Makes the API of a module: prefix `/v1`, problem+json for every error, validation by schema, limits, request ids, security
 * headers, documentation, metrics. The caller listens or injects; `init()` is done by either.
 *
 * Nothing a client claims about itself is believed: no forwarded addresses, no request ids of its own, no cookies, no CORS.
 */
export async function createHttpApp(
  module: Type | DynamicModule,
  settings: HttpAppSettings = {},
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    trustProxy: false,
    requestIdHeader: false,
    genReqId: () => randomUUID(),
    rewriteUrl: (request: IncomingMessage) => withoutPrefix(request.url ?? '/'),
    // The router refuses some addresses before any filter can see them.
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      sendProblem(reply, toProblem(error, request.id).problem, { 'x-request-id': request.id });
    },
    clientErrorHandler: answerClientError,
    routerOptions: { maxParamLength: 512 },
    forceCloseConnections: 'idle',
  });
  // bodyParser: ours are added below. abortOnError: whoever starts the process says what went wrong.
  const options: Pick<NestApplicationOptions, 'logger' | 'bodyParser' | 'abortOnError'> = {
    ...settings,
    bodyParser: false,
    abortOnError: false,
  };
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, options);
  app.setGlobalPrefix('v1', { exclude: ['health/{*path}', 'metrics'] });
  app.useGlobalPipes(validationPipe());
  app.useGlobalFilters(new ProblemFilter());
  app.useSecurityHeaders({
    contentSecurityPolicy: {
      useDefaults: false,
      // What the documentation page needs, which sets styles on its own elements; answers in JSON need nothing.
      directives: {
        defaultSrc: "'self'",
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        objectSrc: "'none'",
        baseUri: "'none'",
        formAction: "'none'",
        frameAncestors: "'none'",
      },
    },
    xFrameOptions: { action: 'deny' },
  });

  const fastify = adapter.getInstance();
  useBodyParsers(fastify);
  fastify.addHook('onRequest', (request, reply, done) => {
    // A route that allows caching says so itself.
    void reply.header('x-request-id', request.id).header('cache-control', 'no-store');
    done();
  });
  const metrics = app.get(HttpMetrics, { strict: false });
  fastify.addHook('onResponse', (request, reply, done) => {
    // The template of the route: an address would make a series per reader, and may hold a private token.
    metrics.record(
      request.method,
      request.routeOptions.url ?? 'unmatched',
      reply.statusCode,
      reply.elapsedTime / 1000,
    );
    done();
  });
  serveOpenApi(app);
  return app;
}
