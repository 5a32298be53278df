import { Injectable } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { Clock } from '../platform/clock.js';
import { FetchError } from '../platform/fetch/fetch-errors.js';
import { GuardedFetch } from '../platform/fetch/guarded-fetch.js';
import { retryAfterSeconds } from '../platform/fetch/retry-after.js';
import { withoutAddresses } from './outbox.js';
import { TokensService } from './tokens.service.js';
import type { PostResult, WebhookEndpoint } from './webhook.js';
import { signedHeaders } from './webhook-message.js';
import { WebhookRepository } from './webhook.repository.js';

/** No endpoint makes a briefing wait longer by `Retry-After` than this, in milliseconds. */
const LONGEST_RETRY_MS = 3_600_000;

/** Signs and posts one message, guarded like every address that comes from outside. */
@Injectable()
export class WebhookPoster {
  constructor(
    private readonly webhooks: WebhookRepository,
    private readonly tokens: TokensService,
    private readonly fetch: GuardedFetch,
    private readonly clock: Clock,
    private readonly settings: Settings,
  ) {}

  /**
   * Posts once, signed with every secret that holds at this moment. Redirects are not followed; any status but 2xx is a failure.
   * @param id the same at every try
   */
  async post(endpoint: WebhookEndpoint, id: string, body: string): Promise<PostResult> {
    const now = this.clock.now();
    const sealed = await this.webhooks.secretsOf(endpoint.id, now);
    const secrets = await Promise.all(sealed.map((secret) => this.tokens.openSecret(secret.sealed)));
    const began = performance.now();
    const took = (): number => performance.now() - began;
    try {
      const { status, headers } = await this.fetch.post(endpoint.url, {
        headers: signedHeaders(id, now, body, secrets),
        body,
        timeoutMs: this.settings.WEBHOOK_TIMEOUT_MS,
      });
      if (status >= 200 && status <= 299) return { httpStatus: status, durationMs: took() };
      const seconds = retryAfterSeconds(headers['retry-after'], now);
      return {
        httpStatus: status,
        error: status >= 300 && status <= 399 ? `redirects (${status})` : `answered ${status}`,
        durationMs: took(),
        ...(seconds === undefined ? {} : { retryAfterMs: Math.min(seconds * 1000, LONGEST_RETRY_MS) }),
      };
    } catch (error) {
      if (!(error instanceof FetchError)) throw error;
      return {
        error: withoutAddresses(`${error.code}: ${error.message}`),
        durationMs: took(),
        ...(mayHaveArrived(error) ? { unanswered: true } : {}),
        ...(error.transient ? {} : { forbidden: true }),
      };
    }
  }
}

/** Whether anything may have been written before it broke off; not where no connection came about. */
function mayHaveArrived({ code, message }: FetchError): boolean {
  if (code !== 'FETCH_TIMEOUT' && code !== 'FETCH_CONNECTION') return false;
  return !/ECONNREFUSED|EHOSTUNREACH|ENETUNREACH/.test(message);
}
