import { Module } from '@nestjs/common';
import { FetchModule } from '../platform/fetch/fetch.module.js';
import { ReadersModule } from '../readers/readers.module.js';
import { type Channel, Channels } from './channel.js';
import { ChannelPreferenceRepository } from './channel-preference.repository.js';
import { DeliverService } from './deliver.service.js';
import { EmailChannel } from './email-channel.js';
import { InstallationSecretRepository } from './installation-secret.repository.js';
import { MailLinksService } from './mail-links.service.js';
import { MailTransport } from './mail-transport.js';
import { OutboxRepository } from './outbox.repository.js';
import { OutboxService } from './outbox.service.js';
import { SuppressionRepository } from './suppression.repository.js';
import { TokensService } from './tokens.service.js';
import { WebhookChannel } from './webhook-channel.js';
import { WebhookPoster } from './webhook-poster.js';
import { WebhookRepository } from './webhook.repository.js';
import { WebhooksController } from './webhooks.controller.js';
import { WebhooksService } from './webhooks.service.js';

@Module({
  imports: [FetchModule, ReadersModule],
  controllers: [WebhooksController],
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
    InstallationSecretRepository,
    MailLinksService,
    MailTransport,
    OutboxRepository,
    OutboxService,
    SuppressionRepository,
    TokensService,
    WebhookChannel,
    WebhookPoster,
    WebhookRepository,
    WebhooksService,
  ],
  exports: [DeliverService, OutboxService],
})
export class DeliveryModule {}
