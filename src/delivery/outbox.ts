import { z } from 'zod';

/** Channels on which Scout sends by itself; private feeds are fetched and need no outbox. */
export const CHANNEL_NAMES = ['email', 'webhook'] as const;
export type ChannelName = (typeof CHANNEL_NAMES)[number];

/**
 * - `pending`: waits for its time; `sending`: a worker has it
 * - `sent`: the other side has taken it; `failed`: given up, see its error
 * - `suppressed`: the reader or the address wants none; `skipped`: there was nothing in it; `cancelled`: by an operator
 */
export const OUTBOX_STATUSES = [
  'pending',
  'sending',
  'sent',
  'failed',
  'suppressed',
  'skipped',
  'cancelled',
] as const;
export type OutboxStatus = (typeof OUTBOX_STATUSES)[number];

/** What is unique: one briefing's effect on one channel. */
export interface EffectKey {
  readonly readerRef: number;
  /** The reader's date, `YYYY-MM-DD`. */
  readonly localDate: string;
  readonly channel: ChannelName;
}

/** The date of a briefing as a caller states one. Year 0 is a date to ISO 8601 and none to PostgreSQL. */
export const briefingDateSchema = z.iso
  .date('is no date such as 2026-01-31')
  .refine((date) => date >= '0001', 'is no date such as 2026-01-31');

/** An effect that a worker has claimed. */
export interface Effect extends EffectKey {
  readonly dueAt: Date;
  /** Tries so far, this one included; tells this claim from a later one. */
  readonly attempts: number;
  /** A try before ended without an answer: what it sent may have arrived. */
  readonly possibleDuplicate: boolean;
}

/** How a try ended. */
export type Outcome =
  | { readonly status: 'sent'; readonly providerId?: string }
  | { readonly status: 'failed' | 'suppressed' | 'skipped' | 'cancelled'; readonly error: string }
  | {
      readonly status: 'retry';
      readonly error: string;
      /** Not before; absent: as the back-off says. Milliseconds. */
      readonly afterMs?: number;
      /** It was sent and nobody answered, so it may have arrived. */
      readonly unanswered?: boolean;
      /** The fault lies with the channel as a whole: this run stops sending on it. */
      readonly channelDown?: boolean;
    };

/** A briefing that was just stored. */
export interface NewEffect {
  readonly readerRef: number;
  readonly localDate: string;
  readonly dueAt: Date;
}

/** A row as operators see one. */
export interface OutboxEntry {
  readonly reader: string;
  readonly date: string;
  readonly channel: ChannelName;
  readonly status: OutboxStatus;
  readonly attempts: number;
  readonly possibleDuplicate: boolean;
  readonly dueAt: Date;
  readonly nextAttemptAt: Date | null;
  readonly sentAt: Date | null;
  readonly providerId: string | null;
  readonly error: string | null;
}

const ADDRESS = /[^\s<>@"',;:()]+@[^\s<>@"',;:()]+/g;

/**
 * What the other side said, without the addresses in it, short enough to store and to log.
 * @param address of whom it speaks: what stands before its @ is taken out alone too, for servers often say no more of it
 */
export function withoutAddresses(text: string, address?: string): string {
  const local = address?.slice(0, address.lastIndexOf('@'));
  const named = local ? new RegExp(`(?<![\\w.])${RegExp.escape(local)}(?![\\w.]*\\w)`, 'giu') : ADDRESS;
  return text
    .replaceAll(ADDRESS, '(address)')
    .replaceAll(named, '(address)')
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, 500);
}
