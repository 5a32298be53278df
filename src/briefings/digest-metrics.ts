import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { type Histogram, type Counter, MetricsRegistry } from '../platform/health/metrics.js';
import { DeliveryRepository } from './delivery.repository.js';

const LATENESS_SECONDS = [1, 5, 15, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 21_600, 86_400];

/** The digests on `/metrics`: how they stand, and what this process has made. */
@Injectable()
export class DigestMetrics {
  private readonly made: Counter;
  private readonly lateness: Histogram;

  constructor(registry: MetricsRegistry, deliveries: DeliveryRepository, clock: Clock) {
    this.made = registry.counter('scout_briefings_made_total', 'Briefings that this process has made.');
    this.lateness = registry.histogram(
      'scout_briefing_lateness_seconds',
      'From the hour of a briefing to its making by this process.',
      [],
      LATENESS_SECONDS,
    );
    const readers = registry.levels(
      'scout_digest_due_readers',
      'Readers whose hour has come and who are not claimed yet.',
    );
    const owed = registry.levels(
      'scout_digest_deliveries',
      'Deliveries that are claimed and not made, by state.',
      ['state'],
    );
    const oldest = registry.levels(
      'scout_digest_oldest_due_seconds',
      'Since the hour of the briefing that is owed the longest; 0 when none is.',
    );
    registry.beforeText(async () => {
      const now = clock.now();
      const { due, pending, failed, oldestDueAt } = await deliveries.counts(now);
      readers.set([], due);
      owed.set(['pending'], pending);
      owed.set(['failed'], failed);
      oldest.set([], oldestDueAt === null ? 0 : Math.max(0, (now.getTime() - oldestDueAt.getTime()) / 1000));
    });
  }

  /** Briefings that were stored just now. */
  count(briefings: readonly { readonly dueAt: Date; readonly createdAt: Date }[]): void {
    this.made.add([], briefings.length);
    for (const { dueAt, createdAt } of briefings) {
      this.lateness.observe([], Math.max(0, (createdAt.getTime() - dueAt.getTime()) / 1000));
    }
  }
}
