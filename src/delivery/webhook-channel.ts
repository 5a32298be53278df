import { Injectable, Logger } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { Clock } from '../platform/clock.js';
import { AuditLog } from '../platform/http/audit-log.js';
import type { Reader } from '../readers/reader.js';
import { backOffMs } from './back-off.js';
import { Channel, type Outgoing } from './channel.js';
import type { Outcome } from './outbox.js';
import type { PostResult, WebhookEndpoint } from './webhook.js';
import { briefingMessage } from './webhook-message.js';
import { WebhookPoster } from './webhook-poster.js';
import { WebhookRepository } from './webhook.repository.js';

/** From so many failures in a row on an endpoint rests, so that the briefings of a day do not all wait for its silence. */
const RESTS_AFTER = 3;
/** What waits for an endpoint to have rested does not come all at once. */
const SPREAD_MS = 30_000;
/** An endpoint that has failed for so long without one success is turned off. */
const GIVEN_UP_AFTER_MS = 5 * 86_400_000;

const NOBODY = 'no webhook endpoint takes the briefings of this reader';

/** Briefings as signed JSON, posted to the endpoints of the client applications. */
@Injectable()
export class WebhookChannel extends Channel {
  override readonly name = 'webhook';
  /** Endpoints come and go at run time; who has none gets nothing. */
  override readonly enabled = true;
  override readonly concurrency: number;
  override readonly longestMs: number;
  private readonly logger = new Logger(WebhookChannel.name);

  constructor(
    private readonly webhooks: WebhookRepository,
    private readonly poster: WebhookPoster,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
    settings: Settings,
  ) {
    super();
    this.concurrency = settings.WEBHOOK_CONNECTIONS;
    this.longestMs = settings.WEBHOOK_TIMEOUT_MS;
  }

  override async refusal(reader: Reader): Promise<string | undefined> {
    const endpoints = await this.webhooks.activeFor(reader);
    return endpoints.length === 0 ? NOBODY : undefined;
  }

  /** To every endpoint that has not taken it yet, at once, so that the time is bounded by that of one. */
  override async send({ effect, effectId, reader, content }: Outgoing): Promise<Outcome> {
    const taken = await this.webhooks.takenBy(effect);
    const endpoints = (await this.webhooks.activeFor(reader)).filter((endpoint) => !taken.has(endpoint.id));
    const now = this.clock.now();
    const ready = endpoints.filter(({ restsUntil }) => restsUntil === null || restsUntil <= now);
    const body = briefingMessage(content);
    const results = await Promise.all(ready.map((endpoint) => this.poster.post(endpoint, effectId, body)));
    const outcomes = endpoints.filter((endpoint) => !ready.includes(endpoint)).map(restOf(now));
    // In the order of their ids, as everybody does, so that two tries do not wait for each other in a circle.
    for (const [i, endpoint] of ready.entries()) {
      const result = results[i]!;
      await this.webhooks.notePost(effect, endpoint.id, result, this.clock.now());
      outcomes.push(await this.outcomeOf(endpoint, result));
    }
    return joined(outcomes, taken.size > 0);
  }

  /** Books what an answer means for the endpoint, and says what it means for the message. */
  private async outcomeOf(endpoint: WebhookEndpoint, result: PostResult): Promise<Outcome> {
    const { error, httpStatus, retryAfterMs, unanswered, forbidden } = result;
    if (error === undefined) {
      if (endpoint.failures > 0) await this.webhooks.noteSuccess(endpoint.id);
      return { status: 'sent', providerId: endpoint.id };
    }
    const now = this.clock.now();
    if (httpStatus === 410) {
      await this.disable(endpoint, 'it answered 410 Gone', now);
      return { status: 'suppressed', error: `${endpoint.id}: ${error}` };
    }
    const failures = endpoint.failures + 1;
    const restMs = failures < RESTS_AFTER ? 0 : backOffMs(failures - RESTS_AFTER + 1, Math.random());
    const wait = Math.max(restMs, retryAfterMs ?? 0);
    const since = await this.webhooks.noteFailure(
      endpoint.id,
      now,
      wait === 0 ? null : new Date(now.getTime() + wait),
    );
    if (now.getTime() - since.getTime() > GIVEN_UP_AFTER_MS)
      await this.disable(endpoint, `it has failed since ${since.toISOString()}; last: ${error}`, now);
    if (forbidden === true) return { status: 'failed', error: `${endpoint.id}: ${error}` };
    return {
      status: 'retry',
      error: `${endpoint.id}: ${error}`,
      ...(retryAfterMs === undefined ? {} : { afterMs: retryAfterMs }),
      ...(unanswered === true ? { unanswered } : {}),
    };
  }

  private async disable(endpoint: WebhookEndpoint, reason: string, now: Date): Promise<void> {
    if (!(await this.webhooks.disable(endpoint.id, reason, now))) return;
    await this.audit.note('webhook.disable', endpoint.id, { reason });
    this.logger.error(`Webhook endpoint ${endpoint.id} (${endpoint.name}) was turned off: ${reason}.`);
  }
}

function restOf(now: Date): (endpoint: WebhookEndpoint) => Outcome {
  return ({ id, restsUntil }) => ({
    status: 'retry',
    error: `${id}: rests until ${restsUntil!.toISOString()} after failures`,
    afterMs: restsUntil!.getTime() - now.getTime() + Math.round(Math.random() * SPREAD_MS),
  });
}

/**
 * One outcome of several endpoints: tried again while one of them wants it, and sent when one has taken it.
 * @param takenBefore one has taken it at an earlier try
 */
function joined(outcomes: readonly Outcome[], takenBefore: boolean): Outcome {
  const retries = outcomes.filter((outcome) => outcome.status === 'retry');
  if (retries.length > 0) {
    const waits = retries.map(({ afterMs }) => afterMs);
    const soonest = waits.includes(undefined) ? undefined : Math.min(...waits.map((wait) => wait ?? 0));
    return {
      status: 'retry',
      error: retries.map(({ error }) => error).join('; '),
      ...(soonest === undefined ? {} : { afterMs: soonest }),
      ...(retries.some(({ unanswered }) => unanswered) ? { unanswered: true } : {}),
    };
  }
  const sent = outcomes.find((outcome) => outcome.status === 'sent');
  if (sent !== undefined || takenBefore) return sent ?? { status: 'sent' };
  // None at all: the last one was turned off a moment ago.
  return (
    outcomes.find((outcome) => outcome.status === 'failed') ??
    outcomes[0] ?? { status: 'suppressed', error: NOBODY }
  );
}
