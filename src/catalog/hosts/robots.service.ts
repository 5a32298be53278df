import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import { FetchError } from '../../platform/fetch/fetch-errors.js';
import { GuardedFetch } from '../../platform/fetch/guarded-fetch.js';
import { retryAfterSeconds } from '../../platform/fetch/retry-after.js';
import { RobotsRepository } from './robots.repository.js';
import type { RobotsFile } from './robots.repository.js';
import { readRobots } from './robots.js';

/** What a host says about one of its pages. */
export type RobotsVerdict =
  | { readonly kind: 'allowed' | 'disallowed'; readonly delaySeconds: number }
  /** It does not say: nothing is allowed until then. */
  | { readonly kind: 'unknown'; readonly until: Date };

/** RFC 9309, 2.4: not longer than a day. In seconds. */
const READ_FOR = 86_400;
/** A host that does not answer is asked again after this, in seconds. */
const UNKNOWN_FOR = 1_800;
/** A larger file is one that cannot be had; of a smaller one the beginning is read, see `robots.ts`. */
const MAX_BYTES = 2_097_152;
/** Shorter than that of a page: both fit into one turn. */
const TIMEOUT_MS = 5_000;

/**
 * Whether hosts want their pages fetched (RFC 9309). A robots.txt is asked for once a day and kept for all processes.
 * There is none (4xx): everything is allowed. It cannot be had (5xx, no connection): nothing is, for now.
 */
@Injectable()
export class RobotsService {
  constructor(
    private readonly files: RobotsRepository,
    private readonly client: GuardedFetch,
    private readonly clock: Clock,
  ) {}

  /**
   * May ask the host of the address; the caller holds its turn.
   * @throws FetchError FETCH_FORBIDDEN_ADDRESS
   */
  async verdict(address: string): Promise<RobotsVerdict> {
    const { origin } = new URL(address);
    const place = `${origin}/robots.txt`;
    const { body, expiresAt } =
      (await this.files.find(origin, this.clock.now())) ?? (await this.ask(origin, place));
    if (body === null) return { kind: 'unknown', until: expiresAt };
    const rules = readRobots(place, body);
    return { kind: rules.allows(address) ? 'allowed' : 'disallowed', delaySeconds: rules.delaySeconds };
  }

  /** Clears away what has expired. */
  async forget(): Promise<void> {
    await this.files.deleteExpired(this.clock.now());
  }

  private async ask(origin: string, place: string): Promise<RobotsFile> {
    const { body, seconds } = await this.answer(place);
    const file = { body, expiresAt: new Date(this.clock.now().getTime() + seconds * 1000) };
    await this.files.save(origin, file);
    return file;
  }

  private async answer(place: string): Promise<{ body: string | null; seconds: number }> {
    try {
      const { status, headers, body } = await this.client.get(place, {
        accept: 'text/plain, */*;q=0.5',
        maxBytes: MAX_BYTES,
        timeoutMs: TIMEOUT_MS,
      });
      // PostgreSQL takes no NUL.
      if (status < 300)
        return { body: body.toString('utf8').replaceAll('\0', '').slice(0, 512_000), seconds: READ_FOR };
      // A host that is asked too often does not say that it allows everything.
      if (status < 500 && status !== 429) return { body: '', seconds: READ_FOR };
      return {
        body: null,
        seconds: retryAfterSeconds(headers['retry-after'], this.clock.now()) ?? UNKNOWN_FOR,
      };
    } catch (error) {
      if (!(error instanceof FetchError) || error.code === 'FETCH_FORBIDDEN_ADDRESS') throw error;
      // RFC 9309, 2.3.1.2: one that only leads on and on is one that is not there.
      return error.code === 'FETCH_REDIRECT'
        ? { body: '', seconds: READ_FOR }
        : { body: null, seconds: UNKNOWN_FOR };
    }
  }
}
