import { Injectable, Logger } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { OutboxService } from '../delivery/outbox.service.js';
import { EngagementService } from '../engagement/engagement.service.js';
import { Clock } from '../platform/clock.js';
import { BriefingPartitionRepository } from './briefing-partition.repository.js';
import { DeliveryRepository } from './delivery.repository.js';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Rows of one statement, and statements of one hour: what is left waits for the next, so that nobody waits for this. */
const BATCH = 5_000;
const BATCHES = 100;

/** What has been forgotten. */
export interface Forgotten {
  readonly partitions: readonly string[];
  readonly briefings: number;
  /** Of briefings that were cancelled or have failed. */
  readonly deliveries: number;
  /** Of briefings, by mail and webhook. */
  readonly messages: number;
  readonly events: number;
}

/** Forgets briefings, their messages and events that are older than the settings say. */
@Injectable()
export class RetentionService {
  private readonly logger = new Logger(RetentionService.name);
  private ranAt = -Infinity;

  constructor(
    private readonly partitions: BriefingPartitionRepository,
    private readonly deliveries: DeliveryRepository,
    private readonly engagement: EngagementService,
    private readonly outbox: OutboxService,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {}

  /** Once an hour in a process; trouble is logged and tried again an hour later, for the digests do not depend on it. */
  async hourly(): Promise<void> {
    const now = this.clock.now().getTime();
    if (now - this.ranAt < HOUR_MS) return;
    this.ranAt = now;
    try {
      const { partitions, briefings, deliveries, messages, events } = await this.run();
      if (partitions.length + briefings + deliveries + messages + events > 0)
        this.logger.log(
          `Forgotten by age: ${[...partitions, `${briefings} briefings`, `${deliveries} deliveries`, `${messages} messages`, `${events} events`].join(', ')}.`,
        );
    } catch (error) {
      this.logger.error(`Retention: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** What cannot be dropped now, because others hold the table, keeps nothing else from being forgotten; then it throws. */
  async run(): Promise<Forgotten> {
    const now = this.clock.now().getTime();
    const { BRIEFING_RETENTION_DAYS: briefingDays, EVENT_RETENTION_DAYS: eventDays } = this.settings;
    const date = new Date(now - briefingDays * DAY_MS).toISOString().slice(0, 10);
    const [dropped] = await Promise.allSettled([briefingDays === 0 ? [] : this.partitions.dropBefore(date)]);
    const forgotten = {
      deliveries: briefingDays === 0 ? 0 : await inBatches(() => this.deliveries.deleteBefore(date, BATCH)),
      briefings: briefingDays === 0 ? 0 : await inBatches(() => this.partitions.deleteBefore(date, BATCH)),
      messages: briefingDays === 0 ? 0 : await inBatches(() => this.outbox.forgetBefore(date, BATCH)),
      events:
        eventDays === 0
          ? 0
          : await inBatches(() => this.engagement.forgetBefore(new Date(now - eventDays * DAY_MS), BATCH)),
    };
    if (dropped.status === 'rejected') throw dropped.reason;
    return { partitions: dropped.value, ...forgotten };
  }
}

async function inBatches(batch: () => Promise<number>): Promise<number> {
  let total = 0;
  for (let i = 0; i < BATCHES; i++) {
    const count = await batch();
    total += count;
    if (count < BATCH) break;
  }
  return total;
}
