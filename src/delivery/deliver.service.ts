import { setTimeout as wait } from 'node:timers/promises';
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { type Counter, MetricsRegistry } from '../platform/health/metrics.js';
import { JobQueue } from '../platform/queue/job-queue.js';
import type { Reader } from '../readers/reader.js';
import { ReadersService } from '../readers/readers.service.js';
import { backOffMs } from './back-off.js';
import { BriefingContents } from './briefing-contents.js';
import { type Channel, Channels } from './channel.js';
import { ChannelPreferenceRepository } from './channel-preference.repository.js';
import { type ChannelName, type Effect, type Outcome, withoutAddresses } from './outbox.js';
import { OutboxRepository } from './outbox.repository.js';
import { TokensService } from './tokens.service.js';

/**
 * A row that was claimed so long ago and that nobody holds has lost its worker. Longer than {@link settleForMs}, so that a
 * worker that has lost only its database still gets to say that it has sent.
 */
const LOST_AFTER_MS = 45_000;
const settleForMs = 30_000;
const SETTLE_EVERY_MS = 500;
/** A job that works longer leaves the rest to the next, so that a queue never looks stuck. */
const JOB_MS = 20_000;
/** What was claimed so often and has not come to an end kills its workers. */
const MOST_CLAIMS = 100;

/** Sends what is due. Any number of processes may do so at once. */
@Injectable()
export class DeliverService implements OnModuleDestroy {
  private readonly logger = new Logger(DeliverService.name);
  private readonly effects: Counter;
  private stopping = false;
  /** One run of a channel after another: its connections are counted for the process, not for a job. */
  private readonly last = new Map<ChannelName, Promise<unknown>>();

  constructor(
    private readonly outbox: OutboxRepository,
    private readonly channels: Channels,
    private readonly contents: BriefingContents,
    private readonly preferences: ChannelPreferenceRepository,
    private readonly readers: ReadersService,
    private readonly tokens: TokensService,
    private readonly database: Database,
    private readonly queue: JobQueue,
    private readonly clock: Clock,
    private readonly settings: Settings,
    metrics: MetricsRegistry,
  ) {
    this.effects = metrics.counter('scout_deliveries_total', 'Tries to send a briefing, by how they ended.', [
      'channel',
      'outcome',
    ]);
  }

  /** What is being sent is finished; nothing more is begun. */
  onModuleDestroy(): void {
    this.stopping = true;
  }

  /** Sends everything that is due now, on every channel. @returns tries */
  async run(): Promise<number> {
    const now = this.clock.now();
    const lost = await this.outbox.putBack(new Date(now.getTime() - LOST_AFTER_MS), now);
    if (lost > 0) this.logger.warn(`${lost} messages lost their worker and are sent again.`);
    const tries = await Promise.all(this.channels.enabled.map((channel) => this.inTurn(channel)));
    return tries.reduce((sum, count) => sum + count, 0);
  }

  private inTurn(channel: Channel): Promise<number> {
    const mine = (this.last.get(channel.name) ?? Promise.resolve()).then(() => this.drain(channel));
    this.last.set(
      channel.name,
      mine.catch(() => undefined),
    );
    return mine;
  }

  private async drain(channel: Channel): Promise<number> {
    const until = performance.now() + JOB_MS;
    const state = { tries: 0, down: false };
    const work = async (): Promise<void> => {
      while (!this.isDone(state)) {
        if (performance.now() > until) {
          await this.queue.add('deliver-outbox', {}, { jobId: 'deliver-outbox' });
          return;
        }
        await channel.turn();
        if (this.isDone(state)) return;
        const [effect] = await this.outbox.claim(channel.name, this.clock.now(), 1);
        if (effect === undefined) return;
        state.tries++;
        const outcome = await this.attempt(channel, effect);
        if (outcome?.status === 'retry' && outcome.channelDown === true) state.down = true;
      }
    };
    // Each holds a connection while it sends; the other half is for the rest of the process.
    const connections = Math.max(1, Math.floor(this.settings.DATABASE_POOL / 2));
    await Promise.all(Array.from({ length: Math.min(channel.concurrency, connections) }, work));
    if (state.down) this.logger.warn(`The channel ${channel.name} is down; the rest waits for the next run.`);
    return state.tries;
  }

