import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { InvalidInputError, NotFoundError } from '../platform/errors.js';
import { Together } from '../platform/together.js';
import { HttpProblemError } from '../platform/http/problem.js';
import { type Caller, isScope, type Scope, SCOPES } from '../platform/http/scopes.js';
import { hashSecret, isSecretOf, keyText, newKey, parseKey } from './api-key.js';
import { type ApiKey, ApiKeyRepository } from './api-key.repository.js';
import { AuditRepository } from './audit.repository.js';

export interface NewKey {
  /** For people: whose key it is. 1 to 100 characters. */
  readonly name: string;
  readonly scopes: readonly string[];
  /** Binds the key to one reader. */
  readonly readerId?: string;
  readonly expiresAt?: Date;
}

export interface CreatedKey {
  readonly key: ApiKey;
  /** The key itself, which exists nowhere else after this. */
  readonly text: string;
}

/** What a key bound to a reader may hold: the other scopes have no meaning for one reader. */
const READER_SCOPES: ReadonlySet<Scope> = new Set(['feed:read', 'readers:write', 'events:write']);

/** API keys: makes, lists and revokes them, and says who a key belongs to. */
@Injectable()
export class KeysService {
  constructor(
    private readonly keys: ApiKeyRepository,
    private readonly audit: AuditRepository,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Requests of one moment share the query, and nothing beyond it: a key that was revoked before a request is refused. */
  private readonly found = new Together((ids: readonly string[]) => this.keys.find(ids));

  /**
   * @param actor who asks, for the audit log
   * @throws InvalidInputError naming the field
   */
  async create(wish: NewKey, actor = 'command-line'): Promise<CreatedKey> {
    const createdAt = this.clock.now();
    const { name, readerId, expiresAt } = wish;
    if (name.trim() === '' || name.length > 100) throw invalid('name', 'must be 1 to 100 characters');
    const scopes = checkedScopes(wish.scopes, readerId);
    if (readerId === '') throw invalid('readerId', 'must not be empty');
    if (expiresAt !== undefined && !(expiresAt > createdAt)) {
      throw invalid('expiresAt', 'must be in the future');
    }
    const parts = newKey();
    const key: ApiKey = {
      id: parts.id,
      name,
      scopes,
      createdAt,
      ...(readerId === undefined ? {} : { readerId }),
      ...(expiresAt === undefined ? {} : { expiresAt }),
    };
    await this.database.transaction(async () => {
      await this.keys.insert(key, hashSecret(parts.secret));
      // Not the name, which is often a person's.
      const target = readerId === undefined ? key.id : `${key.id}/${readerId}`;
      await this.audit.insert({ at: createdAt, actor, action: 'key.create', target, details: { scopes } });
    });
    return { key, text: keyText(parts) };
  }

  /** All keys, newest first, without their secrets. */
  async list(): Promise<ApiKey[]> {
    return await this.keys.list();
  }

  /**
   * From the next request on the key is refused.
   * @throws NotFoundError
   */
  async revoke(id: string, actor = 'command-line'): Promise<void> {
    const at = this.clock.now();
    await this.database.transaction(async () => {
      if (!(await this.keys.revoke(id, at))) throw new NotFoundError('API key', id);
      await this.audit.insert({ at, actor, action: 'key.revoke', target: id, details: {} });
    });
  }

  /**
   * Finds out who sent an `Authorization` header. Nothing is remembered of it, so that a revoked key ends at once.
   * @throws HttpProblemError 401 MISSING_KEY, INVALID_KEY, EXPIRED_KEY or REVOKED_KEY. The last two only to whoever has the
   * whole secret: an id alone learns nothing.
   */
  async authenticate(authorization: string | undefined): Promise<Caller> {
    if (authorization === undefined) {
      throw unauthorised('MISSING_KEY', 'Send an API key: `Authorization: Bearer sk_scout_…`.');
    }
    const text = /^bearer +(\S+)$/i.exec(authorization)?.[1];
    const parts = text === undefined ? undefined : parseKey(text);
    const found = parts === undefined ? undefined : await this.found.get(parts.id);
    if (parts === undefined || found === undefined || !isSecretOf(parts.secret, found.secretHash)) {
      throw unauthorised('INVALID_KEY', 'The API key is malformed or unknown.');
    }
    const { id, scopes, readerId, expiresAt, revokedAt } = found.key;
    if (revokedAt !== undefined) throw unauthorised('REVOKED_KEY', 'The API key was revoked.');
    if (expiresAt !== undefined && expiresAt <= this.clock.now()) {
      throw unauthorised('EXPIRED_KEY', 'The API key has expired.');
    }
    return { keyId: id, scopes, ...(readerId === undefined ? {} : { readerId }) };
  }
}

function checkedScopes(wished: readonly string[], readerId: string | undefined): readonly Scope[] {
  const scopes = [...new Set(wished)].map((scope): Scope => {
    if (!isScope(scope)) throw invalid('scopes', `'${scope}' is not one of ${SCOPES.join(', ')}`);
    if (readerId !== undefined && !READER_SCOPES.has(scope)) {
      throw invalid('scopes', `'${scope}' cannot be given to a key that is bound to a reader`);
    }
    return scope;
  });
  if (scopes.length === 0) throw invalid('scopes', `must name at least one of ${SCOPES.join(', ')}`);
  return scopes;
}

function invalid(path: string, message: string): InvalidInputError {
  return new InvalidInputError(`${path} ${message}.`, [{ path, message }]);
}

/** RFC 6750 §3: without credentials the challenge carries no error. */
function unauthorised(code: string, message: string): HttpProblemError {
  const error = code === 'MISSING_KEY' ? '' : ', error="invalid_token"';
  return new HttpProblemError(code, message, 401, { 'www-authenticate': `Bearer realm="scout"${error}` });
}
