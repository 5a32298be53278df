import { Injectable } from '@nestjs/common';
import { EngagementService } from '../engagement/engagement.service.js';
import { LearnedStateService } from '../learning/learned-state.service.js';
import { Clock } from '../platform/clock.js';
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
    private readonly learned: LearnedStateService,
    private readonly clock: Clock,
  ) {}

  /** @throws NotFoundError */
  async export(readerId: string): Promise<Record<string, unknown>> {
    const reader = await this.readers.get(readerId);
    const [events, deliveries, learned] = await Promise.all([
      this.engagement.everythingOf(reader.ref),
      this.deliveries.pendingOf(reader.ref),
      this.learned.ofReader(reader.ref, this.clock.now()),
    ]);
    return {
      reader: viewOf(reader),
      events,
      deliveries: deliveries.map(({ localDate, dueAt, status }) => ({ date: localDate, dueAt, status })),
      briefings: await this.briefings.all(readerId),
      learned: learned ?? null,
    };
  }
}
