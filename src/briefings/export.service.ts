import { Injectable } from '@nestjs/common';
import { OutboxService } from '../delivery/outbox.service.js';
import { SubscriptionsService } from '../delivery/subscriptions.service.js';
import { EngagementService } from '../engagement/engagement.service.js';
import { ReadersService, viewOf } from '../readers/readers.service.js';
import { BriefingsService } from './briefings.service.js';
import { DeliveryRepository } from './delivery.repository.js';

/** Everything about one reader, each part from the room that keeps it. */
@Injectable()
export class ExportService {
  constructor(
    private readonly readers: ReadersService,
    private readonly engagement: EngagementService,
    private readonly deliveries: DeliveryRepository,
    private readonly briefings: BriefingsService,
    private readonly outbox: OutboxService,
    private readonly subscriptions: SubscriptionsService,
  ) {}

  /** @throws NotFoundError */
  async export(readerId: string): Promise<Record<string, unknown>> {
    const reader = await this.readers.get(readerId);
    const [events, deliveries, messages] = await Promise.all([
      this.engagement.everythingOf(reader.ref),
      this.deliveries.pendingOf(reader.ref),
      this.outbox.everythingOf(reader.ref),
    ]);
    return {
      reader: viewOf(reader),
      events,
      deliveries: deliveries.map(({ localDate, dueAt, status }) => ({ date: localDate, dueAt, status })),
      channels: await this.subscriptions.all(readerId),
      messages: messages.map(({ reader: _, ...message }) => message),
      briefings: await this.briefings.all(readerId),
    };
  }
}
