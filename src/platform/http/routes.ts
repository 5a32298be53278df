import { type ParamData, RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { MetadataScanner, type ModulesContainer } from '@nestjs/core';
import {
  AUDITED_METADATA,
  CHANGES_NOTHING_METADATA,
  PUBLIC_METADATA,
  READER_ROUTE_METADATA,
  type ReaderRouteRule,
  type Scope,
  SCOPES_METADATA,
} from './scopes.js';

/** A route and what guards it, as its decorators say. */
export interface Route {
  readonly controller: string;
  readonly handler: string;
  /** `GET`, `POST`, … */
  readonly method: string;
  /** As declared, without the prefix of the API. */
  readonly path: string;
  readonly isPublic: boolean;
  readonly scopes: readonly Scope[];
  readonly readerRule: ReaderRouteRule | undefined;
  readonly auditedAs: string | undefined;
  /** Answers a question, whatever its method. */
  readonly changesNothing: boolean;
  /** The first input, `body` or `query`, that would reach the handler without validation. */
  readonly unvalidated: string | undefined;
}

/** What Nest calls the arguments that a caller fills freely; a path parameter is always one text. */
const FREE_INPUTS = new Map<string, string>([
  [String(RouteParamtypes.BODY), 'body'],
  [String(RouteParamtypes.QUERY), 'query'],
]);

/** Every route of an application; `app.get(ModulesContainer)` has its modules. */
export function listRoutes(modules: ModulesContainer): readonly Route[] {
  const controllers = [...modules.values()]
    .flatMap((module) => [...module.controllers.values()])
    .map((wrapper) => wrapper.metatype)
    .filter((metatype) => typeof metatype === 'function');
  const scanner = new MetadataScanner();
  return [...new Set(controllers as Type[])].flatMap((controller) =>
    scanner
      .getAllMethodNames(controller.prototype as object)
      .flatMap((handler) => routesOf(controller, handler)),
  );
}

function routesOf(controller: Type, handler: string): readonly Route[] {
  const method = (controller.prototype as Record<string, () => unknown>)[handler];
  const verb = method && (Reflect.getMetadata(METHOD_METADATA, method) as RequestMethod | undefined);
  if (method === undefined || verb === undefined) return [];
  const nearest = (key: string): unknown =>
    Reflect.getMetadata(key, method) ?? Reflect.getMetadata(key, controller);
  const paths = pathsOf(Reflect.getMetadata(PATH_METADATA, method));
  return pathsOf(Reflect.getMetadata(PATH_METADATA, controller)).flatMap((base) =>
    paths.map((path) => ({
      controller: controller.name,
      handler,
      method: RequestMethod[verb],
      path: `/${[base, path].filter((part) => part !== '').join('/')}`,
      isPublic: nearest(PUBLIC_METADATA) === true,
      scopes: (nearest(SCOPES_METADATA) ?? []) as readonly Scope[],
      readerRule: nearest(READER_ROUTE_METADATA) as ReaderRouteRule | undefined,
      auditedAs: Reflect.getMetadata(AUDITED_METADATA, method) as string | undefined,
      changesNothing:
        verb === RequestMethod.GET || Reflect.getMetadata(CHANGES_NOTHING_METADATA, method) === true,
      unvalidated: unvalidatedInput(controller, handler),
    })),
  );
}

/** Nest keeps one path or several. */
function pathsOf(metadata: unknown): string[] {
  return [(metadata ?? '') as string | string[]].flat().map((part) => part.replace(/^\/+|\/+$/g, ''));
}

/** Nest keeps the arguments of a handler under `<kind>:<index>`. */
function unvalidatedInput(controller: Type, handler: string): string | undefined {
  interface Argument {
    readonly data?: ParamData;
    readonly schema?: unknown;
  }
  const metadata: unknown = Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, handler);
  return Object.entries((metadata ?? {}) as Record<string, Argument>)
    .filter(([, argument]) => argument.schema === undefined)
    .map(([key]) => FREE_INPUTS.get(key.split(':')[0] ?? ''))
    .find((input) => input !== undefined);
}
