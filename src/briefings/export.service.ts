import { Injectable } from '@nestjs/common';
import { OutboxService } from '../delivery/outbox.service.js';
import { SubscriptionsService } from '../delivery/subscriptions.service.js';
import { WebhooksService } from '../delivery/webhooks.service.js';
import { EngagementService } from '../engagement/engagement.service.js';
import { LearnedStateService } from '../engagement/learned-state.service.js';
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
    private readonly outbox: OutboxService,
    private readonly subscriptions: SubscriptionsService,
    private readonly webhooks: WebhooksService,
  ) {}

  /**
   * One JSON document in pieces, `{reader, deliveries, learned, channels, messages, webhookPosts, events, briefings}`: a reader of many
   * years may have more than fits into memory, or into one text.
   * @throws NotFoundError before the first piece
   */
  async export(readerId: string): Promise<AsyncGenerator<string>> {
    const reader = await this.readers.get(readerId);
    const [deliveries, learned, channels, messages, webhookPosts] = await Promise.all([
      this.deliveries.pendingOf(reader.ref),
      this.learned.ofReader(reader.ref, this.clock.now()),
      this.subscriptions.all(readerId),
      this.outbox.everythingOf(reader.ref),
      this.webhooks.postsOf(reader.ref),
    ]);
    const head = {
      reader: viewOf(reader),
      deliveries: deliveries.map(({ localDate, ...delivery }) => ({ date: localDate, ...delivery })),
      learned: learned ?? null,
      channels,
      messages: messages.map(({ reader: _, ...message }) => message),
      webhookPosts,
    };
    return document(head, {
      events: this.engagement.everythingOf(reader.ref),
      briefings: this.briefings.all(readerId),
    });
  }
}

/** An object that begins with some fields and goes on with lists that come in pages. */
async function* document(
  head: object,
  lists: Readonly<Record<string, AsyncIterable<readonly unknown[]>>>,
): AsyncGenerator<string> {
  yield JSON.stringify(head).slice(0, -1);
  for (const [name, pages] of Object.entries(lists)) {
    yield `,${JSON.stringify(name)}:[`;
    let first = true;
    for await (const page of pages) {
      if (page.length === 0) continue;
      yield `${first ? '' : ','}${JSON.stringify(page).slice(1, -1)}`;
      first = false;
    }
    yield ']';
  }
  yield '}';
}
