import type { INestApplication } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { ApiResponse, DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { z } from 'zod';
import { PROBLEM_TYPE } from './problem.js';
import { listRoutes, type Route } from './routes.js';

const SECURITY_SCHEME = 'apiKey';

const METHODS = ['get', 'put', 'post', 'delete', 'patch', 'head', 'options'] as const;

const problemSchema = z.object({
  type: z.string().meta({ description: 'a name for the kind of problem' }),
  title: z.string(),
  status: z.int(),
  code: z.string().meta({ description: 'stable, in UPPER_SNAKE_CASE', example: 'MISSING_SCOPE' }),
  detail: z.string().meta({ description: 'what is wrong and, where it can be said, what to do' }),
  instance: z.string().meta({ description: 'this occurrence; also in the server log' }),
  errors: z
    .array(z.object({ path: z.string(), message: z.string() }))
    .optional()
    .meta({ description: 'each place of the input that is wrong' }),
});

/** Documents what a route answers, by the zod schema of the answer. */
export function Answers(schema: z.ZodType, description: string, status = 200): MethodDecorator {
  return ApiResponse({ status, description, standardSchema: schema });
}

/** A zod schema as OpenAPI 3.1, whose schemas are JSON Schema 2020-12. What JSON Schema cannot say is left open. */
function convert(schema: unknown, io: 'input' | 'output'): { schema: unknown } | undefined {
  if (!(schema instanceof z.core.$ZodType)) return undefined;
  const { $schema: _, ...converted } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    reused: 'inline',
  });
  return { schema: converted };
}

function operationId(controller: string, handler: string): string {
  return `${controller.replace(/Controller$/, '')}_${handler}`;
}

type Responses = Record<string, unknown>;

function problemResponses(method: string, scopes: readonly string[], hasInput: boolean): Responses {
  const described: Record<string, string> = {
    ...(scopes.length > 0
      ? {
          401: 'No key, or one that is malformed, unknown, expired or revoked',
          403: `The key lacks a scope (${scopes.join(', ')}) or is bound to another reader`,
          429: 'More requests than RATE_LIMIT_PER_MINUTE; `Retry-After` says when the next may come',
        }
      : {}),
    ...(hasInput ? { 422: 'The input is not valid; `errors` names each place' } : {}),
    ...(method === 'get' ? {} : { 409: 'A conflict with the present state or with a running request' }),
    default: 'Any other error',
  };
  return Object.fromEntries(
    Object.entries(described).map(([status, description]) => [
      status,
      { description, content: { [PROBLEM_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } } },
    ]),
  );
}

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header' as const,
  required: false,
  description: 'Makes a repetition harmless: for 24 hours the same key and body get the first answer again.',
  schema: { type: 'string' as const, maxLength: 255 },
};

/** Writes what holds for every route into the document, so that no controller has to repeat it. */
function completeOperations(document: OpenAPIObject, routes: ReadonlyMap<string, Route>): void {
  for (const item of Object.values(document.paths)) {
    for (const method of METHODS) {
      const operation = item[method];
      if (operation === undefined) continue;
      const route = routes.get(operation.operationId ?? '');
      const scopes = route?.scopes ?? [];
      if (scopes.length > 0) operation.security = [{ [SECURITY_SCHEME]: [...scopes] }];
      const access =
        scopes.length > 0 ? `Scope: ${scopes.map((scope) => `\`${scope}\``).join(', ')}` : 'Open to anybody';
      operation.description = [operation.description, access].filter(Boolean).join('\n\n');
      const hasInput = operation.requestBody !== undefined || (operation.parameters ?? []).length > 0;
      if (route?.changesNothing === false && scopes.length > 0) {
        operation.parameters = [...(operation.parameters ?? []), IDEMPOTENCY_KEY];
      }
      operation.responses = {
        ...(problemResponses(method, scopes, hasInput) as typeof operation.responses),
        ...operation.responses,
      };
    }
  }
}

/** The OpenAPI 3.1 document of every route of the application. The same input gives the same document. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Scout')
    .setDescription(
      'One reasoned briefing of the day’s professional news for each reader. ' +
        'Errors are RFC 9457 problems with a stable `code`; lists use opaque cursors; times are RFC 3339 in UTC.',
    )
    .setVersion('1')
    .addSecurity(SECURITY_SCHEME, {
      type: 'http',
      scheme: 'bearer',
      description:
        'An API key: `Authorization: Bearer sk_scout_…`, made with `scout keys create --scopes …`.',
    })
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    standardSchemaConverter: (schema, { schemaType }) => convert(schema, schemaType),
    operationIdFactory: operationId,
  });
  const problem = convert(problemSchema, 'output')?.schema as Record<string, unknown>;
  document.components ??= {};
  document.components.schemas = { ...document.components.schemas, Problem: problem };
  const routes = listRoutes(app.get(ModulesContainer)).map(
    (route) => [operationId(route.controller, route.handler), route] as const,
  );
  completeOperations(document, new Map(routes));
  return document;
}

/** Serves the document at `/openapi.json` and, for people, at `/docs`; the page's files come from the package, not from a network. */
export function serveOpenApi(app: INestApplication): void {
  let document: OpenAPIObject | undefined;
  SwaggerModule.setup('docs', app, () => (document ??= openApiDocument(app)), {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
    customSiteTitle: 'Scout API',
  });
}
