import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { MetricsRegistry } from '../platform/health/metrics.js';
import { Channels } from './channel.js';
import { OutboxRepository } from './outbox.repository.js';

const DAY_MS = 86_400_000;

/** The outbox on `/metrics`: what is not settled. How tries end is counted where they are made, see `DeliverService`. */
@Injectable()
export class OutboxMetrics {
  constructor(registry: MetricsRegistry, outbox: OutboxRepository, channels: Channels, clock: Clock) {
    const messages = registry.levels(
      'scout_outbox_messages',
      'Messages that wait or are being sent, and those of the last two days that were given up.',
      ['channel', 'status'],
    );
    const oldest = registry.levels(
      'scout_outbox_oldest_due_seconds',
      'Since the message that has waited longest was to be sent; 0 when none is due.',
    );
    registry.beforeText(async () => {
      const now = clock.now();
      const from = new Date(now.getTime() - 2 * DAY_MS).toISOString().slice(0, 10);
      const [open, due] = [await outbox.open(from), await outbox.oldestDue(now)];
      for (const { name } of channels.enabled) {
        for (const status of ['pending', 'sending', 'failed'] as const) {
          const found = open.find((one) => one.channel === name && one.status === status);
          messages.set([name, status], found?.count ?? 0);
        }
      }
      oldest.set([], due === null ? 0 : (now.getTime() - due.getTime()) / 1000);
    });
  }
}
