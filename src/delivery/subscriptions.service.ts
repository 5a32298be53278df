import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database/database.js';
import { ConflictError, InvalidInputError } from '../platform/errors.js';
import type { Reader } from '../readers/reader.js';
import type { ReaderBody } from '../readers/reader-schema.js';
import { ReadersService } from '../readers/readers.service.js';
import { Channels } from './channel.js';
import { ChannelPreferenceRepository } from './channel-preference.repository.js';
import { CHANNEL_NAMES, type ChannelName } from './outbox.js';
import { TokensService } from './tokens.service.js';

export const channelNameSchema = z.enum(CHANNEL_NAMES, `must be one of ${CHANNEL_NAMES.join(', ')}`);

export const channelBodySchema = z
  .object({
    on: z.boolean().optional().meta({
      description: 'whether the reader gets briefings on the channel; true also ends an unsubscription',
    }),
    skipIfEmpty: z
      .boolean()
      .optional()
      .meta({ description: 'a briefing without a story sends nothing; at first true' }),
  })
  .meta({ id: 'ReaderChannelBody' });

export const channelViewSchema = z
  .object({
    channel: channelNameSchema,
    on: z.boolean().meta({ description: 'the reader has the channel and did not unsubscribe' }),
    skipIfEmpty: z.boolean(),
    unsubscribedAt: z
      .string()
      .nullable()
      .meta({ description: 'since when the reader wants none, whatever `channels` says' }),
    available: z.boolean().meta({ description: 'whether this installation has the channel set up' }),
    hindrance: z
      .string()
      .nullable()
      .meta({ description: 'why nothing would be sent although it is on, such as an address that bounced' }),
  })
  .meta({ id: 'ReaderChannel' });
export type ChannelView = z.output<typeof channelViewSchema>;

/** Who gets what on which channel, as the reader wants it. */
@Injectable()
export class SubscriptionsService {
  constructor(
    private readonly readers: ReadersService,
    private readonly preferences: ChannelPreferenceRepository,
    private readonly channels: Channels,
    private readonly tokens: TokensService,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** @throws NotFoundError */
  async view(readerId: string, name: ChannelName): Promise<ChannelView> {
    return await this.viewOf(await this.readers.get(readerId), name);
  }

  /** Every channel, for the export. */
  async all(readerId: string): Promise<ChannelView[]> {
    const reader = await this.readers.get(readerId);
    return await Promise.all(CHANNEL_NAMES.map((name) => this.viewOf(reader, name)));
  }

  /** @throws NotFoundError; InvalidInputError NO_MAIL_ADDRESS for mail to a reader without an address */
  async change(
    readerId: string,
    name: ChannelName,
    body: z.output<typeof channelBodySchema>,
  ): Promise<ChannelView> {
    return await this.database.transaction(async () => {
      const reader = await this.readers.get(readerId);
      if (body.on === true && name === 'email' && reader.email === null)
        throw new InvalidInputError('The reader has no mail address yet.', [], 'NO_MAIL_ADDRESS');
      const stated = body.on === undefined ? reader : await this.state(reader, name, body.on);
      await this.preferences.change(reader.ref, name, {
        skipIfEmpty: body.skipIfEmpty,
        anew: body.on === true,
      });
      return await this.viewOf(stated, name);
    });
  }

  /**
   * Ends the mails of the reader whom a token names. It stays ended when a client states the channel again: only
   * {@link change} begins anew. Twice is as good as once, and a reader who is gone gets none anyway.
   * @returns false for what is no token of ours
   */
  async unsubscribe(token: string): Promise<boolean> {
    const ref = await this.tokens.readerOf(token);
    if (ref === undefined) return false;
    // This is what counts; that the reader's list of channels shows it as well may wait for nobody.
    await this.preferences.unsubscribe(ref, 'email', this.clock.now());
    for (let left = 3; left > 0; left--) {
      const [reader] = await this.readers.byRefs([ref]);
      if (reader === undefined) return true;
      try {
        await this.state(reader, 'email', false);
        return true;
      } catch (error) {
        if (!(error instanceof ConflictError)) throw error;
      }
    }
    return true;
  }

  private async state(reader: Reader, name: ChannelName, on: boolean): Promise<Reader> {
    if (reader.channels.includes(name) === on) return reader;
    const others = reader.channels.filter((channel) => channel !== name);
    const channels = (on ? [...others, name] : others) as ReaderBody['channels'];
    return (await this.readers.patch(reader.id, { channels })).reader;
  }

  private async viewOf(reader: Reader, name: ChannelName): Promise<ChannelView> {
    const { skipIfEmpty, unsubscribedAt } = await this.preferences.get(reader.ref, name);
    const channel = this.channels.get(name);
    return {
      channel: name,
      on: reader.channels.includes(name) && unsubscribedAt === null,
      skipIfEmpty,
      unsubscribedAt: unsubscribedAt?.toISOString() ?? null,
      available: channel?.enabled === true,
      hindrance: (await channel?.refusal(reader)) ?? null,
    };
  }
}
