import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { BriefingContent } from './briefing-contents.js';

const PREFIX = 'whsec_';
const SECRET_BYTES = 32;

/** A new secret as Standard Webhooks writes one: `whsec_` and 32 bytes in base64. */
export function newWebhookSecret(): string {
  return PREFIX + randomBytes(SECRET_BYTES).toString('base64');
}

/** What is posted for a briefing; the same text at every try. */
export function briefingMessage(content: BriefingContent): string {
  return JSON.stringify({
    type: 'briefing.ready',
    timestamp: content.createdAt.toISOString(),
    data: { ...content, createdAt: content.createdAt.toISOString() },
  });
}

/** What is posted to see whether an endpoint takes messages. */
export function testMessage(endpointId: string, now: Date): string {
  return JSON.stringify({
    type: 'test',
    timestamp: now.toISOString(),
    data: { endpoint: endpointId, note: 'Scout asks whether this endpoint takes its messages.' },
  });
}

/**
 * The headers of Standard Webhooks 1.0: the id of the message, the moment of this try and a signature with each secret, so that the
 * other side can change from one secret to the next at its own time.
 * @param secrets as {@link newWebhookSecret} gives them
 */
export function signedHeaders(
  id: string,
  now: Date,
  body: string,
  secrets: readonly string[],
): Record<string, string> {
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, now, body)).join(' '),
  };
}
