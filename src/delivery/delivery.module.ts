import { Module } from '@nestjs/common';
import { InstallationSecretRepository } from '../platform/database/installation-secret.repository.js';
import { FetchModule } from '../platform/fetch/fetch.module.js';
import { ReadersModule } from '../readers/readers.module.js';
import { type Channel, Channels } from './channel.js';
import { ChannelPreferenceRepository } from './channel-preference.repository.js';
import { DeliverService } from './deliver.service.js';
import { DeliveryController } from './delivery.controller.js';
import { EmailChannel } from './email-channel.js';
import { EmailService } from './email.service.js';
import { LinkLimits } from './link-limits.js';
import { MailFeedbackService } from './mail-feedback.service.js';
import { MailLinksService } from './mail-links.service.js';
import { MailTransport } from './mail-transport.js';
import { OutboxMetrics } from './outbox-metrics.js';
import { OutboxRepository } from './outbox.repository.js';
import { OutboxService } from './outbox.service.js';
import { ReaderChannelsController } from './reader-channels.controller.js';
import { SubscriptionsService } from './subscriptions.service.js';
import { SuppressionRepository } from './suppression.repository.js';
import { TestSends } from './test-sends.js';
import { TokensService } from './tokens.service.js';
import { UnsubscribeController } from './unsubscribe.controller.js';
import { WebhookChannel } from './webhook-channel.js';
import { WebhookPoster } from './webhook-poster.js';
import { WebhookRepository } from './webhook.repository.js';
import { WebhooksController } from './webhooks.controller.js';
import { WebhooksService } from './webhooks.service.js';
import { WhyPageController } from './why-page.controller.js';

@Module({
  imports: [FetchModule, ReadersModule],
  controllers: [
    DeliveryController,
    ReaderChannelsController,
    UnsubscribeController,
    WebhooksController,
    WhyPageController,
  ],
  providers: [
    // A further channel is a further argument.
    {
      provide: Channels,
      inject: [EmailChannel, WebhookChannel],
      useFactory: (...channels: Channel[]) => new Channels(channels),
    },
    ChannelPreferenceRepository,
    DeliverService,
    EmailChannel,
    EmailService,
    InstallationSecretRepository,
    LinkLimits,
    MailFeedbackService,
    MailLinksService,
    MailTransport,
    OutboxMetrics,
    OutboxRepository,
    OutboxService,
    SubscriptionsService,
    SuppressionRepository,
    TestSends,
    TokensService,
    WebhookChannel,
    WebhookPoster,
    WebhookRepository,
    WebhooksService,
  ],
  exports: [DeliverService, LinkLimits, MailTransport, OutboxService, SubscriptionsService, WebhooksService],
})
export class DeliveryModule {}
