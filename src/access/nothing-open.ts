import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { listRoutes, type Route } from '../platform/http/routes.js';

/**
 * Refuses to start an API in which a route is neither public nor behind a scope, or takes a body or query without a schema:
 * nothing is open, and nothing unchecked, by default.
 */
@Injectable()
export class NothingOpen implements OnModuleInit {
  constructor(private readonly modules: ModulesContainer) {}

  onModuleInit(): void {
    const faults = listRoutes(this.modules).flatMap((route) => {
      const fault = faultOf(route);
      return fault === undefined ? [] : [`${route.controller}.${route.handler} ${fault}`];
    });
    if (faults.length > 0) throw new Error(`The API does not start: ${faults.join('; ')}.`);
  }
}

function faultOf({ isPublic, scopes, unvalidated }: Route): string | undefined {
  if (!isPublic && scopes.length === 0) return 'has neither @RequireScope nor @Public';
  if (isPublic && scopes.length > 0) return 'has both @RequireScope and @Public';
  return unvalidated === undefined ? undefined : `takes its ${unvalidated} without a schema`;
}
