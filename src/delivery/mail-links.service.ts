import { Injectable } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import type { Reader } from '../readers/reader.js';
import type { MailLinks } from './mail-words.js';
import { TokensService } from './tokens.service.js';

/** Addresses that stand in the mails of a reader. */
@Injectable()
export class MailLinksService {
  constructor(
    private readonly tokens: TokensService,
    private readonly settings: Settings,
  ) {}

  async of(reader: Reader, localDate: string): Promise<MailLinks> {
    const token = await this.tokens.ofReader(reader.ref);
    const briefing = await this.tokens.ofEffect({ readerRef: reader.ref, localDate, channel: 'email' });
    const settings = this.settings.READER_SETTINGS_URL?.replaceAll('{reader}', encodeURIComponent(reader.id));
    return {
      unsubscribe: `${this.base()}/v1/unsubscribe/${token}`,
      why: (story) => `${this.base()}/v1/why/${briefing}?story=${encodeURIComponent(story)}`,
      ...(settings === undefined ? {} : { settings }),
    };
  }

  private base(): string {
    const { PUBLIC_URL, HOST, PORT } = this.settings;
    return (PUBLIC_URL ?? `http://${HOST}:${PORT}`).replace(/\/$/, '');
  }
}
