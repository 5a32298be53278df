import type { Reader } from '../readers/reader.js';
import type { BriefingContent } from './briefing-contents.js';
import type { ChannelName, Effect, Outcome } from './outbox.js';

/** What a channel is handed to send. */
export interface Outgoing {
  readonly effect: Effect;
  /** The same at every try: the key by which the other side can tell a repetition. */
  readonly effectId: string;
  readonly reader: Reader;
  readonly content: BriefingContent;
}

/**
 * One way on which briefings go out. Who may get one, retries, back-off and the books are the outbox's; a channel only sends.
 * It is called inside a transaction that holds the reader and the row, so it must end in bounded time.
 */
export abstract class Channel {
  abstract readonly name: ChannelName;
  /** False where this installation has not set it up: then nothing is put into the outbox for it. */
  abstract readonly enabled: boolean;
  /** Sent at once by one process at most. */
  abstract readonly concurrency: number;

  /** Longest time of one {@link send}, in milliseconds. */
  abstract readonly longestMs: number;

  /** Resolves when the next may be sent; for channels with a limited rate. */
  turn(): Promise<void> {
    return Promise.resolve();
  }

  /** Why this reader gets nothing on this channel; undefined when nothing is in the way. */
  abstract refusal(reader: Reader): Promise<string | undefined>;

  /** Sends once. Whatever the other side does is an outcome, not an error. */
  abstract send(outgoing: Outgoing): Promise<Outcome>;
}

/** Every channel that Scout has, whether it is set up or not. */
export class Channels {
  constructor(private readonly all: readonly Channel[]) {}

  get enabled(): readonly Channel[] {
    return this.all.filter((channel) => channel.enabled);
  }

  get(name: ChannelName): Channel | undefined {
    return this.all.find((channel) => channel.name === name);
  }
}
