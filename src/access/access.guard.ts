import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { ScoutError } from '../platform/errors.js';
import { HttpProblemError } from '../platform/http/problem.js';
import {
  assertReader,
  type Caller,
  PUBLIC_METADATA,
  READER_ROUTE_METADATA,
  type ReaderRouteRule,
  type Scope,
  SCOPES_METADATA,
} from '../platform/http/scopes.js';
import { KeysService } from './keys.service.js';
import { RateLimiter } from '../platform/http/rate-limiter.js';

interface RouteRules {
  readonly isPublic: boolean;
  readonly scopes: readonly Scope[] | undefined;
  readonly reader: ReaderRouteRule | undefined;
}

/**
 * Lets a request through when the route is public, or when its key is within its rate, holds the scopes and, if bound, is that
 * reader's.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  /** By handler: looking them up anew for each request costs more than checking them. */
  private readonly rules = new WeakMap<() => void, RouteRules>();

  constructor(
    private readonly reflector: Reflector,
    private readonly keys: KeysService,
    private readonly rates: RateLimiter,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { isPublic, scopes, reader } = this.rulesOf(context);
    if (isPublic) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    // Only the header counts: an address ends up in logs and histories.
    const caller = await this.keys.authenticate(request.headers.authorization);
    // Only of keys that are right: somebody else's id must not use up its owner's rate.
    assertRate(this.rates.take(caller.keyId));
    assertScopes(caller, scopes);
    assertBoundReader(caller, reader, request.params);
    request.caller = caller;
    return true;
  }

  private rulesOf(context: ExecutionContext): RouteRules {
    const handler = context.getHandler() as () => void;
    let rules = this.rules.get(handler);
    if (rules === undefined) {
      const route = [handler, context.getClass()];
      const { reflector } = this;
      rules = {
        isPublic: reflector.getAllAndOverride<boolean | undefined>(PUBLIC_METADATA, route) === true,
        scopes: reflector.getAllAndOverride<readonly Scope[] | undefined>(SCOPES_METADATA, route),
        reader: reflector.getAllAndOverride<ReaderRouteRule | undefined>(READER_ROUTE_METADATA, route),
      };
      this.rules.set(handler, rules);
    }
    return rules;
  }
}

function assertRate(waitMs: number): void {
  if (waitMs === 0) return;
  throw new HttpProblemError(
    'RATE_LIMITED',
    'The API key sends more requests than RATE_LIMIT_PER_MINUTE allows.',
    429,
    {
      'retry-after': String(Math.ceil(waitMs / 1000)),
    },
  );
}

function assertScopes(caller: Caller, required: readonly Scope[] | undefined): void {
  // The start refuses such a route; this is for the day when that check fails.
  if (required === undefined) throw new ScoutError('UNPROTECTED_ROUTE', 'The route names no scope.', 500);
  const missing = required.find((scope) => !caller.scopes.includes(scope));
  if (missing === undefined) return;
  throw new HttpProblemError('MISSING_SCOPE', `The API key lacks the scope ${missing}.`, 403, {
    'www-authenticate': `Bearer realm="scout", error="insufficient_scope", scope="${missing}"`,
  });
}

function assertBoundReader(caller: Caller, rule: ReaderRouteRule | undefined, params: unknown): void {
  if (caller.readerId === undefined || rule?.kind === 'checked-by-handler') return;
  const named = rule === undefined ? undefined : (params as Record<string, string | undefined>)[rule.param];
  assertReader(caller, named ?? '');
}
