/**
 * - `active`: gets briefings; `paused`: by an operator
 * - `disabled`: by itself, because the other side said that it is gone or failed for days; see the reason
 */
export const WEBHOOK_STATUSES = ['active', 'paused', 'disabled'] as const;
export type WebhookStatus = (typeof WEBHOOK_STATUSES)[number];

/** Where a client application wants briefings to be posted. */
export interface WebhookEndpoint {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  /** Only readers of this role; null: of any. */
  readonly role: string | null;
  /** Only readers of this industry; null: of any. */
  readonly industry: string | null;
  readonly status: WebhookStatus;
  readonly statusReason: string | null;
  /** Tries in a row that failed. */
  readonly failures: number;
  readonly failingSince: Date | null;
  /** After failures in a row nothing is posted before this moment. */
  readonly restsUntil: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A secret that an endpoint's messages are signed with, without the secret itself. */
export interface WebhookSecretView {
  readonly createdAt: Date;
  /** Null: the newest, which signs until it is replaced. */
  readonly expiresAt: Date | null;
}

/** How one POST ended. */
export interface PostResult {
  /** Absent where there was no answer. */
  readonly httpStatus?: number;
  /** Absent when it was taken. */
  readonly error?: string;
  readonly durationMs: number;
  /** When the other side wants the next try at the earliest, in milliseconds from now. */
  readonly retryAfterMs?: number;
  /** It was sent and nobody answered, so it may have arrived. */
  readonly unanswered?: boolean;
  /** The address is one that nothing is posted to; trying again does not help. */
  readonly forbidden?: boolean;
}

/** The latest try of one briefing at one endpoint. */
export interface WebhookPost {
  readonly reader: string;
  readonly date: string;
  readonly attempts: number;
  readonly at: Date;
  readonly httpStatus: number | null;
  readonly error: string | null;
  readonly durationMs: number;
  readonly takenAt: Date | null;
}
