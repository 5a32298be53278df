import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { NotFoundError } from '../platform/errors.js';
import { JobQueue, type QueueCounts } from '../platform/queue/job-queue.js';
import { ReadersService } from '../readers/readers.service.js';
import { Channels } from './channel.js';
import type { ChannelName, NewEffect, OutboxEntry, OutboxStatus } from './outbox.js';
import { type ChannelCounts, OutboxRepository } from './outbox.repository.js';

const DAY_MS = 86_400_000;

/** What goes out, as the rooms above and the operators see it. */
@Injectable()
export class OutboxService {
  constructor(
    private readonly outbox: OutboxRepository,
    private readonly channels: Channels,
    private readonly readers: ReadersService,
    private readonly queue: JobQueue,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Puts briefings that are stored into the outbox, for each channel that is set up here and that the reader has. Call it in the
   * transaction that stores them or finds them due; twice makes nothing twice.
   */
  async enqueue(effects: readonly NewEffect[]): Promise<void> {
    const channels = this.channels.enabled.map((channel) => channel.name);
    if (channels.length === 0 || effects.length === 0) return;
    const made = await this.outbox.insert(effects, channels, this.clock.now());
    // A lost hint costs the seconds until the next tick.
    if (made > 0)
      this.database.afterCommit(() => this.queue.add('deliver-outbox', {}, { jobId: 'deliver-outbox' }));
  }

  /** @throws NotFoundError for a reader who is not there */
  async list(filter: {
    readonly reader?: string | undefined;
    readonly status?: OutboxStatus | undefined;
    readonly channel?: ChannelName | undefined;
    readonly limit: number;
  }): Promise<OutboxEntry[]> {
    const { reader, status, channel, limit } = filter;
    return await this.outbox.list({
      ...(reader === undefined ? {} : { readerRef: (await this.readers.get(reader)).ref }),
      ...(status === undefined ? {} : { status }),
      ...(channel === undefined ? {} : { channel }),
      limit,
    });
  }

  /** Everything of one reader, newest first, for the export. */
  async everythingOf(readerRef: number): Promise<OutboxEntry[]> {
    return await this.outbox.list({ readerRef, limit: 100_000 });
  }

  /** Deletes what is of dates before one, so many rows at most. @returns how many there were */
  forgetBefore(localDate: string, most: number): Promise<number> {
    return this.outbox.deleteBefore(localDate, most);
  }

  /** What is not sent yet is not sent any more. @throws NotFoundError when nothing waits */
  async cancel(reader: string, localDate: string): Promise<ChannelName[]> {
    const cancelled = await this.outbox.cancel((await this.readers.get(reader)).ref, localDate);
    if (cancelled.length === 0) throw new NotFoundError('waiting message of', `${reader} on ${localDate}`);
    return cancelled;
  }

  /** Tries again what was given up, at once. @throws NotFoundError when nothing failed */
  async retry(reader: string, localDate: string): Promise<ChannelName[]> {
    const { ref } = await this.readers.get(reader);
    const again = await this.outbox.retry(ref, localDate, this.clock.now());
    if (again.length === 0) throw new NotFoundError('failed message of', `${reader} on ${localDate}`);
    this.database.afterCommit(() => this.queue.add('deliver-outbox', {}, { jobId: 'deliver-outbox' }));
    return again;
  }

  /** The last two days by channel and status, what waits too long, and the queue. */
  async status(): Promise<{
    readonly channels: readonly ChannelName[];
    readonly oldestDueSeconds: number;
    readonly lastDays: readonly ChannelCounts[];
    readonly queue: QueueCounts;
  }> {
    const now = this.clock.now();
    const [oldest, lastDays, queue] = await Promise.all([
      this.outbox.oldestDue(now),
      this.outbox.counts(new Date(now.getTime() - 2 * DAY_MS).toISOString().slice(0, 10)),
      this.queue.counts('deliver-outbox'),
    ]);
    return {
      channels: this.channels.enabled.map((channel) => channel.name),
      oldestDueSeconds: oldest === null ? 0 : (now.getTime() - oldest.getTime()) / 1000,
      lastDays,
      queue,
    };
  }
}
