import { Module } from '@nestjs/common';
import { ReadersModule } from '../readers/readers.module.js';
import { Channels } from './channel.js';
import { ChannelPreferenceRepository } from './channel-preference.repository.js';
import { DeliverService } from './deliver.service.js';
import { DeliveryController } from './delivery.controller.js';
import { EmailChannel } from './email-channel.js';
import { EmailService } from './email.service.js';
import { InstallationSecretRepository } from './installation-secret.repository.js';
import { MailFeedbackService } from './mail-feedback.service.js';
import { MailLinksService } from './mail-links.service.js';
import { MailTransport } from './mail-transport.js';
import { OutboxRepository } from './outbox.repository.js';
import { OutboxService } from './outbox.service.js';
import { ReaderChannelsController } from './reader-channels.controller.js';
import { SubscriptionsService } from './subscriptions.service.js';
import { SuppressionRepository } from './suppression.repository.js';
import { TokensService } from './tokens.service.js';
import { UnsubscribeController } from './unsubscribe.controller.js';
import { WhyPageController } from './why-page.controller.js';

@Module({
  imports: [ReadersModule],
  controllers: [DeliveryController, ReaderChannelsController, UnsubscribeController, WhyPageController],
  providers: [
    // A further channel is a further argument.
    { provide: Channels, inject: [EmailChannel], useFactory: (email: EmailChannel) => new Channels([email]) },
    ChannelPreferenceRepository,
    DeliverService,
    EmailChannel,
    EmailService,
    InstallationSecretRepository,
    MailFeedbackService,
    MailLinksService,
    MailTransport,
    OutboxRepository,
    OutboxService,
    SubscriptionsService,
    SuppressionRepository,
    TokensService,
  ],
  exports: [DeliverService, MailTransport, OutboxService, SubscriptionsService],
})
export class DeliveryModule {}
