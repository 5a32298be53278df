import { Module } from '@nestjs/common';
import { ReadersModule } from '../readers/readers.module.js';
import { Channels } from './channel.js';
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

@Module({
  imports: [ReadersModule],
  providers: [
    // A further channel is a further argument.
    { provide: Channels, inject: [EmailChannel], useFactory: (email: EmailChannel) => new Channels([email]) },
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
  ],
  exports: [DeliverService, OutboxService],
})
export class DeliveryModule {}