  private isDone(state: { readonly down: boolean }): boolean {
    return this.stopping || state.down;
  }

  /**
   * One try. The row and the reader are held while it lasts: whoever looks knows that it is being sent, and a reader whose
   * erasure has been confirmed gets nothing any more.
   */
  private async attempt(channel: Channel, effect: Effect): Promise<Outcome | undefined> {
    let outcome: Outcome | undefined;
    try {
      await this.database.transaction(async () => {
        if (!(await this.outbox.hold(effect, channel.longestMs))) return;
        outcome = await this.send(channel, effect);
        await this.settle(effect, outcome);
      });
    } catch (error) {
      // Without an outcome nothing has gone out: the words could not be read, or the row could not be held.
      outcome ??= { status: 'retry', error: withoutAddresses(String(error)) };
      await this.settleAfterAll(effect, outcome);
    }
    if (outcome === undefined) return undefined;
    this.effects.add([channel.name, outcome.status]);
    if (outcome.status === 'failed' || outcome.status === 'retry')
      this.logger.warn(
        `${channel.name} of ${effect.localDate} to reader ref ${effect.readerRef}: ${outcome.status}: ${outcome.error}`,
      );
    return outcome;
  }

  private async send(channel: Channel, effect: Effect): Promise<Outcome> {
    const [reader] = await this.readers.byRefs([effect.readerRef]);
    const refused = reader === undefined ? 'the reader is gone' : await this.refusal(channel, reader);
    if (reader === undefined || refused !== undefined)
      return { status: 'suppressed', error: refused ?? 'the reader is gone' };
    if (effect.attempts > MOST_CLAIMS)
      return { status: 'failed', error: `given up after ${MOST_CLAIMS} tries` };
    const cutOff = await this.contents.cutOff(reader, effect.dueAt);
    if (this.clock.now() > cutOff) return { status: 'failed', error: 'the cut-off of the digest has passed' };
    const content = await this.contents.of(reader, effect.localDate);
    if (content === undefined) return { status: 'cancelled', error: 'there is no such briefing any more' };
    const { skipIfEmpty } = await this.preferences.get(reader.ref, channel.name);
    if (skipIfEmpty && content.items.length === 0)
      return { status: 'skipped', error: 'the briefing has no story' };
    const effectId = await this.tokens.ofEffect(effect);
    const outcome = await channel.send({ effect, effectId, reader, content });
    if (outcome.status !== 'retry' || this.nextOf(effect, outcome) <= cutOff) return outcome;
    return { status: 'failed', error: `${outcome.error} (given up at the cut-off of the digest)` };
  }

  private async refusal(channel: Channel, reader: Reader): Promise<string | undefined> {
    const { unsubscribedAt } = await this.preferences.get(reader.ref, channel.name);
    if (unsubscribedAt !== null) return `unsubscribed at ${unsubscribedAt.toISOString()}`;
    if (!reader.channels.includes(channel.name)) return `the reader does not have the channel any more`;
    return await channel.refusal(reader);
  }

  private nextOf(effect: Effect, outcome: Outcome): Date {
    const waitMs =
      outcome.status === 'retry' ? (outcome.afterMs ?? backOffMs(effect.attempts, Math.random())) : 0;
    return new Date(this.clock.now().getTime() + waitMs);
  }

  private settle(effect: Effect, outcome: Outcome): Promise<void> {
    return this.outbox.settle(effect, outcome, this.clock.now(), this.nextOf(effect, outcome));
  }

  /**
   * The transaction is lost, with a database that went away for example, but what was sent was sent: tries to say so until
   * the row counts as lost. After that it is sent again.
   */
  private async settleAfterAll(effect: Effect, outcome: Outcome): Promise<void> {
    const until = performance.now() + settleForMs;
    for (;;) {
      try {
        await this.settle(effect, outcome);
        return;
      } catch (error) {
        if (performance.now() > until) {
          this.logger.error(
            `${effect.channel} of ${effect.localDate} to reader ref ${effect.readerRef} was ${outcome.status}, which could not be stored: ${String(error)}`,
          );
          return;
        }
        await wait(SETTLE_EVERY_MS);
      }
    }
  }
}
