import { Injectable } from '@nestjs/common';
import { Clock } from '../clock.js';
import { Database } from '../database/database.js';
import { InstallationSecretRepository } from '../database/installation-secret.repository.js';
import { ConflictError, ScoutError } from '../errors.js';
import { seal, unseal } from '../sealed.js';

/** How long an answer can be replayed. */
const KEPT_MS = 24 * 60 * 60_000;
/**
 * After this long a request without an answer has died with its process, for none may run nearly as long; its key can be
 * used again.
 */
const ABANDONED_MS = 5 * 60_000;
/** The key that answers with a secret are sealed with, and what for. */
const SECRET = 'delivery';
const PURPOSE = 'answer';

/** A write that a caller may send twice and that must happen once. */
export interface IdempotentRequest {
  readonly keyId: string;
  readonly key: string;
  /** SHA-256 of method, address and body. */
  readonly hash: Buffer;
  /** The answer shows a secret, so its body is kept sealed. */
  readonly secret: boolean;
  /** Whom it is about; the answer goes when the reader is erased. */
  readonly readerId: string | undefined;
}

export interface StoredAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** A request that holds its key, and since when: a later holder of the same key is told apart by it. */
export interface HeldRequest extends Omit<IdempotentRequest, 'hash' | 'readerId'> {
  readonly since: Date;
}

/** What became of asking for a key: it is ours to work under, or somebody was there before. */
export type Claim =
  | { readonly kind: 'claimed'; readonly held: HeldRequest }
  | { readonly kind: 'in-progress' }
  | { readonly kind: 'other-request' }
  | { readonly kind: 'answered'; readonly answer: StoredAnswer };

/** An answer as it lies in the table. `sealed` holds the body where that must not lie there for everybody to read. */
interface StoredResponse extends Omit<StoredAnswer, 'status'> {
  readonly sealed?: string;
}

interface Row {
  readonly sameRequest: boolean;
  readonly status: number | null;
  readonly response: StoredResponse | null;
}

/** Answers to writes by key and `Idempotency-Key`; the primary key decides a race. */
@Injectable()
export class IdempotencyRepository {
  constructor(
    private readonly database: Database,
    private readonly secrets: InstallationSecretRepository,
    private readonly clock: Clock,
  ) {}

  /** Takes the key, or says who has it. */
  async claim({ keyId, key, hash, secret, readerId }: IdempotentRequest): Promise<Claim> {
    const since = this.clock.now();
    const now = since.getTime();
    const taken = await this.database.query(
      `INSERT INTO idempotency_record AS held (api_key_id, key, request_hash, created_at, reader_id) VALUES ($1, $2, $3, $4, $7)
       ON CONFLICT (api_key_id, key) DO UPDATE
         SET request_hash = excluded.request_hash, reader_id = excluded.reader_id, status = NULL, response = NULL, created_at = excluded.created_at
         WHERE held.created_at < $5 OR (held.status IS NULL AND held.created_at < $6)
       RETURNING key`,
      [keyId, key, hash, since, new Date(now - KEPT_MS), new Date(now - ABANDONED_MS), readerId ?? null],
    );
    if (taken.length > 0) return { kind: 'claimed', held: { keyId, key, secret, since } };
    const [row] = await this.database.query<Row>(
      `SELECT request_hash = $3 AS "sameRequest", status, response
       FROM idempotency_record WHERE api_key_id = $1 AND key = $2`,
      [keyId, key, hash],
    );
    // Gone between the two statements: the first request has just failed and given the key back.
    if (row === undefined) return { kind: 'in-progress' };
    if (!row.sameRequest) return { kind: 'other-request' };
    if (row.status === null || row.response === null) return { kind: 'in-progress' };
    return { kind: 'answered', answer: { status: row.status, ...(await this.opened(row.response)) } };
  }

  /** @throws ConflictError when the request took so long that its key was given to a repetition */
  async store({ keyId, key, since, secret }: HeldRequest, answer: StoredAnswer): Promise<void> {
    const { status, ...open } = answer;
    const response = secret ? await this.sealed(open) : open;
    const stored = await this.database.query(
      `UPDATE idempotency_record SET status = $4, response = $5
       WHERE api_key_id = $1 AND key = $2 AND created_at = $3 AND status IS NULL RETURNING key`,
      [keyId, key, since, status, JSON.stringify(response)],
    );
    if (stored.length === 0) {
      throw new ConflictError('The request took too long and was repeated.', 'IDEMPOTENCY_KEY_LOST');
    }
  }

  /** Gives the key back after a request that may be tried again. */
  async release({ keyId, key, since }: HeldRequest): Promise<void> {
    await this.database.query(
      `DELETE FROM idempotency_record
       WHERE api_key_id = $1 AND key = $2 AND created_at = $3 AND status IS NULL`,
      [keyId, key, since],
    );
  }

  private async sealed({ headers, body }: StoredResponse): Promise<StoredResponse> {
    const content = Buffer.from(JSON.stringify(body ?? null));
    return { headers, body: null, sealed: seal(await this.secrets.get(SECRET), PURPOSE, content) };
  }

  private async opened({ headers, body, sealed }: StoredResponse): Promise<Omit<StoredAnswer, 'status'>> {
    if (sealed === undefined) return { headers, body };
    const content = unseal(await this.secrets.get(SECRET), PURPOSE, sealed);
    if (content === undefined)
      throw new ScoutError('SECRET_LOST', 'A stored answer was sealed with another key.');
    return { headers, body: JSON.parse(content.toString()) as unknown };
  }

  /** Removes what is older than a day. @returns how many went */
  async purge(): Promise<number> {
    const before = new Date(this.clock.now().getTime() - KEPT_MS);
    const [row] = await this.database.query<{ count: number }>(
      `WITH gone AS (DELETE FROM idempotency_record WHERE created_at < $1 RETURNING 1)
       SELECT count(*) AS count FROM gone`,
      [before],
    );
    return row?.count ?? 0;
  }
}
